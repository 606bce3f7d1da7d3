# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts in OCI registries, as Helm lays them down: one manifest a version, whose layers are the archive and its
provenance file, and whose configuration is the chart's metadata."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from ..chart.chart import Chart
from ..data.semver import Version, parse_strict
from ..errors import CoxswainError, RepositoryError
from . import oci_reference as references
from .oci_reference import Reference
from .oci_registry import INDEX, Manifest, Registry, check_descriptor

CONFIG = "application/vnd.cncf.helm.config.v1+json"
CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov"
#: What charts were called before Helm 3.7.
_OLD_CHART = "application/tar+gzip"

_INDEXES = (INDEX, "application/vnd.docker.distribution.manifest.list.v2+json")
#: How many manifests of an index are looked at in the search for a chart.
_MOST_IN_INDEX = 16
_CONFIG_LIMIT = 1024 * 1024
_TITLE = "org.opencontainers.image.title"
_VERSION = "org.opencontainers.image.version"


class NoChartError(RepositoryError):
    """What lies in the registry is something else than a chart."""


@dataclass(frozen=True)
class ChartManifest:
    """The manifest of a chart.

    :param digest: its own digest.
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
        """The SHA-256 of the archive in hexadecimal digits."""
        return str(self.chart["digest"]).partition(":")[2]

    @property
    def provenance_digest(self) -> str:
        """The SHA-256 of the provenance file in hexadecimal digits, or nothing."""
        return "" if self.provenance is None else str(self.provenance["digest"]).partition(":")[2]


@dataclass(frozen=True)
class Layout:
    """A chart as it goes to a registry: the manifest, and the blobs that it names."""

    manifest: bytes
    blobs: tuple[bytes, ...]


def newest_tag(registry: Registry, version: str) -> str:
    """The version among the tags that ``version`` chooses, by Helm's rules for indexes: an exact match first, else the
    newest that satisfies it as a constraint; without a version the newest that is no prerelease.

    :raises RepositoryError: there is none.
    """
    from .index import parse_constraint

    constraint = parse_constraint(version)
    found: list[tuple[Version, str]] = []
    for tag in registry.tags():
        # A tag that is no version is no chart's.
        try:
            found.append((parse_strict(references.version_of(tag)), references.version_of(tag)))
        except CoxswainError:
            continue
    found.sort(key=lambda row: row[0], reverse=True)
    where = str(replace(registry.reference, tag="", digest=""))
    if not found:
        raise RepositoryError("the repository holds no version of a chart", where, "Check the reference.")
    for _parsed, name in found:
        if name == version:
            return name
    for parsed, name in found:
        if constraint.check(parsed):
            return name
    newest = ", ".join(name for _parsed, name in found[:5])
    if not version:
        raise RepositoryError(
            f"there are prereleases only: {newest}",
            where,
            "Set chart_version to one of them, or to '>0.0.0-0' for the newest.",
        )
    raise RepositoryError(
        f"there is no version {version}; there are {newest}{', …' if len(found) > 5 else ''}",
        where,
        "Set chart_version to one of them.",
    )


def find_chart(registry: Registry, reference: str, *, missing: bool = False) -> ChartManifest | None:
    """The manifest of the chart under a tag or digest.

    :param missing: there may be nothing, and the result is None then.
    :raises RepositoryError: there is nothing, or something else than a chart.
    """
    manifest = registry.manifest(reference, missing=missing)
    if manifest is None:
        return None
    where = str(registry.reference)
    if manifest.document.get("mediaType") in _INDEXES or isinstance(manifest.document.get("manifests"), list):
        inner = _in_index(registry, manifest, where)
        if inner is None:
            raise _no_chart("none of the manifests of the index", where)
        return inner
    found = _chart_manifest(manifest, where)
    if found is None:
        raise _no_chart("the manifest", where)
    return found


def name_and_version(registry: Registry, manifest: ChartManifest) -> tuple[str, str]:
    """What the metadata of a chart in a registry says of its name and version.

    :raises RepositoryError: it says nothing.
    """
    try:
        metadata: Any = json.loads(registry.blob(manifest.config, _CONFIG_LIMIT))
    except (ValueError, RecursionError):
        metadata = None
    name, version = (metadata.get(key) for key in ("name", "version")) if isinstance(metadata, dict) else ("", "")
    if not isinstance(name, str) or not isinstance(version, str) or not name or not version:
        raise _no_chart("the metadata", str(registry.reference))
    return name, version


def layout(chart: Chart, archive: bytes, provenance: bytes | None, created: str) -> Layout:
    """What to push for ``archive``.

    :param chart: the loaded archive.
    :param created: when the archive was made, by RFC 3339.
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
        "annotations": dict(sorted(annotations_of(metadata, created).items())),
    }
    return Layout(_json(manifest), (archive, *([provenance] if provenance is not None else []), config))


def annotations_of(metadata: dict[str, Any], created: str) -> dict[str, str]:
    """The annotations of a chart's manifest: those of the OCI image specification, and those of the chart."""
    sources = metadata.get("sources") or []
    maintainers = metadata.get("maintainers") or []
    people = []
    for person in maintainers:
        name, address = str(person.get("name") or ""), str(person.get("email") or "")
        people.append(name + (f" ({address})" if address else ""))
    prefix = "org.opencontainers.image."
    own = {
        f"{prefix}description": str(metadata.get("description") or ""),
        _TITLE: str(metadata.get("name") or ""),
        _VERSION: str(metadata.get("version") or ""),
        f"{prefix}url": str(metadata.get("home") or ""),
        f"{prefix}created": created,
        f"{prefix}source": str(sources[0]) if sources else "",
        f"{prefix}authors": ", ".join(people),
    }
    found = {key: value for key, value in own.items() if value.strip()}
    for key, value in (metadata.get("annotations") or {}).items():
        if key not in (_TITLE, _VERSION):
            found[str(key)] = str(value)
    return found


def push(registry: Registry, tag: str, what: Layout) -> str:
    """Put a chart under a tag; the result is the digest of its manifest."""
    for blob in what.blobs:
        registry.push_blob(blob)
    return registry.push_manifest(tag, what.manifest)


def at_version(reference: Reference, version: str) -> Reference:
    """The reference with the tag of a version."""
    return replace(reference, tag=references.tag_of(version))


def _in_index(registry: Registry, manifest: Manifest, where: str) -> ChartManifest | None:
    entries = manifest.document.get("manifests")
    for entry in (entries if isinstance(entries, list) else [])[:_MOST_IN_INDEX]:
        if isinstance(entry, dict):
            digest, _size = check_descriptor(entry, where)
            inner = registry.manifest(digest)
            found = None if inner is None else _chart_manifest(inner, where)
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
    return NoChartError(f"{what} is not one of a chart", where, "Check the reference; an image is no chart.")


def _descriptor(media_type: str, content: bytes) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _json(value: Any) -> bytes:
    """JSON as Go writes it: compact, with what HTML minds escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode("utf-8", "replace")
