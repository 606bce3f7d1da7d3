# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults and emptiness, choosing one of several values, and JSON."""

from __future__ import annotations

from typing import Any

from ..data import json_out
from ..errors import DataError
from ..gotemplate.functions import FunctionError, function
from ..gotemplate.kinds import GoStruct


def is_empty(value: Any) -> bool:
    """Whether a value is the zero of its type, nil, or has no elements; a struct never is."""
    if not value:
        return not isinstance(value, GoStruct)
    return False


@function("default", "interface{}", "...interface{}")
def default(fallback: Any, *given: Any) -> Any:
    if given:
        value = given[0]
        if value or isinstance(value, GoStruct):
            return value
    return fallback


@function("empty", "interface{}", result="bool")
def empty(value: Any) -> bool:
    return not value and not isinstance(value, GoStruct)


@function("coalesce", "...interface{}")
def coalesce(*values: Any) -> Any:
    for value in values:
        if not is_empty(value):
            return value
    return None


@function("all", "...interface{}", result="bool")
def all_set(*values: Any) -> bool:
    return not any(map(is_empty, values))


@function("any", "...interface{}", result="bool")
def any_set(*values: Any) -> bool:
    return not all(map(is_empty, values))


@function("ternary", "interface{}", "interface{}", "bool", result="interface{}")
def ternary(when_true: Any, when_false: Any, condition: bool) -> Any:
    return when_true if condition else when_false


# ------------------------------------------------------------------------------------------------------- JSON


def _write(value: Any, escape_html: bool = True, pretty: bool = False) -> str:
    try:
        return json_out.marshal(value, escape_html=escape_html, indent="  " if pretty else None)
    except DataError as error:
        raise FunctionError(error.what) from None


@function("fromJson", "string")
def from_json(text: str) -> Any:
    from ..data import json_in

    try:
        return json_in.unmarshal(text)
    except DataError:
        return None


@function("mustFromJson", "string")
def must_from_json(text: str) -> Any:
    from ..data import json_in

    try:
        return json_in.unmarshal(text)
    except DataError as error:
        raise FunctionError(error.what) from None


@function("toJson", "interface{}", result="string")
def to_json(value: Any) -> str:
    try:
        return json_out.marshal(value)
    except DataError:
        return ""


@function("mustToJson", "interface{}", result="string")
def must_to_json(value: Any) -> str:
    return _write(value)


@function("toPrettyJson", "interface{}", result="string")
def to_pretty_json(value: Any) -> str:
    try:
        return json_out.marshal(value, indent="  ")
    except DataError:
        return ""


@function("mustToPrettyJson", "interface{}", result="string")
def must_to_pretty_json(value: Any) -> str:
    return _write(value, pretty=True)


@function("toRawJson", "interface{}", result="string")
@function("mustToRawJson", "interface{}", result="string")
def to_raw_json(value: Any) -> str:
    return _write(value, escape_html=False)
