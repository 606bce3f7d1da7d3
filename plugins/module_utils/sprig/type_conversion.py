# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Type conversion functions: ``int``, ``int64``, ``float64``, ``atoi``, ``toDecimal``, ``toString`` and ``toStrings``.

A conversion that fails returns zero, never an error.
"""

# Exact type comparison is intended: a subclass stands for another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import re
from typing import Any

from ..gotemplate.functions import function
from ..gotemplate.kinds import Float32, Int64, SizedInt, StringList
from ..gotemplate.printing import format_value
from ..gotemplate.strconv import NumError, parse_float, parse_int
from ..gotemplate.strconv import atoi as strict_atoi
from .golib.int64 import truncate_float, wrap_int64
from .strings import strslice, strval

_ZERO_FRACTION = re.compile(r"\.0+\Z")


def _parse(text: str) -> int:
    """Parse an integer literal, ignoring a fraction of zeros; return 0 if it is not valid."""
    try:
        return parse_int(_ZERO_FRACTION.sub("", text) if "." in text else text, 0, 64)
    except NumError:
        return 0


def to_int(value: Any) -> int:
    """cast.ToInt64; returns a plain int."""
    kind = type(value)
    if kind is int:
        return value  # type: ignore[no-any-return]
    if kind is float or kind is Float32:
        return truncate_float(value)
    if kind is str:
        return _parse(value)
    if kind is bool:
        return int(value)
    if _is_cast_type(value):
        return wrap_int64(int(value))
    return 0


def _is_cast_type(value: Any) -> bool:
    """Return whether package cast accepts an integer type: Go's predeclared ones and two from package time."""
    if not isinstance(value, SizedInt):
        return False
    name = type(value).go_type
    return name == type(value).go_kind or name in ("time.Month", "time.Weekday")


def to_float(value: Any) -> float:
    """cast.ToFloat64."""
    kind = type(value)
    if kind is float:
        return value  # type: ignore[no-any-return]
    if kind is int or kind is bool:
        return float(value)
    if kind is str:
        try:
            return parse_float(value)
        except NumError:
            return 0.0
    if kind is Float32:
        return float(value)
    if _is_cast_type(value):
        return float(value)
    return 0.0


@function("atoi", "string", result="int")
def atoi(text: str) -> int:
    try:
        return strict_atoi(text)
    except NumError as error:
        # if out of range, Go returns the nearest limit along with the error, which sprig ignores
        return int(error.value)


@function("int64", "interface{}", result="int64")
def int64(value: Any) -> Int64:
    return Int64(to_int(value))


@function("int", "interface{}", result="int")
def make_int(value: Any) -> int:
    return to_int(value)


@function("float64", "interface{}", result="float64")
def float64(value: Any) -> float:
    return to_float(value)


@function("toDecimal", "interface{}", result="int64")
def to_decimal(value: Any) -> Int64:
    try:
        return Int64(parse_int(format_value(value), 8, 64))
    except NumError:
        return Int64(0)


@function("toString", "interface{}", result="string")
def to_string(value: Any) -> str:
    return strval(value)


@function("toStrings", "interface{}", result="[]string")
def to_strings(value: Any) -> StringList:
    texts = strslice(value)
    return texts if type(texts) is StringList else StringList(texts)
