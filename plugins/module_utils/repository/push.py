# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Having a packaged chart in an OCI registry or a ChartMuseum: what ``chart_push`` does, with or without writing."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import datetime, timezone

from ..chart import loader
from ..chart.chart import Chart
from ..chart.content_digest import chart_digest
from ..errors import ChartError, CoxswainError, RepositoryError
from . import atomic_files, content_cache, oci_chart, repositories_file, urls
from . import oci_reference as references
from .chart_download import PROVENANCE_LIMIT
from .chartmuseum import ChartMuseum
from .helm_paths import HelmPaths
from .http_options import HttpOptions
from .oci_registry import Registry
from .registry_credentials import credential_of

_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+~-]*\Z")


@dataclass(frozen=True)
class PushRequest:
    """What is to be where.

    :param path: the packaged chart; a provenance file beside it goes along.
    :param remote: ``oci://HOST/PATH``, the address of a repository, or the name of one in ``repositories.yaml``.
    :param http_options: for an address or registry; a repository of the file has its own.
    :param force: replace another chart of that name and version.
    """

    path: str
    remote: str
    http_options: HttpOptions
    force: bool = False


@dataclass(frozen=True)
class PushOutcome:
    """What became of it, or would in check mode.

    :param target: where the chart is: a reference or an address.
    :param digest: the SHA-256 of the archive there, in hexadecimal digits.
    :param manifest_digest: ``sha256:`` and the digest of its manifest; nothing outside of registries, and in check
        mode nothing when it would be pushed.
    :param before: the SHA-256 of the archive that was there before, or nothing.
    """

    changed: bool
    chart: Chart
    target: str
    digest: str
    manifest_digest: str = ""
    provenance: bool = False
    before: str = ""


@dataclass(frozen=True)
class _Parcel:
    chart: Chart
    archive: bytes
    provenance: bytes | None
    created: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.archive).hexdigest()

    def is_like(self, archive: bytes) -> bool:
        """Whether another archive holds the same files."""
        try:
            return chart_digest(loader.load_archive(archive)) == chart_digest(self.chart)
        except CoxswainError:
            return False


def push(request: PushRequest, paths: HelmPaths, *, check_mode: bool = False) -> PushOutcome:
    """Have the chart there.

    :raises ChartError: it is no packaged chart.
    :raises RepositoryError: it is not taken, or another chart is there under its name and version.
    """
    parcel = _pack(request.path)
    if references.is_oci(request.remote):
        return _to_registry(request, parcel, paths, check_mode)
    url, http_options = _repository(request, paths)
    return _to_museum(request, parcel, ChartMuseum(url, http_options), check_mode)


def _pack(path: str) -> _Parcel:
    if os.path.isdir(path):
        raise ChartError(
            "cannot push directory, must provide chart archive (.tgz)", path, "Package it with chart_package."
        )
    archive = atomic_files.read_file(path, content_cache.ARCHIVE_LIMIT)
    if archive is None:
        raise ChartError("there is no such file", path, "Check the path; it is one of the target host.")
    try:
        chart = loader.load_archive(archive)
    except ChartError as error:
        error.where = error.where or path
        raise
    created = datetime.fromtimestamp(int(os.path.getmtime(path)), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _Parcel(chart, archive, atomic_files.read_file(f"{path}.prov", PROVENANCE_LIMIT), created)


def _to_registry(request: PushRequest, parcel: _Parcel, paths: HelmPaths, check_mode: bool) -> PushOutcome:
    chart = parcel.chart
    folder = request.remote.rstrip("/")
    if ":" in folder.rpartition("/")[2] and "/" in folder[len(references.SCHEME) :] or "@" in folder:
        raise RepositoryError(
            "names a tag or a digest; both are made of the chart", urls.redacted(folder), "Give oci://HOST/PATH alone."
        )
    reference = references.parse(f"{folder}/{chart.name}:{chart.version}")

    registry = Registry(
        reference, request.http_options, lambda: credential_of(request.http_options, reference.host, paths)
    )
    there = _in_registry(registry, reference.tag, request.force)
    before = "" if there is None else there.chart_digest
    if there is not None:
        same = before == parcel.digest or (
            not request.force and parcel.is_like(registry.blob(there.chart, content_cache.ARCHIVE_LIMIT))
        )
        signed = parcel.provenance is None or there.provenance_digest == _sha256(parcel.provenance)
        if same and signed:
            kept = there.provenance is not None
            return PushOutcome(False, chart, str(reference), before, there.digest, kept, before)
        if not same:
            _refuse(request, str(reference), before, parcel)
    digest = ""
    if not check_mode:
        layout = oci_chart.layout(chart, parcel.archive, parcel.provenance, parcel.created)
        digest = oci_chart.push(registry, reference.tag, layout)
    return PushOutcome(True, chart, str(reference), parcel.digest, digest, parcel.provenance is not None, before)


def _in_registry(registry: Registry, tag: str, force: bool) -> oci_chart.ChartManifest | None:
    try:
        return oci_chart.find_chart(registry, tag, missing=True)
    except oci_chart.NoChartError:
        if force:
            return None
        raise


def _to_museum(request: PushRequest, parcel: _Parcel, museum: ChartMuseum, check_mode: bool) -> PushOutcome:
    chart = parcel.chart
    name = f"{chart.name}-{chart.version}.tgz"
    if not _FILE_NAME.match(name):
        raise ChartError(f"name and version make no file name: {name!r}", request.path)
    target = urls.redacted(f"{museum.url}/{name}")
    there = museum.find(chart.name, chart.version)
    before = ""
    if there is not None:
        before = str(there.get("digest") or "").rpartition(":")[2]
        if before != parcel.digest:
            other = None if request.force else museum.archive(there, content_cache.ARCHIVE_LIMIT)
            if other is None or not parcel.is_like(other):
                _refuse(request, target, before, parcel)
                there = None
        if there is not None:
            # A signature is about one archive, byte for byte.
            signed = parcel.provenance if before == parcel.digest else None
            known = museum.provenance(there) if signed is not None else None
            if signed is not None and signed != known and not check_mode:
                museum.upload_provenance(name, signed, force=known is not None)
            return PushOutcome(signed != known, chart, target, before, "", signed is not None, before)
    if not check_mode:
        museum.upload(name, parcel.archive, parcel.provenance, force=bool(before))
    return PushOutcome(True, chart, target, parcel.digest, "", parcel.provenance is not None, before)


def _refuse(request: PushRequest, target: str, before: str, parcel: _Parcel) -> None:
    if not request.force:
        raise RepositoryError(
            f"another chart is there under this version: its archive is sha256:{before}, "
            f"and this one sha256:{parcel.digest}",
            target,
            "Give the chart another version, or set force to replace it.",
        )


def _repository(request: PushRequest, paths: HelmPaths) -> tuple[str, HttpOptions]:
    if "://" in request.remote:
        urls.split(request.remote)
        return request.remote, request.http_options
    entry = repositories_file.load(paths.repository_config).get(request.remote)
    if entry is None:
        raise RepositoryError(
            "is neither an address nor the name of a repository",
            request.remote,
            "Give oci://HOST/PATH, the URL of a repository, or add it with coxswain.helm.repository.",
        )
    return entry.url, entry.http_options(request.http_options.timeout)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
