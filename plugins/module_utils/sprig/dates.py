# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Date functions: ``now``, ``date``, ``toDate``, ``dateModify``, ``ago``, ``duration`` and so on.

A value that is neither a time nor a number of the right type stands for the current time, as in sprig.
"""

# Exact type comparison is intended: a subclass stands for another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any

from ..gotemplate.durations import DurationError, format_duration, parse_duration
from ..gotemplate.functions import function
from ..gotemplate.kinds import Int32, Int64
from ..gotemplate.strconv import NumError, parse_int
from .entropy import Entropy, volatile
from .golib.int64 import INT64_MAX, INT64_MIN, wrap_int64
from .golib.time.location import LOCAL, UTC, load_location
from .golib.time.time import ZERO_TIME, GoTime, from_nanoseconds

_SECOND = 1_000_000_000


@volatile("now", result="time.Time")
def now(entropy: Entropy) -> GoTime:
    time = from_nanoseconds(entropy.now(), LOCAL)
    time.monotonic = time.total() - entropy.started
    return time


def _to_time(entropy: Entropy, value: Any, seconds: tuple[type, ...]) -> GoTime:
    if isinstance(value, GoTime):
        return value
    if type(value) in seconds:
        return GoTime(int(value), 0, LOCAL)
    return now(entropy)


def _in_zone(entropy: Entropy, layout: str, value: Any, zone: str) -> str:
    time = _to_time(entropy, value, (Int64, int, Int32))
    return time.within(load_location(zone) or UTC).format(layout)


@volatile("date", "string", "interface{}", result="string")
def date(entropy: Entropy, layout: str, value: Any) -> str:
    return _in_zone(entropy, layout, value, "Local")


@volatile("dateInZone", "string", "interface{}", "string", result="string")
@volatile("date_in_zone", "string", "interface{}", "string", result="string")
def date_in_zone(entropy: Entropy, layout: str, value: Any, zone: str) -> str:
    return _in_zone(entropy, layout, value, zone)


@volatile("htmlDate", "interface{}", result="string")
def html_date(entropy: Entropy, value: Any) -> str:
    return _in_zone(entropy, "2006-01-02", value, "Local")


@volatile("htmlDateInZone", "interface{}", "string", result="string")
def html_date_in_zone(entropy: Entropy, value: Any, zone: str) -> str:
    return _in_zone(entropy, "2006-01-02", value, zone)


@function("dateModify", "string", "time.Time", result="time.Time")
@function("date_modify", "string", "time.Time", result="time.Time")
def date_modify(duration: str, time: GoTime) -> GoTime:
    try:
        return time.shifted(parse_duration(duration))
    except DurationError:
        return time


@function("mustDateModify", "string", "time.Time", result="time.Time")
@function("must_date_modify", "string", "time.Time", result="time.Time")
def must_date_modify(duration: str, time: GoTime) -> GoTime:
    return time.shifted(parse_duration(duration))


@volatile("ago", "interface{}", result="string")
def ago(entropy: Entropy, value: Any) -> str:
    time = _to_time(entropy, value, (Int64, int))
    since = entropy.now() - time.total()
    seconds, rest = divmod(abs(since), _SECOND)
    seconds += 2 * rest >= _SECOND
    rounded = -seconds * _SECOND if since < 0 else seconds * _SECOND
    return format_duration(max(min(rounded, INT64_MAX), INT64_MIN))


@function("duration", "interface{}", result="string")
def duration(value: Any) -> str:
    seconds = 0
    if type(value) is str:
        try:
            seconds = parse_int(value, 10, 64)
        except NumError as error:
            seconds = int(error.value)
    elif type(value) is Int64:
        seconds = int(value)
    return format_duration(wrap_int64(seconds * _SECOND))


_UNITS = ((365 * 86_400, "y"), (30 * 86_400, "mo"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


@volatile("durationRound", "interface{}", result="string")
def duration_round(entropy: Entropy, value: Any) -> str:
    span = 0
    if type(value) is str:
        try:
            span = parse_duration(value)
        except DurationError:
            span = 0
    elif type(value) is Int64:
        span = int(value)
    elif isinstance(value, GoTime):
        span = entropy.now() - value.total()
    span = min(abs(int(span)), 1 << 63)
    for seconds, name in _UNITS:
        if span > seconds * _SECOND:
            return f"{span // (seconds * _SECOND)}{name}"
    return "0s"


@function("toDate", "string", "string", result="time.Time")
def to_date(layout: str, text: str) -> GoTime:
    from .golib.time.parse import TimeError, parse_time

    try:
        return parse_time(layout, text, LOCAL)
    except TimeError:
        return ZERO_TIME


@function("mustToDate", "string", "string", result="time.Time")
def must_to_date(layout: str, text: str) -> GoTime:
    from .golib.time.parse import parse_time

    return parse_time(layout, text, LOCAL)


@function("unixEpoch", "time.Time", result="string")
def unix_epoch(time: GoTime) -> str:
    return str(time.second)
