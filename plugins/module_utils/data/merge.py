# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merges values: the part of Helm's coalescing that is independent of charts.

Values are plain dicts; the first argument always takes precedence. ``chart.coalesce`` applies these functions to a
chart and its subcharts. Warnings go to a callable that takes one text.
"""

from __future__ import annotations

import copy
from typing import Any, Callable

from ..dialect import HELM4, Dialect
from ..gotemplate import kinds

Warn = Callable[[str], None]


def _silent(_text: str) -> None:
    pass


def deep_copy(value: Any) -> Any:
    """Return a deep copy of a value; typed maps and lists keep their types."""
    kind = type(value)
    if kind is dict:
        return {key: deep_copy(item) if item.__class__ in _CONTAINERS else item for key, item in value.items()}
    if kind is list:
        return [deep_copy(item) if item.__class__ in _CONTAINERS else item for item in value]
    if isinstance(value, (dict, list, kinds.GoStruct)):
        return copy.deepcopy(value)
    return value


class _Containers:
    """All types but those of scalars, which need no copy; ``in`` is a fast test."""

    scalars = frozenset((str, float, int, bool, type(None), bytes))

    def __contains__(self, kind: object) -> bool:
        return kind not in self.scalars


_CONTAINERS = _Containers()


def full_key(prefix: str, key: str) -> str:
    """Return the dotted name of a key, for warnings."""
    return f"{prefix}.{key}" if prefix else key


def is_table(value: Any) -> bool:
    """Return whether a value is a mapping (Helm's "table")."""
    return isinstance(value, dict)


def remove_nulls(values: dict[str, Any]) -> None:
    """Remove all nulls from a dict and nested dicts, but not from lists."""
    for key in list(values):
        item = values[key]
        if item is None:
            del values[key]
        elif isinstance(item, dict):
            remove_nulls(item)


def merge_maps(base: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    """Return both dicts merged, as Helm merges values files: anything but mappings is taken from ``override``."""
    result = dict(base)
    for key, item in override.items():
        mine = result.get(key)
        if isinstance(item, dict) and isinstance(mine, dict):
            result[key] = merge_maps(mine, item)
        else:
            result[key] = item
    return result


def coalesce_tables(
    dest: dict[str, Any] | None,
    source: dict[str, Any] | None,
    prefix: str = "",
    *,
    merge: bool = False,
    dialect: Dialect = HELM4,
    warn: Warn = _silent,
    shown: Callable[[Any], str] = str,
) -> dict[str, Any] | None:
    """Add missing keys from ``source`` to ``dest``, which takes precedence.

    For Helm 3 and 4 both dicts are modified (a null in ``dest`` is also set in ``source``) and ``dest`` is returned. A
    null in ``dest`` removes a key for which ``source`` has a value, unless ``merge`` is set. For Helm 2 a new dict is
    returned, without the nulls of ``dest``.

    :param prefix: the dotted name of the dicts (Helm 2: the chart's name), for warnings.
    :param shown: formats a value in a warning like Go's ``%v``.
    """
    if dialect.major == 2:
        return _coalesce_old(dest or {}, source or {}, prefix, warn, shown)
    if source is None:
        return dest
    if dest is None:
        return source
    had_value = {key for key, item in source.items() if item is not None}
    for key, item in dest.items():
        if item is None:
            source[key] = None
    for key, item in source.items():
        if key not in dest:
            dest[key] = item
            continue
        mine = dest[key]
        if mine is None and not merge and key in had_value:
            del dest[key]
        elif isinstance(item, dict):
            name = full_key(prefix, key)
            if isinstance(mine, dict):
                coalesce_tables(mine, item, name, merge=merge, dialect=dialect, warn=warn, shown=shown)
            else:
                warn(f"warning: cannot overwrite table with non table for {name} ({shown(item)})")
        elif isinstance(mine, dict) and item is not None:
            name = full_key(prefix, key)
            warn(f"warning: destination for {name} is a table. Ignoring non-table value ({shown(item)})")
    return dest


def merge_tables(
    dest: dict[str, Any] | None,
    source: dict[str, Any] | None,
    prefix: str = "",
    *,
    warn: Warn = _silent,
    shown: Callable[[Any], str] = str,
) -> dict[str, Any] | None:
    """Do the same as :func:`coalesce_tables`, but keep nulls (Helm 3 and 4)."""
    return coalesce_tables(dest, source, prefix, merge=True, warn=warn, shown=shown)


def _coalesce_old(
    dest: dict[str, Any], source: dict[str, Any], chart: str, warn: Warn, shown: Callable[[Any], str]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, item in source.items():
        if key not in dest:
            result[key] = item
            continue
        mine = dest[key]
        if mine is None:
            continue
        if isinstance(item, dict):
            if isinstance(mine, dict):
                result[key] = _coalesce_old(mine, item, chart, warn, shown)
                continue
            warn(
                f"Warning: Merging destination map for chart '{chart}'. Overwriting table item '{key}',"
                f" with non table value: {shown(mine)}"
            )
        elif isinstance(mine, dict):
            warn(
                f"Warning: Merging destination map for chart '{chart}'. The destination item '{key}' is a table and"
                f" ignoring the source '{key}' as it has a non-table value of: {shown(item)}"
            )
        result[key] = mine
    for key, item in dest.items():
        if item is not None and key not in result:
            result[key] = item
    return result


def coalesce_globals(
    dest: dict[str, Any],
    source: dict[str, Any],
    prefix: str = "",
    *,
    dialect: Dialect = HELM4,
    warn: Warn = _silent,
    shown: Callable[[Any], str] = str,
) -> dict[str, Any]:
    """Merge the ``global`` mapping of a parent's values into those of a subchart; the parent takes precedence.

    :param dest: the subchart's values.
    :param source: the parent's values.
    :returns: the subchart's values: the modified ``dest`` for Helm 3 and 4, a new dict for Helm 2.
    """
    own, parents = dest.get("global", {}), source.get("global", {})
    if dialect.major == 2:
        # If the subchart's global is not a table, Helm 2 returns an empty table and so loses the subchart's values.
        if not isinstance(own, dict):
            warn(f"Warning: Skipping globals for chart '{prefix}' because destination 'global' is not a table.")
            return {}
        if not isinstance(parents, dict):
            warn(f"Warning: skipping globals for chart '{prefix}' because source 'global' is not a table.")
            return own
        return {**dest, "global": _coalesce_old(parents, own, prefix, warn, shown)}
    if not isinstance(own, dict):
        warn("warning: skipping globals because destination global is not a table.")
        return dest
    if not isinstance(parents, dict):
        warn("warning: skipping globals because source global is not a table.")
        return dest
    for key, item in parents.items():
        mine = own.get(key)
        if isinstance(item, dict):
            table = dict(item)
            if key not in own:
                own[key] = table
            elif not isinstance(mine, dict):
                warn(f'Conflict: cannot merge map onto non-map for "{key}". Skipping.')
            else:
                coalesce_tables(table, mine, full_key(prefix, key), merge=True, dialect=dialect, warn=warn, shown=shown)
                own[key] = table
        elif isinstance(mine, dict):
            warn(f"key {key} is table. Skipping")
        else:
            own[key] = item
    dest["global"] = own
    return dest
