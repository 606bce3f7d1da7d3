# SPDX-License-Identifier: GPL-3.0-or-later
"""Encoding JSON: the exact output of encoding/json."""

from __future__ import annotations

import math

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import json_out
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import (
    Duration,
    GoStruct,
    NilList,
    NilMap,
    StringList,
    StringMap,
    TypedNil,
    Uint64,
)

TEXTS = [
    ("nil", None, "null"),
    ("true", True, "true"),
    ("an int", 3, "3"),
    ("uint64", Uint64(18446744073709551615), "18446744073709551615"),
    ("a duration", Duration(5), "5"),
    ("a whole float", 1.0, "1"),
    ("a million", 1000000.0, "1000000"),
    ("large", 1e20, "100000000000000000000"),
    ("larger", 1e21, "1e+21"),
    ("small", 1e-06, "0.000001"),
    ("smaller", 1e-07, "1e-7"),
    ("much smaller", 1e-10, "1e-10"),
    ("all digits", 1.2345678901234567e20, "123456789012345670000"),
    ("minus zero", -0.0, "-0"),
    ("beyond 2 to the 53", 9007199254740994.0, "9007199254740994"),
    ("a fraction", 0.1, "0.1"),
    ("a string", "a", '"a"'),
    ("HTML", '<a href="x">&</a>', '"\\u003ca href=\\"x\\"\\u003e\\u0026\\u003c/a\\u003e"'),
    ("controls", "\x00\x08\x0c\n\r\t\x1f\x7f", '"\\u0000\\b\\f\\n\\r\\t\\u001f\x7f"'),
    ("separators", "\u2028\u2029", '"\\u2028\\u2029"'),
    ("e acute", "é", '"é"'),
    ("an emoji", "😀", '"😀"'),
    ("not UTF-8", "a\udcff", '"a\\ufffd"'),
    ("bytes", b"hi\xff", '"aGn/"'),
    ("no bytes", b"", '""'),
    ("empties", [{}, [], ""], '[{},[],""]'),
    (
        "sorted keys",
        {"b": 1, "a": 2, "B": 3, "a1": 4, "a01": 5, "é": 6, "𐀀": 7, "\uffff": 8},
        '{"B":3,"a":2,"a01":5,"a1":4,"b":1,"é":6,"\uffff":8,"𐀀":7}',
    ),
    ("nested", {"a": [1, {"b": [None]}], "<": 1}, '{"\\u003c":1,"a":[1,{"b":[null]}]}'),
    ("lists of strings", StringList(["<"]), '["\\u003c"]'),
    ("maps of strings", StringMap({"b": "1", "a": "2"}), '{"a":"2","b":"1"}'),
]

ERRORS = [
    ("not a number", [math.nan], "json: unsupported value: NaN"),
    ("infinite", -math.inf, "json: unsupported value: -Inf"),
]

INDENTED = [
    ("an int", 3, "3"),
    ("empties", [{}, [], ""], '[\n  {},\n  [],\n  ""\n]'),
    (
        "sorted keys",
        {"b": 1, "a": 2, "B": 3, "a1": 4, "a01": 5, "é": 6, "𐀀": 7, "\uffff": 8},
        ('{\n  "B": 3,\n  "a": 2,\n  "a01": 5,\n  "a1": 4,\n  "b": 1,\n  "é": 6,\n  "\uffff": 8,\n  "𐀀": 7\n}'),
    ),
    (
        "nested",
        {"a": [1, {"b": [None]}], "<": 1},
        ('{\n  "\\u003c": 1,\n  "a": [\n    1,\n    {\n      "b": [\n        null\n      ]\n    }\n  ]\n}'),
    ),
    ("maps of strings", StringMap({"b": "1", "a": "2"}), '{\n  "a": "2",\n  "b": "1"\n}'),
]

RAW = [
    ("HTML", '<a href="x">&</a>', '"<a href=\\"x\\">&</a>"'),
    ("controls", "\x00\x08\x0c\n\r\t\x1f\x7f", '"\\u0000\\b\\f\\n\\r\\t\\u001f\x7f"'),
    ("separators", "\u2028\u2029", '"\\u2028\\u2029"'),
    ("nested", {"a": [1, {"b": [None]}], "<": 1}, '{"<":1,"a":[1,{"b":[null]}]}'),
]


class Person(GoStruct):
    go_type = "*x.Person"
    go_fields = {"Name": "string", "Age": "int", "Tags": "[]string"}
    json_fields = {"Name": "name", "Age": "age", "Tags": "tags,omitempty"}

    def __init__(self, name, age, tags):
        self.Name, self.Age, self.Tags = name, age, tags


class Stamp(GoStruct):
    go_type = "x.Stamp"

    def json_value(self):
        return "2001-01-01"


def refusal(function, *arguments) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(("value", "text"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
def test_encode(value, text):
    assert json_out.marshal(value) == text


@pytest.mark.parametrize(("value", "message"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_values_without_a_json_form_are_rejected(value, message):
    assert refusal(json_out.marshal, value) == message


@pytest.mark.parametrize(("value", "text"), [row[1:] for row in INDENTED], ids=[row[0] for row in INDENTED])
def test_indentation(value, text):
    assert json_out.marshal_indent(value) == text
    assert json_out.marshal(value, indent="  ") == text


@pytest.mark.parametrize(("value", "text"), [row[1:] for row in RAW], ids=[row[0] for row in RAW])
def test_without_html_escapes(value, text):
    assert json_out.marshal(value, escape_html=False) == text


def test_a_struct_keeps_the_order_of_its_fields():
    assert json_out.marshal(Person("x", 3, StringList())) == '{"name":"x","age":3}'
    assert json_out.marshal([Person("x", 3, StringList(["y"]))]) == '[{"name":"x","age":3,"tags":["y"]}]'


def test_a_struct_that_marshals_itself():
    assert json_out.marshal({"a": Stamp()}) == '{"a":"2001-01-01"}'


def test_typed_nils_are_null():
    assert json_out.marshal([NilMap(), NilList(), TypedNil("*x.Person")]) == "[null,null,null]"


def test_endless_nesting_is_rejected():
    value: list = []
    value.append(value)
    said = "json: unsupported value: encountered a cycle via []interface {}"
    assert refusal(json_out.marshal, value) == said
