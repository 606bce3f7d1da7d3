# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes YAML as sigs.k8s.io/yaml does: it encodes to JSON, parses that as YAML and writes it with go-yaml v2.

The detour through JSON is not taken, but its effects are kept: numbers are formatted as after it, bytes are base64, and
strings that go-yaml would reject in JSON are rejected.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import base64
import re
from typing import Any

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.strconv import byte_length, format_float
from . import json_out
from .yaml_key_order import sorted_keys
from .yaml_resolve import WORDS, resolves_to_other_type
from .yaml_scalars import WIDTH, Analysis, double_quoted, fold_double, fold_plain, fold_single, literal

# Printable ASCII that is always read as a string (apart from words such as "true").
_SAFE = re.compile(r"[A-Za-z_/$(;^<=)\\](?:[!-9;-~]|:(?=[!-~])| (?=[!\"$-~]))*\Z")
_REFUSED = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_INTEGER = re.compile(r"-?[0-9]+\Z")
_LONGEST_KEY = 1024
_LONGEST_SIMPLE_KEY = 128

_CACHE_SIZE = 20000
# The one-line form of short strings; None for those with several lines, or whose form depends on the position.
_line_cache: dict[str, str | None] = {}


# --- scalars ----------------------------------------------------------------------------------------------------------


def _one_line(text: str) -> str | None:
    """Return a string as a one-line scalar; None if it needs several lines, or its style depends on the position."""
    if _SAFE.match(text):
        return text if text not in WORDS else f'"{text}"'
    if "\n" in text:
        return None
    if resolves_to_other_type(text):
        return double_quoted(text)
    analysis = Analysis(text)
    if analysis.multiline:
        return None
    if analysis.plain:
        return text
    if analysis.single:
        return "'" + text.replace("'", "''") + "'"
    return double_quoted(text)


def _line(text: str) -> str | None:
    try:
        return _line_cache[text]
    except KeyError:
        pass
    result = _one_line(text)
    if len(text) < 64 and len(_line_cache) < _CACHE_SIZE:
        _line_cache[text] = result
    return result


def _long_scalar(text: str, column: int, indent: int) -> str:
    """Return a string as a scalar that may take several lines."""
    if "\n" in text and text.isascii():
        # Most long strings take this fast path.
        if " \n" not in text and text[-1] != " " and text.replace("\n", "").isprintable():
            return literal(text, indent)
        return fold_double(text, column, indent)
    analysis = Analysis(text)
    if "\n" in text:
        if analysis.block:
            return literal(text, indent)
        return fold_double(text, column, indent)
    if resolves_to_other_type(text):
        return fold_double(text, column, indent)
    if analysis.plain:
        return fold_plain(text, column, indent)
    if analysis.single:
        return fold_single(text, column, indent)
    return fold_double(text, column, indent)


def _string(text: str, column: int, indent: int) -> str:
    line = _line(text)
    if line is not None and (column + len(line) <= WIDTH or " " not in line):
        return line
    return _long_scalar(text, column, indent)


