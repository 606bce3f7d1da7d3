# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The natural order in which go-yaml v2 and v3 write the keys of a mapping."""

from __future__ import annotations

import functools
import re
from typing import Any

_CACHE_SIZE = 20000
_order_cache: dict[tuple[str, ...], list[str]] = {}


def _compare_keys(one: str, other: str) -> int:
    """Compare two different keys in natural order: symbols, then numbers by value, then letters; return -1 or 1."""
    for index, (mine, theirs) in enumerate(zip(one, other)):
        if mine == theirs:
            continue
        my_letter, their_letter = mine.isalpha(), theirs.isalpha()
        if my_letter and their_letter:
            return -1 if mine < theirs else 1
        if my_letter or their_letter:
            return -1 if their_letter else 1
        return _compare_digits(one, other, index)
    return -1 if len(one) < len(other) else 1


def _compare_digits(one: str, other: str, index: int) -> int:
    """Compare two texts that differ at ``index``, where neither has a letter: numbers by value."""
    prefix = 0
    if one[index] == "0" or other[index] == "0":
        before = index - 1
        while before >= 0 and one[before].isdecimal():
            if one[before] != "0":
                prefix = 1
                break
            before -= 1
    my_number, my_end = _run_of_digits(one, index, prefix)
    their_number, their_end = _run_of_digits(other, index, prefix)
    if my_number != their_number:
        return -1 if my_number < their_number else 1
    if my_end != their_end:
        return -1 if my_end < their_end else 1
    return -1 if one[index] < other[index] else 1


def _run_of_digits(text: str, start: int, value: int) -> tuple[int, int]:
    end = start
    while end < len(text) and text[end].isdecimal():
        value = value * 10 + ord(text[end]) - 48
        end += 1
    # Go's int64 wraps around.
    return ((value + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63), end


_key_order = functools.cmp_to_key(_compare_keys)
_LETTERS_ONLY = re.compile(r"[A-Za-z]*\Z")


def sorted_keys(mapping: dict[str, Any]) -> list[str]:
    """Return the keys of a mapping in the natural order of go-yaml v2."""
    names = tuple(mapping)
    if len(names) < 2:
        return list(names)
    known = _order_cache.get(names)
    if known is not None:
        return known
    ordered = sorted(names) if _LETTERS_ONLY.match("".join(names)) else sorted(names, key=_key_order)
    if len(_order_cache) < _CACHE_SIZE and len(names) < 40:
        _order_cache[names] = ordered
    return ordered


def _compare_keys_v3(one: str, other: str) -> int:
    """Compare two keys as go-yaml v2 does, except that after equal digits letters come before other characters."""
    digits = False
    for index, (mine, theirs) in enumerate(zip(one, other)):
        if mine == theirs:
            digits = mine.isdecimal()
            continue
        my_letter, their_letter = mine.isalpha(), theirs.isalpha()
        if my_letter and their_letter:
            return -1 if mine < theirs else 1
        if my_letter or their_letter:
            return -1 if (my_letter if digits else their_letter) else 1
        return _compare_digits(one, other, index)
    return -1 if len(one) < len(other) else 1


_key_order_v3 = functools.cmp_to_key(_compare_keys_v3)


def sorted_keys_v3(mapping: dict[str, Any]) -> list[str]:
    """Return the keys of a mapping in the natural order of go-yaml v3."""
    return sorted(mapping, key=_key_order_v3)
