# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values and functions shared by the template tests: one of each kind that Go can pass to a template."""

from __future__ import annotations

import struct
import types
from typing import Any

from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import kinds, printing
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import (
    FunctionError,
    FunctionTable,
    Panic,
    collect,
    function,
    make_function,
    method,
)
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.strconv import go_bytes, go_text
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet


class Inner(kinds.GoStruct):
    """An embedded struct."""

    go_type = "main.Inner"
    go_fields = {"Name": "string", "Any": "interface {}"}

    def __init__(self, name: str = "in") -> None:
        self.Name = name
        self.Any = None


class InnerPointer(Inner):
    """A pointer to the embedded struct."""

    go_type = "*main.Inner"


class Object(kinds.GoStruct):
    """A pointer to a struct with methods and fields of many kinds."""

    go_type = "*main.Obj"
    go_fields = {
        "Name": "string",
        "Num": "int",
        "F": "float64",
        "Any": "interface {}",
        "Nil": "interface {}",
        "Map": "map[string]interface {}",
        "List": "[]string",
        "Ptr": "*main.Inner",
        "NilP": "*main.Inner",
        "Inner": "main.Inner",
    }

    def __init__(self, name: str) -> None:
        self.Name = name
        self.Num = 3
        self.F = 1.5
        self.Any = "any"
        self.Nil = None
        self.Map = {"a": 1, "n": None}
        self.List = kinds.StringList(["p"])
        self.Ptr = InnerPointer()
        self.NilP = kinds.TypedNil("*main.Inner", Inner.go_fields)
        self.Inner = Inner()

    @method("Hello", "string", result="string")
    def hello(self, name: str) -> str:
        return "hello " + name

    @method("Add", "int", "int", result="int")
    def add(self, one: int, two: int) -> int:
        return one + two

    @method("Zero", result="string")
    def zero(self) -> str:
        return "zero"

    @method("AnyM", "interface{}", result="interface{}")
    def any(self, value: Any) -> Any:
        return value

    @method("Var", "string", "...interface{}", result="string")
    def var(self, text: str, *values: Any) -> str:
        return text + printing.sprint(values)

    @method("Err", "string", result="string")
    def err(self, text: str) -> str:
        raise FunctionError("err " + text)

    @method("M", result="map[string]interface{}")
    def map(self) -> dict[str, Any]:
        return self.Map

    @method("Fl", "float64", result="float64")
    def double(self, value: float) -> float:
        return value * 2


class Vals(kinds.Values):
    """A named map with methods."""

    go_type = "main.Vals"

    @method("YAML", result="string")
    def yaml(self) -> str:
        return "yaml"

    @method("Get", "string", result="interface{}")
    def get_key(self, key: str) -> Any:
        return self.get(key)

    @method("Must", "string", result="int")
    def must(self, key: str) -> int:
        if key == "bad":
            raise FunctionError("must bad")
        return len(key)


class Stringer(kinds.GoStruct):
    """A struct with a String method."""

    go_type = "main.Str"
    go_fields = {"A": "int"}

    def __init__(self) -> None:
        self.A = 4

    @method("String", result="string")
    def string(self) -> str:
        return f"<Str {self.A}>"


