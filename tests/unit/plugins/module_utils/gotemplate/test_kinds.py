# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's types in Python: their names, kinds, zero values and truth values."""

from __future__ import annotations

import copy
import pickle
import types
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import kinds
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import (
    FunctionError,
    Panic,
    collect,
    function,
    make_function,
)
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.sorting import sorted_keys
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.strconv import go_text
from unit.plugins.module_utils.gotemplate.objects import Inner, InnerPointer, Object, Vals

#: value, type as %T prints it, kind, truth
VALUES = [
    (None, "<nil>", "invalid", False),
    (kinds.NO_VALUE, "<nil>", "invalid", False),
    (True, "bool", "bool", True),
    (0, "int", "int", False),
    (1.5, "float64", "float64", True),
    (1j, "complex128", "complex128", True),
    ("", "string", "string", False),
    (b"x", "[]uint8", "slice", True),
    ([], "[]interface {}", "slice", False),
    ({}, "map[string]interface {}", "map", False),
    (kinds.Int64(0), "int64", "int64", False),
    (kinds.Uint8(1), "uint8", "uint8", True),
    (kinds.Duration(1), "time.Duration", "int64", True),
    (kinds.Float32(1), "float32", "float32", True),
    (kinds.StringList(["x"]), "[]string", "slice", True),
    (kinds.StringMap(), "map[string]string", "map", False),
    (kinds.NilMap(), "map[string]interface {}", "map", False),
    (kinds.NilList(), "[]interface {}", "slice", False),
    (Vals(a=1), "main.Vals", "map", True),
    (Inner(), "main.Inner", "struct", True),
    (InnerPointer(), "*main.Inner", "ptr", True),
    (kinds.TypedNil("*main.Inner"), "*main.Inner", "ptr", False),
    (types.MappingProxyType({}).copy(), "map[string]interface {}", "map", False),
]


@pytest.mark.parametrize(("value", "name", "kind", "truth"), VALUES)
def test_values(value: Any, name: str, kind: str, truth: bool) -> None:
    assert kinds.go_type_name(value) == name
    assert kinds.go_kind(value) == kind
    assert kinds.truth(value) is truth


def test_an_unknown_subclass_counts_as_its_base_class() -> None:
    class Tagged(str):
        pass

    class Lazy(dict):  # type: ignore[type-arg]
        pass

    assert kinds.go_type_name(Tagged("x")) == "string"
    assert kinds.go_kind(Lazy()) == "map"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("interface{}", "interface {}"),
        ("any", "interface {}"),
        ("[]byte", "[]uint8"),
        ("map[string]interface{}", "map[string]interface {}"),
        ("[]map[string]any", "[]map[string]interface {}"),
        ("...interface{}", "...interface {}"),
        ("*chart.Metadata", "*chart.Metadata"),
        ("[][]byte", "[][]uint8"),
        ("string", "string"),
    ],
)
def test_normal_type(text: str, name: str) -> None:
    assert kinds.normal_type(text) == name


@pytest.mark.parametrize(
    ("name", "nil"),
    [
        ("interface {}", True),
        ("map[string]string", True),
        ("[]string", True),
        ("*x.Y", True),
        ("error", True),
        ("reflect.Value", True),
        ("string", False),
        ("int", False),
        ("time.Duration", False),
        ("x.Y", False),
    ],
)
def test_can_be_nil(name: str, nil: bool) -> None:
    assert kinds.can_be_nil(name) is nil


@pytest.mark.parametrize(
    "name",
    [
        "bool",
        "int",
        "int64",
        "uint8",
        "float64",
        "string",
        "[]uint8",
        "[]string",
        "map[string]string",
        "time.Duration",
        "*x.Y",
    ],
)
def test_zero_values_are_of_their_type(name: str) -> None:
    zero = kinds.zero_value(name)
    assert kinds.go_type_name(zero) == name
    assert not zero


def test_the_zero_value_of_an_interface_is_nil() -> None:
    assert kinds.zero_value("interface {}") is None


def test_writing_to_a_nil_map_panics() -> None:
    with pytest.raises(Panic, match="assignment to entry in nil map"):
        kinds.NilMap()["x"] = 1


def test_no_value_is_one_object() -> None:
    assert copy.deepcopy(kinds.NO_VALUE) is kinds.NO_VALUE
    assert pickle.loads(pickle.dumps(kinds.NO_VALUE)) is kinds.NO_VALUE


def test_methods_are_found_and_inherited() -> None:
    class More(Object):
        pass

    assert "Hello" in Object.go_methods
    assert "Hello" in More.go_methods
    assert "Must" in Vals.go_methods
    assert kinds.Values.go_methods == {}


def test_functions_are_collected() -> None:
    @function("one", "int", "...string", result="bool", volatile=True)
    @function("other")
    def call(*values: Any) -> None: ...

    table = collect(types.SimpleNamespace(call=call, nothing=3))
    assert sorted(table) == ["one", "other"]
    record = table["one"]
    assert (record.params, record.variadic, record.result, record.volatile) == (("int", "string"), True, "bool", True)
    assert table["other"].result == "interface {}"
    assert record.with_call(len).call is len
    assert repr(record) == "func one(int, ...string) bool"


def test_errors_of_functions_keep_their_cause() -> None:
    cause = ValueError("x")
    error = FunctionError("text", cause)
    assert (str(error), error.cause) == ("text", cause)
    assert make_function("f", len, "any").params == ("interface {}",)


#: map, keys in Go's order
SORTED = [
    ({"b": 1, "a": 1, "B": 1, "1": 1, "": 1}, ["", "1", "B", "a", "b"]),
    ({"é": 1, "z": 1, "\uffff": 1, "\U0001f600": 1}, ["z", "é", "\uffff", "\U0001f600"]),
    (dict.fromkeys(["é", go_text(b"\xff"), go_text(b"\x80"), "☃"]), [go_text(b"\x80"), "é", "☃", go_text(b"\xff")]),
    ({3: 1, -1: 1, 2: 1}, [-1, 2, 3]),
    ({True: 1, False: 1}, [False, True]),
    ({2.5: 1, -1.0: 1}, [-1.0, 2.5]),
    ({}, []),
]


@pytest.mark.parametrize(("mapping", "keys"), SORTED)
def test_order_of_maps(mapping: dict[Any, Any], keys: list[Any]) -> None:
    assert sorted_keys(mapping) == keys
