# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts in OCI registries, in Helm's format.

Each version has a manifest: its layers are the archive and the provenance file, its configuration is the metadata.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from ..chart.chart import Chart
from ..data.semver import Version, parse_strict
from ..errors import CoxswainError, RepositoryError
from . import oci_reference as references
from .index import parse_constraint
from .oci_reference import Reference
from .oci_registry import INDEX, Manifest, Registry, check_descriptor

CONFIG = "application/vnd.cncf.helm.config.v1+json"
CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov"
#: The media type of charts before Helm 3.7.
_OLD_CHART = "application/tar+gzip"

_INDEXES = (INDEX, "application/vnd.docker.distribution.manifest.list.v2+json")
#: The number of manifests of an index to search for a chart.
_MAX_INDEX_MANIFESTS = 16
_CONFIG_LIMIT = 1024 * 1024
_TITLE = "org.opencontainers.image.title"
_VERSION = "org.opencontainers.image.version"


class NoChartError(RepositoryError):
    """The registry contains something other than a chart."""


@dataclass(frozen=True)
class ChartManifest:
    """The manifest of a chart.

    :param digest: the digest of the manifest.
    :param chart: the descriptor of the archive.
    :param provenance: the descriptor of the provenance file, or None.
    :param config: the descriptor of the metadata.
    """

    digest: str
    chart: dict[str, Any]
    provenance: dict[str, Any] | None
    config: dict[str, Any]

    @property
    def chart_digest(self) -> str:
        """Return the SHA-256 of the archive in hexadecimal digits."""
        return str(self.chart["digest"]).partition(":")[2]

    @property
    def provenance_digest(self) -> str:
        """Return the SHA-256 of the provenance file in hexadecimal digits; empty if there is none."""
        return "" if self.provenance is None else str(self.provenance["digest"]).partition(":")[2]


@dataclass(frozen=True)
class OciArtifact:
    """A chart in the format of a registry: its manifest and the blobs that the manifest refers to."""

    manifest: bytes
    blobs: tuple[bytes, ...]


def newest_tag(registry: Registry, version: str) -> str:
    """Return the version that ``version`` selects from the tags.

    The rules are Helm's for indexes: an exact match, else the newest version that satisfies the constraint; without a
    version, the newest one that is not a prerelease.

    :raises RepositoryError: there is none.
    """
    constraint = parse_constraint(version)
    found: list[tuple[Version, str]] = []
    for tag in registry.tags():
        # Tags that are not versions do not belong to charts.
        try:
            found.append((parse_strict(references.version_of(tag)), references.version_of(tag)))
        except CoxswainError:
            continue
    found.sort(key=lambda row: row[0], reverse=True)
    where = str(replace(registry.reference, tag="", digest=""))
    if not found:
        raise RepositoryError("the repository contains no versions of a chart", where, "Check the reference.")
    for _parsed, name in found:
        if name == version:
            return name
    for parsed, name in found:
        if constraint.check(parsed):
            return name
    newest = ", ".join(name for _parsed, name in found[:5])
    if not version:
        raise RepositoryError(
            f"all versions are prereleases: {newest}",
            where,
            "Set chart_version to one of them, or to '>0.0.0-0' for the newest.",
        )
    raise RepositoryError(
        f"there is no version {version}; available: {newest}{', …' if len(found) > 5 else ''}",
        where,
        "Set chart_version to one of them.",
    )


def get_chart(registry: Registry, reference: str) -> ChartManifest:
    """Return the manifest of the chart with a tag or digest.

    :raises RepositoryError: there is none.
    :raises NoChartError: it is not that of a chart.
    """
    return _as_chart(registry, registry.manifest(reference))


def find_chart(registry: Registry, reference: str) -> ChartManifest | None:
    """Return the manifest of the chart with a tag or digest, or None if there is none.

    :raises RepositoryError: the request fails.
    :raises NoChartError: it is not that of a chart.
    """
    manifest = registry.find_manifest(reference)
    return None if manifest is None else _as_chart(registry, manifest)


def _as_chart(registry: Registry, manifest: Manifest) -> ChartManifest:
    where = str(registry.reference)
    if manifest.document.get("mediaType") in _INDEXES or isinstance(manifest.document.get("manifests"), list):
        inner = _find_in_index(registry, manifest, where)
        if inner is None:
            raise _no_chart("none of the manifests of the index is that of a chart", where)
        return inner
    found = _chart_manifest(manifest, where)
    if found is None:
        raise _no_chart("the manifest is not that of a chart", where)
    return found