def _through_json(text: str) -> str:
    """Return a string with special characters as the detour through JSON leaves it."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    if _REFUSED.search(text):
        raise DataError("yaml: control characters are not allowed")
    if "\x85" in text:
        # Line breaks in double quotes are folded: blanks around them vanish, one becomes a space, n become n - 1.
        def fold(match: re.Match[str]) -> str:
            count = match.group().count("\x85")
            return " " if count == 1 else "\n" * (count - 1)

        text = re.sub("[ ]*\x85[ \x85]*", fold, text)
    return text


def number(value: float) -> str:
    """Format a float as after the detour through JSON."""
    text = json_out.number(value)
    if _INTEGER.match(text):
        whole = int(text)
        if -(1 << 63) <= whole < (1 << 64):
            return str(whole)
    return format_float(value)


def _scalar(value: Any, column: int, indent: int) -> str:
    """Format a scalar of any type but str, or an empty or nil collection."""
    if value is None:
        return "null"
    kind = type(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is float:
        return number(value)
    if kind is int:
        return str(value)
    if isinstance(value, bytes):
        return _string(base64.b64encode(value).decode(), column, indent)
    if isinstance(value, str):
        return _string(_clean(str(value)), column, indent)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, kinds.Float32):
        return number(float(format_float(value, "g", -1, 32)))
    if isinstance(value, float):
        return number(float(value))
    if isinstance(value, dict):
        return "null" if isinstance(value, kinds.NilMap) else "{}"
    if isinstance(value, list):
        return "null" if isinstance(value, kinds.NilList) else "[]"
    if isinstance(value, kinds.TypedNil):
        return "null"
    raise DataError(f"json: unsupported type: {kinds.go_type_name(value)}")


def _clean(text: str) -> str:
    return _through_json(text) if not text.isascii() or "\x7f" in text else text


# --- collections ------------------------------------------------------------------------------------------------------


class _Emitter:
    """Writes block style to ``out``, a list of strings."""

    def __init__(self, root: Any) -> None:
        self.nesting = json_out.NestingGuard(root)
        self.out: list[str] = []

    def value(self, value: Any, column: int, indent: int, list_indent: int) -> None:
        """Write the value after ``key:``, including the final newline.

        :param column: the column after the colon.
        :param indent: the indentation of the collection that contains the value.
        :param list_indent: the indentation of a list's dashes.
        """
        kind = type(value)
        if kind is str:
            text = _line(value) if value.isascii() and "\x7f" not in value else None
            if text is None or (column + 1 + len(text) > WIDTH and " " in text):
                text = _string(_clean(value), column + 1, indent + 2)
            self.out.append(f" {text}\n")
            return
        if isinstance(value, kinds.GoStruct):
            value = resolve_struct(value)
            self.value(value, column, indent, list_indent)
        elif isinstance(value, dict) and value:
            self.out.append("\n")
            self.mapping(value, indent + 2, "")
        elif isinstance(value, list) and value:
            self.out.append("\n")
            self.sequence(value, list_indent, "")
        else:
            self.out.append(f" {_scalar(value, column + 1, indent + 2)}\n")

    def mapping(self, mapping: dict[str, Any], indent: int, lead: str) -> None:
        """Write a mapping; its first line starts with ``lead``, which is ``indent`` wide."""
        if indent > 2 * json_out.LEVELS_BEFORE_CYCLES:
            self.nesting.check(indent // 2)
        pad = " " * indent
        out = self.out
        if isinstance(mapping, kinds.TypedMap) and mapping.go_key != "string":
            raise DataError(f"error marshaling into JSON: json: unsupported type: {mapping.go_type}")
        for name, key in _clean_keys(mapping):
            text = _line(key)
            start = lead or pad
            lead = ""
            if text is None or (len(key) > 32 and byte_length(key) > _LONGEST_SIMPLE_KEY):
                self.complex_key(key, name, mapping[name], indent, start)
                continue
            out.append(f"{start}{text}:")
            self.value(mapping[name], indent + len(text) + 1, indent, indent)

    def complex_key(self, key: str, name: str, value: Any, indent: int, start: str) -> None:
        """Write an entry with a long or multi-line key: ``? key``, and ``: value`` below it."""
        pad = " " * indent
        self.out.append(f"{start}? {_string(key, indent + 2, indent + 2)}\n{pad}:")
        if isinstance(value, kinds.GoStruct):
            value = resolve_struct(value)
        if isinstance(value, dict) and value:
            self.mapping(value, indent + 2, " ")
        elif isinstance(value, list) and value:
            self.sequence(value, indent + 2, " ")
        else:
            self.value(value, indent + 1, indent, indent)

    def sequence(self, items: list[Any], indent: int, lead: str) -> None:
        """Write a sequence; its first line starts with ``lead``."""
        if indent > 2 * json_out.LEVELS_BEFORE_CYCLES:
            self.nesting.check(indent // 2)
        pad = " " * indent
        out = self.out
        for item in items:
            start = lead or pad
            lead = ""
            kind = type(item)
            if kind is not str and isinstance(item, kinds.GoStruct):
                item = resolve_struct(item)
                kind = type(item)
            if kind is str:
                out.append(f"{start}- {_string(_clean(item), indent + 2, indent + 2)}\n")
            elif isinstance(item, dict) and item:
                self.mapping(item, indent + 2, f"{start}- ")
            elif isinstance(item, list) and item:
                self.sequence(item, indent + 2, f"{start}- ")
            else:
                out.append(f"{start}- {_scalar(item, indent + 2, indent + 2)}\n")


def resolve_struct(value: kinds.GoStruct) -> Any:
    """Return the JSON form of a struct: a dict, or the result of its ``json_value``."""
    json_value = getattr(value, "json_value", None)
    if json_value is not None:
        return json_value()
    return dict(json_out.struct_items(value))


def _clean_keys(mapping: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the sorted keys, each with its form after the detour through JSON."""
    joined = "".join(mapping)
    if joined.isascii() and "\x7f" not in joined and len(joined) * 6 < _LONGEST_KEY:
        return [(key, key) for key in sorted_keys(mapping)]
    names: dict[str, str] = {}
    for name in sorted(mapping):
        literal_text = json_out.string(name)
        # go-yaml accepts a JSON key only if it is short and on one line.
        if len(literal_text) > _LONGEST_KEY or "\x85" in name:
            if _REFUSED.search(name):
                raise DataError("yaml: control characters are not allowed")
            raise DataError("yaml: did not find expected ',' or '}'")
        names[_clean(name)] = name
    return [(names[key], key) for key in sorted_keys(names)]


def marshal(value: Any) -> str:
    """Encode a value as a YAML document, with a final newline (which Helm's ``toYaml`` strips).

    :raises DataError: Go cannot encode it; with the text of sigs.k8s.io/yaml.
    """
    emitter = _Emitter(value)
    try:
        if isinstance(value, kinds.GoStruct):
            value = resolve_struct(value)
        if isinstance(value, dict) and value:
            emitter.mapping(value, 0, "")
        elif isinstance(value, list) and value:
            emitter.sequence(value, 0, "")
        elif type(value) is str:
            emitter.out.append(_string(_clean(value), 0, 2) + "\n")
        else:
            emitter.out.append(_scalar(value, 0, 2) + "\n")
    except RecursionError:
        raise DataError("error marshaling into JSON: " + json_out.nesting_error(value).what) from None
    except DataError as error:
        if error.what.startswith("json: "):
            raise DataError("error marshaling into JSON: " + error.what) from None
        raise
    return "".join(emitter.out)
