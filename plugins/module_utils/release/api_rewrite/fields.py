# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all conversions share: how they refuse, and how they walk through documents that may hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: the reason for kinds that no table knows
NO_SUCCESSOR = "no successor of it is known and served"


class Impossible(Exception):
    """An object cannot be rewritten; the text says why, without its name."""


def section(parent: dict[str, Any], key: str) -> dict[str, Any]:
    """The mapping at ``key``; an empty one that belongs to nothing when there is none."""
    found = parent.get(key)
    return found if isinstance(found, dict) else {}


def made(parent: dict[str, Any], key: str) -> dict[str, Any]:
    """The mapping at ``key``, made when there is none."""
    found = parent.get(key)
    if not isinstance(found, dict):
        found = parent[key] = {}
    return found


def entries(parent: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """The mappings of the list at ``key``."""
    found = parent.get(key)
    for entry in found if isinstance(found, list) else ():
        if isinstance(entry, dict):
            yield entry


def default(parent: dict[str, Any], key: str, value: Any) -> None:
    """Set what is not set; a null is not set."""
    if parent.get(key) is None:
        parent[key] = value


def rename(parent: dict[str, Any], old: str, new: str) -> None:
    """Give a field another name; one that has the new name already wins."""
    if old in parent:
        value = parent.pop(old)
        parent.setdefault(new, value)
