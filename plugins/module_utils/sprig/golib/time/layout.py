# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Layouts of package time (the reference time ``Mon Jan 2 15:04:05 MST 2006``), split into their elements."""

from __future__ import annotations

import re
from functools import lru_cache

#: the elements, in the order in which Go looks for them at a position
_ELEMENT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST"
    r"|0[1-6]|002|15|1|2006|2"
    r"|_2(?!006)|__2|_(?=2006)"
    r"|3|4|5|PM|pm"
    r"|-070000|-07:00:00|-0700|-07:00|-07"
    r"|Z070000|Z07:00:00|Z0700|Z07:00|Z07"
    r"|[.,](?:0+|9+)(?![0-9])"
)

#: elements for an offset from UTC
OFFSETS = frozenset(
    ["-070000", "-07:00:00", "-0700", "-07:00", "-07", "Z070000", "Z07:00:00", "Z0700", "Z07:00", "Z07"]
)


@lru_cache(maxsize=256)
def split_layout(layout: str) -> tuple[tuple[str, str], ...]:
    """Return a layout as pairs of literal text and the element that follows it; the last element is empty."""
    chunks: list[tuple[str, str]] = []
    position = start = 0
    while True:
        match = _ELEMENT.search(layout, position)
        if match is None:
            chunks.append((layout[start:], ""))
            return tuple(chunks)
        element = match.group()
        position = match.end()
        if element == "_":
            # an underscore before the year is literal text
            continue
        chunks.append((layout[start : match.start()], element))
        start = position


def is_fraction(element: str) -> bool:
    """Return whether an element stands for fractional seconds."""
    return element[:1] in (".", ",")
