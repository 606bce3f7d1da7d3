# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers for all conversions: refuse an object, and walk through documents of any shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: the reason for kinds without a conversion
NO_SUCCESSOR = "it has no successor that the cluster serves"


class NotConvertible(Exception):
    """An object cannot be converted; the text gives the reason, without the object's name."""


def section(parent: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the mapping at ``key``, or an empty one that is not part of ``parent``."""
    found = parent.get(key)
    return found if isinstance(found, dict) else {}


def ensure_section(parent: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the mapping at ``key``; create it when there is none."""
    found = parent.get(key)
    if not isinstance(found, dict):
        found = parent[key] = {}
    return found


def entries(parent: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """Iterate over the mappings in the list at ``key``."""
    found = parent.get(key)
    for entry in found if isinstance(found, list) else ():
        if isinstance(entry, dict):
            yield entry


def default(parent: dict[str, Any], key: str, value: Any) -> None:
    """Set a field that is missing or null."""
    if parent.get(key) is None:
        parent[key] = value


def rename(parent: dict[str, Any], old: str, new: str) -> None:
    """Rename a field, unless the new name exists already."""
    if old in parent:
        value = parent.pop(old)
        parent.setdefault(new, value)
