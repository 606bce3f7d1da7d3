# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes YAML as go-yaml v3 does with an indentation of two: the output of ``toYamlPretty``.

Without the detour through JSON, floats are formatted as in Go, bytes are a list of numbers, and the fields of structs
have their Go names in lower case. Lists are indented below their key, and lines are not folded.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.durations import format_duration
from ..gotemplate.strconv import format_float, go_bytes
from .json_out import LEVELS_BEFORE_CYCLES, NestingGuard
from .yaml_key_order import sorted_keys_v3
from .yaml_resolve import resolves_to_other_type
from .yaml_scalars import Analysis, double_quoted, fold_single, literal

_SURROGATE = re.compile("[\ud800-\udfff]")
_OCTAL = re.compile(r"-?0o[-+]?[0-7]+\Z")
_LONGEST_SIMPLE_KEY = 128


def _binary(text: str) -> str:
    """Return a string that is not UTF-8 as base64 in lines of 70 characters."""
    encoded = base64.b64encode(go_bytes(text)).decode()
    if len(encoded) < 70:
        return encoded
    return "".join([encoded[start : start + 70] + "\n" for start in range(0, len(encoded), 70)])


def _string(text: str, indent: int, is_key: bool = False) -> str:
    """Return a string as a scalar; ``indent`` is the indentation of its continuation lines."""
    if _SURROGATE.search(text):
        encoded = _binary(text)
        return "!!binary " + (literal(encoded, indent) if "\n" in encoded else encoded)
    analysis = Analysis(text)
    tabs = "\t" in text
    if tabs:
        # Tabs only rule out plain and single-quoted style, not literal style.
        analysis.block = Analysis(text.replace("\t", "_")).block
    if "\n" in text:
        return literal(text, indent) if analysis.block and not is_key else double_quoted(text)
    if resolves_to_other_type(text) or _OCTAL.match(text):
        return double_quoted(text)
    if analysis.plain:
        return text
    if analysis.single and not tabs:
        return fold_single(text, 0, indent, False)
    return double_quoted(text)


def _is_simple_key(name: str) -> bool:
    if _SURROGATE.search(name):
        encoded = _binary(name)
        return "\n" not in encoded and len("!!binary") + len(encoded) <= _LONGEST_SIMPLE_KEY
    return len(name.encode()) <= _LONGEST_SIMPLE_KEY and not Analysis(name).multiline


def _scalar(value: Any, indent: int) -> str:
    if value is None or isinstance(value, kinds.TypedNil):
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _Timestamp):
        return str(value)
    if isinstance(value, str):
        return _string(str(value), indent)
    if isinstance(value, kinds.Duration):
        return _string(format_duration(value), indent)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        text = format_float(value, "g", -1, 32 if isinstance(value, kinds.Float32) else 64)
        return {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}.get(text, text)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    raise DataError(f"cannot marshal type: {kinds.go_type_name(value)}")


def _resolve_struct(value: Any) -> Any:
    """Convert a struct to a dict (in Go's order) or string, and bytes to a list; return other values unchanged."""
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if isinstance(value, kinds.GoStruct):
        if value.go_type == "time.Time":
            # Unlike in JSON, any year is valid.
            return _Timestamp(value.go_methods["Format"].call(value, "2006-01-02T15:04:05.999999999Z07:00"))
        json_value = getattr(value, "json_value", None)
        if json_value is not None:
            text = json_value()
            if isinstance(text, str):
                return text
        return _Struct((name.lower(), getattr(value, name)) for name in value.go_fields)
    return value


class _Timestamp(str):
    """A time, written without quotes."""


class _Struct(dict):  # type: ignore[type-arg]
    """The fields of a struct, written in their order."""


class _Emitter:
    def __init__(self, root: Any) -> None:
        self.nesting = NestingGuard(root)
        self.out: list[str] = []

    def value(self, value: Any, indent: int, lead: str) -> None:
        """Write the value after a key's colon; ``lead`` is "" after a simple key and " " after a long one."""
        value = _resolve_struct(value)
        if isinstance(value, dict) and value:
            if not lead:
                self.out.append("\n")
            self.mapping(value, indent + 2, lead)
        elif isinstance(value, list) and value:
            if not lead:
                self.out.append("\n")
            self.sequence(value, indent + 2, lead)
        else:
            self.out.append(f" {_scalar(value, indent + 2)}\n")

    def mapping(self, mapping: dict[Any, Any], indent: int, lead: str) -> None:
        if indent > 2 * LEVELS_BEFORE_CYCLES:
            self.nesting.check(indent // 2)
        pad = " " * indent
        names = list(mapping)
        if not isinstance(mapping, _Struct):
            try:
                names = sorted_keys_v3(mapping)
            except (TypeError, AttributeError):
                raise DataError(f"cannot marshal type: {kinds.go_type_name(mapping)}") from None
        for name in names:
            start = lead or pad
            lead = ""
            if not _is_simple_key(name):
                self.out.append(f"{start}? {_string(name, indent + 2)}\n{pad}:")
                self.value(mapping[name], indent, " ")
            else:
                self.out.append(f"{start}{_string(name, indent, True)}:")
                self.value(mapping[name], indent, "")

    def sequence(self, items: list[Any], indent: int, lead: str) -> None:
        if indent > 2 * LEVELS_BEFORE_CYCLES:
            self.nesting.check(indent // 2)
        pad = " " * indent
        for item in items:
            start = lead or pad
            lead = ""
            item = _resolve_struct(item)
            if isinstance(item, dict) and item:
                self.mapping(item, indent + 2, f"{start}- ")
            elif isinstance(item, list) and item:
                self.sequence(item, indent + 2, f"{start}- ")
            else:
                self.out.append(f"{start}- {_scalar(item, indent + 2)}\n")


def marshal_pretty(value: Any) -> str:
    """Encode a value as a YAML document, with a final newline."""
    emitter = _Emitter(value)
    value = _resolve_struct(value)
    try:
        if isinstance(value, dict) and value:
            emitter.mapping(value, 0, "")
        elif isinstance(value, list) and value:
            emitter.sequence(value, 0, "")
        else:
            emitter.out.append(_scalar(value, 2) + "\n")
    except RecursionError:
        raise DataError("the value is nested too deeply") from None
    return "".join(emitter.out)
