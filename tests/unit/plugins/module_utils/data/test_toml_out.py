# SPDX-License-Identifier: GPL-3.0-or-later
"""Encoding TOML: the exact output of BurntSushi/toml."""

from __future__ import annotations

import math

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import toml_out
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import (
    Duration,
    Int64,
    StringList,
    StringMap,
)

TEXTS = [
    (
        "scalars",
        {"i": 3, "f": 1.0, "g": 1000000.0, "h": 1e21, "b": True, "s": "x", "n": None},
        'b = true\nf = 1.0\ng = 1e+06\nh = 1e+21\ni = 3\ns = "x"\n',
    ),
    ("infinite", {"a": math.inf, "b": -math.inf}, "a = inf\nb = -inf\n"),
    ("strings", {"a": '"\\\x08\t\n\x0c\r\x00\x1f\x7fé😀<'}, 'a = "\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\\u007fé😀<"\n'),
    ("keys", {"a b": 1, "": 2, "é": 3, "a.b": 4, "A-_1": 5}, '"" = 2\nA-_1 = 5\n"a b" = 1\n"a.b" = 4\n"é" = 3\n'),
    ("tables come last", {"z": 1, "a": {"b": {"c": 1}, "d": 2}}, "z = 1\n\n[a]\n  d = 2\n  [a.b]\n    c = 1\n"),
    ("arrays", {"a": [1, "x", [True, 1.5]], "e": []}, 'a = [1, "x", [true, 1.5]]\ne = []\n'),
    (
        "arrays of tables",
        {"a": [{"b": 1, "c": {"d": 2}}, {"b": 3}]},
        "[[a]]\n  b = 1\n  [a.c]\n    d = 2\n\n[[a]]\n  b = 3\n",
    ),
    ("tables in mixed arrays", {"a": [1, {"b": 1, "c": {"d": [{"e": 1}]}}]}, "a = [1, {b = 1, c = {d = [{e = 1}]}}]\n"),
    ("nil in an inline table", {"a": [1, {"b": 1, "c": None}]}, "a = [1, {b = 1, }]\n"),
    ("an empty table", {"a": {}}, "[a]\n"),
    ("bytes", {"a": b"hi"}, "a = [104, 105]\n"),
    ("a duration", {"a": Duration(1500000000)}, 'a = "1.5s"\n'),
    (
        "typed",
        {"a": StringList(["x"]), "b": StringMap({"k": "v"}), "c": Int64(5)},
        'a = ["x"]\nc = 5\n\n[b]\n  k = "v"\n',
    ),
    ("nothing", {}, ""),
    ("a string alone", "x", '"x"'),
    ("a list alone", [1, 2], "[1, 2]"),
]

ERRORS = [
    ("nil in an array", {"a": [1, None]}, "toml: cannot encode array with nil element"),
    ("nil deep in an array", {"a": [[1, [None]]]}, "toml: cannot encode array with nil element"),
    ("tables alone", [{"a": 1}], "toml: top-level values must be Go maps or structs"),
]


def refusal(function, *arguments) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(("value", "text"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
def test_encode(value, text):
    assert toml_out.marshal(value) == text


@pytest.mark.parametrize(("value", "message"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_values_without_a_toml_form_are_rejected(value, message):
    assert refusal(toml_out.marshal, value) == message
