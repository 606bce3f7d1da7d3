# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reflection functions: ``typeOf``, ``kindOf``, ``deepEqual`` and so on, and access to slices of any type."""

# Exact type comparison is intended: a subclass stands for another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import GoStruct, NilList, NilMap, NoValue, TypedNil, Uint8, go_kind, go_type_name

NIL_DEREFERENCE = "runtime error: invalid memory address or nil pointer dereference"

#: kinds of common values by exact Python type; everything else is left to go_kind
_KINDS = {
    str: "string",
    bool: "bool",
    int: "int",
    float: "float64",
    dict: "map",
    list: "slice",
    bytes: "slice",
    type(None): "invalid",
    NoValue: "invalid",
}


def elements_or_none(value: Any) -> list[Any] | None:
    """Return the elements of a slice of any type, or None if the value is not a slice."""
    if isinstance(value, list):
        return value
    if isinstance(value, bytes):
        return [Uint8(byte) for byte in value]
    return None


def elements(value: Any, failure: str) -> list[Any]:
    """Return the elements of a slice of any type.

    :param failure: the panic's message without the kind, for a value that is not a slice.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, bytes):
        return [Uint8(byte) for byte in value]
    if value is None:
        raise Panic(NIL_DEREFERENCE)
    raise Panic(f"{failure} {go_kind(value)}")


@function("typeOf", "interface{}", result="string")
def type_of(value: Any) -> str:
    return go_type_name(value)


@function("typeIs", "string", "interface{}", result="bool")
def type_is(target: str, value: Any) -> bool:
    return target == go_type_name(value)


@function("typeIsLike", "string", "interface{}", result="bool")
def type_is_like(target: str, value: Any) -> bool:
    name = go_type_name(value)
    return name in (target, "*" + target)


@function("kindOf", "interface{}", result="string")
def kind_of(value: Any) -> str:
    return _KINDS.get(type(value)) or go_kind(value)


@function("kindIs", "string", "interface{}", result="bool")
def kind_is(target: str, value: Any) -> bool:
    return target == (_KINDS.get(type(value)) or go_kind(value))


def _is_nil(value: Any) -> bool:
    return isinstance(value, (NilList, NilMap))


def deep_equal(one: Any, other: Any) -> bool:
    """reflect.DeepEqual: types must be equal at every level; nil lists and maps differ from empty ones."""
    if one is None or other is None:
        return one is other
    kind = type(one)
    if kind is str or kind is bool or kind is int:
        return type(other) is kind and bool(one == other)
    if go_type_name(one) != go_type_name(other):
        return False
    if isinstance(one, list):
        if one is other:
            return True
        if len(one) != len(other) or _is_nil(one) != _is_nil(other):
            return False
        return all(deep_equal(left, right) for left, right in zip(one, other))
    if isinstance(one, dict):
        if one is other:
            return True
        if len(one) != len(other) or _is_nil(one) != _is_nil(other):
            return False
        return all(key in other and deep_equal(value, other[key]) for key, value in one.items())
    if isinstance(one, GoStruct):
        if one is other:
            return True
        return all(deep_equal(getattr(one, name), getattr(other, name)) for name in one.go_fields) and one == other
    if isinstance(one, TypedNil):
        return True
    return bool(one == other)


@function("deepEqual", "interface{}", "interface{}", result="bool")
def deep_equal_function(one: Any, other: Any) -> bool:
    return deep_equal(one, other)
