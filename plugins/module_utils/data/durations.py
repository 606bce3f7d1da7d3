# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations as text, by the rules of Go's time package: ``1h2m3.5s``."""

from __future__ import annotations

import re

from ..errors import DataError
from ..gotemplate.durations import format_duration

__all__ = ["format_duration", "parse_duration"]

NANOSECOND = 1
MICROSECOND = 1000
MILLISECOND = 1000 * MICROSECOND
SECOND = 1000 * MILLISECOND
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_UNITS = {
    "ns": NANOSECOND,
    "us": MICROSECOND,
    "\u00b5s": MICROSECOND,
    "\u03bcs": MICROSECOND,
    "ms": MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
}
_LIMIT = 1 << 63
_PART = re.compile(r"([0-9]*)(?:(\.)([0-9]*))?([^.0-9]*)")


def parse_duration(text: str) -> int:
    """The nanoseconds of a text such as ``-1.5h`` or ``300ms``.

    :raises DataError: with Go's text.
    """
    invalid = DataError(f"time: invalid duration {quote_duration(text)}")
    rest = text
    negative = rest.startswith("-")
    if rest[:1] in ("-", "+"):
        rest = rest[1:]
    if rest == "0":
        return 0
    if rest == "":
        raise invalid
    total = 0
    while rest:
        match = _PART.match(rest)
        if match is None:
            raise AssertionError
        whole, point, fraction, unit = match.groups(default="")
        if not (whole or fraction):
            raise invalid
        significant = whole.lstrip("0")
        if len(significant) > 19 or int(significant or "0") > _LIMIT:
            raise invalid
        if unit == "":
            raise DataError(f"time: missing unit in duration {quote_duration(text)}")
        size = _UNITS.get(unit)
        if size is None:
            raise DataError(f"time: unknown unit {quote_duration(unit)} in duration {quote_duration(text)}")
        value = int(significant or "0") * size
        if value > _LIMIT:
            raise invalid
        if fraction:
            value += _fraction(fraction, size)
            if value > _LIMIT:
                raise invalid
        total += value
        if total > _LIMIT:
            raise invalid
        rest = rest[match.end() :]
    if negative:
        return -total
    if total > _LIMIT - 1:
        raise invalid
    return total


def _fraction(digits: str, size: int) -> int:
    """The part of a unit behind the point; digits that an int64 has no room for are dropped, as Go does."""
    number = 0
    scale = 1.0
    for digit in digits:
        if number > (_LIMIT - 1) // 10:
            break
        following = number * 10 + int(digit)
        if following > _LIMIT:
            break
        number = following
        scale *= 10
    return int(float(number) * (float(size) / scale))


def quote_duration(text: str) -> str:
    """The time package's own quoting, which escapes every byte that is not printable ASCII."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif " " <= char < "\x7f":
            out.append(char)
        else:
            out.append("".join([f"\\x{octet:02x}" for octet in char.encode("utf-8", "surrogateescape")]))
    return '"' + "".join(out) + '"'
