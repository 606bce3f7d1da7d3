# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pull a chart to a folder, packed or unpacked (``helm pull``), for the module ``chart_pull``.

An existing chart is recognized by its digest or its files, so that nothing is written. If the digest is known from an
index or a registry, nothing is downloaded either.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..chart import archive, loader
from ..chart.chart import Chart, File
from ..chart.provenance import DEFAULT_KEYRING, Verification, verify
from ..data import yaml_in
from ..errors import ChartError, CoxswainError, RepositoryError
from . import atomic_files, content_cache
from .chart_download import PROVENANCE_LIMIT, LocatedChart, download, download_provenance
from .chart_reference import ChartReference
from .helm_paths import HelmPaths
from .locate_chart import candidates

_CHART_FILE = "Chart.yaml"


@dataclass(frozen=True)
class PullRequest:
    """The chart to pull, and where to.

    :param destination: the folder; it is created if it does not exist.
    :param untar: unpack the chart to a folder with its name.
    :param untar_dir: the parent of that folder, relative to ``destination`` unless it is absolute.
    :param provenance: write the provenance file beside the archive.
    :param verify: verify the provenance file with the keys of ``keyring``.
    :param force: replace the folder of the chart even if it was modified.
    """

    reference: ChartReference
    destination: str
    untar: bool = False
    untar_dir: str = ""
    provenance: bool = False
    verify: bool = False
    keyring: str = DEFAULT_KEYRING
    force: bool = False


@dataclass(frozen=True)
class PullOutcome:
    """The result of a pull; in check mode, the predicted one.

    :param digest: the SHA-256 of the archive in hexadecimal digits.
    :param path: the archive, or the folder of the chart.
    :param provenance_path: the provenance file, or empty.
    :param before: descriptions of the previous files by path.
    :param after: descriptions of the new files by path.
    """

    changed: bool
    located: LocatedChart
    chart: Chart
    digest: str
    path: str
    provenance_path: str = ""
    verification: Verification | None = None
    before: dict[str, str] | None = None
    after: dict[str, str] | None = None


def pull(
    request: PullRequest, paths: HelmPaths, warn: Callable[[str], None], *, check_mode: bool = False
) -> PullOutcome:
    """Pull the chart. In check mode, only write to the caches.

    :raises RepositoryError: the chart cannot be downloaded or written.
    :raises ChartError: it is not a chart, or something else is in its place.
    :raises ProvenanceError: the verification fails.
    """
    located, content = _fetch(request, paths, warn)
    with _with_location(located):
        chart = loader.load_archive(content)
    if not (located.name and located.version):
        located = replace(located, name=chart.name, version=chart.version)
    name = located.file_name or f"{chart.name}-{chart.version}.tgz"
    if os.path.basename(name) != name:
        raise ChartError(f"the version {chart.version!r} cannot be part of a file name", located.redacted_address)
    provenance = download_provenance(located) if request.verify or request.provenance else None
    verification = None
    if request.verify:
        verification = verify(content, provenance or b"", name, request.keyring)
    digest = hashlib.sha256(content).hexdigest()
    outcome = PullOutcome(False, located, chart, digest, "", verification=verification)
    if request.untar:
        return _write_folder(request, outcome, content, check_mode)
    return _write_archive(request, outcome, os.path.join(request.destination, name), content, provenance, check_mode)


def _fetch(request: PullRequest, paths: HelmPaths, warn: Callable[[str], None]) -> tuple[LocatedChart, bytes]:
    for candidate in candidates(request.reference, paths, warn):
        located = candidate.located
        existing = _existing_archive(request, located)
        if existing is not None:
            return located, existing
        try:
            return located, download(located, paths)
        except RepositoryError:
            # A cached index may be outdated: the next candidate is from the current index.
            if not candidate.from_cache:
                raise
    raise RepositoryError("no repository contains the chart", request.reference.ref)


def _existing_archive(request: PullRequest, located: LocatedChart) -> bytes | None:
    """Return the archive in the destination if its digest is the wanted one."""
    if request.untar or not located.digest or not located.file_name:
        return None
    try:
        content = atomic_files.read_file(
            os.path.join(request.destination, located.file_name), content_cache.ARCHIVE_LIMIT
        )
    except RepositoryError:
        return None
    return content if content is not None and hashlib.sha256(content).hexdigest() == located.digest else None


@contextlib.contextmanager
def _with_location(located: LocatedChart) -> Iterator[None]:
    try:
        yield
    except ChartError as error:
        if error.where is None:
            error.where = located.redacted_address
        raise


# --------------------------------------------------------------------------------------------------- an archive


def _write_archive(
    request: PullRequest, outcome: PullOutcome, path: str, content: bytes, provenance: bytes | None, check_mode: bool
) -> PullOutcome:
    wanted = {path: content}
    if provenance is not None:
        wanted[f"{path}.prov"] = provenance
    limits = {path: content_cache.ARCHIVE_LIMIT, f"{path}.prov": PROVENANCE_LIMIT}
    found = {file_path: atomic_files.read_file(file_path, limits[file_path]) for file_path in wanted}
    due = {file_path: data for file_path, data in wanted.items() if found[file_path] != data}
    if due and not check_mode:
        with _created_folder(request.destination):
            _write_all(due, {file_path for file_path in due if found[file_path] is None})
    return replace(
        outcome,
        changed=bool(due),
        path=path,
        provenance_path=f"{path}.prov" if provenance is not None else "",
        before={file_path: _describe(found[file_path]) for file_path in due if found[file_path] is not None},
        after={file_path: _describe(data) for file_path, data in due.items()},
    )


