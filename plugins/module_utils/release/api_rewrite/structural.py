# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemas of custom resources made structural, as ``apiextensions.k8s.io/v1`` asks for it.

``v1beta1`` took any schema. A structural one says the type of every field outside of ``allOf``, ``anyOf``, ``oneOf``
and ``not``, and within these only restricts values. What cannot be said that way is left out: a schema becomes wider,
never narrower, so that no object that was accepted is refused.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

PRESERVE = "x-kubernetes-preserve-unknown-fields"
INT_OR_STRING = "x-kubernetes-int-or-string"
EMBEDDED = "x-kubernetes-embedded-resource"

_LIST_TYPE = "x-kubernetes-list-type"
_LIST_KEYS = "x-kubernetes-list-map-keys"
#: what a field that holds a number or a text cannot say
_NOT_OF_EITHER = (
    "type",
    "format",
    "items",
    "properties",
    "additionalProperties",
    PRESERVE,
    EMBEDDED,
    _LIST_TYPE,
    _LIST_KEYS,
)
_TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})
#: never allowed
_UNSUPPORTED = (
    "$ref",
    "$schema",
    "id",
    "additionalItems",
    "patternProperties",
    "definitions",
    "dependencies",
    "uniqueItems",
)
#: not allowed within what only restricts values
_NO_RESTRICTION = (
    "type",
    "description",
    "title",
    "default",
    "nullable",
    "additionalProperties",
    PRESERVE,
    INT_OR_STRING,
    EMBEDDED,
    _LIST_KEYS,
    _LIST_TYPE,
    "x-kubernetes-map-type",
)
#: what may be said of the kind and the version of an object
_OF_A_TEXT = frozenset({"description", "enum", "maxLength", "minLength", "pattern"})
_NOT_AT_THE_ROOT = frozenset({"additionalProperties", "format", "items", "nullable", INT_OR_STRING, EMBEDDED})
_JUNCTORS = ("allOf", "anyOf", "oneOf")
#: not allowed there either, but without a meaning
_REMARKS = frozenset({"description", "title", "default"})


def structural(schema: Schema, *, prune: bool) -> Schema:
    """The schema of a resource, made structural.

    :param prune: fields that the schema does not name are dropped by the server; otherwise they are kept, as they
        were by default.
    """
    root = {key: value for key, value in schema.items() if key not in _NOT_AT_THE_ROOT}
    properties = _named(root, _head(schema.get("properties")))
    root = _field({**root, "properties": properties, "type": "object"}, prune)
    if "properties" in root:
        # What was added to the metadata is not allowed there.
        root["properties"] = _head(root["properties"])
    if not prune:
        root[PRESERVE] = True
    return root


def anything() -> Schema:
    """The schema of a resource of which nothing is known."""
    return {"type": "object", PRESERVE: True}


def _head(properties: Any) -> Schema:
    """The fields that every object has among others: of its metadata only the names may be restricted."""
    result = dict(properties) if isinstance(properties, dict) else {}
    for key in ("apiVersion", "kind"):
        if key in result:
            known = result[key] if isinstance(result[key], dict) else {}
            result[key] = {"type": "string", **{name: known[name] for name in known if name in _OF_A_TEXT}}
    if "metadata" in result:
        known = result["metadata"].get("properties") if isinstance(result["metadata"], dict) else None
        named = {key: known[key] for key in ("name", "generateName") if key in known} if known else {}
        result["metadata"] = {"type": "object", **({"properties": named} if named else {})}
    return result


def _named(schema: Schema, properties: Schema) -> Schema:
    """Fields of an object with its kind and version, of which a restriction may speak but not make anything else than
    texts."""
    if not any(key in schema for key in (*_JUNCTORS, "not")):
        return properties
    return {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, **properties}


def _field(schema: Any, prune: bool) -> Schema:
    if not isinstance(schema, dict):
        return {PRESERVE: True}
    result = {key: value for key, value in schema.items() if key not in _UNSUPPORTED and value is not None}
    if _is_number_or_text(result):
        for key in _NOT_OF_EITHER:
            result.pop(key, None)
        result[INT_OR_STRING] = True
    else:
        _set_type(result)
        _fields_below(result, prune)
        _kinds_of_lists(result)
        _embedded(result)
    _restrictions(result)
    _complete_choices(result, result)
    return result


def _is_number_or_text(schema: Schema) -> bool:
    if schema.get(INT_OR_STRING) or schema.get("format") == "int-or-string":
        return True
    choices = schema.get("anyOf") or schema.get("oneOf")
    if schema.get("type") or not isinstance(choices, list):
        return False
    return {str(choice.get("type")) if isinstance(choice, dict) else "" for choice in choices} == {"integer", "string"}


def _set_type(schema: Schema) -> None:
    """Say the type of a field; of one whose type cannot be told, that anything is kept."""
    if isinstance(schema.get("type"), list):
        # JSON Schema's way of saying that a value may be null.
        kinds = [kind for kind in schema["type"] if kind != "null"]
        if len(kinds) < len(schema["type"]):
            schema["nullable"] = True
        schema["type"] = kinds[0] if len(kinds) == 1 else None
    if str(schema.get("type")) not in _TYPES:
        schema.pop("type", None)
        if "properties" in schema or "additionalProperties" in schema or schema.get(EMBEDDED):
            schema["type"] = "object"
        elif "items" in schema:
            schema["type"] = "array"
        else:
            schema[PRESERVE] = True
    if not schema.get(PRESERVE):
        schema.pop(PRESERVE, None)


