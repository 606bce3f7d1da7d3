# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate values against the values.schema.json of a chart and its subcharts.

jsonschema validates; its errors are converted to the format of the library that Helm uses
(github.com/santhosh-tekuri/jsonschema 6). Nothing outside of the chart is read: external references are errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..data import json_in
from ..dialect import HELM4, Dialect
from ..errors import CoxswainError, DataError, MissingLibraryError, ValuesError
from ..gotemplate.strconv import quote as go_quote
from .chart import Chart
from .schema_errors import SchemaProblem, describe, matches

_HEADING = "values don't meet the specifications of the schema(s) in the following chart(s):\n"
_MINIMUM = "4.19"


def validate(chart: Chart, values: dict[str, Any], dialect: Dialect = HELM4) -> None:
    """Validate coalesced values against the schemas of a chart and its subcharts. Helm 2 has no schemas.

    :raises ValuesError: the values are invalid, or a schema is.
    :raises MissingLibraryError: a chart has a schema, but jsonschema is not installed.
    """
    if dialect.major == 2:
        return
    findings = _findings(chart, values)
    if findings:
        raise ValuesError(_HEADING + findings)


def _findings(chart: Chart, values: dict[str, Any]) -> str:
    parts: list[str] = []
    if chart.schema is not None:
        found = check(values, chart.schema)
        if found:
            parts.append(f"{chart.name}:\n{found}")
    for subchart in chart.dependencies:
        below = values.get(subchart.name)
        if below is None:
            continue
        if not isinstance(below, dict):
            parts.append(f"{subchart.name}:\ninvalid type for values: expected object (map), got {_go_type(below)}\n")
            continue
        parts.append(_findings(subchart, below))
    return "".join(parts)


def _go_type(value: Any) -> str:
    names = {bool: "bool", str: "string", float: "float64", list: "[]interface {}"}
    return names.get(type(value), "int64")


def check(values: Any, schema: bytes) -> str:
    """Return the validation errors, one per line; empty if the values are valid."""
    try:
        document = _without_floats(json_in.unmarshal(schema.decode("utf-8", "surrogateescape")))
    except DataError as error:
        # Helm's library reads from a stream, which has a different error at its end.
        return error.what.replace("unexpected end of JSON input", "unexpected EOF" if schema.strip() else "EOF")
    try:
        return _check(values, document)
    except RecursionError:
        return "the schema contains an infinite recursion"


def _check(values: Any, document: Any) -> str:
    try:
        # Older versions of jsonschema do not require it, and follow external references.
        import referencing
    except ImportError as error:
        raise MissingLibraryError("jsonschema", _MINIMUM, "for the values.schema.json of the chart") from error
    try:
        lines = describe(_validator(document).iter_errors(values))
    except referencing.exceptions.Unresolvable as problem:
        return _unresolved(str(problem.ref))
    except SchemaProblem as problem:
        return str(problem)
    return "".join(f"{line}\n" for line in lines)


def _unresolved(reference: str) -> str:
    if reference.startswith(("/", "#")):
        return f'json-pointer in "file:///values.schema.json#{reference.lstrip("#")}" not found'
    return _outside(reference)


def _outside(reference: str) -> str:
    return f"failing loading {go_quote(reference)}: external references are not followed"


def _without_floats(value: Any) -> Any:
    """Convert whole numbers in a schema to integers, which jsonschema requires for counts."""
    if isinstance(value, dict):
        return {key: _without_floats(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_without_floats(entry) for entry in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


# --------------------------------------------------------------------------------------------------- the library


def _validator(document: Any) -> Any:
    import jsonschema
    import referencing
    import referencing.jsonschema as specifications

    base = _draft(document)
    validators: Any = jsonschema.validators
    lines = describe(base(base.META_SCHEMA, format_checker=_pattern_checker()).iter_errors(document))
    if lines:
        name = (base.META_SCHEMA.get("$id") or base.META_SCHEMA["id"]).rstrip("#")
        refusal = [f"jsonschema validation failed with '{name}#'", *lines]
        raise SchemaProblem('"file:///values.schema.json#" is not valid against metaschema: ' + "\n".join(refusal))
    keywords = {"pattern": _pattern, "patternProperties": _pattern_properties}
    kind = validators.extend(
        base,
        validators={name: call for name, call in keywords.items() if name in base.VALIDATORS},
        type_checker=base.TYPE_CHECKER.redefine("integer", _is_integer),
    )
    asserts_format = base in (
        jsonschema.validators.Draft4Validator,
        jsonschema.validators.Draft6Validator,
        jsonschema.validators.Draft7Validator,
    )
    default = specifications.specification_with(base.META_SCHEMA.get("$schema") or base.META_SCHEMA["id"])
    resource = default.create_resource(document)
    make_registry: Any = referencing.Registry
    registry = make_registry(retrieve=_retrieve).with_resource("file:///values.schema.json", resource)
    return kind(
        document,
        registry=specifications_registry(registry),
        format_checker=base.FORMAT_CHECKER if asserts_format else None,
    )


_DRAFTS = {
    "json-schema.org/schema": "Draft202012Validator",
    "json-schema.org/draft/2020-12/schema": "Draft202012Validator",
    "json-schema.org/draft/2019-09/schema": "Draft201909Validator",
    "json-schema.org/draft-07/schema": "Draft7Validator",
    "json-schema.org/draft-06/schema": "Draft6Validator",
    "json-schema.org/draft-04/schema": "Draft4Validator",
}


def _draft(document: Any) -> Any:
    """Return the validator class for the draft of a schema; by default 2020-12."""
    import jsonschema

    named = document.get("$schema") if isinstance(document, dict) else None
    if not isinstance(named, str):
        return jsonschema.validators.Draft202012Validator
    address, _mark, fragment = named.partition("#")
    name = None if fragment else _DRAFTS.get(address.removeprefix("http://").removeprefix("https://"))
    if name is None:
        raise SchemaProblem(_outside(address))
    return getattr(jsonschema.validators, name)


def specifications_registry(registry: Any) -> Any:
    """Return the registry with the meta-schemas of the drafts, which schemas may refer to."""
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

    return REGISTRY.combine(registry)


def _retrieve(uri: str) -> Any:
    import referencing
    import referencing.jsonschema as specifications

    if uri.startswith("urn:"):
        # In Helm, an unknown URN is a schema that allows everything.
        return specifications.DRAFT202012.create_resource(True)
    refusal: Any = referencing.exceptions.NoSuchResource
    raise refusal(ref=uri)


def _pattern_checker() -> Any:
    """Return a format checker that only validates regular expressions, by Go's rules."""
    import jsonschema

    from ..sprig.golib.regexp.pattern import compile_pattern

    checker: Any = jsonschema.FormatChecker(formats=())

    def is_pattern(value: Any) -> bool:
        if isinstance(value, str):
            compile_pattern(value)
        return True

    checker.checkers = {"regex": (is_pattern, CoxswainError)}
    return checker


def _is_integer(_checker: Any, value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema.exceptions import ValidationError

    if validator.is_type(instance, "string") and not matches(pattern, instance):
        yield ValidationError("pattern")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, subschema in patterns.items():
        for key, value in instance.items():
            if matches(pattern, key):
                yield from validator.descend(value, subschema, path=key, schema_path=pattern)
