# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses ``--set`` and related options: ``a.b[0]=1,c={x,y}``.

Each function writes into a given values dict. Helm 2 has neither the JSON nor the literal form, and converts integers
to floats because it marshals them to YAML and parses that again.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import re
from typing import Any, Callable

from ..dialect import HELM4, Dialect
from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.strconv import WHITE_SPACE, NumError, atoi, parse_int, quote, quote_rune
from . import json_in

#: the highest list index
MAX_INDEX = 65536
#: how many dots a key may have
MAX_NESTED_NAME_LEVEL = 30
# Helm has no limit on dots (Helm 2) and brackets; this one keeps hostile keys from exhausting the stack.
_MAX_NESTING = 200

_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")

Reader = Callable[[str], Any]


class _EndOfText(Exception):
    """The text ended before the expected character; ``read`` is the text up to the end."""

    def __init__(self, read: str = "") -> None:
        super().__init__()
        self.read = read


class _Panic(Exception):
    """A type assertion panics in Go here."""


def _runes(text: str) -> str:
    """Return a text as Go reads it rune by rune: with U+FFFD for bytes that are not UTF-8."""
    return text if text.isascii() else _ESCAPED_BYTE.sub("\ufffd", text)


def _assert_type(value: Any, wanted: type, go_type: str) -> Any:
    if type(value) is wanted or isinstance(value, wanted):
        return value
    found = "nil" if value is None else kinds.go_type_name(value)
    raise _Panic(f"interface conversion: interface {{}} is {found}, not {go_type}")


def _set(data: dict[str, Any], key: str, value: Any) -> None:
    if key:
        data[key] = value


def _set_index(items: list[Any], index: int, value: Any) -> list[Any]:
    if index > MAX_INDEX:
        raise DataError(f"index of {index} is greater than maximum supported index of {MAX_INDEX}")
    if len(items) <= index:
        items = items + [None] * (index + 1 - len(items))
    items[index] = value
    return items


def typed_value(text: str, dialect: Dialect = HELM4) -> Any:
    """Return the value of an unquoted text: a boolean, null, an integer or a string."""
    if len(text) in (4, 5):
        folded = text.casefold()
        if folded == "true":
            return True
        if folded == "false":
            return False
        if folded == "null":
            return None
    if text == "0" or (text and text[0] != "0"):
        try:
            value = parse_int(text)
        except NumError:
            return text
        return float(value) if dialect.major == 2 else kinds.Int64(value)
    return text


class _Parser:
    """Parses one expression.

    :param reader: converts a text to a value.
    :param escapes: whether a backslash escapes the next character.
    """

    value_stops = frozenset(",")

    def __init__(self, text: str, reader: Reader, dialect: Dialect, escapes: bool = True) -> None:
        self.text = text
        self.position = 0
        self.reader = reader
        self.dialect = dialect
        self.escapes = escapes
        self.key_stops = frozenset("=[,.") if escapes else frozenset("=[.")

    def run(self, data: dict[str, Any]) -> None:
        try:
            while True:
                self.key(data, 0)
        except _EndOfText:
            return

    def until(self, stops: frozenset[str]) -> tuple[str, str]:
        """Return the text up to one of ``stops``, and which of them it is."""
        text = self.text
        parts: list[str] = []
        while self.position < len(text):
            char = text[self.position]
            self.position += 1
            if char in stops:
                return _runes("".join(parts)), char
            if char == "\\" and self.escapes:
                if self.position >= len(text):
                    break
                char = text[self.position]
                self.position += 1
            parts.append(char)
        raise _EndOfText(_runes("".join(parts)))

    # One key with its value; Go recovers from panics at the innermost key.
    def key(self, data: dict[str, Any], level: int) -> None:
        try:
            self._key(data, level)
        except _Panic as panic:
            raise DataError(f"unable to parse key: {panic}") from None

    def _key(self, data: dict[str, Any], level: int) -> None:
        try:
            name, last = self.until(self.key_stops)
        except _EndOfText as end:
            if end.read == "":
                raise
            raise DataError(f"key {quote(end.read)} has no value") from None
        if last == "[":
            index = self.index()
            items: list[Any] = []
            if name in data:
                items = _assert_type(data[name], list, "[]interface {}")
            try:
                items = self.item(items, index, level, 0)
            finally:
                # Go keeps the list so far if a value is missing or invalid.
                _set(data, name, items)
        elif last == "=":
            self.assign(data, name)
        elif last == ",":
            _set(data, name, "")
            raise DataError(f"key {quote(name)} has no value (cannot end with ,)")
        else:
            self.descend(data, name, level + 1)

    def descend(self, data: dict[str, Any], name: str, level: int) -> None:
        limit = _MAX_NESTING if self.dialect.major == 2 else MAX_NESTED_NAME_LEVEL
        if level > limit:
            raise DataError(f"value name nested level is greater than maximum supported nested level of {limit}")
        inner: dict[str, Any] = {}
        if name in data:
            inner = _assert_type(data[name], dict, "map[string]interface {}")
        failure: Exception | None = None
        try:
            self.key(inner, level)
        except (DataError, _EndOfText) as error:
            failure = error
        if not inner and (failure is None or self.dialect.major == 2):
            raise DataError(f"key map {quote(name)} has no value")
        if inner:
            _set(data, name, inner)
        if failure is not None:
            raise failure

    def assign(self, data: dict[str, Any], name: str) -> None:
        at_end = self.position >= len(self.text)
        if at_end:
            _set(data, name, "")
            raise _EndOfText
        _set(data, name, self.value())

    def value(self) -> Any:
        """Parse the value after ``=``."""
        if self.escapes and self.text.startswith("{", self.position):
            self.position += 1
            return self.value_list()
        try:
            text, _rest = self.until(self.value_stops)
        except _EndOfText as end:
            text = end.read
        return self.reader(text)

    def value_list(self) -> list[Any]:
        items: list[Any] = []
        while True:
            try:
                text, last = self.until(frozenset(",}"))
            except _EndOfText:
                raise DataError("list must terminate with '}'") from None
            if last == "}" and self.text.startswith(",", self.position):
                self.position += 1
            items.append(self.reader(text))
            if last == "}":
                return items

    def index(self) -> int:
        try:
            text, _rest = self.until(frozenset("]"))
            return atoi(text)
        except _EndOfText:
            # Helm 4 treats this like any other end of the text.
            if self.dialect.major >= 4:
                raise _EndOfText from None
            raise DataError("error parsing index: EOF") from None
        except NumError as error:
            raise DataError(f"error parsing index: {error.what}") from None

    def item(self, items: list[Any], index: int, level: int, depth: int) -> list[Any]:
        """Parse what follows the closing bracket of an index."""
        if index < 0:
            raise DataError(f"negative {index} index not allowed")
        if depth > _MAX_NESTING:
            raise DataError(f"indexes are nested more than {_MAX_NESTING} deep")
        try:
            text, last = self.until(frozenset("[.="))
        except _EndOfText as end:
            if end.read == "":
                raise
            text, last = end.read, ""
        if text:
            runes = " ".join([quote_rune(ord(char)) for char in text])
            raise DataError(f"unexpected data at end of array index: [{runes}]")
        if last == "=":
            if self.position >= len(self.text):
                return _set_index(items, index, "")
            return _set_index(items, index, self.value())
        if last == "[":
            inner_index = self.index()
            inner_items: list[Any] = []
            if len(items) > index and items[index] is not None:
                inner_items = _assert_type(items[index], list, "[]interface {}")
            inner_items = self.item(inner_items, inner_index, level, depth + 1)
            return _set_index(items, index, inner_items)
        inner: dict[str, Any] = {}
        if len(items) > index:
            if not isinstance(items[index], dict):
                items[index] = {}
            inner = items[index]
        self.key(inner, level)
        return _set_index(items, index, inner)


