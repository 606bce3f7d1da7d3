# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading durations such as ``1h30m`` or ``-1.5s``, as time.ParseDuration does."""

from __future__ import annotations

import re

from ..gotemplate.functions import FunctionError
from ..gotemplate.kinds import Duration
from .octets import encode

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = re.compile(r"([0-9]*)(\.[0-9]*)?([^.0-9]*)")
_LIMIT = 1 << 63


class DurationError(FunctionError):
    """A text is no duration."""


def time_quote(text: str) -> str:
    """A text in quotes, as package time writes it in errors: bytes beyond ASCII in hexadecimal."""
    out = []
    for octet in encode(text):
        char = chr(octet)
        if octet >= 0x80 or octet < 0x20:
            out.append(f"\\x{octet:02x}")
        else:
            out.append("\\" + char if char in '"\\' else char)
    return '"' + "".join(out) + '"'


def _fraction(digits: str, unit: int) -> int:
    """The nanoseconds of the digits after a point, as floating point gives them."""
    value, scale = 0, 1.0
    for digit in digits:
        if value > (_LIMIT - 1) // 10 or value * 10 + int(digit) > _LIMIT:
            break
        value = value * 10 + int(digit)
        scale *= 10
    return int(float(value) * (float(unit) / scale)) if value else 0


def parse_duration(text: str) -> Duration:
    """The duration that a text stands for.

    :raises DurationError: with Go's text.
    """
    invalid = DurationError(f"time: invalid duration {time_quote(text)}")
    rest = text[1:] if text[:1] in ("-", "+") and text else text
    if rest == "0":
        return Duration(0)
    if not rest:
        raise invalid
    total, position = 0, 0
    while position < len(rest):
        match = _PART.match(rest, position)
        if match is None:
            raise AssertionError
        whole, fraction, name = match.group(1), match.group(2) or "", match.group(3)
        if not whole and len(fraction) < 2:
            raise invalid
        whole = whole.lstrip("0")
        if len(whole) > 19 or int(whole or 0) > _LIMIT:
            raise invalid
        if not name:
            raise DurationError(f"time: missing unit in duration {time_quote(text)}")
        unit = _UNITS.get(name)
        if unit is None:
            raise DurationError(f"time: unknown unit {time_quote(name)} in duration {time_quote(text)}")
        value = int(whole or 0)
        if value > _LIMIT // unit:
            raise invalid
        value = value * unit + _fraction(fraction[1:], unit)
        total += value
        if value > _LIMIT or total > _LIMIT:
            raise invalid
        position = match.end()
    if text[0] == "-":
        return Duration(-total)
    if total >= _LIMIT:
        raise invalid
    return Duration(total)
