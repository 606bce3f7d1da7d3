# SPDX-License-Identifier: GPL-3.0-or-later
"""Values files, and the precedence of --set and its variants."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import merge_user_values, read_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError, ValuesError

#: Values files, options, and the result of Helm 4.
MERGED: list[tuple[str, list[dict[str, Any]], list[tuple[str, str]], dict[str, Any]]] = [
    ("nothing", [], [], {}),
    (
        "later files win",
        [{"a": {"b": 1.0, "c": 2.0}}, {"a": {"b": 3.0}, "d": []}],
        [],
        {"a": {"b": 3.0, "c": 2.0}, "d": []},
    ),
    ("a null in a file stays", [{"a": {"b": 1.0}}, {"a": None}], [], {"a": None}),
    ("set wins over files", [{"a": {"b": 1.0}}], [("set", "a.b=2")], {"a": {"b": 2}}),
    (
        "the kinds have their order",
        [],
        [
            ("set-literal", "a=literal"),
            ("set-string", "a=1"),
            ("set", "a=2,b=3"),
            ("set-json", "a=[3]"),
            ("set-string", "b=4"),
        ],
        {"a": "literal", "b": "4"},
    ),
    (
        "an object of JSON is merged",
        [{"a": {"b": 1.0}}],
        [("set-json", ' {"a": {"c": 2}}')],
        {"a": {"b": 1.0, "c": 2.0}},
    ),
    ("JSON of a key", [], [("set-json", 'a.b={"c": [1, null]}')], {"a": {"b": {"c": [1.0, None]}}}),
    ("files", [], [("set-file", "a.b=some/file")], {"a": {"b": "text of some/file"}}),
    ("set to null", [{"a": {"b": 1.0}}], [("set", "a.b=null")], {"a": {"b": None}}),
]


@pytest.mark.parametrize(("files", "sets", "expected"), [row[1:] for row in MERGED], ids=[row[0] for row in MERGED])
def test_merge(files: list[dict[str, Any]], sets: list[tuple[str, str]], expected: dict[str, Any]) -> None:
    assert merge_user_values(files, sets, HELM4, lambda path: f"text of {path}") == expected


def test_files_are_not_changed() -> None:
    file = {"a": {"b": 1.0}}
    merge_user_values([file], [("set", "a.b=2,a.c=3")])
    assert merge_user_values([file, {"a": {"d": 1.0}}]) == {"a": {"b": 1.0, "d": 1.0}}


def test_helm_2_only_has_floats() -> None:
    assert repr(merge_user_values([], [("set", "a=1,b={2}")], HELM2)) == "{'a': 1.0, 'b': [2.0]}"


@pytest.mark.parametrize(
    ("sets", "dialect", "message"),
    [
        ([("set", "a")], HELM4, 'failed parsing --set data: key "a" has no value'),
        ([("set-json", "a={")], HELM4, "failed parsing --set-json data"),
        ([("set-json", '{"a": ')], HELM4, "failed parsing --set-json data JSON"),
        ([("set-json", '{"a": 1}')], HELM3, "failed parsing --set-json data"),
        ([("set-file", "a=b")], HELM4, "failed parsing --set-file data: the file b cannot be read here"),
        ([("set-all", "a=b")], HELM4, "unknown kind of value: set-all"),
    ],
    ids=["no value", "no JSON", "no JSON object", "an object for Helm 3", "no files", "no such kind"],
)
def test_refused(sets: list[tuple[str, str]], dialect: Dialect, message: str) -> None:
    with pytest.raises(ValuesError) as caught:
        merge_user_values([], sets, dialect)
    assert caught.value.what.startswith(message)


#: A values file, the dialect, and the values.
READ = [
    ("numbers are floats", b"a: 1\nb: 0x10\nc: [1.5]", HELM4, {"a": 1.0, "b": 16.0, "c": [1.5]}),
    ("nothing", b"", HELM3, {}),
    ("a comment", b"# nothing", HELM4, {}),
    ("documents", b"a: 1\n---\nb: {c: 1}\n---\nb: {d: 2}\n", HELM4, {"a": 1.0, "b": {"c": 1.0, "d": 2.0}}),
    ("the first document", b"a: 1\n---\nb: 2\n", HELM3, {"a": 1.0}),
    ("lines of Windows", b"a: 1\r\n---\r\nb: 2\r\n", HELM4, {"a": 1.0, "b": 2.0}),
    ("an empty document between", b"---\n---\na: 1\n---\n# x\n", HELM4, {"a": 1.0}),
]


@pytest.mark.parametrize(("data", "dialect", "expected"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_read(data: bytes, dialect: Dialect, expected: dict[str, Any]) -> None:
    assert read_values(data, dialect) == expected


def test_read_refuses_content_after_the_separator() -> None:
    with pytest.raises(DataError) as caught:
        read_values(b"a: 1\n---b: 2\n", HELM4)
    assert caught.value.what == "error reading yaml document: invalid Yaml document separator: b: 2"
