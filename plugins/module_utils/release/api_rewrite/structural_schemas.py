# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make schemas of custom resources structural, as ``apiextensions.k8s.io/v1`` requires.

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
#: keywords that a field for integers or strings cannot have
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
#: keywords that are never allowed
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
#: keywords that are not allowed in a restriction of values
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
#: keywords that are allowed for the kind and version of an object
_OF_A_TEXT = frozenset({"description", "enum", "maxLength", "minLength", "pattern"})
_NOT_AT_THE_ROOT = frozenset({"additionalProperties", "format", "items", "nullable", INT_OR_STRING, EMBEDDED})
_JUNCTORS = ("allOf", "anyOf", "oneOf")
#: keywords that are not allowed there, and have no effect
_REMARKS = frozenset({"description", "title", "default"})


def structural(schema: Schema, *, prune: bool) -> Schema:
    """Return the structural schema of a resource.

    :param prune: fields that the schema does not name are dropped by the server; otherwise they are kept, as they
        were by default.
    """
    root = {key: value for key, value in schema.items() if key not in _NOT_AT_THE_ROOT}
    properties = _named(root, _head(schema.get("properties")))
    root = _field({**root, "properties": properties, "type": "object"}, prune)
    if "properties" in root:
        # Additions to the metadata are not allowed there.
        root["properties"] = _head(root["properties"])
    if not prune:
        root[PRESERVE] = True
    return root


def anything() -> Schema:
    """Return a schema that accepts any resource."""
    return {"type": "object", PRESERVE: True}


def _head(properties: Any) -> Schema:
    """Return the schema of the fields of every object; of its metadata only names may be restricted."""
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
    """Return the fields of an object with its kind and version, which a restriction may limit but not retype."""
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
    """Set the type of a field; a field of unknown type keeps any value."""
    if isinstance(schema.get("type"), list):
        # How JSON Schema allows null.
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
    """Convert the fields of an object and the items of an array."""
    properties = schema.get("properties")
    if isinstance(properties, dict) and properties:
        schema["properties"] = {key: _field(value, prune) for key, value in properties.items()}
        # properties and additionalProperties exclude each other.
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
    """Make a list atomic unless it fulfils the rules of its list type: keys for maps, scalar items for sets."""
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
    """Convert an embedded resource to an object with typed kind, version and metadata."""
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
    """Keep in ``allOf``, ``anyOf``, ``oneOf`` and ``not`` the restrictions of values, and remove those of types.

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
    """Return what a schema restricts about values, and whether that is all it contains."""
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
    """Declare every field of a restriction outside of it as well."""
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
