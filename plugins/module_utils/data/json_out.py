# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes JSON as Go's encoding/json does.

A :class:`~..gotemplate.kinds.GoStruct` is written with its ``json_value()`` method if it has one (like MarshalJSON of a
Go type), else with its ``json_fields``: the JSON name of each field in Go's order, followed by ``,omitempty`` as in
Go's tag. Without either, the fields of ``go_fields`` are written under their Go names.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.strconv import format_float, go_bytes

_PLAIN = re.compile(r"[ !#-%'-;=?-\[\]-\x7f]*\Z")
_PLAIN_RAW = re.compile(r"[ !#-\[\]-\x7f]*\Z")
#: how deep collections that are written with indentation may nest; Go reads no deeper ones. The size of the indentation
#: grows with the square of the depth
MAX_LEVELS = 10_000
#: Go checks for cycles only below this many maps, slices and pointers
LEVELS_BEFORE_CYCLES = 1000
_ESCAPES = {"\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    known = _ESCAPES.get(char)
    if known is not None:
        return known
    if "\ud800" <= char <= "\udfff":
        return "\\ufffd"
    return f"\\u{ord(char):04x}"


_RARE = re.compile("[\x00-\x1f\u2028\u2029\ud800-\udfff]")


def string(text: str, escape_html: bool = True) -> str:
    """Return a JSON string literal."""
    if (_PLAIN if escape_html else _PLAIN_RAW).match(text):
        return f'"{text}"'
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    if escape_html:
        text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    if not text.isprintable():
        text = _RARE.sub(_escape, text)
    return f'"{text}"'


def number(value: float) -> str:
    """Return a float as a JSON number, with an exponent only below 1e-6 and from 1e21 on."""
    if -9007199254740992.0 < value < 9007199254740992.0:
        whole = int(value)
        if whole == value and (whole or str(value) != "-0.0"):
            return str(whole)
    elif value - value != 0.0:
        raise DataError(f"json: unsupported value: {format_float(value)}")
    size = abs(value)
    if size != 0.0 and (size < 1e-6 or size >= 1e21):
        text = format_float(value, "e")
        if text[-4:-1] == "e-0":
            text = text[:-2] + text[-1]
        return text
    return format_float(value, "f")


def _sorted_keys(value: dict[str, Any]) -> list[str]:
    try:
        keys = sorted(value)
    except TypeError:
        raise DataError(f"json: unsupported type: {kinds.go_type_name(value)}") from None
    if keys and not "".join(keys).isascii():
        keys.sort(key=go_bytes)
    return keys


def _is_empty(value: Any) -> bool:
    """Return whether Go's ``omitempty`` omits a value."""
    if isinstance(value, kinds.GoStruct):
        return False
    return not value


def struct_items(value: kinds.GoStruct) -> list[tuple[str, Any]]:
    """Return the fields of a struct under their JSON names, in Go's order, with ``omitempty`` applied."""
    names = getattr(value, "json_fields", None)
    if names is None:
        return [(name, getattr(value, name)) for name in value.go_fields]
    items = []
    for field, tag in names.items():
        name, _mark, option = tag.partition(",")
        content = getattr(value, field)
        if option == "omitempty" and _is_empty(content):
            continue
        items.append((name or field, content))
    return items


class _Encoder:
    """Writes one value, on one line if ``indent`` is None."""

    def __init__(self, escape_html: bool, indent: str | None, prefix: str, root: Any = None) -> None:
        self.escape_html = escape_html
        self.indent = indent
        self.prefix = prefix
        self.nesting = NestingGuard(root)
        self.parts: list[str] = []

    def encode(self, value: Any, level: int) -> None:
        kind = type(value)
        if kind is str:
            self.parts.append(string(value, self.escape_html))
        elif value is None:
            self.parts.append("null")
        elif kind is bool:
            self.parts.append("true" if value else "false")
        elif kind is float:
            self.parts.append(number(value))
        elif kind is int:
            self.parts.append(str(value))
        elif isinstance(value, dict):
            self._dict(value, level)
        elif isinstance(value, list):
            if isinstance(value, kinds.NilList):
                self.parts.append("null")
            else:
                self._items("[]", [(None, item) for item in value], level)
        else:
            self._other(value, level)

    def _dict(self, value: dict[Any, Any], level: int) -> None:
        if isinstance(value, kinds.NilMap):
            self.parts.append("null")
            return
        if isinstance(value, kinds.TypedMap) and value.go_key != "string":
            raise DataError(f"json: unsupported type: {value.go_type}")
        self._members([(key, value[key]) for key in _sorted_keys(value)], level)

    def _members(self, items: Iterable[tuple[str, Any]], level: int) -> None:
        self._items("{}", list(items), level)

    def _items(self, brackets: str, items: list[tuple[str | None, Any]], level: int) -> None:
        """Write the members of an object, or the elements of an array (without keys)."""
        if level > LEVELS_BEFORE_CYCLES and self.indent is not None:
            self.nesting.check(level)
        parts = self.parts
        parts.append(brackets[0])
        colon, separator = ":", ","
        if self.indent is not None and items:
            line = "\n" + self.prefix + self.indent * (level + 1)
            parts.append(line)
            colon, separator = ": ", "," + line
        for position, (key, content) in enumerate(items):
            if position:
                parts.append(separator)
            if key is not None:
                parts.append(string(key, self.escape_html) + colon)
            self.encode(content, level + 1)
        if self.indent is not None and items:
            parts.append("\n" + self.prefix + self.indent * level)
        parts.append(brackets[1])

    def _other(self, value: Any, level: int) -> None:
        if isinstance(value, bytes):
            self.parts.append('"' + base64.b64encode(value).decode() + '"')
        elif isinstance(value, kinds.Float32):
            self.parts.append(format_float(value, "g", -1, 32))
        elif isinstance(value, str):
            self.parts.append(string(str(value), self.escape_html))
        elif isinstance(value, int):
            self.parts.append(int.__repr__(value))
        elif isinstance(value, float):
            self.parts.append(number(float(value)))
        elif isinstance(value, kinds.TypedNil):
            self.parts.append("null")
        elif isinstance(value, kinds.GoStruct):
            json_value = getattr(value, "json_value", None)
            if json_value is not None:
                self.encode(json_value(), level)
            else:
                self._members(struct_items(value), level)
        else:
            raise DataError(f"json: unsupported type: {kinds.go_type_name(value)}")


def _compact(value: Any, out: list[str], escape_html: bool) -> None:
    """Write a value without indentation: the common case, with as few calls as possible."""
    kind = type(value)
    if kind is str:
        out.append(string(value, escape_html))
    elif kind is dict:
        separator = "{"
        for key in _sorted_keys(value):
            out.append(f"{separator}{string(key, escape_html)}:")
            _compact(value[key], out, escape_html)
            separator = ","
        out.append("}" if separator == "," else "{}")
    elif kind is list:
        separator = "["
        for item in value:
            out.append(separator)
            _compact(item, out, escape_html)
            separator = ","
        out.append("]" if separator == "," else "[]")
    else:
        encoder = _Encoder(escape_html, None, "")
        encoder.encode(value, 0)
        out.extend(encoder.parts)


class NestingGuard:
    """Stops writing a value that contains itself before its indentation fills the memory.

    :param root: the whole value.
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        self.is_sound = False

    def check(self, level: int) -> None:
        """Raise RecursionError for a value that contains itself, and at a depth that no parsed value has.

        Call it for collections below :data:`LEVELS_BEFORE_CYCLES` others.
        """
        if not self.is_sound:
            if find_cycle(self.root) is not None:
                raise RecursionError
            self.is_sound = True
        if level > MAX_LEVELS:
            raise RecursionError


def nesting_error(value: Any, level: int = 0) -> DataError:
    """Return Go's error for a value that exceeds Python's stack."""
    return find_cycle(value, level) or DataError("json: the value is nested too deeply")


def find_cycle(value: Any, level: int = 0) -> DataError | None:
    """Return Go's error for a value that contains itself, which names the type of the cycle; None for any other value.

    Collections are visited in encoding order: depth first, by sorted keys.

    :param level: how many pointers Go follows before it reaches the value.
    """
    path: list[tuple[Any, Iterator[Any]]] = []
    seen: set[int] = set()
    following: Iterator[Any] = iter([value])
    while True:
        for item in following:
            if isinstance(item, (dict, list)):
                break
        else:
            if not path:
                return None
            done, following = path.pop()
            seen.discard(_identity(done))
            continue
        if len(path) + level >= LEVELS_BEFORE_CYCLES:
            if _identity(item) in seen:
                return DataError(f"json: unsupported value: encountered a cycle via {kinds.go_type_name(item)}")
            seen.add(_identity(item))
        path.append((item, following))
        following = iter([item[key] for key in _sorted_keys(item)] if isinstance(item, dict) else item)


def _identity(value: Any) -> int:
    return id(value.shared) if isinstance(value, kinds.SharedMap) else id(value)


def marshal(value: Any, *, escape_html: bool = True, indent: str | None = None) -> str:
    """Encode a value as JSON, without a final newline.

    :param escape_html: escape ``<``, ``>`` and ``&``.
    :param indent: the text to indent by, with one member per line; None for a single line.
    :raises DataError: the value has no JSON form; with Go's text.
    """
    try:
        if indent is None:
            out: list[str] = []
            _compact(value, out, escape_html)
            return "".join(out)
        return marshal_indent(value, "", indent, escape_html=escape_html)
    except RecursionError:
        # Go's function without escaping passes a pointer.
        raise nesting_error(value, 0 if escape_html else 1) from None


def marshal_indent(value: Any, prefix: str = "", indent: str = "  ", *, escape_html: bool = True) -> str:
    """Encode a value as JSON with one member per line; all lines but the first start with ``prefix``."""
    encoder = _Encoder(escape_html, indent, prefix, value)
    try:
        encoder.encode(value, 0)
    except RecursionError:
        raise nesting_error(value) from None
    return "".join(encoder.parts)
