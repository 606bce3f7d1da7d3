# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that a manifest of Tiller declares. Helm 2 puts no ownership labels on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref
from ...errors import ClusterError
from ...release.planning.manifest_objects import documents_of
from ...release.planning.plan import Declared

if TYPE_CHECKING:
    from .base import TillerBase


def documents(manifest: str, namespace: str) -> dict[Ref, dict[str, Any]]:
    """Return the objects of a manifest by reference, in its order.

    References of objects without a namespace get that of the release; cluster-scoped kinds ignore it.
    """
    found: dict[Ref, dict[str, Any]] = {}
    for document in documents_of(manifest, "the manifest"):
        metadata = document.get("metadata") or {}
        name = str(metadata.get("name") or metadata.get("generateName") or "")
        where = str(metadata.get("namespace") or namespace)
        found[Ref(str(document["apiVersion"]), str(document["kind"]), where, name)] = document
    return found


def declared_by(backend: TillerBase, manifest: str, namespace: str) -> list[Declared]:
    """Return the objects of a manifest that the cluster serves; warn of the others."""
    if backend.api is None:
        return []
    found = []
    for ref, document in documents(manifest, namespace).items():
        try:
            resource = backend.api.discovery.find(ref.api_version, ref.kind)
        except ClusterError:
            continue
        if resource is None:
            backend.warnings.append(f"the cluster no longer serves {ref.kind} {ref.name} ({ref.api_version})")
            continue
        metadata = dict(document.get("metadata") or {})
        where = ref.namespace if resource.namespaced else ""
        if resource.namespaced:
            metadata["namespace"] = where
        generated = bool(metadata.get("generateName")) and not metadata.get("name")
        found.append(Declared(ref._replace(namespace=where), {**document, "metadata": metadata}, generated))
    return found
