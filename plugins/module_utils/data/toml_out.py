# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""TOML out, as BurntSushi/toml 1.6 writes it: scalars before tables, tables indented by two, nil left out."""

from __future__ import annotations

import math
import re
from typing import Any

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.durations import format_duration
from ..gotemplate.functions import Panic
from ..gotemplate.strconv import format_float

#: a table's name is as long as its path, so that the text grows with the square of the depth
_MAX_DEPTH = 400

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"


def quoted(text: str) -> str:
    """A basic string."""
    return f'"{_SPECIAL.sub(_escape, text)}"'


def key_text(key: str) -> str:
    """One part of a key, in quotes where it needs them."""
    return key if _BARE.match(key) else quoted(key)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    text = format_float(value, "g", -1, 32 if isinstance(value, kinds.Float32) else 64)
    return text if "e" in text or "." in text else text + ".0"


def _plain(value: Any) -> Any:
    """A value with what Go encodes as text turned into a text, and structs into dicts."""
    if isinstance(value, kinds.GoStruct):
        text = getattr(value, "json_value", None)
        if text is not None:
            plain = text()
            # moments are written as they are, other texts in quotes
            return _Moment(_written(value, plain)) if value.go_type == "time.Time" else plain
        return _Struct((name, getattr(value, name)) for name in value.go_fields)
    return value


def _written(moment: Any, text: str) -> str:
    """The form of a moment: the names of the locations that the reader gives say how it was written."""
    name = getattr(getattr(moment, "location", None), "name", "")
    if name == "datetime-local":
        return text[:-1]
    if name == "date-local":
        return text[:10]
    return text[11:-1] if name == "time-local" else text


class _Moment(str):
    """A date and time, which stands without quotes."""


class _Struct(dict):  # type: ignore[type-arg]
    """The fields of a struct, which keep their order."""


def _is_nil(value: Any) -> bool:
    return value is None or isinstance(value, (kinds.TypedNil, kinds.NilMap, kinds.NilList))


def _is_table_list(value: Any) -> bool:
    """Whether a list becomes an array of tables. A nil in it, however deep, is an error."""
    if not isinstance(value, list) or not value:
        return False
    tables = True
    for item in value:
        item = _plain(item)
        if _is_nil(item):
            raise DataError("toml: cannot encode array with nil element")
        if isinstance(item, list):
            _is_table_list(item)
        if not isinstance(item, dict):
            tables = False
    return tables


def _is_table(value: Any) -> bool:
    value = _plain(value)
    return not _is_nil(value) and (isinstance(value, dict) or _is_table_list(value))


def _members(table: dict[Any, Any]) -> tuple[list[str], list[str]]:
    """The keys of what stands directly in a table, and those of its tables."""
    if isinstance(table, kinds.TypedMap) and table.go_key != "string":
        raise DataError("toml: cannot encode a map with non-string key type")
    direct: list[str] = []
    tables: list[str] = []
    for key, item in table.items():
        (tables if _is_table(item) else direct).append(key)
    if not isinstance(table, _Struct):
        direct.sort(key=_key_bytes)
        tables.sort(key=_key_bytes)
    return direct, tables


def _key_bytes(key: str) -> bytes:
    return key.encode("utf-8", "surrogateescape")


class _Encoder:
    def __init__(self) -> None:
        self.out: list[str] = []

    def newline(self) -> None:
        if self.out:
            self.out.append("\n")

    def encode(self, key: list[str], value: Any) -> None:
        if len(key) > _MAX_DEPTH:
            raise RecursionError
        value = _plain(value)
        if isinstance(value, dict):
            self.table(key, value)
        elif _is_table_list(value):
            self.array_of_tables(key, value)
        elif isinstance(value, complex):
            raise DataError("unsupported type: complex128" if key else "unsupported type for key '': complex128")
        elif not _is_nil(value) or isinstance(value, kinds.NilList):
            # a nil list is left out of tables only
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
            self.members(key, _plain(item))

    def element(self, value: Any) -> None:
        """A value on one line."""
        value = _plain(value)
        if isinstance(value, _Moment):
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
                # Go asks whether another key follows, not whether one that is not nil does
                if more or position != len(names) - 1:
                    self.out.append(", ")
        self.out.append("}")


def marshal(value: Any) -> str:
    """A value as a TOML document.

    :raises DataError: for what TOML cannot hold, with the encoder's text.
    :raises Panic: for a value that nests too deeply, or holds itself.
    """
    encoder = _Encoder()
    try:
        encoder.encode([], value)
    except RecursionError:
        # Go does not survive this; a text would end up in the manifest
        raise Panic("toml: the value is nested too deeply") from None
    return "".join(encoder.out)
