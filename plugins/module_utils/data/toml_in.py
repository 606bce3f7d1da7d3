# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads TOML as BurntSushi/toml 1.6 does into a map: integers are int64, arrays of tables are lists of maps.

Errors have that library's texts, with its line number and last key.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any, Callable

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.strconv import go_bytes, quote
from .toml_reader import NEWLINES, WHITESPACE, key_name, quoted
from .toml_scalars import DIGITS, DateTime, ScalarReader

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


class _Array(list):  # type: ignore[type-arg]
    """The tables of ``[[name]]`` headers, while the document is being read."""


class _Parser(ScalarReader):
    """Reads documents, arrays, inline tables and table headers."""

    def __init__(self, text: str, make_datetime: Callable[[DateTime], Any]) -> None:
        super().__init__(text, make_datetime)
        self.root: dict[str, Any] = {}
        self.key_line = 1
        self.implicit: set[str] = set()
        self.arrays: set[str] = set()

    # --- documents ---

    def run(self) -> dict[str, Any]:
        while True:
            char = self.next()
            if char == "":
                return self.root
            if char in WHITESPACE or char in NEWLINES:
                continue
            if char == "#":
                self.skip_comment()
                continue
            if char == "[":
                self.header()
            else:
                self.back()
                self.pair()
            if not self.line_end():
                return self.root

    def line_end(self) -> bool:
        """Read the rest of the line after an item; return False at the end of the text."""
        while True:
            char = self.next()
            if char == "":
                return False
            if char == "#":
                self.skip_comment()
                return True
            if char in NEWLINES:
                return True
            if char not in WHITESPACE:
                raise self.unexpected(
                    f"expected a top-level item to end with a newline, comment, or EOF, but got {quoted(char)} instead"
                )

    def header(self) -> None:
        is_array = self.peek() == "["
        if is_array:
            self.next()
        parts: list[str] = []
        while True:
            self.skip_space()
            char = self.peek()
            if char == "" or char == "]":
                raise self.failure("unexpected end of table name (table names cannot be empty)")
            if char == ".":
                raise self.failure("unexpected table separator (table names cannot be empty)")
            parts.append(self.name(char))
            if len(parts) == 1:
                self.key_line = self.line
            self.skip_space()
            char = self.next()
            if char == "]":
                break
            if char != ".":
                raise self.unexpected(f"expected '.' or ']' to end table name, but got {quoted(char)} instead")
        if is_array:
            char = self.next()
            if char != "]":
                raise self.unexpected(f"expected end of table array name delimiter ']', but got {quoted(char)} instead")
        self.enter(tuple(parts), is_array)

    def name(self, first: str) -> str:
        """Read one part of a key."""
        if first in ("'", '"'):
            self.next()
            return self.basic_string() if first == '"' else self.literal_string()
        start = self.position
        while self.next() in _BARE and not self.at_end:
            pass
        self.back()
        return self.text[start : self.position]

    def key(self) -> tuple[str, ...]:
        """Read a dotted key and the equals sign after it."""
        self.skip_space()
        char = self.peek()
        if char == "" or char == "=":
            raise self.failure("unexpected '=': key name appears blank")
        if char == ".":
            raise self.failure("unexpected '.': keys cannot start with a '.'")
        parts: list[str] = []
        while True:
            self.skip_space()
            char = self.peek()
            if char == "" or char == "=":
                raise self.failure("unexpected '='")
            if char == ".":
                raise self.failure("unexpected '.'")
            parts.append(self.name(char))
            if len(parts) == 1:
                self.key_line = self.line
            self.skip_space()
            char = self.next()
            if char == "=":
                return tuple(parts)
            if char == "":
                raise self.unexpected("unexpected EOF; expected key separator '='")
            if char != ".":
                message = f"expected '.' or '=', but got {quoted(char)} instead"
                raise self.failure(message, self.line - 1) if char == "\n" else self.unexpected(message)

    def pair(self) -> None:
        outer = self.context
        key = self.key()
        self.current_key = key[-1]
        for part in key[:-1]:
            self.enter_implicit((*self.context, part))
        value = self.value()
        self.set(self.current_key, value)
        self.mark_type(self.current_key, type(value) is list)
        self.context = outer
        self.current_key = ""

    # --- values ---

    def value(self, in_array: bool = False) -> Any:
        while True:
            char = self.next()
            if char not in WHITESPACE:
                break
        if char in DIGITS:
            self.back()
            return self.number_or_datetime()
        if char == "[":
            return self.array()
        if char == "{":
            return self.inline_table(in_array)
        if char == '"':
            if self.accept('"'):
                if self.accept('"'):
                    return self.multiline_basic_string()
                self.back()
            return self.basic_string()
        if char == "'":
            if self.accept("'"):
                if self.accept("'"):
                    return self.multiline_literal_string()
                self.back()
            return self.literal_string()
        if char == ".":
            raise self.unexpected("floats must start with a digit, not '.'")
        if char in ("i", "n"):
            start = self.position - 1
            if (self.accept("n") and self.accept("f")) or (self.accept("a") and self.accept("n")):
                return self.float(self.text[start : self.position])
        if char in ("-", "+"):
            return self.signed_number(self.position - 1)
        if char.isalpha():
            self.back()
            return self.boolean()
        if char == "":
            raise self.unexpected("unexpected EOF; expected value")
        message = f"expected value but found {quoted(char)} instead"
        raise self.failure(message, self.line - 1) if char == "\n" else self.unexpected(message)

    def boolean(self) -> bool:
        start = self.position
        while self.next().isalpha():
            pass
        self.back()
        word = self.text[start : self.position]
        if word not in ("true", "false"):
            raise self.failure(f"expected value but found {quote(word)} instead")
        return word == "true"

    def array(self) -> list[Any]:
        self.mark_type(self.current_key, True)
        items: list[Any] = []
        while True:
            char = self.next()
            if char in NEWLINES or char in WHITESPACE:
                continue
            if char == "#":
                self.skip_comment()
                continue
            if char == ",":
                raise self.unexpected("unexpected comma")
            if char == "]":
                return items
            self.back()
            items.append(self.value(True))
            while True:
                char = self.next()
                if char == "#":
                    self.skip_comment()
                elif char == "" or (char not in NEWLINES and char not in WHITESPACE):
                    break
            if char == "]":
                return items
            if char != ",":
                raise self.unexpected(
                    f"expected a comma (',') or array terminator (']'), but got {self.char_or_end(char)}"
                )

    @staticmethod
    def char_or_end(char: str) -> str:
        return f"'{char}'" if char else "end of file"

    def inline_table(self, in_array: bool) -> dict[str, Any]:
        table: dict[str, Any] = {}
        outer_context, outer_key = self.context, self.current_key
        self.context = (*self.context, self.current_key)
        mine = self.context
        self.current_key = ""
        self.implicit.add(key_name(mine))
        self.add_context(mine, in_array)
        mine = self.context if self.context == mine else mine
        while True:
            char = self.next()
            if char in NEWLINES or char in WHITESPACE:
                continue
            if char == "#":
                self.skip_comment()
                continue
            if char == ",":
                raise self.unexpected("unexpected comma")
            if char == "}":
                break
            self.back()
            self.inline_pair(table)
            self.context = mine
            while True:
                char = self.next()
                if char == "#":
                    self.skip_comment()
                elif char == ",":
                    self.skip_space()
                    if self.peek() != "}":
                        break
                elif char == "" or (char not in NEWLINES and char not in WHITESPACE):
                    break
            if char == "}":
                break
            if char != ",":
                raise self.unexpected(
                    f"expected a comma or an inline table terminator '}}', but got {self.char_or_end(char)} instead"
                )
        self.context, self.current_key = outer_context, outer_key
        return table

    def inline_pair(self, table: dict[str, Any]) -> None:
        key = self.key()
        self.current_key = key[-1]
        for part in key[:-1]:
            self.enter_implicit((*self.context, part))
        value = self.value()
        self.set(self.current_key, value)
        self.mark_type(self.current_key, type(value) is list)
        inner = table
        for part in key[:-1]:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                raise self.failure(f"{quote(key_name(self.context))} is not a table", self.key_line)
        inner[self.current_key] = value

    # --- tables ---

    def mark_type(self, key: str, is_array: bool) -> None:
        name = key_name((*self.context, key) if key else self.context or ("",))
        if is_array:
            self.arrays.add(name)
        else:
            self.arrays.discard(name)

    def enter(self, key: tuple[str, ...], is_array: bool) -> None:
        """Make the table of a header the current one."""
        self.add_context(key, is_array)
        self.mark_type("", False)

    def enter_implicit(self, key: tuple[str, ...]) -> None:
        self.implicit.add(key_name(key))
        self.add_context(key, False)

    def add_context(self, key: tuple[str, ...], is_array: bool) -> None:
        table = self.root
        for position, part in enumerate(key[:-1]):
            if part not in table:
                self.implicit.add(key_name(key[: position + 1]))
                table[part] = {}
            inner = table[part]
            if isinstance(inner, _Array):
                table = inner[-1]
            elif isinstance(inner, dict):
                table = inner
            else:
                name = key_name(key[: position + 1])
                raise self.failure(f"Key '{name}' was already created as a hash.", self.key_line)
        self.context = key[:-1]
        if is_array:
            items = table.setdefault(key[-1], _Array())
            if not isinstance(items, _Array):
                raise self.failure(
                    f"Key '{key_name(key)}' was already created and cannot be used as an array.", self.key_line
                )
            items.append({})
        else:
            self.set(key[-1], {})
        self.context = key

    def set(self, key: str, value: Any) -> None:
        table = self.root
        for position, part in enumerate(self.context):
            inner = table[part]
            if isinstance(inner, _Array):
                table = inner[-1]
            elif isinstance(inner, dict):
                table = inner
            else:
                name = key_name(self.context[: position + 1])
                raise self.failure(f"Key '{name}' has already been defined.", self.key_line)
        if key not in table:
            table[key] = value
            return
        name = key_name((*self.context, key))
        is_implicit = name in self.implicit
        if not is_implicit:
            raise self.failure(f"Key '{name}' has already been defined.", self.key_line)
        self.implicit.discard(name)
        if name in self.arrays:
            table[key] = value


def _finish(value: Any) -> Any:
    """Convert arrays of tables to Go's type."""
    if isinstance(value, _Array):
        return kinds.MapList([_finish(item) for item in value])
    if isinstance(value, dict):
        return {key: _finish(item) for key, item in value.items()}
    if type(value) is list:
        return [_finish(item) for item in value]
    return value


def unmarshal(text: str, make_datetime: Callable[[DateTime], Any] | None = None) -> dict[str, Any]:
    """Decode a TOML document.

    :param make_datetime: converts a date or time to a value; by default they are strings.
    :raises DataError: with the library's text.
    """
    if text.startswith("\ufeff"):
        text = text[1:]
    head = go_bytes(text)[:6] if text else b""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, head = text[2:], go_bytes(text[2:])[:6]
    if b"\0" in head:
        raise DataError(
            "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"
        )
    parser = _Parser(text, make_datetime or (lambda parsed: parsed.text))
    try:
        result: dict[str, Any] = _finish(parser.run())
    except RecursionError:
        raise DataError("toml: the document is nested too deeply") from None
    return result
