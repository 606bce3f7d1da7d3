# SPDX-License-Identifier: GPL-3.0-or-later
"""Validating values against schemas, with errors in the format of Helm's library."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values_schema import check, validate
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.errors import MissingLibraryError, ValuesError

from .trees import tree


def findings(schema: Any, values: Any) -> str:
    return check(values, json.dumps(schema).encode())


def about(name: str, schema: Any) -> dict[str, Any]:
    return {"properties": {name: schema}}


#: A schema for the value ``v``, the value, and the lines that Helm 4 prints.
ROWS = [
    ("type", {"type": "string"}, 5.0, ["- at '/v': got number, want string"]),
    ("types", {"type": ["string", "null"]}, 5.0, ["- at '/v': got number, want null or string"]),
    ("whole floats are integers", {"type": "integer"}, 5.0, []),
    ("broken floats are not", {"type": "integer"}, 5.5, ["- at '/v': got number, want integer"]),
    ("booleans are no numbers", {"type": "number"}, True, ["- at '/v': got boolean, want number"]),
    ("null", {"type": "object"}, None, ["- at '/v': got null, want object"]),
    ("type comes first", {"type": "string", "enum": ["a"]}, 5.0, ["- at '/v': got number, want string"]),
    ("enum", {"enum": ["a", "b", 3, None]}, "x", ["- at '/v': value must be one of 'a', 'b', 3, <nil>"]),
    ("enum of one", {"enum": ["a"]}, "x", ["- at '/v': value must be 'a'"]),
    ("enum of more than scalars", {"enum": [["a"]]}, "x", ["- at '/v': 'enum' failed"]),
    ("const", {"const": "q"}, 1.0, ["- at '/v': value must be 'q'"]),
    ("minimum", {"minimum": 0}, -5.0, ["- at '/v': minimum: got -5, want 0"]),
    ("maximum of thousands", {"maximum": 1000}, 1234567.5, ["- at '/v': maximum: got 1,234,567.5, want 1,000"]),
    ("exclusive", {"exclusiveMaximum": 5}, 5.0, ["- at '/v': exclusiveMaximum: got 5, want 5"]),
    ("multiple", {"multipleOf": 2}, 5.0, ["- at '/v': multipleOf: got 5, want 2"]),
    ("length", {"minLength": 10}, "abc", ["- at '/v': minLength: got 3, want 10"]),
    ("pattern", {"pattern": "^[0-9]'+$"}, "abc", [r"- at '/v': 'abc' does not match pattern '^[0-9]\'+$'"]),
    ("required", {"required": ["a"]}, {}, ["- at '/v': missing property 'a'"]),
    ("required, several", {"required": ["a", "b"]}, {"c": 1.0}, ["- at '/v': missing properties 'a', 'b'"]),
    ("items", {"items": {"type": "integer"}}, [1.0, "x"], ["- at '/v/1': got string, want integer"]),
    ("maxItems", {"maxItems": 2}, [1.0, 2.0, 3.0], ["- at '/v': maxItems: got 3, want 2"]),
    ("unique", {"uniqueItems": True}, [2.0, 1.0, 1.0], ["- at '/v': items at 1 and 2 are equal"]),
    (
        "additional properties",
        {"properties": {"a": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": False},
        {"a": 1.0, "x-y": 1.0, "z": 1.0},
        ["- at '/v': additional properties 'z' not allowed"],
    ),
    (
        "names of properties",
        {"propertyNames": {"pattern": "^[a-z]+$"}},
        {"BAD": 1.0},
        ["- at '/v': invalid propertyName 'BAD'", "  - at '': 'BAD' does not match pattern '^[a-z]+$'"],
    ),
    (
        "several findings in one place",
        {"minLength": 10, "pattern": "^[0-9]+$"},
        "abc",
        [
            "- at '/v': validation failed",
            "  - at '/v': minLength: got 3, want 10",
            "  - at '/v': 'abc' does not match pattern '^[0-9]+$'",
        ],
    ),
    (
        "all of",
        {"allOf": [{"required": ["y"]}, {"properties": {"x": {"const": "q"}}}]},
        {"x": 1.0},
        ["- at '/v': 'allOf' failed", "  - at '/v': missing property 'y'", "  - at '/v/x': value must be 'q'"],
    ),
    (
        "any of",
        {"anyOf": [{"type": "string"}, {"minimum": 5, "maximum": 0}]},
        1.0,
        [
            "- at '/v': 'anyOf' failed",
            "  - at '/v': got number, want string",
            "  - at '/v': validation failed",
            "    - at '/v': minimum: got 1, want 5",
            "    - at '/v': maximum: got 1, want 0",
        ],
    ),
    (
        "one of, several",
        {"oneOf": [{"type": "number"}, {"minimum": 1}]},
        3.0,
        ["- at '/v': 'oneOf' failed, subschemas 0, 1 matched"],
    ),
    ("not", {"not": {"type": "number"}}, 3.0, ["- at '/v': 'not' failed"]),
    # jsonschema does not report the location of a false schema.
    ("never", False, 3.0, ["- at '': false schema"]),
    (
        "a key with a slash",
        {"properties": {"a/b~c": {"type": "string"}}},
        {"a/b~c": 1.0},
        ["- at '/v/a~1b~0c': got number, want string"],
    ),
]


@pytest.mark.parametrize(("schema", "value", "lines"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_findings(schema: Any, value: Any, lines: list[str]) -> None:
    assert findings(about("v", schema), {"v": value}).splitlines() == lines


def test_internal_references() -> None:
    schema = {
        "definitions": {"port": {"type": "integer", "maximum": 65535}},
        "properties": {"a": {"$ref": "#/definitions/port"}, "b": {"$ref": "#/definitions/port"}},
    }
    assert findings(schema, {"a": 80.0, "b": 70000.0}) == "- at '/b': maximum: got 70,000, want 65,535\n"


@pytest.mark.parametrize(
    "reference",
    ["https://example.com/schema.json", "http://localhost:1/x", "file:///etc/passwd", "other.json", "../up.json"],
)
def test_external_references_are_not_followed(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any, **_options: Any) -> None:
        raise AssertionError("a schema reached out of its chart")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    found = findings(about("v", {"$ref": reference}), {"v": 1.0})
    assert found.startswith("failing loading")
    assert reference.rsplit("/", 1)[-1] in found


def test_unknown_urns_allow_everything() -> None:
    assert findings(about("v", {"$ref": "urn:example:thing"}), {"v": 1.0}) == ""


@pytest.mark.parametrize(
    ("draft", "exclusive"),
    [
        ("http://json-schema.org/draft-04/schema#", {"maximum": 5, "exclusiveMaximum": True}),
        ("http://json-schema.org/draft-06/schema#", {"exclusiveMaximum": 5}),
        ("https://json-schema.org/draft-07/schema", {"exclusiveMaximum": 5}),
        ("https://json-schema.org/draft/2019-09/schema", {"exclusiveMaximum": 5}),
        ("https://json-schema.org/draft/2020-12/schema", {"exclusiveMaximum": 5}),
        ("http://json-schema.org/schema#", {"exclusiveMaximum": 5}),
    ],
)
def test_drafts(draft: str, exclusive: dict[str, Any]) -> None:
    schema = {"$schema": draft, **about("v", exclusive)}
    assert findings(schema, {"v": 4.0}) == ""
    assert "/v" in findings(schema, {"v": 5.0})


def test_formats_count_up_to_draft_7() -> None:
    old, new = "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"
    assert "is not valid ipv4" in findings({"$schema": old, **about("v", {"format": "ipv4"})}, {"v": "1.2.3"})
    assert findings({"$schema": new, **about("v", {"format": "ipv4"})}, {"v": "1.2.3"}) == ""


NO_SCHEMA = '"file:///values.schema.json#" is not valid against metaschema: jsonschema validation failed with '
DRAFT = "'https://json-schema.org/draft/2020-12/schema#'\n"

#: Invalid schemas and Helm 4's errors, except for external references.
UNUSABLE = [
    ("no JSON", "{", "unexpected EOF"),
    ("nothing", "", "EOF"),
    (
        "an unknown type",
        '{"type": "strange"}',
        f"{NO_SCHEMA}{DRAFT}- at '': 'allOf' failed\n  - at '/type': 'anyOf' failed\n    - at '/type': value must "
        f"be one of "
        "'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'\n    - at '/type': got string, want array",
    ),
    (
        "several mistakes",
        '{"properties": {"v": {"minimum": "5"}}, "required": 5}',
        f"{NO_SCHEMA}{DRAFT}- at '': 'allOf' failed\n  - at '/properties/v': 'allOf' failed\n    - at "
        f"'/properties/v/minimum': "
        "got string, want number\n  - at '/required': got number, want array",
    ),
    ("a list", "[]", f"{NO_SCHEMA}{DRAFT}- at '': got array, want boolean or object"),
    (
        "no pattern",
        '{"properties": {"v": {"pattern": "("}}}',
        f"{NO_SCHEMA}{DRAFT}- at '': 'allOf' failed\n  - at '/properties/v': 'allOf' failed\n    - at "
        f"'/properties/v/pattern': "
        "'(' is not valid regex: error parsing regexp: missing closing ): `(`",
    ),
    (
        "no pattern for a name",
        '{"patternProperties": {"(": {}}}',
        f"{NO_SCHEMA}{DRAFT}- at '': 'allOf' failed\n  - at '/patternProperties': invalid propertyName '('\n    - "
        f"at '': "
        "'(' is not valid regex: error parsing regexp: missing closing ): `(`",
    ),
    ("a circle", '{"$ref": "#"}', "the schema contains an infinite recursion"),
    (
        "a draft of its own",
        '{"$schema": "https://example.com/own"}',
        'failing loading "https://example.com/own": external references are not followed',
    ),
    (
        "a reference to nothing",
        '{"properties": {"v": {"$ref": "#/definitions/x"}}}',
        'json-pointer in "file:///values.schema.json#/definitions/x" not found',
    ),
]


@pytest.mark.parametrize(("schema", "message"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE])
def test_invalid_schemas(schema: str, message: str) -> None:
    assert check({"v": "x"}, schema.encode()) == message


def test_patterns_take_linear_time() -> None:
    started = time.monotonic()
    assert findings(about("v", {"pattern": "^(a+)+$"}), {"v": "a" * 5000 + "b"})
    assert time.monotonic() - started < 5


def test_charts_and_subcharts() -> None:
    schema = json.dumps(about("v", {"type": "string"}))
    sail = tree("sail", files={"values.schema.json": schema})
    other = tree("other", files={"values.schema.json": schema})
    chart = tree("boat", {}, sail, other, files={"values.schema.json": schema})
    with pytest.raises(ValuesError) as caught:
        validate(chart, {"v": 1.0, "sail": {"v": True}, "other": 5.0})
    assert caught.value.what == (
        "values don't meet the specifications of the schema(s) in the following chart(s):\n"
        "boat:\n- at '/v': got number, want string\n"
        "sail:\n- at '/v': got boolean, want string\n"
        "other:\ninvalid type for values: expected object (map), got float64\n"
    )
    validate(chart, {"v": "x", "sail": None}, HELM4)
    validate(chart, {"v": 1.0}, HELM2)


def test_without_jsonschema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "referencing", None)
    with pytest.raises(
        MissingLibraryError, match=r"library jsonschema 4\.19 or newer is required for the values\.schema\.json"
    ):
        findings({}, {})
