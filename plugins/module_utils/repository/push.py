# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Push a packaged chart to an OCI registry or a ChartMuseum (``helm push``), for the module ``chart_push``."""

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
from .registry_credentials import resolve_credential

_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+~-]*\Z")


@dataclass(frozen=True)
class PushRequest:
    """The chart to push, and where to.

    :param path: the packaged chart; a provenance file beside it is pushed too.
    :param remote: ``oci://HOST/PATH``, the address of a repository, or the name of one in ``repositories.yaml``.
    :param http_options: for registries and addresses; repositories in ``repositories.yaml`` have their own.
    :param force: replace a different chart with the same name and version.
    """

    path: str
    remote: str
    http_options: HttpOptions
    force: bool = False


@dataclass(frozen=True)
class PushOutcome:
    """The result of a push; in check mode, the predicted one.

    :param target: the reference or address of the chart.
    :param digest: the SHA-256 of the archive at the target, in hexadecimal digits.
    :param manifest_digest: ``sha256:`` and the digest of its manifest; empty outside of registries, and in check mode
        if it would be pushed.
    :param provenance: whether the target has the provenance file.
    :param before: the SHA-256 of the previous archive, or empty.
    """

    changed: bool
    chart: Chart
    target: str
    digest: str
    manifest_digest: str = ""
    provenance: bool = False
    before: str = ""


@dataclass(frozen=True)
class _LocalChart:
    chart: Chart
    archive: bytes
    provenance: bytes | None
    created: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.archive).hexdigest()

    def has_same_files(self, archive: bytes) -> bool:
        """Return whether another archive contains the same files."""
        try:
            return chart_digest(loader.load_archive(archive)) == chart_digest(self.chart)
        except CoxswainError:
            return False


def push(request: PushRequest, paths: HelmPaths, *, check_mode: bool = False) -> PushOutcome:
    """Push the chart unless the target already has it.

    :raises ChartError: it is not a packaged chart.
    :raises RepositoryError: the server refuses it, or has a different chart with its name and version.
    """
    local = _read_chart(request.path)
    if references.is_oci(request.remote):
        return _push_to_registry(request, local, paths, check_mode)
    url, http_options = _repository(request, paths)
    return _push_to_chartmuseum(request, local, ChartMuseum(url, http_options), check_mode)


def _read_chart(path: str) -> _LocalChart:
    if os.path.isdir(path):
        raise ChartError(
            "cannot push directory, must provide chart archive (.tgz)", path, "Package it with chart_package."
        )
    archive = atomic_files.read_file(path, content_cache.ARCHIVE_LIMIT)
    if archive is None:
        raise ChartError("there is no such file", path, "Check the path; it must exist on the target host.")
    try:
        chart = loader.load_archive(archive)
    except ChartError as error:
        error.where = error.where or path
        raise
    created = datetime.fromtimestamp(int(os.path.getmtime(path)), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _LocalChart(chart, archive, atomic_files.read_file(f"{path}.prov", PROVENANCE_LIMIT), created)


def _push_to_registry(request: PushRequest, local: _LocalChart, paths: HelmPaths, check_mode: bool) -> PushOutcome:
    chart = local.chart
    folder = request.remote.rstrip("/")
    if ":" in folder.rpartition("/")[2] and "/" in folder[len(references.SCHEME) :] or "@" in folder:
        raise RepositoryError(
            "contains a tag or a digest; both are derived from the chart", urls.redacted(folder), "Use oci://HOST/PATH."
        )
    reference = references.parse(f"{folder}/{chart.name}:{chart.version}")

    registry = Registry(
        reference, request.http_options, lambda: resolve_credential(request.http_options, reference.host, paths)
    )
    existing = _find_existing(registry, reference.tag, request.force)
    before = "" if existing is None else existing.chart_digest
    if existing is not None:
        same = before == local.digest or (
            not request.force and local.has_same_files(registry.blob(existing.chart, content_cache.ARCHIVE_LIMIT))
        )
        signed = local.provenance is None or existing.provenance_digest == _sha256(local.provenance)
        if same and signed:
            kept = existing.provenance is not None
            return PushOutcome(False, chart, str(reference), before, existing.digest, kept, before)
        if not same:
            _refuse_replacement(request, str(reference), before, local)
    digest = ""
    if not check_mode:
        artifact = oci_chart.build_artifact(chart, local.archive, local.provenance, local.created)
        digest = oci_chart.push(registry, reference.tag, artifact)
    return PushOutcome(True, chart, str(reference), local.digest, digest, local.provenance is not None, before)


def _find_existing(registry: Registry, tag: str, force: bool) -> oci_chart.ChartManifest | None:
    try:
        return oci_chart.find_chart(registry, tag)
    except oci_chart.NoChartError:
        if force:
            return None
        raise


def _push_to_chartmuseum(
    request: PushRequest, local: _LocalChart, museum: ChartMuseum, check_mode: bool
) -> PushOutcome:
    chart = local.chart
    name = f"{chart.name}-{chart.version}.tgz"
    if not _FILE_NAME.match(name):
        raise ChartError(f"the name and version cannot be part of a file name: {name!r}", request.path)
    target = urls.redacted(f"{museum.url}/{name}")
    existing = museum.find(chart.name, chart.version)
    before = ""
    if existing is not None:
        before = str(existing.get("digest") or "").rpartition(":")[2]
        if before != local.digest:
            other = None if request.force else museum.archive(existing, content_cache.ARCHIVE_LIMIT)
            if other is None or not local.has_same_files(other):
                _refuse_replacement(request, target, before, local)
                existing = None
        if existing is not None:
            # A signature is only valid for the identical archive.
            signed = local.provenance if before == local.digest else None
            known = museum.provenance(existing) if signed is not None else None
            if signed is not None and signed != known and not check_mode:
                museum.upload_provenance(name, signed, force=known is not None)
            return PushOutcome(signed != known, chart, target, before, "", signed is not None, before)
    if not check_mode:
        museum.upload(name, local.archive, local.provenance, force=bool(before))
    return PushOutcome(True, chart, target, local.digest, "", local.provenance is not None, before)


def _refuse_replacement(request: PushRequest, target: str, before: str, local: _LocalChart) -> None:
    if not request.force:
        raise RepositoryError(
            f"a different chart with this version exists: its archive is sha256:{before}, "
            f"this one is sha256:{local.digest}",
            target,
            "Change the version of the chart, or set force to replace the existing one.",
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
            "Set oci://HOST/PATH or the URL of a repository, or add the repository with coxswain.helm.repository.",
        )
    return entry.url, entry.http_options(request.http_options.timeout)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
