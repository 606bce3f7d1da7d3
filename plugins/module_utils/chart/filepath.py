# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell file name patterns with the rules of Go's path/filepath, matched without exponential backtracking.

``*`` and ``?`` match anything but a slash, ``[a-z]`` and ``[^a-z]`` match one character of a class, and a backslash
escapes the next character. Ignore rules and ``--show-only`` use these patterns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..errors import DataError

#: The element for ``?``.
_ANY = object()

#: The element for one character: the character itself, :data:`_ANY`, or a class (whether it is negated, its ranges).
_Element = Any


def match(pattern: str, name: str) -> bool:
    """Return whether ``pattern`` matches the whole ``name``.

    :raises DataError: ``syntax error in pattern``, if the match gets as far as the error.
    """
    chunks = _split(pattern)
    position = 0
    last = len(chunks) - 1
    for index, (star, text) in enumerate(chunks):
        chunk = _parse(text)
        # The leftmost match is sufficient, except for the last chunk, which has to match the end of the name.
        at_end = index == last
        if not star:
            if not _matches_at(chunk, name, position) or (at_end and position + len(chunk) != len(name)):
                return False
            position += len(chunk)
            continue
        if not chunk:
            # Only a star at the end of the pattern has no chunk: it matches the rest of this path element.
            return "/" not in name[position:]
        slash = name.find("/", position)
        limit = min(len(name) if slash < 0 else slash, len(name) - len(chunk))
        start = position
        while start <= limit and not (
            _matches_at(chunk, name, start) and (not at_end or start + len(chunk) == len(name))
        ):
            start += 1
        if start > limit:
            return False
        position = start + len(chunk)
    return position == len(name)


def _matches_at(chunk: list[_Element], name: str, position: int) -> bool:
    if position + len(chunk) > len(name):
        return False
    for offset, element in enumerate(chunk):
        character = name[position + offset]
        if isinstance(element, str):
            if element != character:
                return False
        elif element is _ANY:
            if character == "/":
                return False
        else:
            negated, ranges = element
            if any(low <= character <= high for low, high in ranges) == negated:
                return False
    return True


@lru_cache(maxsize=512)
def _split(pattern: str) -> list[tuple[bool, str]]:
    """Split the pattern at its stars into chunks, with a flag for each that says whether a star precedes it."""
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
def _parse(chunk: str) -> list[_Element]:
    elements: list[_Element] = []
    position = 0
    while position < len(chunk):
        character = chunk[position]
        position += 1
        if character == "?":
            elements.append(_ANY)
        elif character == "[":
            klass, position = _parse_class(chunk, position)
            elements.append(klass)
        elif character == "\\":
            if position >= len(chunk):
                raise DataError("syntax error in pattern")
            elements.append(chunk[position])
            position += 1
        else:
            elements.append(character)
    return elements


def _parse_class(chunk: str, position: int) -> tuple[_Element, int]:
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
    """Return one end of a range and the position after it."""
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
