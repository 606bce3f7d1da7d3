# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ownership of objects: Helm's label and annotations, and its error messages when they do not match."""

from __future__ import annotations

from typing import Any

MANAGED_BY = "app.kubernetes.io/managed-by"
HELM = "Helm"
RELEASE_NAME = "meta.helm.sh/release-name"
RELEASE_NAMESPACE = "meta.helm.sh/release-namespace"
RESOURCE_POLICY = "helm.sh/resource-policy"


def stamp(document: dict[str, Any], name: str, namespace: str) -> dict[str, Any]:
    """Return a copy of an object with the ownership label and annotations of a release."""
    metadata = dict(document.get("metadata") or {})
    metadata["labels"] = {**(metadata.get("labels") or {}), MANAGED_BY: HELM}
    metadata["annotations"] = {
        **(metadata.get("annotations") or {}),
        RELEASE_NAME: name,
        RELEASE_NAMESPACE: namespace,
    }
    return {**document, "metadata": metadata}


def refusal(live: dict[str, Any], name: str, namespace: str) -> str | None:
    """Return why a live object does not belong to a release, in Helm's words; ``None`` when it does."""
    metadata = live.get("metadata") or {}
    labels, annotations = metadata.get("labels") or {}, metadata.get("annotations") or {}
    wrong = [
        f"{part} validation error: {text}"
        for part, text in (
            ("label", _mismatch(labels, MANAGED_BY, HELM)),
            ("annotation", _mismatch(annotations, RELEASE_NAME, name)),
            ("annotation", _mismatch(annotations, RELEASE_NAMESPACE, namespace)),
        )
        if text is not None
    ]
    return "invalid ownership metadata; " + "; ".join(wrong) if wrong else None


def owned(live: dict[str, Any], name: str, namespace: str) -> bool:
    """Return whether a live object belongs to a release."""
    return refusal(live, name, namespace) is None


def policy(document: dict[str, Any]) -> str | None:
    """Return the resource policy of an object in lower case, ``None`` when it has none."""
    annotations = (document.get("metadata") or {}).get("annotations") or {}
    found = annotations.get(RESOURCE_POLICY)
    return str(found).strip().lower() if found is not None else None


def _mismatch(entries: dict[str, Any], key: str, wanted: str) -> str | None:
    if key not in entries:
        return f'missing key "{key}": must be set to "{wanted}"'
    if entries[key] != wanted:
        return f'key "{key}" must equal "{wanted}": current value is "{entries[key]}"'
    return None
