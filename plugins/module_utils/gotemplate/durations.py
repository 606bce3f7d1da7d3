# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's time.Duration: its methods, and durations such as ``1h2m3.5s`` to and from text."""

from __future__ import annotations

import re
from typing import Any

from .exec_errors import FunctionError
from .functions import Function
from .kinds import Duration, Int64
from .strconv import go_bytes


def format_duration(nanoseconds: int) -> str:
    """Return nanoseconds as Duration.String does: ``1h2m3.5s``, and ``1.5ms``, ``2µs`` or ``3ns`` below a second."""
    sign = "-" if nanoseconds < 0 else ""
    rest = abs(int(nanoseconds))
    if rest == 0:
        return "0s"
    if rest < 1_000_000_000:
        for unit, size in (("ns", 1), ("µs", 1_000), ("ms", 1_000_000)):
            if rest < size * 1000:
                return f"{sign}{_decimal(rest, size)}{unit}"
    hours, rest = divmod(rest, 3_600_000_000_000)
    minutes, rest = divmod(rest, 60_000_000_000)
    text = f"{_decimal(rest, 1_000_000_000)}s"
    if hours:
        return f"{sign}{hours}h{minutes}m{text}"
    return f"{sign}{minutes}m{text}" if minutes else sign + text


def _decimal(value: int, size: int) -> str:
    whole, fraction = divmod(value, size)
    if not fraction:
        return str(whole)
    return f"{whole}.{str(fraction).rjust(len(str(size)) - 1, '0').rstrip('0')}"


def _in_units(value: int, size: int) -> float:
    # Go divides whole units and the remainder separately, which rounds differently from a single division.
    sign = -1 if value < 0 else 1
    whole, rest = divmod(abs(value), size)
    return float(sign * whole) + float(sign * rest) / float(size)


def _truncate(value: Duration, unit: int) -> Duration:
    if unit <= 0:
        return value
    rest = abs(value) % unit
    return type(value)(int(value) + (rest if value < 0 else -rest))


def _round(value: Duration, unit: int) -> Duration:
    if unit <= 0:
        return value
    size = abs(value)
    rest = size % unit
    size = size - rest if rest + rest < unit else size + unit - rest
    return type(value)(max(min(-size if value < 0 else size, (1 << 63) - 1), -(1 << 63)))


def _method(name: str, call: Any, *params: str, result: str) -> Function:
    return Function(name, call, params, False, result)


#: the methods, by name; :mod:`.printing` gives them to :class:`.kinds.Duration`
METHODS = {
    record.name: record
    for record in (
        _method("String", format_duration, result="string"),
        _method("Hours", lambda value: _in_units(value, 3_600_000_000_000), result="float64"),
        _method("Minutes", lambda value: _in_units(value, 60_000_000_000), result="float64"),
        _method("Seconds", lambda value: _in_units(value, 1_000_000_000), result="float64"),
        _method("Milliseconds", lambda value: Int64(_in_milli(value, 1_000_000)), result="int64"),
        _method("Microseconds", lambda value: Int64(_in_milli(value, 1_000)), result="int64"),
        _method("Nanoseconds", lambda value: Int64(int(value)), result="int64"),
        _method("Abs", lambda value: type(value)(min(abs(value), (1 << 63) - 1)), result="time.Duration"),
        _method("Truncate", _truncate, "time.Duration", result="time.Duration"),
        _method("Round", _round, "time.Duration", result="time.Duration"),
    )
}


def _in_milli(value: int, size: int) -> int:
    return abs(value) // size * (-1 if value < 0 else 1)


_PARSE_UNITS = {
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
    """A text is not a valid duration."""


def time_quote(text: str) -> str:
    """Quote a text as errors of package time do: bytes beyond ASCII in hexadecimal."""
    out = []
    for octet in go_bytes(text):
        char = chr(octet)
        if octet >= 0x80 or octet < 0x20:
            out.append(f"\\x{octet:02x}")
        else:
            out.append("\\" + char if char in '"\\' else char)
    return '"' + "".join(out) + '"'


def _fraction(digits: str, unit: int) -> int:
    """Return the nanoseconds of the digits after a decimal point, with Go's floating-point rounding."""
    value, scale = 0, 1.0
    for digit in digits:
        if value > (_LIMIT - 1) // 10 or value * 10 + int(digit) > _LIMIT:
            break
        value = value * 10 + int(digit)
        scale *= 10
    return int(float(value) * (float(unit) / scale)) if value else 0


def _read_part(text: str, start: int) -> tuple[str, str, str, int]:
    """Return the digits, the decimal point with its digits, and the unit at an index; and the index after them."""
    match = _PART.match(text, start)
    # Every part of the pattern is optional.
    return ("", "", "", start) if match is None else (match.group(1), match.group(2) or "", match.group(3), match.end())


def parse_duration(text: str) -> Duration:
    """Parse a duration such as ``1h30m`` or ``-1.5s``, as time.ParseDuration does.

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
        whole, fraction, name, position = _read_part(rest, position)
        if not whole and len(fraction) < 2:
            raise invalid
        whole = whole.lstrip("0")
        if len(whole) > 19 or int(whole or 0) > _LIMIT:
            raise invalid
        if not name:
            raise DurationError(f"time: missing unit in duration {time_quote(text)}")
        unit = _PARSE_UNITS.get(name)
        if unit is None:
            raise DurationError(f"time: unknown unit {time_quote(name)} in duration {time_quote(text)}")
        value = int(whole or 0)
        if value > _LIMIT // unit:
            raise invalid
        value = value * unit + _fraction(fraction[1:], unit)
        total += value
        if value > _LIMIT or total > _LIMIT:
            raise invalid
    if text[0] == "-":
        return Duration(-total)
    if total >= _LIMIT:
        raise invalid
    return Duration(total)
