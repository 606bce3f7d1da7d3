# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates: writing, reading and moving them, and spans of time.

What is neither a time nor a number of the right type is taken for the present. The layouts are imported by the first
call that needs them.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any

from ..gotemplate.durations import DurationError, format_duration, parse_duration
from ..gotemplate.functions import function
from ..gotemplate.kinds import Int32, Int64
from ..gotemplate.strconv import NumError, parse_int
from .locations import LOCAL, load_location
from .moments import ZERO_TIME, GoTime, from_nanoseconds
from .numeric import wrap
from .sources import Sources, volatile

_SECOND = 1_000_000_000


def present(sources: Sources) -> GoTime:
    """time.Now."""
    moment = from_nanoseconds(sources.now(), LOCAL)
    moment.monotonic = moment.total() - sources.started
    return moment


@volatile("now", result="time.Time")
def now(sources: Sources) -> GoTime:
    return present(sources)


def _moment(sources: Sources, value: Any, seconds: tuple[type, ...]) -> GoTime:
    if isinstance(value, GoTime):
        return value
    if type(value) in seconds:
        return GoTime(int(value), 0, LOCAL)
    return present(sources)


def _in_zone(sources: Sources, layout: str, value: Any, zone: str) -> str:
    moment = _moment(sources, value, (Int64, int, Int32))
    location = load_location(zone) or load_location("UTC")
    if location is None:
        raise AssertionError
    from .layouts import format_time

    return format_time(moment.within(location), layout)


@volatile("date", "string", "interface{}", result="string")
def date(sources: Sources, layout: str, value: Any) -> str:
    return _in_zone(sources, layout, value, "Local")


@volatile("dateInZone", "string", "interface{}", "string", result="string")
@volatile("date_in_zone", "string", "interface{}", "string", result="string")
def date_in_zone(sources: Sources, layout: str, value: Any, zone: str) -> str:
    return _in_zone(sources, layout, value, zone)


@volatile("htmlDate", "interface{}", result="string")
def html_date(sources: Sources, value: Any) -> str:
    return _in_zone(sources, "2006-01-02", value, "Local")


@volatile("htmlDateInZone", "interface{}", "string", result="string")
def html_date_in_zone(sources: Sources, value: Any, zone: str) -> str:
    return _in_zone(sources, "2006-01-02", value, zone)


@function("dateModify", "string", "time.Time", result="time.Time")
@function("date_modify", "string", "time.Time", result="time.Time")
def date_modify(duration: str, moment: GoTime) -> GoTime:
    try:
        return moment.moved(parse_duration(duration))
    except DurationError:
        return moment


@function("mustDateModify", "string", "time.Time", result="time.Time")
@function("must_date_modify", "string", "time.Time", result="time.Time")
def must_date_modify(duration: str, moment: GoTime) -> GoTime:
    return moment.moved(parse_duration(duration))


@volatile("ago", "interface{}", result="string")
def ago(sources: Sources, value: Any) -> str:
    moment = _moment(sources, value, (Int64, int))
    since = sources.now() - moment.total()
    seconds, rest = divmod(abs(since), _SECOND)
    seconds += 2 * rest >= _SECOND
    limit = (1 << 63) - 1
    return format_duration(max(min(-seconds * _SECOND if since < 0 else seconds * _SECOND, limit), -limit - 1))


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
    return format_duration(wrap(seconds * _SECOND))


_UNITS = ((365 * 86_400, "y"), (30 * 86_400, "mo"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


@volatile("durationRound", "interface{}", result="string")
def duration_round(sources: Sources, value: Any) -> str:
    span = 0
    if type(value) is str:
        try:
            span = parse_duration(value)
        except DurationError:
            span = 0
    elif type(value) is Int64:
        span = int(value)
    elif isinstance(value, GoTime):
        span = sources.now() - value.total()
    span = min(abs(int(span)), 1 << 63)
    for seconds, name in _UNITS:
        if span > seconds * _SECOND:
            return f"{span // (seconds * _SECOND)}{name}"
    return "0s"


@function("toDate", "string", "string", result="time.Time")
def to_date(layout: str, text: str) -> GoTime:
    from .layouts import TimeError, parse_time

    try:
        return parse_time(layout, text, LOCAL)
    except TimeError:
        return ZERO_TIME


@function("mustToDate", "string", "string", result="time.Time")
def must_to_date(layout: str, text: str) -> GoTime:
    from .layouts import parse_time

    return parse_time(layout, text, LOCAL)


@function("unixEpoch", "time.Time", result="string")
def unix_epoch(moment: GoTime) -> str:
    return str(moment.second)
