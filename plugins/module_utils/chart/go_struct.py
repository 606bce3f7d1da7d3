# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decode parsed YAML into the fields of a Go struct, like sigs.k8s.io/yaml and encoding/json.

Numbers and booleans are converted to strings if the field is a string; any other mismatch is an error with Go's text.
Keys are case-insensitive; if several match the same field, the last one in byte order wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union

from ..data import yaml_in
from ..errors import DataError

#: A Go type: ``string``, ``bool``, ``any``, ``[]X`` or ``map[string]X``, a :class:`Struct` or a :class:`ListOf`.
Type = Union[str, "Struct", "ListOf"]


class ListOf:
    """A slice of pointers to structs."""

    def __init__(self, element: Struct) -> None:
        self.element = element


class Struct:
    """A Go struct.

    :param name: the name without its package, for errors.
    :param type_name: the name with its package, for errors.
    :param fields: the JSON name and type of each field, in the order of the struct.
    """

    def __init__(self, name: str, type_name: str, fields: Sequence[tuple[str, Type]]) -> None:
        self.name = name
        self.type_name = type_name
        self.fields: Mapping[str, Type] = dict(fields)
        self._folded = {key.lower(): key for key in self.fields}

    def field(self, key: str) -> str | None:
        """Return the field that a JSON key matches, or None."""
        return key if key in self.fields else self._folded.get(key.lower())


def decode(value: Any, target: Struct) -> dict[str, Any]:
    """Return the fields of ``target`` that ``value`` sets, in the order of the struct; null does not set a field.

    :raises DataError: a type does not match; with the text of encoding/json.
    """
    errors: list[str] = []
    if value is None:
        return {}
    if not isinstance(value, dict):
        errors.append(f"json: cannot unmarshal {_kind(value)} into Go value of type {target.type_name}")
        result: dict[str, Any] = {}
    else:
        result = _decode_struct(value, target, "", errors)
    if errors:
        raise DataError(f"error unmarshaling JSON: while decoding JSON: {errors[0]}")
    return result


def _decode_struct(value: dict[str, Any], target: Struct, path: str, errors: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in sorted(value, key=str):
        name = target.field(str(key))
        if name is None:
            continue
        place = f"{path}.{name}" if path else name
        decoded = _decode_field(value[key], target.fields[name], f"{target.name}.{place}", place, errors)
        if decoded is not None:
            found[name] = decoded
    return {name: found[name] for name in target.fields if name in found}


def _decode_field(value: Any, wanted: Type, where: str, path: str, errors: list[str]) -> Any:
    if value is None or wanted == "any":
        return value
    if isinstance(wanted, Struct):
        if isinstance(value, dict):
            return _decode_struct(value, wanted, path, errors)
        errors.append(_mismatch(value, where, wanted.type_name))
    elif isinstance(wanted, ListOf):
        if not isinstance(value, list):
            errors.append(_mismatch(value, where, f"[]*{wanted.element.type_name}"))
            return None
        return [_decode_field(item, wanted.element, where, path, errors) for item in value]
    elif wanted == "string":
        text = scalar_text(value)
        if text is not None:
            return text
        errors.append(_mismatch(value, where, "string"))
    elif wanted == "bool":
        if isinstance(value, bool):
            return value
        errors.append(_mismatch(value, where, "bool"))
    elif wanted.startswith("[]"):
        if not isinstance(value, list):
            errors.append(_mismatch(value, where, "[]interface {}" if wanted == "[]any" else wanted))
            return None
        items = [_decode_field(item, wanted[2:], where, path, errors) for item in value]
        return ["" if item is None else item for item in items] if wanted == "[]string" else items
    elif wanted == "map[string]string":
        if not isinstance(value, dict):
            errors.append(_mismatch(value, where, wanted))
            return None
        pairs = {str(key): _decode_field(value[key], "string", where, path, errors) for key in sorted(value, key=str)}
        return {key: "" if item is None else item for key, item in pairs.items()}
    return None


def unknown_field(value: Any, target: Type) -> str | None:
    """Return the first key, in byte order, without a field in the struct; None if there is none."""
    if isinstance(target, ListOf):
        found = (unknown_field(item, target.element) for item in (value if isinstance(value, list) else []))
        return next((name for name in found if name is not None), None)
    if not isinstance(target, Struct) or not isinstance(value, dict):
        return None
    for key in sorted(value, key=str):
        name = target.field(str(key))
        if name is None:
            return str(key)
        below = unknown_field(value[key], target.fields[name])
        if below is not None:
            return below
    return None


def _mismatch(value: Any, where: str, wanted: str) -> str:
    return f"json: cannot unmarshal {_kind(value)} into Go struct field {where} of type {wanted}"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "array"
    return "number"


def scalar_text(value: Any) -> str | None:
    """Return a YAML scalar as decoded into a Go string field; None for a list, a mapping or null."""
    if isinstance(value, str):
        return value
    return yaml_in.scalar_text(value) if isinstance(value, (bool, int, float)) else None