def _write_all(due: dict[str, bytes], new: set[str]) -> None:
    try:
        for file_path, data in due.items():
            atomic_files.write_file(file_path, data)
    except RepositoryError:
        for file_path in new:
            atomic_files.remove_file(file_path)
        raise


# ---------------------------------------------------------------------------------------------------- a folder


def _write_folder(request: PullRequest, outcome: PullOutcome, content: bytes, check_mode: bool) -> PullOutcome:
    with _with_location(outcome.located):
        wanted = archive.read(content, regular_only=True)
        _check_names(wanted)
        name = outcome.chart.name
        if not name or os.path.basename(name) != name or name in (".", "..") or not name.isprintable():
            raise ChartError(f"the name {name!r} of the chart cannot be that of a folder")
    parent = os.path.join(request.destination, request.untar_dir)
    path = os.path.join(parent, name)
    found = {file.name: _read_below(path, file) for file in wanted}
    due = [file for file in wanted if found[file.name] != file.data]
    replace_folder = bool(due) and _check_replaceable(path, outcome.chart, request.force)
    if due and not check_mode:
        with _created_folder(request.destination), _created_folder(parent):
            _unpack(wanted, path, replace_folder)
    return replace(
        outcome,
        changed=bool(due),
        path=path,
        before={file.name: _describe(found[file.name]) for file in due if found[file.name] is not None},
        after={file.name: _describe(file.data) for file in due},
    )


def _check_names(wanted: list[File]) -> None:
    for file in wanted:
        if not file.name.isprintable():
            raise ChartError(f"the archive contains a file with control characters in its name: {file.name!r}")


def _read_below(folder: str, file: File) -> bytes | None:
    """Return the content of a file in the folder of a chart; None if it does not exist or is outside of the folder."""
    path = os.path.join(folder, file.name)
    real = os.path.realpath(folder)
    if not os.path.realpath(path).startswith(real + os.sep) or not os.path.isfile(path):
        return None
    return atomic_files.read_file(path, max(len(file.data), os.path.getsize(path)) + 1)


def _check_replaceable(path: str, chart: Chart, force: bool) -> bool:
    """Return whether there is a folder to replace.

    :raises ChartError: it is not another version of the chart, or was modified and ``force`` is not set.
    """
    if not os.path.lexists(path):
        return False
    if os.path.islink(path) or not os.path.isdir(path):
        raise ChartError("is in the way of the chart's folder", path, "Move it away, or pull to another folder.")
    if not os.listdir(path):
        return True
    identity = _chart_identity(path)
    if identity is None or identity[0] != chart.name:
        raise ChartError("exists and is not a folder of this chart", path, "Move it away, or pull to another folder.")
    if identity[1] == chart.version and not force:
        raise ChartError(
            f"is version {chart.version} of the chart with different content",
            path,
            "Set force to replace it, or move it away.",
        )
    return True


def _chart_identity(path: str) -> tuple[str, str] | None:
    """Return the name and version of the chart in a folder; None if there is no chart."""
    try:
        content = atomic_files.read_file(os.path.join(path, _CHART_FILE), archive.MAX_FILE_SIZE)
        document = yaml_in.decode((content or b"").decode("utf-8", "surrogateescape"))
    except CoxswainError:
        return None
    if not isinstance(document, dict) or not document.get("name"):
        return None
    return str(document["name"]), str(document.get("version") or "")


def _unpack(wanted: list[File], path: str, replace_folder: bool) -> None:
    """Write the files to a temporary folder and swap it in, so that there is never an incomplete chart."""
    parent, name = os.path.split(path)
    scratch = ""
    try:
        scratch = tempfile.mkdtemp(dir=parent, prefix=f".{name[:100]}.")
        fresh, old = os.path.join(scratch, "new"), os.path.join(scratch, "old")
        os.mkdir(fresh, 0o755)
        for file in wanted:
            file_path = os.path.join(fresh, file.name)
            os.makedirs(os.path.dirname(file_path), 0o755, exist_ok=True)
            with open(file_path, "xb") as stream:
                stream.write(file.data)
        if replace_folder:
            os.rename(path, old)
        try:
            os.rename(fresh, path)
        except OSError:
            if replace_folder:
                os.rename(old, path)
            raise
    except OSError as error:
        raise RepositoryError(f"the chart cannot be unpacked: {error.strerror}", path) from error
    finally:
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def _created_folder(path: str) -> Iterator[None]:
    """Create a folder and its parents, and remove them again if the block raises."""
    created: list[str] = []
    above = os.path.abspath(path)
    while not os.path.lexists(above):
        created.append(above)
        above = os.path.dirname(above)
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise RepositoryError(f"the folder cannot be created: {error.strerror}", path) from error
    try:
        yield
    except BaseException:
        for folder in created:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


def _describe(data: bytes | None) -> str:
    content = data or b""
    return f"sha256:{hashlib.sha256(content).hexdigest()}, {len(content)} bytes"
