# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predict the changes of objects from two manifests, which are what Helm 2 compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...release.planning.change import CREATE, DELETE, KEEP, PATCH, Change
from ...release.planning.ownership import RESOURCE_POLICY
from ...render.kind_order import uninstall_key
from .manifest_objects import documents

if TYPE_CHECKING:
    from ...release.reporting.outcome import ObjectPair
    from .base import TillerBase


def changes_between(
    backend: TillerBase, before: str, after: str, namespace: str
) -> tuple[list[Change], list[ObjectPair]]:
    """Return the changes from one manifest to another, and the objects before and after."""
    old, new = documents(before, namespace), documents(after, namespace)
    by_identity = {ref.identity: (ref, document) for ref, document in old.items()}
    changes: list[Change] = []
    pairs: list[ObjectPair] = []
    for ref, document in new.items():
        known = by_identity.pop(ref.identity, None)
        if known is None:
            changes.append(Change.of(CREATE, ref, predicted=backend.check_mode))
            pairs.append((ref, None, document))
        elif known[1] != document:
            changes.append(Change.of(PATCH, ref, predicted=backend.check_mode))
            pairs.append((ref, known[1], document))
    for ref, document in by_identity.values():
        kept = has_keep_policy(document)
        changes.append(Change.of(KEEP if kept else DELETE, ref, predicted=backend.check_mode))
        if not kept:
            pairs.append((ref, document, None))
    return changes, pairs


def removals(backend: TillerBase, manifest: str, namespace: str) -> tuple[list[Change], list[ObjectPair]]:
    """Return the changes that remove all objects of a manifest, in Helm's order of uninstalling."""
    changes, pairs = changes_between(backend, manifest, "", namespace)
    changes.sort(key=lambda change: uninstall_key(change.kind))
    return changes, pairs


def has_keep_policy(document: dict[str, Any]) -> bool:
    """Return whether an object is kept when its release is deleted: in Tiller, with any policy except ``delete``."""
    annotations = (document.get("metadata") or {}).get("annotations") or {}
    policy = annotations.get(RESOURCE_POLICY)
    return policy is not None and str(policy).strip().lower() != "delete"
