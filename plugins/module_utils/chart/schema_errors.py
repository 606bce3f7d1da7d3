# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Format the errors of jsonschema like the library that Helm uses, and in the same order.

jsonschema returns a flat list of errors; that library (github.com/santhosh-tekuri/jsonschema 6) returns a tree by the
schemas that failed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..data.json_pointer import format_pointer
from ..errors import CoxswainError
from ..gotemplate.strconv import quote as go_quote


class SchemaProblem(Exception):
    """The schema itself is invalid."""


def describe(errors: Iterable[Any]) -> list[str]:
    """Return the lines for the errors of jsonschema; nested errors are indented."""
    root = _Node(())
    for error in errors:
        root.add(error)
    return [line for finding in root.findings() for line in finding.lines(0)]


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches part of a text, by Go's rules and in linear time.

    :raises SchemaProblem: the pattern is invalid.
    """
    from ..sprig.golib.regexp.pattern import compile_pattern

    try:
        return compile_pattern(pattern).match(text)
    except CoxswainError as error:
        raise SchemaProblem(
            f'invalid regex {go_quote(pattern)} at "file:///values.schema.json#": {error.what}'
        ) from error


class _Finding:
    """A line of the result and its nested lines."""

    def __init__(self, location: tuple[Any, ...], text: str, causes: Iterable[_Finding] = ()) -> None:
        self.location = location
        self.text = text
        self.causes = list(causes)

    def lines(self, depth: int) -> Iterator[str]:
        yield f"{'  ' * depth}- at {_quote(format_pointer(self.location))}: {self.text}"
        for cause in self.causes:
            yield from cause.lines(depth + 1)


#: Keywords whose failure ends the validation of a value.
_FINAL = ("type", "const", "enum", "format")
#: The order in which Helm's library evaluates keywords.
_RANK = {
    name: rank
    for rank, name in enumerate(
        (
            *_FINAL,
            "$ref",
            "minProperties",
            "maxProperties",
            "required",
            "dependencies",
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "dependentSchemas",
            "dependentRequired",
            "minItems",
            "maxItems",
            "uniqueItems",
            "items",
            "additionalItems",
            "prefixItems",
            "contains",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "$dynamicRef",
            "not",
            "allOf",
            "anyOf",
            "oneOf",
            "if",
        )
    )
}
#: Keywords whose schemas apply to an element of the value, which is in jsonschema's path.
_INWARD = (
    "properties",
    "patternProperties",
    "additionalProperties",
    "unevaluatedProperties",
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
)


class _Node:
    """The errors of a schema at one location of the values."""

    def __init__(self, location: tuple[Any, ...]) -> None:
        self.location = location
        self.leaves: list[Any] = []
        self.below: dict[tuple[Any, ...], _Node] = {}

    def add(self, error: Any) -> None:
        """Add an error of jsonschema to the tree, at the schema that failed."""
        schema_path = list(error.relative_schema_path)
        value_path = list(error.relative_path)
        node = self
        while len(schema_path) > 1:
            keyword = schema_path.pop(0)
            inward = keyword in _INWARD
            step = value_path.pop(0) if inward and value_path else None
            key = [keyword]
            if (
                keyword
                in (
                    "properties",
                    "patternProperties",
                    "dependentSchemas",
                    "dependencies",
                    "allOf",
                    "prefixItems",
                )
                or keyword == "items"
                and schema_path
                and isinstance(schema_path[0], int)
                or keyword == "if"
            ):
                key.append(schema_path.pop(0))
            if not schema_path:
                break
            location = node.location if step is None else (*node.location, step)
            if keyword == "propertyNames":
                # The nested value is the name of a property, with a tree of its own.
                key.append(error.instance)
                location = ()
            node = node.below.setdefault((*key, step), _Node(location))
        node.leaves.append(error)

    def findings(self) -> list[_Finding]:
        """Return the findings in the order of Helm's library."""
        final = [leaf for leaf in self.leaves if leaf.validator in _FINAL]
        if final:
            return [self._leaf(min(final, key=lambda leaf: _RANK[leaf.validator]))]
        ranked: list[tuple[int, int, list[_Finding]]] = []
        required = [leaf for leaf in self.leaves if leaf.validator == "required"]
        for at, leaf in enumerate(self.leaves):
            if leaf in required:
                continue
            ranked.append((_RANK.get(leaf.validator, len(_RANK)), at, [self._leaf(leaf)]))
        if required:
            ranked.append((_RANK["required"], 0, [_Finding(self.location, _missing(required))]))
        parts: list[_Finding] = []
        for at, (key, node) in enumerate(sorted(self.below.items(), key=lambda item: str(item[0]))):
            if key[0] == "allOf":
                parts.extend(node.as_causes())
            elif key[0] == "propertyNames":
                text = f"invalid propertyName {_quote(key[1])}"
                ranked.append((_RANK[key[0]], at, [_Finding(self.location, text, node.findings())]))
            else:
                ranked.append((_RANK.get(key[0], len(_RANK)), at, node.as_causes()))
        if parts:
            ranked.append((_RANK["allOf"], 0, [_Finding(self.location, "'allOf' failed", parts)]))
        ranked.sort(key=lambda entry: entry[:2])
        return [finding for _rank, _at, findings in ranked for finding in findings]

    def as_causes(self) -> list[_Finding]:
        """Return the findings, below a common line if there are several."""
        findings = self.findings()
        return findings if len(findings) < 2 else [_Finding(self.location, "validation failed", findings)]

    def _leaf(self, error: Any) -> _Finding:
        causes: list[_Finding] = []
        if error.validator in ("anyOf", "oneOf") and error.context:
            choices: dict[Any, _Node] = {}
            for inner in error.context:
                index = inner.relative_schema_path.popleft()
                choices.setdefault(index, _Node(self.location)).add(inner)
            causes = [finding for index in sorted(choices) for finding in choices[index].as_causes()]
        return _Finding(self.location, _message(error), causes)


