# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes TOML as BurntSushi/toml 1.6 does: scalars before tables, tables indented by two, nil omitted."""

from __future__ import annotations

import math
import re
from typing import Any

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.durations import format_duration
from ..gotemplate.functions import Panic
from ..gotemplate.strconv import format_float, go_bytes

#: a table's header is as long as its path, so the size of the text grows with the square of the depth
_MAX_DEPTH = 400

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"


def quoted(text: str) -> str:
    """Return a basic string."""
    return f'"{_SPECIAL.sub(_escape, text)}"'


def key_text(key: str) -> str:
    """Return one part of a key, quoted if necessary."""
    return key if _BARE.match(key) else quoted(key)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    text = format_float(value, "g", -1, 32 if isinstance(value, kinds.Float32) else 64)
    return text if "e" in text or "." in text else text + ".0"


def _resolve_struct(value: Any) -> Any:
    """Convert a struct to a string (if Go encodes it as text) or a dict; return other values unchanged."""
    if isinstance(value, kinds.GoStruct):
        text = getattr(value, "json_value", None)
        if text is not None:
            encoded = text()
            # Dates and times are written without quotes, other strings with quotes.
            return _DateTime(_written(value, encoded)) if value.go_type == "time.Time" else encoded
        return _Struct((name, getattr(value, name)) for name in value.go_fields)
    return value


def _written(value: Any, text: str) -> str:
    """Return a time in the form that it was read in, which the name of its location says."""
    name = getattr(getattr(value, "location", None), "name", "")
    if name == "datetime-local":
        return text[:-1]
    if name == "date-local":
        return text[:10]
    return text[11:-1] if name == "time-local" else text


class _DateTime(str):
    """A date or time, written without quotes."""


class _Struct(dict):  # type: ignore[type-arg]
    """The fields of a struct, written in their order."""


def _is_nil(value: Any) -> bool:
    return value is None or isinstance(value, (kinds.TypedNil, kinds.NilMap, kinds.NilList))


def _is_table_list(value: Any) -> bool:
    """Return whether a list becomes an array of tables. A nil in it, at any depth, is an error."""
    if not isinstance(value, list) or not value:
        return False
    tables = True
    for item in value:
        item = _resolve_struct(item)
        if _is_nil(item):
            raise DataError("toml: cannot encode array with nil element")
        if isinstance(item, list):
            _is_table_list(item)
        if not isinstance(item, dict):
            tables = False
    return tables


def _is_table(value: Any) -> bool:
    value = _resolve_struct(value)
    return not _is_nil(value) and (isinstance(value, dict) or _is_table_list(value))


def _members(table: dict[Any, Any]) -> tuple[list[str], list[str]]:
    """Return the keys of a table's direct values, and those of its subtables."""
    if isinstance(table, kinds.TypedMap) and table.go_key != "string":
        raise DataError("toml: cannot encode a map with non-string key type")
    direct: list[str] = []
    tables: list[str] = []
    for key, item in table.items():
        (tables if _is_table(item) else direct).append(key)
    if not isinstance(table, _Struct):
        direct.sort(key=go_bytes)
        tables.sort(key=go_bytes)
    return direct, tables


class _Encoder:
    def __init__(self) -> None:
        self.out: list[str] = []

    def newline(self) -> None:
        if self.out:
            self.out.append("\n")

    def encode(self, key: list[str], value: Any) -> None:
        if len(key) > _MAX_DEPTH:
            raise RecursionError
        value = _resolve_struct(value)
        if isinstance(value, dict):
            self.table(key, value)
        elif _is_table_list(value):
            self.array_of_tables(key, value)
        elif isinstance(value, complex):
            raise DataError("unsupported type: complex128" if key else "unsupported type for key '': complex128")
        elif not _is_nil(value) or isinstance(value, kinds.NilList):
            # Only in tables a nil list is omitted.
            self.pair(key, value)

    def pair(self, key: list[str], value: Any) -> None:
        if not key:
            self.element(value)
            return
        self.out.append(f"{'  ' * (len(key) - 1)}{key_text(key[-1])} = ")
        self.element(value)
        self.newline()

    def table(self, key: list[str], table: dict[str, Any]) -> None:
        if len(key) == 1:
            self.newline()
        if key:
            name = ".".join([key_text(part) for part in key])
            self.out.append(f"{'  ' * (len(key) - 1)}[{name}]\n")
        self.members(key, table)

    def members(self, key: list[str], table: dict[str, Any]) -> None:
        for names in _members(table):
            for name in names:
                if not _is_nil(table[name]):
                    self.encode([*key, name], table[name])

    def array_of_tables(self, key: list[str], items: list[Any]) -> None:
        if not key:
            raise DataError("toml: top-level values must be Go maps or structs")
        name = ".".join([key_text(part) for part in key])
        for item in items:
            self.newline()
            self.out.append(f"{'  ' * (len(key) - 1)}[[{name}]]\n")
            self.members(key, _resolve_struct(item))

    def element(self, value: Any) -> None:
        """Write a value on one line."""
        value = _resolve_struct(value)
        if isinstance(value, _DateTime):
            self.out.append(str(value))
        elif isinstance(value, str):
            self.out.append(quoted(str(value)))
        elif isinstance(value, bool):
            self.out.append("true" if value else "false")
        elif isinstance(value, kinds.Duration):
            self.out.append(quoted(format_duration(value)))
        elif isinstance(value, int):
            self.out.append(int.__repr__(value))
        elif isinstance(value, float):
            self.out.append(_float_text(value))
        elif isinstance(value, (list, bytes)):
            self.out.append("[")
            for position, item in enumerate(value):
                if position:
                    self.out.append(", ")
                self.element(item)
            self.out.append("]")
        elif isinstance(value, dict):
            self.inline_table(value)
        else:
            raise DataError(f"unexpected type: {kinds.go_type_name(value)}")

    def inline_table(self, table: dict[str, Any]) -> None:
        direct, tables = _members(table)
        self.out.append("{")
        for names, more in ((direct, bool(tables)), (tables, False)):
            for position, name in enumerate(names):
                if _is_nil(table[name]):
                    continue
                self.out.append(f"{key_text(name)} = ")
                self.element(table[name])
                # Go checks for a following key, not for a following non-nil value.
                if more or position != len(names) - 1:
                    self.out.append(", ")
        self.out.append("}")


def marshal(value: Any) -> str:
    """Encode a value as a TOML document.

    :raises DataError: the value has no TOML form; with the encoder's text.
    :raises Panic: the value nests too deeply, or contains itself.
    """
    encoder = _Encoder()
    try:
        encoder.encode([], value)
    except RecursionError:
        # Go crashes here. An ordinary error would become text in the manifest.
        raise Panic("toml: the value is nested too deeply") from None
    return "".join(encoder.out)