def name_and_version(registry: Registry, manifest: ChartManifest) -> tuple[str, str]:
    """Return the name and version from the metadata of a chart in a registry.

    :raises RepositoryError: one of them is missing.
    """
    try:
        metadata: Any = json.loads(registry.blob(manifest.config, _CONFIG_LIMIT))
    except (ValueError, RecursionError):
        metadata = None
    name, version = (metadata.get(key) for key in ("name", "version")) if isinstance(metadata, dict) else ("", "")
    if not isinstance(name, str) or not isinstance(version, str) or not name or not version:
        raise _no_chart("the metadata is not that of a chart", str(registry.reference))
    return name, version


def build_artifact(chart: Chart, archive: bytes, provenance: bytes | None, created: str) -> OciArtifact:
    """Return the manifest and blobs of ``archive``.

    :param chart: the loaded archive.
    :param created: when the archive was created, in the format of RFC 3339.
    """
    metadata = chart.record()
    config = _json(metadata)
    layers = [_descriptor(CHART, archive)]
    if provenance is not None:
        layers.append(_descriptor(PROVENANCE, provenance))
    layers.sort(key=lambda layer: str(layer["digest"]))
    manifest = {
        "schemaVersion": 2,
        "config": _descriptor(CONFIG, config),
        "layers": layers,
        "annotations": dict(sorted(chart_annotations(metadata, created).items())),
    }
    return OciArtifact(_json(manifest), (archive, *([provenance] if provenance is not None else []), config))


def chart_annotations(metadata: dict[str, Any], created: str) -> dict[str, str]:
    """Return the annotations of a manifest: those of the OCI image specification and those of the chart."""
    sources = metadata.get("sources") or []
    maintainers = metadata.get("maintainers") or []
    authors = []
    for maintainer in maintainers:
        name, address = str(maintainer.get("name") or ""), str(maintainer.get("email") or "")
        authors.append(name + (f" ({address})" if address else ""))
    prefix = "org.opencontainers.image."
    own = {
        f"{prefix}description": str(metadata.get("description") or ""),
        _TITLE: str(metadata.get("name") or ""),
        _VERSION: str(metadata.get("version") or ""),
        f"{prefix}url": str(metadata.get("home") or ""),
        f"{prefix}created": created,
        f"{prefix}source": str(sources[0]) if sources else "",
        f"{prefix}authors": ", ".join(authors),
    }
    found = {key: value for key, value in own.items() if value.strip()}
    for key, value in (metadata.get("annotations") or {}).items():
        if key not in (_TITLE, _VERSION):
            found[str(key)] = str(value)
    return found


def push(registry: Registry, tag: str, artifact: OciArtifact) -> str:
    """Push a chart under a tag and return the digest of its manifest."""
    for blob in artifact.blobs:
        registry.push_blob(blob)
    return registry.push_manifest(tag, artifact.manifest)


def with_version(reference: Reference, version: str) -> Reference:
    """Return the reference with the tag of a version."""
    return replace(reference, tag=references.tag_of(version))


def _find_in_index(registry: Registry, manifest: Manifest, where: str) -> ChartManifest | None:
    entries = manifest.document.get("manifests")
    for entry in (entries if isinstance(entries, list) else [])[:_MAX_INDEX_MANIFESTS]:
        if isinstance(entry, dict):
            digest, _size = check_descriptor(entry, where)
            found = _chart_manifest(registry.manifest(digest), where)
            if found is not None:
                return found
    return None


def _chart_manifest(manifest: Manifest, where: str) -> ChartManifest | None:
    config, layers = manifest.document.get("config"), manifest.document.get("layers")
    if not isinstance(config, dict) or config.get("mediaType") != CONFIG or not isinstance(layers, list):
        return None
    found: dict[str, dict[str, Any]] = {}
    for layer in layers:
        if isinstance(layer, dict) and layer.get("mediaType") in (CHART, _OLD_CHART, PROVENANCE):
            check_descriptor(layer, where)
            kind = PROVENANCE if layer["mediaType"] == PROVENANCE else CHART
            found[kind] = layer
    if CHART not in found:
        return None
    return ChartManifest(manifest.digest, found[CHART], found.get(PROVENANCE), config)


def _no_chart(what: str, where: str) -> NoChartError:
    return NoChartError(what, where, "Check the reference: it may be that of an image.")


def _descriptor(media_type: str, content: bytes) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _json(value: Any) -> bytes:
    """Return JSON as Go writes it: compact, with the special characters of HTML escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode("utf-8", "replace")
