# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which Go prints maps and ranges over them (internal/fmtsort)."""

from __future__ import annotations

import math
from typing import Any

from .strconv import go_bytes


def _byte_order(key: str) -> bytes:
    return go_bytes(key)


def _mixed_order(key: Any) -> tuple[int, Any]:
    # Keys of one map that differ in type are ordered by where Go keeps the types; any fixed order is as good.
    if key is None:
        return 0, 0
    if isinstance(key, bool):
        return 1, key
    if isinstance(key, int):
        return 2, key
    if isinstance(key, float):
        return 3, (False, 0.0) if math.isnan(key) else (True, key)
    if isinstance(key, str):
        return 4, go_bytes(key)
    return 5, str(key)


def sorted_keys(mapping: dict[Any, Any]) -> list[Any]:
    """The keys of a map in Go's order: strings by byte, numbers by size, false before true."""
    keys = list(mapping)
    try:
        text = "".join(keys)
    except TypeError:
        return sorted(keys, key=_mixed_order)
    # Code points sort as UTF-8 does, but for the surrogates that stand for bytes which are not UTF-8.
    if text.isascii():
        keys.sort()
    else:
        keys.sort(key=_byte_order)
    return keys


def sorted_items(mapping: dict[Any, Any]) -> list[tuple[Any, Any]]:
    """The keys and values of a map in Go's order, as they are now."""
    return [(key, mapping[key]) for key in sorted_keys(mapping)]