def data() -> dict[str, Any]:
    """Return new values like those of a chart: numbers are floats, except those of other Go types."""
    return {
        "a": {"b": {"c": "deep", "n": None, "t": True}, "d": "x"},
        "l": [1.0, "two", None, {"k": "v"}, [1.0, 2.0]],
        "s": "str",
        "n": None,
        "t": True,
        "fa": False,
        "z": 0.0,
        "num": 3.0,
        "big": 1e6,
        "fl": 1.25,
        "es": "",
        "nest": [{"a": {"b": 1.0}}, {"a": None}, {}],
        "cities": ["x", "y"],
        "ü": "uml",
        "i": 7,
        "neg": -3,
        "i64": kinds.Int64(64),
        "u8": kinds.Uint8(200),
        "f": 2.5,
        "sm": kinds.StringMap(k="v", z="y"),
        "sl": kinds.StringList(["one", "two", ""]),
        "im": kinds.IntMap(a=1, b=2),
        "by": b"bytes",
        "ml": kinds.MapList([{"n": "x", "v": 1.5}, {"n": "y", "v": None}]),
        "obj": Object("ob"),
        "vals": Vals(a={"b": "vb"}, YAML="shadow", n=None),
        "dur": kinds.Duration(90 * 10**9),
        "str": Stringer(),
        "am": kinds.AnyKeyMap({"k": 1, "l": "two"}),
        "e": [],
        "em": {},
        "i8": kinds.Int8(-8),
        "i16": kinds.Int16(16),
        "i32": kinds.Int32(32),
        "u": kinds.Uint(14),
        "u16": kinds.Uint16(16),
        "u32": kinds.Uint32(32),
        "u64": kinds.Uint64(1 << 63),
        "f32": kinds.Float32(struct.unpack("f", struct.pack("f", 0.1))[0]),
        "il": kinds.IntList([3, 4, 5]),
        "bo": kinds.BoolList([True, False]),
        "ll": kinds.StringListList([kinds.StringList(["p", "q"]), kinds.StringList()]),
        "nm": kinds.NilMap(),
        "nl": kinds.NilList(),
        "bm": kinds.BoolMap(no=False, yes=True),
        "uni": "héllo wörld ☃",
        "bad": "a\udcffb",
    }


@function("trunc", "int", "string", result="string")
def trunc(count: int, text: str) -> str:
    raw = go_bytes(text)
    return go_text(raw[:count]) if 0 <= count < len(raw) else text


@function("f64", "float64", result="float64")
@function("i64", "int64", result="int64")
@function("u16", "uint16", result="uint16")
@function("ident", "interface{}", result="interface{}")
def same(value: Any) -> Any:
    return value


@function("strs", "[]string", result="int")
@function("mp", "map[string]interface{}", result="int")
@function("lst", "[]interface{}", result="int")
@function("byt", "[]byte", result="int")
def size(value: Any) -> int:
    return len(value)


@function("vari", "string", "...interface{}", result="string")
def variadic(text: str, *values: Any) -> str:
    return text + printing.sprintln(values)


@function("varis", "...string", result="string")
def join(*values: str) -> str:
    return ",".join(values)


@function("bl", "bool", result="bool")
def opposite(value: bool) -> bool:
    return not value


@function("errf", "string", result="string")
def error(text: str) -> str:
    raise FunctionError("boom " + text)


@function("panicf", "string", result="string")
def panic(text: str) -> str:
    raise Panic("panic " + text)


@function("list", "...interface{}", result="[]interface{}")
def make_list(*values: Any) -> list[Any]:
    return list(values)


@function("dict", "...interface{}", result="map[string]interface{}")
def make_dict(*values: Any) -> dict[str, Any]:
    return {printing.format_value(values[index]): values[index + 1] for index in range(0, len(values), 2)}


@function("dfl", "interface{}", "...interface{}", result="interface{}")
def default(fallback: Any, *given: Any) -> Any:
    return fallback if not given or given[0] is None or given[0] == "" else given[0]


@function("typ", "interface{}", result="string")
def type_name(value: Any) -> str:
    return kinds.go_type_name(value)


@function("two", "string", "string", result="string")
def two(first: str, second: str) -> str:
    return f"{first}/{second}"


@function("wide", "int", "...string", result="string")
def wide(number: int, *texts: str) -> str:
    return printing.sprint([number, kinds.StringList(texts)])


@function("num7", result="int")
def seven() -> int:
    return 7


@function("three", result="map[string]int")
def three() -> kinds.IntMap:
    return kinds.IntMap(drei=3)


@function("sum", "...int", result="int")
def total(*numbers: int) -> int:
    return sum(numbers)


@function("nothing", result="interface{}")
def nothing() -> None:
    return None


@function("now2", result="*main.Obj")
def fresh() -> Object:
    return Object("fresh")


FUNCTIONS: FunctionTable = collect(types.SimpleNamespace(**globals()))


def make_set(**options: Any) -> TemplateSet:
    """Return a set with the functions above and ``include``."""

    def include(name: str, value: Any) -> str:
        return templates.execute(name, value)

    table = {**FUNCTIONS, "include": make_function("include", include, "string", "interface{}", result="string")}
    templates = TemplateSet(table, **options)
    return templates