def _missing(errors: list[Any]) -> str:
    value = errors[0].instance
    names = [name for name in errors[0].validator_value if name not in value]
    if len(names) == 1:
        return f"missing property {_quote(names[0])}"
    return f"missing properties {', '.join(_quote(name) for name in names)}"


def _message(error: Any) -> str:
    keyword, wanted, value = error.validator, error.validator_value, error.instance
    if keyword is None:
        return "false schema"
    if keyword == "type":
        return f"got {_type(value)}, want {_types(wanted)}"
    if keyword == "enum":
        if any(isinstance(entry, (dict, list)) for entry in wanted):
            return "'enum' failed"
        if len(wanted) == 1:
            return f"value must be {_display(wanted[0])}"
        return f"value must be one of {', '.join(_display(entry) for entry in wanted)}"
    if keyword == "const":
        return "'const' failed" if isinstance(wanted, (dict, list)) else f"value must be {_display(wanted)}"
    if keyword == "format":
        reason = error.cause.what if isinstance(error.cause, CoxswainError) else error.message
        return f"{_display(value)} is not valid {wanted}: {reason}"
    if keyword in ("minProperties", "maxProperties", "minItems", "maxItems", "minLength", "maxLength"):
        return f"{keyword}: got {_number(len(value))}, want {_number(wanted)}"
    if keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
        return f"{keyword}: got {_number(value)}, want {_number(wanted)}"
    if keyword == "pattern":
        return f"{_quote(value)} does not match pattern {_quote(wanted)}"
    if keyword == "additionalProperties":
        known = set(error.schema.get("properties", ()))
        patterns = list(error.schema.get("patternProperties", ()))
        extra = [key for key in value if key not in known and not any(matches(entry, key) for entry in patterns)]
        return f"additional properties {', '.join(_quote(key) for key in sorted(extra))} not allowed"
    if keyword == "uniqueItems":
        first, second = _duplicates(value)
        return f"items at {first} and {second} are equal"
    if keyword == "contains":
        return "no items match contains schema"
    if keyword in ("dependentRequired", "dependencies"):
        name = next((key for key in wanted if key in value and isinstance(wanted[key], list)), "")
        missing = [entry for entry in wanted.get(name, ()) if entry not in value]
        return f"properties {', '.join(_quote(entry) for entry in missing)} required, if {_quote(name)} exists"
    if keyword == "oneOf" and not error.context:
        return "'oneOf' failed, subschemas 0, 1 matched"
    if keyword == "oneOf":
        return "'oneOf' failed, none matched"
    return f"'{keyword}' failed"


def _duplicates(items: list[Any]) -> tuple[int, int]:
    for second, item in enumerate(items):
        for first in range(second):
            if items[first] == item:
                return first, second
    return 0, 1


_TYPE_ORDER = ("null", "boolean", "number", "integer", "string", "array", "object")


def _types(wanted: Any) -> str:
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return " or ".join(name for name in _TYPE_ORDER if name in names)


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "number"


def _number(value: Any) -> str:
    """Format a number with thousands separators."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        value = int(value)
    if isinstance(value, int):
        return f"{int(value):,}"
    whole, _mark, fraction = repr(value).partition(".")
    return f"{int(whole):,}.{fraction}" if fraction and "e" not in fraction else repr(value)


def _display(value: Any) -> str:
    if isinstance(value, str):
        return _quote(value)
    if value is None:
        return "<nil>"
    if isinstance(value, (dict, list)):
        return "value"
    return json.dumps(int(value) if isinstance(value, float) and value == int(value) else value)


def _quote(text: str) -> str:
    inner = go_quote(text)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"
