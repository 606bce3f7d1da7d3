# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Having a chart in a folder, packed or unpacked: what ``chart_pull`` does, with or without writing.

A chart that is there already is recognized by its digest or its files, so that nothing is written, and nothing
downloaded where an index or a registry tells the digest.
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
from .helm_paths import HelmPaths
from .resolve_chart import ChartReference, candidates

_CHART_FILE = "Chart.yaml"


@dataclass(frozen=True)
class PullRequest:
    """What is to be in a folder.

    :param destination: the folder; it is made when it is missing.
    :param untar: unpacked, in a folder of the chart's name.
    :param untar_dir: where that folder is, below ``destination`` unless it is absolute.
    :param provenance: keep the provenance file beside the archive.
    :param verify: verify it, by the keys of ``keyring``.
    :param force: replace a chart's folder that was changed by hand.
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
    """What became of it, or would in check mode.

    :param path: the archive, or the chart's folder.
    :param provenance_path: the provenance file, or nothing.
    :param before: what was there before: short descriptions by path.
    :param after: the same afterwards.
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
    """Have the chart there. Only the cache is written to in check mode.

    :raises RepositoryError: it cannot be had, or not be written.
    :raises ChartError: it is no chart, or something else is in its place.
    :raises ProvenanceError: it is not verified.
    """
    located, content = _content(request, paths, warn)
    with _about(located):
        chart = loader.load_archive(content)
    if not (located.name and located.version):
        located = replace(located, name=chart.name, version=chart.version)
    name = located.file_name or f"{chart.name}-{chart.version}.tgz"
    if os.path.basename(name) != name:
        raise ChartError(f"the version {chart.version!r} makes no file name", located.shown)
    provenance = download_provenance(located) if request.verify or request.provenance else None
    verification = None
    if request.verify:
        verification = verify(content, provenance or b"", name, request.keyring)
    digest = hashlib.sha256(content).hexdigest()
    outcome = PullOutcome(False, located, chart, digest, "", verification=verification)
    if request.untar:
        return _unpacked(request, outcome, content, check_mode)
    return _packed(request, outcome, os.path.join(request.destination, name), content, provenance, check_mode)


def _content(request: PullRequest, paths: HelmPaths, warn: Callable[[str], None]) -> tuple[LocatedChart, bytes]:
    for candidate in candidates(request.reference, paths, warn):
        located = candidate.located
        there = _there(request, located)
        if there is not None:
            return located, there
        try:
            return located, download(located, paths)
        except RepositoryError:
            # An index in the cache may be out of date: its server is the next candidate.
            if not candidate.from_cache:
                raise
    raise RepositoryError("no repository has the chart", request.reference.ref)


def _there(request: PullRequest, located: LocatedChart) -> bytes | None:
    """The archive in the destination, when it is known to be the wanted one."""
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
def _about(located: LocatedChart) -> Iterator[None]:
    try:
        yield
    except ChartError as error:
        if error.where is None:
            error.where = located.shown
        raise


# --------------------------------------------------------------------------------------------------- an archive


def _packed(
    request: PullRequest, outcome: PullOutcome, path: str, content: bytes, provenance: bytes | None, check_mode: bool
) -> PullOutcome:
    wanted = {path: content}
    if provenance is not None:
        wanted[f"{path}.prov"] = provenance
    limits = {path: content_cache.ARCHIVE_LIMIT, f"{path}.prov": PROVENANCE_LIMIT}
    found = {place: atomic_files.read_file(place, limits[place]) for place in wanted}
    due = {place: data for place, data in wanted.items() if found[place] != data}
    if due and not check_mode:
        with _folder(request.destination):
            _write_all(due, {place for place in due if found[place] is None})
    return replace(
        outcome,
        changed=bool(due),
        path=path,
        provenance_path=f"{path}.prov" if provenance is not None else "",
        before={place: _described(found[place]) for place in due if found[place] is not None},
        after={place: _described(data) for place, data in due.items()},
    )


def _write_all(due: dict[str, bytes], new: set[str]) -> None:
    try:
        for place, data in due.items():
            atomic_files.write_file(place, data)
    except RepositoryError:
        for place in new:
            atomic_files.remove_file(place)
        raise


# ---------------------------------------------------------------------------------------------------- a folder


