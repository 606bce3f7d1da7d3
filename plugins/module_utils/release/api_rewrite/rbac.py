# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert roles and bindings of ``rbac.authorization.k8s.io/v1beta1`` and ``v1alpha1`` to ``v1``."""

from __future__ import annotations

from typing import Any

from .fields import default, entries

_GROUP = "rbac.authorization.k8s.io"


def binding(document: dict[str, Any]) -> list[str]:
    """Set the API group of the role, which was a default and is now required."""
    if isinstance(document.get("roleRef"), dict) and not document["roleRef"].get("apiGroup"):
        document["roleRef"]["apiGroup"] = _GROUP
    return []


def binding_of_v1alpha1(document: dict[str, Any]) -> list[str]:
    """Give subjects an API group instead of a version; the user ``*`` becomes the group of authenticated users."""
    for subject in entries(document, "subjects"):
        group = str(subject.pop("apiVersion", None) or "").rpartition("/")[0]
        if subject.get("kind") in ("User", "Group"):
            group = _GROUP
        if subject.get("kind") == "ServiceAccount":
            group = ""
        if group:
            default(subject, "apiGroup", group)
        if subject.get("kind") == "User" and subject.get("name") == "*":
            subject.update(kind="Group", name="system:authenticated")
    return binding(document)
