# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's functions that encode and decode YAML, JSON and TOML: ``toYaml``, ``fromJson`` and so on."""

from __future__ import annotations

from typing import Any

from ..data import json_in, json_out, yaml_in, yaml_out
from ..errors import DataError
from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import NilList, NilMap

_ANY = "interface{}"
_MAP = "map[string]interface{}"


@function("toYaml", _ANY, result="string")
def to_yaml(value: Any) -> str:
    try:
        return yaml_out.marshal(value).removesuffix("\n")
    except DataError:
        return ""


@function("mustToYaml", _ANY, result="string")
def must_to_yaml(value: Any) -> str:
    try:
        return yaml_out.marshal(value).removesuffix("\n")
    except DataError as error:
        raise Panic(error.what) from error


@function("toYamlPretty", _ANY, result="string")
def to_yaml_pretty(value: Any) -> str:
    from ..data import yaml_pretty

    try:
        return yaml_pretty.marshal_pretty(value).removesuffix("\n")
    except DataError as error:
        # go-yaml panics on values that it cannot encode, and Helm does not recover
        raise Panic(error.what) from error


@function("fromYaml", "string", result=_MAP)
def from_yaml(text: str) -> Any:
    try:
        return yaml_in.unmarshal_map(text)
    except DataError as error:
        return {"Error": error.what}


@function("fromYamlArray", "string", result="[]interface{}")
def from_yaml_array(text: str) -> Any:
    try:
        return yaml_in.unmarshal_list(text)
    except DataError as error:
        return [error.what]


@function("toJson", _ANY, result="string")
def to_json(value: Any) -> str:
    try:
        return json_out.marshal(value)
    except DataError:
        return ""


@function("mustToJson", _ANY, result="string")
def must_to_json(value: Any) -> str:
    try:
        return json_out.marshal(value)
    except DataError as error:
        raise Panic(error.what) from error


@function("fromJson", "string", result=_MAP)
def from_json(text: str) -> Any:
    try:
        return json_in.unmarshal_map(text) if text.strip() != "null" else NilMap()
    except DataError as error:
        return {"Error": error.what}


@function("fromJsonArray", "string", result="[]interface{}")
def from_json_array(text: str) -> Any:
    try:
        return json_in.unmarshal_list(text) if text.strip() != "null" else NilList()
    except DataError as error:
        return [error.what]


def _refuse_nil(value: Any) -> None:
    """Panic as the encoder does, which starts with the type of the value."""
    if value is None:
        raise Panic("reflect: call of reflect.Value.Type on zero Value")


@function("toToml", _ANY, result="string")
def to_toml(value: Any) -> str:
    from ..data import toml_out

    _refuse_nil(value)
    try:
        return toml_out.marshal(value)
    except DataError as error:
        return error.what


@function("mustToToml", _ANY, result="string")
def must_to_toml(value: Any) -> str:
    from ..data import toml_out

    _refuse_nil(value)
    try:
        return toml_out.marshal(value)
    except DataError as error:
        raise Panic(error.what) from error


def _go_time(parsed: Any) -> Any:
    """Convert a date or time of TOML to Go's time.Time."""
    from ..sprig.golib.time.location import UTC, FixedLocation
    from ..sprig.golib.time.time import from_civil

    location = UTC
    if parsed.offset is None:
        location = FixedLocation(f"{parsed.kind.removeprefix('local-')}-local", 0)
    elif parsed.offset:
        location = FixedLocation("", parsed.offset)
    return from_civil(parsed.year, parsed.month, parsed.day, parsed.second, parsed.nano, location)


@function("fromToml", "string", result=_MAP)
def from_toml(text: str) -> Any:
    from ..data import toml_in

    try:
        return toml_in.unmarshal(text, _go_time)
    except DataError as error:
        return {"Error": error.what}


@function("toYaml", _ANY, result="string")
def to_yaml_helm2(value: Any) -> str:
    """Helm 2's ``toYaml``, which keeps the final newline."""
    try:
        return yaml_out.marshal(value)
    except DataError:
        return ""


#: The functions of each Helm by its major version.
TABLES: dict[int, tuple[Any, ...]] = {
    2: (to_yaml_helm2, from_yaml, to_json, from_json, to_toml),
    3: (
        to_yaml,
        to_yaml_pretty,
        from_yaml,
        from_yaml_array,
        to_json,
        from_json,
        from_json_array,
        to_toml,
        from_toml,
    ),
}
TABLES[4] = (*TABLES[3], must_to_yaml, must_to_json, must_to_toml)