def _unpacked(request: PullRequest, outcome: PullOutcome, content: bytes, check_mode: bool) -> PullOutcome:
    with _about(outcome.located):
        wanted = archive.read(content, regular_only=True)
        _check_names(wanted)
        name = outcome.chart.name
        if not name or os.path.basename(name) != name or name in (".", "..") or not name.isprintable():
            raise ChartError(f"the chart's name {name!r} makes no folder")
    parent = os.path.join(request.destination, request.untar_dir)
    path = os.path.join(parent, name)
    found = {file.name: _read_below(path, file) for file in wanted}
    due = [file for file in wanted if found[file.name] != file.data]
    replaces = bool(due) and _replaces(path, outcome.chart, request.force)
    if due and not check_mode:
        with _folder(request.destination), _folder(parent):
            _unpack(wanted, path, replaces)
    return replace(
        outcome,
        changed=bool(due),
        path=path,
        before={file.name: _described(found[file.name]) for file in due if found[file.name] is not None},
        after={file.name: _described(file.data) for file in due},
    )


def _check_names(wanted: list[File]) -> None:
    for file in wanted:
        if not file.name.isprintable():
            raise ChartError(f"the archive holds a file whose name has control characters: {file.name!r}")


def _read_below(folder: str, file: File) -> bytes | None:
    """A file of a chart's folder as far as it may be the wanted one; None when it is not there, or leads elsewhere."""
    path = os.path.join(folder, file.name)
    real = os.path.realpath(folder)
    if not os.path.realpath(path).startswith(real + os.sep) or not os.path.isfile(path):
        return None
    return atomic_files.read_file(path, max(len(file.data), os.path.getsize(path)) + 1)


def _replaces(path: str, chart: Chart, force: bool) -> bool:
    """Whether a folder has to make way; what is not surely this chart in another version is left alone."""
    if not os.path.lexists(path):
        return False
    if os.path.islink(path) or not os.path.isdir(path):
        raise ChartError("is in the way of the chart's folder", path, "Move it away, or pull to another folder.")
    if not os.listdir(path):
        return True
    there = _identity(path)
    if there is None or there[0] != chart.name:
        raise ChartError("is there and is not a folder of this chart", path, "Move it away, or pull to another folder.")
    if there[1] == chart.version and not force:
        raise ChartError(
            f"is version {chart.version} of the chart with other content",
            path,
            "Set force to replace it, or move it away.",
        )
    return True


def _identity(path: str) -> tuple[str, str] | None:
    """Name and version of the chart in a folder; None when it holds none."""
    try:
        content = atomic_files.read_file(os.path.join(path, _CHART_FILE), archive.MAX_FILE_SIZE)
        document = yaml_in.decode((content or b"").decode("utf-8", "surrogateescape"))
    except CoxswainError:
        return None
    if not isinstance(document, dict) or not document.get("name"):
        return None
    return str(document["name"]), str(document.get("version") or "")


def _unpack(wanted: list[File], path: str, replaces: bool) -> None:
    """Put the files beside the folder, then swap the two, so that at any time there is a whole chart or none."""
    parent, name = os.path.split(path)
    scratch = ""
    try:
        scratch = tempfile.mkdtemp(dir=parent, prefix=f".{name[:100]}.")
        fresh, old = os.path.join(scratch, "new"), os.path.join(scratch, "old")
        os.mkdir(fresh, 0o755)
        for file in wanted:
            place = os.path.join(fresh, file.name)
            os.makedirs(os.path.dirname(place), 0o755, exist_ok=True)
            with open(place, "xb") as stream:
                stream.write(file.data)
        if replaces:
            os.rename(path, old)
        try:
            os.rename(fresh, path)
        except OSError:
            if replaces:
                os.rename(old, path)
            raise
    except OSError as error:
        raise RepositoryError(f"the chart cannot be unpacked: {error.strerror}", path) from error
    finally:
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def _folder(path: str) -> Iterator[None]:
    """Have a folder, and take away again what was made of it when something fails."""
    made: list[str] = []
    above = os.path.abspath(path)
    while not os.path.lexists(above):
        made.append(above)
        above = os.path.dirname(above)
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise RepositoryError(f"the folder cannot be made: {error.strerror}", path) from error
    try:
        yield
    except BaseException:
        for folder in made:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


def _described(data: bytes | None) -> str:
    content = data or b""
    return f"sha256:{hashlib.sha256(content).hexdigest()}, {len(content)} bytes"
