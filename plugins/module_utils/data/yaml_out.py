# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML out, as sigs.k8s.io/yaml writes it: values to JSON, the JSON read as YAML, that written by go-yaml v2.

The two steps through JSON are not taken, but what they change is kept: numbers print as Go's YAML does after them,
bytes are base64, and texts that go-yaml would refuse in JSON are refused here.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import base64
import re
from typing import Any

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.strconv import format_float
from . import json_out
from .yaml_key_order import sorted_keys
from .yaml_resolve import WORDS, looks_like_other
from .yaml_scalars import WIDTH, Analysis, double_quoted, fold_double, fold_plain, fold_single, literal

# printable ASCII that no reader takes for anything but a string (words aside)
_SAFE = re.compile(r"[A-Za-z_/$(;^<=)\\](?:[!-9;-~]|:(?=[!-~])| (?=[!\"$-~]))*\Z")
# the characters that do not survive the way through JSON and YAML unharmed
_HARMED = re.compile("[\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_REFUSED = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_INTEGER = re.compile(r"-?[0-9]+\Z")
_LONGEST_KEY = 1024
_LONGEST_SIMPLE_KEY = 128

_CACHE_SIZE = 20000
# what short texts look like on one line; None for those that need more than one or depend on the place
_line_cache: dict[str, str | None] = {}


# --- scalars ----------------------------------------------------------------------------------------------------------


def _one_line(text: str) -> str | None:
    """A text as a scalar that stands on one line, when its style does not depend on where it stands."""
    if _SAFE.match(text):
        return text if text not in WORDS else f'"{text}"'
    if "\n" in text:
        return None
    if looks_like_other(text):
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
    """A text that may take several lines."""
    if "\n" in text and text.isascii():
        # long texts are mostly these, so they are looked at with the fastest means
        if " \n" not in text and text[-1] != " " and text.replace("\n", "").isprintable():
            return literal(text, indent)
        return fold_double(text, column, indent)
    analysis = Analysis(text)
    if "\n" in text:
        if analysis.block:
            return literal(text, indent)
        return fold_double(text, column, indent)
    if looks_like_other(text):
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
    """What is left of a text that holds characters which JSON or YAML treats in a special way."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    if _REFUSED.search(text):
        raise DataError("yaml: control characters are not allowed")
    if "\x85" in text:
        # a line break inside double quotes: blanks around it go, one break is a space, more are one less
        def fold(match: re.Match[str]) -> str:
            count = match.group().count("\x85")
            return " " if count == 1 else "\n" * (count - 1)

        text = re.sub("[ ]*\x85[ \x85]*", fold, text)
    return text


def number(value: float) -> str:
    """A float as it prints after the way through JSON."""
    text = json_out.number(value)
    if _INTEGER.match(text):
        whole = int(text)
        if -(1 << 63) <= whole < (1 << 64):
            return str(whole)
    return format_float(value)


def _scalar(value: Any, column: int, indent: int) -> str:
    """A scalar of any type but str, or an empty or nil collection."""
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
    """Writes block style; ``out`` holds pieces that are joined at the end."""

    def __init__(self, root: Any) -> None:
        self.nesting = json_out.Nesting(root)
        self.out: list[str] = []

    def value(self, value: Any, column: int, indent: int, list_indent: int) -> None:
        """What follows ``key:`` or ``? key``'s colon, up to and with the end of its last line.

        :param column: where the line stands, before the space.
        :param indent: the indentation of the collection that holds the value.
        :param list_indent: where the dashes of a list go.
        """
        kind = type(value)
        if kind is str:
            text = _line(value) if value.isascii() and "\x7f" not in value else None
            if text is None or (column + 1 + len(text) > WIDTH and " " in text):
                text = _string(_clean(value), column + 1, indent + 2)
            self.out.append(f" {text}\n")
            return
        if isinstance(value, kinds.GoStruct):
            value = plain_struct(value)
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
        """The members of a mapping; the first one stands behind ``lead``, which fills its line up to ``indent``."""
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
            if text is None or (len(key) > 32 and _byte_length(key) > _LONGEST_SIMPLE_KEY):
                self.complex_key(key, name, mapping[name], indent, start)
                continue
            out.append(f"{start}{text}:")
            self.value(mapping[name], indent + len(text) + 1, indent, indent)

    def complex_key(self, key: str, name: str, value: Any, indent: int, start: str) -> None:
        """A key that is long, or has several lines: behind a question mark, its value behind a colon below it."""
        pad = " " * indent
        self.out.append(f"{start}? {_string(key, indent + 2, indent + 2)}\n{pad}:")
        if isinstance(value, kinds.GoStruct):
            value = plain_struct(value)
        if isinstance(value, dict) and value:
            self.mapping(value, indent + 2, " ")
        elif isinstance(value, list) and value:
            self.sequence(value, indent + 2, " ")
        else:
            self.value(value, indent + 1, indent, indent)

    def sequence(self, items: list[Any], indent: int, lead: str) -> None:
        """The items of a sequence; the first dash stands behind ``lead``."""
        if indent > 2 * json_out.LEVELS_BEFORE_CYCLES:
            self.nesting.check(indent // 2)
        pad = " " * indent
        out = self.out
        for item in items:
            start = lead or pad
            lead = ""
            kind = type(item)
            if kind is not str and isinstance(item, kinds.GoStruct):
                item = plain_struct(item)
                kind = type(item)
            if kind is str:
                out.append(f"{start}- {_string(_clean(item), indent + 2, indent + 2)}\n")
            elif isinstance(item, dict) and item:
                self.mapping(item, indent + 2, f"{start}- ")
            elif isinstance(item, list) and item:
                self.sequence(item, indent + 2, f"{start}- ")
            else:
                out.append(f"{start}- {_scalar(item, indent + 2, indent + 2)}\n")


def plain_struct(value: kinds.GoStruct) -> Any:
    """What JSON makes of a struct: a dict, or whatever its ``json_value`` gives."""
    plain = getattr(value, "json_value", None)
    if plain is not None:
        return plain()
    return dict(json_out.struct_items(value))


def _clean_keys(mapping: dict[str, Any]) -> list[tuple[str, str]]:
    """The keys, each with its text after the way through JSON, in order."""
    joined = "".join(mapping)
    if joined.isascii() and "\x7f" not in joined and len(joined) * 6 < _LONGEST_KEY:
        return [(key, key) for key in sorted_keys(mapping)]
    names: dict[str, str] = {}
    for name in sorted(mapping):
        literal_text = json_out.string(name)
        # go-yaml reads a JSON key only when it is short and on one line
        if len(literal_text) > _LONGEST_KEY or "\x85" in name:
            if _REFUSED.search(name):
                raise DataError("yaml: control characters are not allowed")
            raise DataError("yaml: did not find expected ',' or '}'")
        names[_clean(name)] = name
    return [(names[key], key) for key in sorted_keys(names)]


def _byte_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def marshal(value: Any) -> str:
    """A value as a YAML document with its final newline (Helm's templates strip it).

    :raises DataError: for what Go cannot write, with the text of sigs.k8s.io/yaml.
    """
    emitter = _Emitter(value)
    try:
        if isinstance(value, kinds.GoStruct):
            value = plain_struct(value)
        if isinstance(value, dict) and value:
            emitter.mapping(value, 0, "")
        elif isinstance(value, list) and value:
            emitter.sequence(value, 0, "")
        elif type(value) is str:
            emitter.out.append(_string(_clean(value), 0, 2) + "\n")
        else:
            emitter.out.append(_scalar(value, 0, 2) + "\n")
    except RecursionError:
        raise DataError("error marshaling into JSON: " + json_out.too_deep(value).what) from None
    except DataError as error:
        if error.what.startswith("json: "):
            raise DataError("error marshaling into JSON: " + error.what) from None
        raise
    return "".join(emitter.out)