class _JsonParser(_Parser):
    """Parses JSON values; a missing one is null."""

    def _is_empty(self) -> bool:
        """Skip spaces and a comma after them; return whether nothing else comes before it."""
        text = self.text
        while self.position < len(text):
            char = text[self.position]
            if char == ",":
                self.position += 1
                return True
            if char not in WHITE_SPACE:
                return False
            self.position += 1
        return True

    def assign(self, data: dict[str, Any], name: str) -> None:
        if self._is_empty():
            _set(data, name, None)
            return
        value, self.position = json_in.decode_first(self.text, self.position)
        _set(data, name, value)
        self._is_empty()

    def item(self, items: list[Any], index: int, level: int, depth: int) -> list[Any]:
        if index >= 0 and self.text.startswith("=", self.position):
            self.position += 1
            if self._is_empty():
                return _set_index(items, index, None)
            value, end = json_in.decode_first(self.text, self.position)
            items = _set_index(items, index, value)
            self.position = end
            self._is_empty()
            return items
        return super().item(items, index, level, depth)


class _LiteralParser(_Parser):
    """Takes everything after the first ``=`` as the value, unchanged."""

    value_stops = frozenset()

    def assign(self, data: dict[str, Any], name: str) -> None:
        _set(data, name, _runes(self.text[self.position :]))
        self.position = len(self.text)


def parse_into(text: str, dest: dict[str, Any], dialect: Dialect = HELM4) -> None:
    """Parse ``--set``: values are booleans, null, integers or strings."""
    _Parser(text, lambda value: typed_value(value, dialect), dialect).run(dest)


def parse_string_into(text: str, dest: dict[str, Any], dialect: Dialect = HELM4) -> None:
    """Parse ``--set-string``: every value is a string."""
    _Parser(text, str, dialect).run(dest)


def parse_file_into(text: str, dest: dict[str, Any], reader: Reader, dialect: Dialect = HELM4) -> None:
    """Parse ``--set-file``: every value is what ``reader`` returns for the given path."""
    _Parser(text, reader, dialect).run(dest)


def parse_json_into(text: str, dest: dict[str, Any], dialect: Dialect = HELM4) -> None:
    """Parse ``--set-json``: every value is JSON. An object without a key is not handled here."""
    _JsonParser(text, str, dialect).run(dest)


def parse_literal_into(text: str, dest: dict[str, Any], dialect: Dialect = HELM4) -> None:
    """Parse ``--set-literal``: the value is the rest of the text, unchanged."""
    _LiteralParser(text, str, dialect, escapes=False).run(dest)
