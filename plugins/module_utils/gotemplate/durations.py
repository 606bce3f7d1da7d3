# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The methods of Go's time.Duration."""

from __future__ import annotations

from typing import Any

from .functions import Function
from .kinds import Duration, Int64

_UNITS = (("h", 3_600_000_000_000), ("m", 60_000_000_000))


def format_duration(nanoseconds: int) -> str:
    """Duration.String: ``1h2m3.5s``, and ``1.5ms``, ``2µs`` or ``3ns`` below a second."""
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
    # Go divides whole units and the remainder apart, which rounds differently from one division.
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


Duration.go_methods = {
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
