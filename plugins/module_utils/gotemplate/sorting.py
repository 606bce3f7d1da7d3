# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key order in which Go prints maps and ranges over them (``internal/fmtsort``)."""

from __future__ import annotations

import math
from typing import Any

from .strconv import go_bytes


def _byte_order(key: str) -> bytes:
    return go_bytes(key)


def _mixed_order(key: Any) -> tuple[int, Any]:
    # Go orders keys of different types by the address of their type; any fixed order will do.
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
    """Return the keys of a map in Go's order: strings by byte, numbers by value, false before true."""
    keys = list(mapping)
    try:
        text = "".join(keys)
    except TypeError:
        return sorted(keys, key=_mixed_order)
    # Code points sort like UTF-8, except for surrogates, which stand for bytes that are not UTF-8.
    if text.isascii():
        keys.sort()
    else:
        keys.sort(key=_byte_order)
    return keys


def sorted_items(mapping: dict[Any, Any]) -> list[tuple[Any, Any]]:
    """Return a snapshot of the keys and values of a map in Go's order."""
    return [(key, mapping[key]) for key in sorted_keys(mapping)]