def _fields_below(schema: Schema, prune: bool) -> None:
    """The fields of an object and the entries of an array."""
    properties = schema.get("properties")
    if isinstance(properties, dict) and properties:
        schema["properties"] = {key: _field(value, prune) for key, value in properties.items()}
        # A field may be named or any of a kind, not both.
        schema.pop("additionalProperties", None)
    else:
        schema.pop("properties", None)
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        schema["additionalProperties"] = _field(more, prune)
    elif more is False or (more is True and not prune):
        del schema["additionalProperties"]
    if not prune and schema.get("type") == "object" and "additionalProperties" not in schema:
        schema[PRESERVE] = True
    items = schema.get("items")
    if isinstance(items, dict):
        schema["items"] = _field(items, prune)
    elif schema.get("type") == "array":
        schema["items"] = {PRESERVE: True}
    else:
        schema.pop("items", None)


def _kinds_of_lists(schema: Schema) -> None:
    """A list that is a map needs keys that every entry has, and a set plain entries; otherwise it is just a list."""
    kind = schema.get(_LIST_TYPE) if schema.get("type") == "array" else None
    entry = schema["items"] if kind else {}
    if kind != "map":
        schema.pop(_LIST_KEYS, None)
        plain = entry.get("type") in _TYPES - {"array", "object"}
        if kind != "atomic" and not (kind == "set" and plain):
            schema.pop(_LIST_TYPE, None)
        return
    fields, required = entry.get("properties") or {}, entry.get("required") or []
    keys = schema.get(_LIST_KEYS) or []
    named = isinstance(keys, list) and all(isinstance(key, str) and key in fields for key in keys)
    if not (keys and named and all(key in required or "default" in fields[key] for key in keys)):
        schema.pop(_LIST_TYPE)
        schema.pop(_LIST_KEYS, None)


def _embedded(schema: Schema) -> None:
    """What holds a whole object is an object, of which kind, version and metadata have their types."""
    if not schema.get(EMBEDDED) or schema.get("type") != "object":
        schema.pop(EMBEDDED, None)
        return
    schema.pop("additionalProperties", None)
    properties = _named(schema, schema.get("properties") or {})
    if not properties:
        schema[PRESERVE] = True
        return
    schema["properties"] = properties
    for key, kind in (("apiVersion", "string"), ("kind", "string"), ("metadata", "object")):
        if key in properties:
            properties[key] = {"type": kind, **({PRESERVE: True} if kind == "object" else {})}


def _restrictions(schema: Schema) -> bool:
    """Keep of ``allOf``, ``anyOf``, ``oneOf`` and ``not`` what they say of values, without what they say of types.

    A choice of which nothing is left lets everything pass, so it goes. With less in them, more than one of ``oneOf``
    may fit, so any may; and ``not`` would refuse more.

    :returns: whether nothing was left out.
    """
    whole = True
    for key in _JUNCTORS:
        if key not in schema:
            continue
        choices = schema.pop(key)
        if not isinstance(choices, list):
            whole = False
            continue
        if schema.get(INT_OR_STRING) and key in ("anyOf", "oneOf") and _between_number_and_text(choices):
            continue
        kept = [_restriction(choice) for choice in choices if isinstance(choice, dict)]
        exact = all(is_exact for _rest, is_exact in kept)
        texts = [choice for choice, _rest in kept if choice or key != "allOf"]
        target = "anyOf" if key == "oneOf" and not exact else key
        if texts and all(texts) and target not in schema:
            schema[target] = texts
            whole = whole and exact
        else:
            whole = False
    if "not" in schema:
        refused, exact = _restriction(schema.pop("not"))
        if refused and exact:
            schema["not"] = refused
        else:
            whole = False
    return whole


def _restriction(schema: Any) -> tuple[Schema, bool]:
    """What a schema says of values, and whether that is all that it says."""
    if not isinstance(schema, dict):
        return {}, False
    left_out = {key for key in schema if key in _NO_RESTRICTION or key in _UNSUPPORTED} - _REMARKS
    result = {
        key: value
        for key, value in schema.items()
        if key not in _NO_RESTRICTION and key not in _UNSUPPORTED and value is not None
    }
    whole = not left_out
    properties = result.pop("properties", None)
    if isinstance(properties, dict):
        below = {key: _restriction(value) for key, value in properties.items() if key != "metadata"}
        whole = whole and "metadata" not in properties and all(exact for _rest, exact in below.values())
        kept = {key: value for key, (value, _rest) in below.items() if value}
        if kept:
            result["properties"] = kept
    items = result.pop("items", None)
    if items is not None:
        below_items, exact = _restriction(items)
        whole = whole and exact
        if below_items:
            result["items"] = below_items
    return result, _restrictions(result) and whole


def _between_number_and_text(choices: Any) -> bool:
    return isinstance(choices, list) and all(
        isinstance(choice, dict) and choice.keys() <= {"type", "description"} for choice in choices
    )


def _complete(schema: Schema, restriction: Schema) -> None:
    """Name every field that a restriction speaks of outside of it as well."""
    for key, below in list((restriction.get("properties") or {}).items()):
        known = schema.get("properties")
        if known is None and (schema.get("type", "object") != "object" or "additionalProperties" in schema):
            del restriction["properties"][key]
            continue
        known = schema.setdefault("properties", {})
        _complete(known.setdefault(key, {PRESERVE: True}), below)
    if not restriction.get("properties"):
        restriction.pop("properties", None)
    if "items" in restriction:
        if isinstance(schema.get("items"), dict):
            _complete(schema["items"], restriction["items"])
        else:
            del restriction["items"]
    _complete_choices(schema, restriction)


def _complete_choices(schema: Schema, restriction: Schema) -> None:
    for key in _JUNCTORS:
        for choice in restriction.get(key) or []:
            _complete(schema, choice)
    if "not" in restriction:
        _complete(schema, restriction["not"])
