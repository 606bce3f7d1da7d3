# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON functions: ``toJson``, ``fromJson`` and their variants."""

from __future__ import annotations

from typing import Any

from ..data import json_out
from ..errors import DataError
from ..gotemplate.functions import FunctionError, function


def _marshal(value: Any, escape_html: bool = True, pretty: bool = False) -> str:
    try:
        return json_out.marshal(value, escape_html=escape_html, indent="  " if pretty else None)
    except DataError as error:
        raise FunctionError(error.what) from None


@function("fromJson", "string")
def from_json(text: str) -> Any:
    from ..data import json_in

    try:
        return json_in.unmarshal(text)
    except DataError:
        return None


@function("mustFromJson", "string")
def must_from_json(text: str) -> Any:
    from ..data import json_in

    try:
        return json_in.unmarshal(text)
    except DataError as error:
        raise FunctionError(error.what) from None


@function("toJson", "interface{}", result="string")
def to_json(value: Any) -> str:
    try:
        return json_out.marshal(value)
    except DataError:
        return ""


@function("mustToJson", "interface{}", result="string")
def must_to_json(value: Any) -> str:
    return _marshal(value)


@function("toPrettyJson", "interface{}", result="string")
def to_pretty_json(value: Any) -> str:
    try:
        return json_out.marshal(value, indent="  ")
    except DataError:
        return ""


@function("mustToPrettyJson", "interface{}", result="string")
def must_to_pretty_json(value: Any) -> str:
    return _marshal(value, pretty=True)


@function("toRawJson", "interface{}", result="string")
@function("mustToRawJson", "interface{}", result="string")
def to_raw_json(value: Any) -> str:
    return _marshal(value, escape_html=False)
