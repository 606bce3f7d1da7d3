# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm 4's duration functions: convert strings and numbers to durations, and durations to numbers."""

from __future__ import annotations

import math
from typing import Any

from ..errors import CoxswainError
from ..gotemplate.durations import parse_duration
from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import Duration, Int64, UnsignedInt, go_type_name
from ..gotemplate.strconv import format_float, parse_float, quote

_SECOND = 1_000_000_000
_MAX = (1 << 63) - 1
_MIN = -(1 << 63)
_SPACE = "\t\n\v\f\r \x85\xa0"


class _DurationError(CoxswainError):
    """A value cannot be converted to a duration."""


def _from_integer(seconds: int) -> Duration:
    low = 0 if isinstance(seconds, UnsignedInt) else -(_MAX // _SECOND)
    if not low <= seconds <= _MAX // _SECOND:
        raise _DurationError(f"duration seconds overflow: {int(seconds)}")
    return Duration(int(seconds) * _SECOND)


def _from_float(seconds: float) -> Duration:
    if math.isnan(seconds) or math.isinf(seconds):
        raise _DurationError(f"invalid duration seconds: {format_float(seconds)}")
    nanoseconds = seconds * float(_SECOND)
    if abs(seconds) > float(_MAX) / float(_SECOND):
        raise _DurationError(f"duration seconds overflow: {format_float(seconds)}")
    return Duration(max(min(int(nanoseconds), _MAX), _MIN))


def as_duration(value: Any) -> Duration:
    """Convert a duration, a string such as ``1h30m``, or a number of seconds (or its string) to a duration.

    :raises CoxswainError: the value is none of these; the message is Helm's.
    """
    if isinstance(value, Duration):
        return value
    if isinstance(value, bool):
        raise _DurationError("unsupported duration type bool")
    if isinstance(value, str):
        text = value.strip(_SPACE)
        if not text:
            raise _DurationError("empty duration")
        try:
            return parse_duration(text)
        except CoxswainError:
            pass
        try:
            seconds = parse_float(text)
        except CoxswainError:
            raise _DurationError(f"could not parse duration {quote(value)}") from None
        return _from_float(seconds)
    if value is None:
        raise _DurationError("invalid duration")
    if isinstance(value, int):
        return _from_integer(value)
    if isinstance(value, float):
        return _from_float(value)
    raise _DurationError(f"unsupported duration type {go_type_name(value)}")


def _or_zero(value: Any) -> Duration:
    try:
        return as_duration(value)
    except CoxswainError:
        return Duration(0)


def _call(value: Duration, name: str, *arguments: Any) -> Any:
    return value.go_methods[name].call(value, *arguments)


@function("mustToDuration", "interface{}", result="time.Duration")
def must_to_duration(value: Any) -> Duration:
    try:
        return as_duration(value)
    except CoxswainError as error:
        raise Panic(error.what) from error


@function("durationSeconds", "interface{}", result="float64")
def duration_seconds(value: Any) -> float:
    return float(_call(_or_zero(value), "Seconds"))


@function("durationMilliseconds", "interface{}", result="int64")
def duration_milliseconds(value: Any) -> Int64:
    return Int64(_call(_or_zero(value), "Milliseconds"))


@function("durationMicroseconds", "interface{}", result="int64")
def duration_microseconds(value: Any) -> Int64:
    return Int64(_call(_or_zero(value), "Microseconds"))


@function("durationNanoseconds", "interface{}", result="int64")
def duration_nanoseconds(value: Any) -> Int64:
    return Int64(int(_or_zero(value)))


@function("durationMinutes", "interface{}", result="float64")
def duration_minutes(value: Any) -> float:
    return float(_call(_or_zero(value), "Minutes"))


@function("durationHours", "interface{}", result="float64")
def duration_hours(value: Any) -> float:
    return float(_call(_or_zero(value), "Hours"))


@function("durationDays", "interface{}", result="float64")
def duration_days(value: Any) -> float:
    return duration_hours(value) / 24.0


@function("durationWeeks", "interface{}", result="float64")
def duration_weeks(value: Any) -> float:
    return duration_hours(value) / 24.0 / 7.0


def _to_multiple(value: Any, multiple: Any, method: str) -> Duration:
    try:
        span = as_duration(value)
    except CoxswainError:
        return Duration(0)
    try:
        unit = as_duration(multiple)
    except CoxswainError:
        return span
    return Duration(_call(span, method, unit))


@function("durationRoundTo", "interface{}", "interface{}", result="time.Duration")
def duration_round_to(value: Any, multiple: Any) -> Duration:
    return _to_multiple(value, multiple, "Round")


@function("durationTruncateTo", "interface{}", "interface{}", result="time.Duration")
def duration_truncate_to(value: Any, multiple: Any) -> Duration:
    return _to_multiple(value, multiple, "Truncate")
