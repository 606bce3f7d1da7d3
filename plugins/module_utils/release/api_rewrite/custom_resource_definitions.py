# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert CustomResourceDefinitions of ``apiextensions.k8s.io/v1beta1`` to ``v1``."""

from __future__ import annotations

import copy
from typing import Any

from .fields import NotConvertible, default, ensure_section, entries, rename, section
from .structural_schemas import anything, structural

#: API groups that Kubernetes protects, and the annotation that approves their use
_PROTECTED = (".k8s.io", ".kubernetes.io")
_APPROVAL = "api-approved.kubernetes.io"
_UNAPPROVED = "unapproved, defined before approval was asked for"
#: field of the spec → field of each version
_SHARED = {
    "subresources": "subresources",
    "additionalPrinterColumns": "additionalPrinterColumns",
    "validation": "schema",
}


def definition(document: dict[str, Any]) -> list[str]:
    """Move schema, columns and subresources to each version; every schema becomes structural, also a missing one.

    Fields that a schema does not name were kept by default, and are.
    """
    spec = section(document, "spec")
    versions = _versions(spec)
    prune = spec.pop("preserveUnknownFields", None) is False
    shared = {field: spec.pop(key) for key, field in _SHARED.items() if key in spec}
    for version in versions:
        for field, value in shared.items():
            default(version, field, copy.deepcopy(value))
        _settle(version, prune)
    spec["versions"] = versions
    default(spec, "scope", "Namespaced")
    _conversion(spec)
    # Only the server sets it.
    document.pop("status", None)
    if str(spec.get("group") or "").endswith(_PROTECTED):
        default(ensure_section(section(document, "metadata"), "annotations"), _APPROVAL, _UNAPPROVED)
    return []


def _versions(spec: dict[str, Any]) -> list[dict[str, Any]]:
    name = spec.pop("version", None)
    versions = list(entries(spec, "versions"))
    if not versions:
        if not name:
            raise NotConvertible("it has no version")
        versions = [{"name": name, "served": True, "storage": True}]
    return versions


def _settle(version: dict[str, Any], prune: bool) -> None:
    schema = section(version, "schema").get("openAPIV3Schema")
    if isinstance(schema, dict) and schema:
        ensure_section(version, "schema")["openAPIV3Schema"] = structural(schema, prune=prune)
    else:
        version["schema"] = {"openAPIV3Schema": anything()}
    for column in entries(version, "additionalPrinterColumns"):
        rename(column, "JSONPath", "jsonPath")
    for key in ("subresources", "additionalPrinterColumns"):
        if version.get(key) is None:
            version.pop(key, None)


def _conversion(spec: dict[str, Any]) -> None:
    """Move the call of a conversion webhook to a mapping of its own."""
    conversion = section(spec, "conversion")
    client = conversion.pop("webhookClientConfig", None)
    reviews = conversion.pop("conversionReviewVersions", None)
    if conversion.get("strategy") == "Webhook":
        webhook = ensure_section(conversion, "webhook")
        if client is not None:
            default(webhook, "clientConfig", client)
        default(webhook, "conversionReviewVersions", reviews or ["v1beta1"])
