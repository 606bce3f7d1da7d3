# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults: ``default``, ``empty``, ``coalesce``, ``all``, ``any`` and ``ternary``."""

from __future__ import annotations

from typing import Any

from ..gotemplate.functions import function
from ..gotemplate.kinds import GoStruct


def is_empty(value: Any) -> bool:
    """Return whether a value is nil, the zero value of its type or has no elements; a struct is never empty."""
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
