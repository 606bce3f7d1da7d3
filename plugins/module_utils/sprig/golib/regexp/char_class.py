# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Character classes: sorted tuples of inclusive code point ranges.

Case folding follows ``unicode.SimpleFold``: characters with the same simple folding form an orbit, such as ``k``, ``K``
and U+212A, and a folded class contains whole orbits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

Class = tuple[tuple[int, int], ...]

MAX_RUNE = 0x10FFFF
ANY: Class = ((0, MAX_RUNE),)
NOT_NEWLINE: Class = ((0, 9), (11, MAX_RUNE))

#: the range of runes that folding affects
_MIN_FOLD, _MAX_FOLD = 0x41, 0x1E943

DIGIT: Class = ((0x30, 0x39),)
SPACE: Class = ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20))
WORD: Class = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))

#: Perl classes such as ``\d``: the class and whether it is negated
PERL: dict[str, tuple[Class, bool]] = {
    "d": (DIGIT, False),
    "D": (DIGIT, True),
    "s": (SPACE, False),
    "S": (SPACE, True),
    "w": (WORD, False),
    "W": (WORD, True),
}

#: POSIX classes by the name between ``[:`` and ``:]``
POSIX: dict[str, Class] = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0x00, 0x7F),),
    "blank": ((0x09, 0x09), (0x20, 0x20)),
    "cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "digit": DIGIT,
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((0x09, 0x0D), (0x20, 0x20)),
    "upper": ((0x41, 0x5A),),
    "word": WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}


def union(ranges: Iterable[tuple[int, int]]) -> Class:
    """Return the class of all ranges, which may be unsorted and overlap."""
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            if high > out[-1][1]:
                out[-1] = (out[-1][0], high)
        else:
            out.append((low, high))
    return tuple(out)


def negate(cls: Class) -> Class:
    """Return the class of all other code points."""
    out = []
    low = 0
    for first, last in cls:
        if low < first:
            out.append((low, first - 1))
        low = last + 1
    if low <= MAX_RUNE:
        out.append((low, MAX_RUNE))
    return tuple(out)


def contains(cls: Class, rune: int) -> bool:
    """Return whether a class contains a code point."""
    index = bisect_right(cls, (rune, MAX_RUNE)) - 1
    return index >= 0 and rune <= cls[index][1]


def overlap(one: Class, other: Class) -> bool:
    """Return whether two classes have a code point in common."""
    left = right = 0
    while left < len(one) and right < len(other):
        if one[left][1] < other[right][0]:
            left += 1
        elif other[right][1] < one[left][0]:
            right += 1
        else:
            return True
    return False


def _simple_fold_key(char: str) -> str:
    folded = char.casefold()
    if len(folded) == 1:
        return folded
    lower = char.lower()
    return lower if len(lower) == 1 else char


@cache
def _orbits() -> dict[int, tuple[int, ...]]:
    groups: dict[str, list[int]] = {}
    for rune in range(_MIN_FOLD, _MAX_FOLD + 1):
        char = chr(rune)
        key = _simple_fold_key(char)
        if key != char or char.upper() != char:
            groups.setdefault(key, []).append(rune)
    return {rune: tuple(group) for group in groups.values() if len(group) > 1 for rune in group}


def orbit(rune: int) -> tuple[int, ...]:
    """Return all code points that match a code point case-insensitively, including itself."""
    if rune < 0x80:
        if 0x61 <= rune <= 0x7A:
            rune -= 0x20
        if not 0x41 <= rune <= 0x5A:
            return (rune,)
        if rune == 0x4B:
            return (0x4B, 0x6B, 0x212A)
        if rune == 0x53:
            return (0x53, 0x73, 0x17F)
        return (rune, rune + 0x20)
    return _orbits().get(rune, (rune,))


def fold(cls: Class) -> Class:
    """Return the class extended to whole orbits."""
    ranges = list(cls)
    for low, high in cls:
        if high < _MIN_FOLD or low > _MAX_FOLD or (low <= _MIN_FOLD and high >= _MAX_FOLD):
            continue
        for rune in range(max(low, _MIN_FOLD), min(high, _MAX_FOLD) + 1):
            ranges.extend((other, other) for other in orbit(rune))
    return union(ranges)
