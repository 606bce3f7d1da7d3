# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of characters, as sorted tuples of inclusive ranges of code points.

Case folding follows ``unicode.SimpleFold``: characters that share one simple folding form an orbit, such as ``k``,
``K`` and U+212A, and a class that is folded holds whole orbits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

Class = tuple[tuple[int, int], ...]

MAX_RUNE = 0x10FFFF
ANY: Class = ((0, MAX_RUNE),)
NOT_NEWLINE: Class = ((0, 9), (11, MAX_RUNE))

#: the runes between which folding changes anything
_MIN_FOLD, _MAX_FOLD = 0x41, 0x1E943

DIGIT: Class = ((0x30, 0x39),)
SPACE: Class = ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20))
WORD: Class = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))

#: what ``\d`` and its like stand for: class and whether it is negated
PERL: dict[str, tuple[Class, bool]] = {
    "d": (DIGIT, False),
    "D": (DIGIT, True),
    "s": (SPACE, False),
    "S": (SPACE, True),
    "w": (WORD, False),
    "W": (WORD, True),
}

#: what stands between ``[:`` and ``:]``
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
    """The class that holds all of the ranges, in any order, overlapping or not."""
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            if high > out[-1][1]:
                out[-1] = (out[-1][0], high)
        else:
            out.append((low, high))
    return tuple(out)


def negate(cls: Class) -> Class:
    """Every code point that is not in the class."""
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
    """Whether the code point is in the class."""
    index = bisect_right(cls, (rune, MAX_RUNE)) - 1
    return index >= 0 and rune <= cls[index][1]


def overlap(one: Class, other: Class) -> bool:
    """Whether some code point is in both classes."""
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
    """Every code point that a case-insensitive match takes for this one, itself included."""
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
    """The class with the whole orbit of each of its members."""
    ranges = list(cls)
    for low, high in cls:
        if high < _MIN_FOLD or low > _MAX_FOLD or (low <= _MIN_FOLD and high >= _MAX_FOLD):
            continue
        for rune in range(max(low, _MIN_FOLD), min(high, _MAX_FOLD) + 1):
            ranges.extend((other, other) for other in orbit(rune))
    return union(ranges)


@cache
def _categories() -> dict[str, Class]:
    import unicodedata

    category = unicodedata.category
    found: dict[str, list[list[int]]] = {}
    previous = ""
    for rune in range(MAX_RUNE + 1):
        name = category(chr(rune))
        if name == previous:
            found[name][-1][1] = rune
        else:
            found.setdefault(name, []).append([rune, rune])
            previous = name
    classes = {name: tuple((low, high) for low, high in ranges) for name, ranges in found.items()}
    for major in "LMNPSZC":
        # U+D800 to U+DFFF and the unassigned are in C for Go as well
        classes[major] = union(
            r for name, ranges in classes.items() if name[0] == major and len(name) == 2 for r in ranges
        )
    classes["LC"] = union(classes["Lu"] + classes["Ll"] + classes["Lt"])
    return classes


_ALIASES = {
    "Casedletter": "LC",
    "Closepunctuation": "Pe",
    "Cntrl": "Cc",
    "Combiningmark": "M",
    "Connectorpunctuation": "Pc",
    "Control": "Cc",
    "Currencysymbol": "Sc",
    "Dashpunctuation": "Pd",
    "Decimalnumber": "Nd",
    "Digit": "Nd",
    "Enclosingmark": "Me",
    "Finalpunctuation": "Pf",
    "Format": "Cf",
    "Initialpunctuation": "Pi",
    "Letter": "L",
    "Letternumber": "Nl",
    "Lineseparator": "Zl",
    "Lowercaseletter": "Ll",
    "Mark": "M",
    "Mathsymbol": "Sm",
    "Modifierletter": "Lm",
    "Modifiersymbol": "Sk",
    "Nonspacingmark": "Mn",
    "Number": "N",
    "Openpunctuation": "Ps",
    "Other": "C",
    "Otherletter": "Lo",
    "Othernumber": "No",
    "Otherpunctuation": "Po",
    "Othersymbol": "So",
    "Paragraphseparator": "Zp",
    "Privateuse": "Co",
    "Punct": "P",
    "Punctuation": "P",
    "Separator": "Z",
    "Spaceseparator": "Zs",
    "Spacingmark": "Mc",
    "Surrogate": "Cs",
    "Symbol": "S",
    "Titlecaseletter": "Lt",
    "Unassigned": "Cn",
    "Uppercaseletter": "Lu",
}


def canonical_name(name: str) -> str:
    """The name of a property as it is looked up: one leading capital; no underscores, blanks or hyphens."""
    kept = "".join(char for char in name if char not in "_- ")
    return "".join(
        char.upper() if index == 0 and "a" <= char <= "z" else char.lower() if index and "A" <= char <= "Z" else char
        for index, char in enumerate(kept)
    )


@cache
def unicode_class(name: str, folded: bool) -> Class | None:
    """The class behind ``\\p{name}``, or None when there is none of that name.

    :param folded: whether the pattern is case-insensitive there.
    """
    name = canonical_name(name)
    if name == "Any":
        return ANY
    if name == "Ascii":
        cls: Class = ((0, 0x7F),)
    elif name == "Assigned":
        return negate(_categories()["Cn"])
    else:
        categories = _categories()
        key = "LC" if name == "Lc" else _ALIASES.get(name, name)
        if key in categories:
            cls = categories[key]
        else:
            from .scripts import script

            ranges = script(name)
            if ranges is None:
                return None
            cls = ranges
    return fold(cls) if folded else cls
