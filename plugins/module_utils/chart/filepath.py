# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell file name patterns with the rules of Go's path/filepath, in time that does not blow up.

``*`` and ``?`` match anything but a slash, ``[a-z]`` and ``[^a-z]`` one character of a class, and a backslash takes
the special meaning from the character behind it. Ignore rules and ``--show-only`` use these patterns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..errors import DataError

#: One character of a pattern: itself, :data:`_ANY`, or whether a class is negated and its ranges.
_Character = Any
#: Characters that have to fit one by one, and whether stars stand before them.
_Chunk = tuple[bool, "list[_Character]"]


class _Wildcard:
    """A ``?``."""


_ANY = _Wildcard()


def match(pattern: str, name: str) -> bool:
    """Whether the whole of ``name`` fits ``pattern``.

    :raises DataError: ``syntax error in pattern``, whatever ``name`` is.
    """
    chunks = _parse(pattern)
    position = 0
    last = len(chunks) - 1
    for index, (star, chunk) in enumerate(chunks):
        if not star:
            if not _fits(chunk, name, position):
                return False
            position += len(chunk)
            continue
        if not chunk:
            # Only a star at the very end has nothing behind it: it takes the rest of this path element.
            return "/" not in name[position:]
        # Taking the leftmost place is enough, except for the last chunk, which has to end where the name ends.
        end = name.find("/", position)
        limit = len(name) if end < 0 else end
        start = position
        while True:
            if start > limit or start + len(chunk) > len(name):
                return False
            if _fits(chunk, name, start) and (index < last or start + len(chunk) == len(name)):
                break
            start += 1
        position = start + len(chunk)
    return position == len(name)


def check(pattern: str) -> None:
    """Refuse a pattern that is not well formed.

    :raises DataError: ``syntax error in pattern``.
    """
    _parse(pattern)


def _fits(chunk: list[_Character], name: str, position: int) -> bool:
    if position + len(chunk) > len(name):
        return False
    for offset, wanted in enumerate(chunk):
        character = name[position + offset]
        if isinstance(wanted, str):
            if wanted != character:
                return False
        elif wanted is _ANY:
            if character == "/":
                return False
        else:
            negated, ranges = wanted
            if any(low <= character <= high for low, high in ranges) == negated:
                return False
    return True


@lru_cache(maxsize=512)
def _parse(pattern: str) -> list[_Chunk]:
    """The pattern as pairs: whether stars stand before, and the characters that have to fit one by one."""
    chunks: list[_Chunk] = []
    current: list[_Character] = []
    star = False
    position = 0
    size = len(pattern)
    while position < size:
        character = pattern[position]
        if character == "*":
            if current:
                chunks.append((star, current))
                current = []
            star = True
            position += 1
        elif character == "?":
            current.append(_ANY)
            position += 1
        elif character == "[":
            klass, position = _parse_class(pattern, position + 1)
            current.append(klass)
        elif character == "\\":
            if position + 1 >= size:
                raise DataError("syntax error in pattern")
            current.append(pattern[position + 1])
            position += 2
        else:
            current.append(character)
            position += 1
    if current or star:
        chunks.append((star, current))
    return chunks


def _parse_class(pattern: str, position: int) -> tuple[_Character, int]:
    negated = pattern[position : position + 1] == "^"
    if negated:
        position += 1
    ranges: list[tuple[str, str]] = []
    while True:
        if pattern[position : position + 1] == "]" and ranges:
            return (negated, ranges), position + 1
        low, position = _class_character(pattern, position)
        high = low
        if pattern[position] == "-":
            high, position = _class_character(pattern, position + 1)
        ranges.append((low, high))


def _class_character(pattern: str, position: int) -> tuple[str, int]:
    character = pattern[position : position + 1]
    if character in ("", "-", "]"):
        raise DataError("syntax error in pattern")
    if character == "\\":
        position += 1
        character = pattern[position : position + 1]
        if not character:
            raise DataError("syntax error in pattern")
    position += 1
    if position >= len(pattern):
        raise DataError("syntax error in pattern")
    return character, position
