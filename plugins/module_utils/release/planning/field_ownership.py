# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that a release declares and another field manager owns: an autoscaler's replicas, another manager's apply.

Such fields are left alone unless conflicts are forced. Fields that were merely edited are not among them.
"""

from __future__ import annotations

from typing import Any

from ...cluster.objects import FIELD_MANAGER


def foreign_fields(declared: dict[str, Any], live: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the paths of declared fields that others own through ``scale`` or by server-side apply.

    Only fields of mappings are returned; an entry of a list never counts as foreign.
    """
    found: set[tuple[str, ...]] = set()
    for entry in (live.get("metadata") or {}).get("managedFields") or []:
        scaled = entry.get("subresource") == "scale"
        applied = entry.get("operation") == "Apply" and entry.get("manager") != FIELD_MANAGER
        if not scaled and not (applied and not entry.get("subresource")):
            continue
        _collect(entry.get("fieldsV1") or {}, declared, live, (), found, differing=not scaled)
    return sorted(found)


def _collect(
    fields: dict[str, Any],
    declared: Any,
    live: Any,
    at: tuple[str, ...],
    found: set[tuple[str, ...]],
    *,
    differing: bool,
) -> None:
    if not isinstance(declared, dict):
        return
    for key, below in fields.items():
        if not key.startswith("f:"):
            continue
        name = key[2:]
        if name not in declared:
            continue
        value = live.get(name) if isinstance(live, dict) else None
        if isinstance(below, dict) and any(part.startswith("f:") for part in below):
            _collect(below, declared[name], value, (*at, name), found, differing=differing)
        elif not any(part.startswith(("k:", "v:", "i:")) for part in below) and not (
            # Both apply the same value: no conflict.
            differing and value == declared[name]
        ):
            found.add((*at, name))
