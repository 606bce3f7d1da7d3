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

#: A ``?``.
_ANY = object()

#: What one character of a name has to be: itself, :data:`_ANY`, or a class (whether it is negated, and its ranges).
_Wanted = Any


def match(pattern: str, name: str) -> bool:
    """Whether the whole of ``name`` fits ``pattern``.

    :raises DataError: ``syntax error in pattern``, for a mistake as far as the name fits.
    """
    chunks = _split(pattern)
    position = 0
    last = len(chunks) - 1
    for index, (star, text) in enumerate(chunks):
        chunk = _parse(text)
        # The leftmost place is enough, except for the last chunk, which has to end where the name ends.
        at_end = index == last
        if not star:
            if not _fits(chunk, name, position) or (at_end and position + len(chunk) != len(name)):
                return False
            position += len(chunk)
            continue
        if not chunk:
            # Only a star at the very end has nothing behind it: it takes the rest of this path element.
            return "/" not in name[position:]
        slash = name.find("/", position)
        limit = min(len(name) if slash < 0 else slash, len(name) - len(chunk))
        start = position
        while start <= limit and not (_fits(chunk, name, start) and (not at_end or start + len(chunk) == len(name))):
            start += 1
        if start > limit:
            return False
        position = start + len(chunk)
    return position == len(name)


def _fits(chunk: list[_Wanted], name: str, position: int) -> bool:
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
def _split(pattern: str) -> list[tuple[bool, str]]:
    """The pattern cut at its stars: what has to fit one by one, and whether stars stand before it."""
    chunks: list[tuple[bool, str]] = []
    position = 0
    while position < len(pattern):
        start = position
        while pattern[position : position + 1] == "*":
            position += 1
        star = position > start
        begin = position
        in_class = False
        while position < len(pattern) and (in_class or pattern[position] != "*"):
            if pattern[position] == "\\":
                position += 1
            elif pattern[position] == "[":
                in_class = True
            elif pattern[position] == "]":
                in_class = False
            position += 1
        position = min(position, len(pattern))
        chunks.append((star, pattern[begin:position]))
    return chunks


@lru_cache(maxsize=512)
def _parse(chunk: str) -> list[_Wanted]:
    wanted: list[_Wanted] = []
    position = 0
    while position < len(chunk):
        character = chunk[position]
        position += 1
        if character == "?":
            wanted.append(_ANY)
        elif character == "[":
            klass, position = _parse_class(chunk, position)
            wanted.append(klass)
        elif character == "\\":
            if position >= len(chunk):
                raise DataError("syntax error in pattern")
            wanted.append(chunk[position])
            position += 1
        else:
            wanted.append(character)
    return wanted


def _parse_class(chunk: str, position: int) -> tuple[_Wanted, int]:
    negated = chunk[position : position + 1] == "^"
    if negated:
        position += 1
    ranges: list[tuple[str, str]] = []
    while not (ranges and chunk[position : position + 1] == "]"):
        low, position = _class_character(chunk, position)
        high = low
        if chunk[position] == "-":
            high, position = _class_character(chunk, position + 1)
        ranges.append((low, high))
    return (negated, ranges), position + 1


def _class_character(chunk: str, position: int) -> tuple[str, int]:
    """One end of a range, behind which the class goes on."""
    character = chunk[position : position + 1]
    if character in ("", "-", "]"):
        raise DataError("syntax error in pattern")
    if character == "\\":
        position += 1
        character = chunk[position : position + 1]
    position += 1
    if not character or position >= len(chunk):
        raise DataError("syntax error in pattern")
    return character, position
