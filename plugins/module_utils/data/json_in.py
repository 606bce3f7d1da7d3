# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads JSON as Go's encoding/json does into interface{}: every number is a float, the last of duplicate keys wins.

Python's decoder does the work. Texts that it rejects, or decodes differently from Go, are checked again by a scanner
with Go's grammar and error texts.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..errors import DataError
from ..gotemplate.strconv import go_bytes, quote

#: how deep arrays and objects may nest. Go allows 10,000, more than Python's stack can handle in a rendering
MAX_DEPTH = 300

_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_MAYBE_HUGE = re.compile(r"[0-9]{300}|[eE]\+?[0-9]{3}")
_SPACE = re.compile(r"[ \t\r\n]*")

_WORDS = {ord("t"): b"true", ord("f"): b"false", ord("n"): b"null"}
_SPACES = frozenset(b" \t\r\n")
_DIGITS = frozenset(b"0123456789")
_HEX = frozenset(b"0123456789abcdefABCDEF")
_SIMPLE_ESCAPES = frozenset(b'bfnrt\\/"')


def _quote_octet(octet: int) -> str:
    if octet == 0x27:
        return "'\\''"
    if octet == 0x22:
        return "'\"'"
    return "'" + quote(chr(octet))[1:-1] + "'"


def _wrong(octet: int, context: str) -> DataError:
    return DataError(f"invalid character {_quote_octet(octet)} {context}")


class _Truncated(Exception):
    """The text ended inside a value."""


class _Scanner:
    """Finds the end of one value, or raises Go's error."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.position = 0

    def _octet(self) -> int:
        try:
            return self.octets[self.position]
        except IndexError:
            raise _Truncated from None

    def _skip_space(self) -> int:
        while self._octet() in _SPACES:
            self.position += 1
        return self._octet()

    def _string(self) -> None:
        self.position += 1
        while True:
            octet = self._octet()
            self.position += 1
            if octet == 0x22:
                return
            if octet == 0x5C:
                octet = self._octet()
                if octet in _SIMPLE_ESCAPES:
                    self.position += 1
                elif octet == 0x75:
                    self.position += 1
                    for _turn in range(4):
                        octet = self._octet()
                        if octet not in _HEX:
                            raise _wrong(octet, "in \\u hexadecimal character escape")
                        self.position += 1
                else:
                    raise _wrong(octet, "in string escape code")
            elif octet < 0x20:
                raise _wrong(octet, "in string literal")

    def _digits(self, context: str) -> None:
        octet = self._octet()
        if octet not in _DIGITS:
            raise _wrong(octet, context)
        octets, position = self.octets, self.position
        while position < len(octets) and octets[position] in _DIGITS:
            position += 1
        self.position = position

    def _next_is(self, choices: bytes) -> bool:
        return self.position < len(self.octets) and self.octets[self.position] in choices

    def _number(self) -> None:
        if self._octet() == 0x2D:
            self.position += 1
            if self._octet() not in _DIGITS:
                raise _wrong(self._octet(), "in numeric literal")
        if self._octet() == 0x30:
            self.position += 1
        else:
            self._digits("in numeric literal")
        if self._next_is(b"."):
            self.position += 1
            self._digits("after decimal point in numeric literal")
        if self._next_is(b"eE"):
            self.position += 1
            if self._octet() in b"+-":
                self.position += 1
            self._digits("in exponent of numeric literal")

    def _word(self, word: bytes) -> None:
        for expected in word:
            octet = self._octet()
            if octet != expected:
                raise _wrong(octet, f"in literal {word.decode()} (expecting {_quote_octet(expected)})")
            self.position += 1

    def _key(self) -> None:
        if self._skip_space() != 0x22:
            raise _wrong(self._octet(), "looking for beginning of object key string")
        self._string()
        if self._skip_space() != 0x3A:
            raise _wrong(self._octet(), "after object key")
        self.position += 1

    def value(self) -> None:
        """Move past one value."""
        stack = bytearray()
        while True:
            octet = self._skip_space()
            if octet in b"{[":
                stack.append(octet)
                if len(stack) > MAX_DEPTH:
                    raise _wrong(octet, "exceeded max depth")
                self.position += 1
                following = self._skip_space()
                if octet == 0x7B and following != 0x7D:
                    self._key()
                    continue
                if octet == 0x5B and following != 0x5D:
                    continue
                stack.pop()
                self.position += 1
            elif octet == 0x22:
                self._string()
            elif octet == 0x2D or octet in _DIGITS:
                self._number()
            elif octet in _WORDS:
                self._word(_WORDS[octet])
            else:
                raise _wrong(octet, "looking for beginning of value")
            while stack:
                octet = self._skip_space()
                self.position += 1
                if stack[-1] == 0x7B:
                    if octet == 0x2C:
                        self._key()
                        break
                    if octet != 0x7D:
                        raise _wrong(octet, "after object key:value pair")
                else:
                    if octet == 0x2C:
                        break
                    if octet != 0x5D:
                        raise _wrong(octet, "after array element")
                stack.pop()
            else:
                return


def _float(text: str) -> float:
    value = float(text)
    if value - value != 0.0:
        raise DataError(f"json: cannot unmarshal number {text} into Go value of type float64")
    return value


def _constant(name: str) -> float:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_int=float, parse_constant=_constant)
_CAREFUL_DECODER = json.JSONDecoder(parse_int=_float, parse_float=_float, parse_constant=_constant)


def _repair(value: Any) -> Any:
    """Replace lone surrogates by U+FFFD."""
    kind = type(value)
    if kind is str:
        return _SURROGATE.sub("\ufffd", value)
    if kind is list:
        return [_repair(item) for item in value]
    if kind is dict:
        return {_SURROGATE.sub("\ufffd", key): _repair(item) for key, item in value.items()}
    return value


_BRACKET = re.compile(r"[\[\]{}]")


def _may_be_deep(text: str) -> bool:
    """Return whether a text may exceed the nesting limit; brackets inside strings count, too."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _BRACKET.finditer(text):
        if match.group() in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        else:
            depth -= 1
    return False


def _decode(text: str, start: int) -> tuple[Any, int]:
    value, end = _DECODER.raw_decode(text, start)
    if _SURROGATE_ESCAPE.search(text):
        value = _repair(value)
    return value, end


def decode_first(text: str, start: int = 0) -> tuple[Any, int]:
    """Decode one JSON value from a longer text, as Go's Decoder does.

    :returns: the value, and the position after it.
    """
    source = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    space = _SPACE.match(source, start)
    begin = space.end() if space else start
    value, end = None, -1
    # Numbers beyond float64 are an error only if the text is well-formed, so the scanner goes first.
    if not _MAYBE_HUGE.search(source) and not _may_be_deep(source):
        try:
            value, end = _decode(source, begin)
        except (ValueError, RecursionError):
            end = -1
        # Python's decoder stops in the middle of "1.x", where Go's fails.
        if end > 0 and (source[end : end + 1] not in (".", "e", "E") or source[end - 1] not in "0123456789"):
            return value, end
    scanner = _Scanner(go_bytes(text[begin:]))
    try:
        scanner.value()
    except _Truncated:
        raise DataError("unexpected EOF" if begin < len(text) else "EOF") from None
    try:
        value, end = _CAREFUL_DECODER.raw_decode(source, begin)
        return _repair(value), end
    except (ValueError, RecursionError):
        raise DataError("exceeded max depth") from None


def check_syntax(text: str) -> None:
    """Raise Go's error for a text that is not exactly one JSON value."""
    # At the end of the text Go continues as if a space followed.
    scanner = _Scanner(go_bytes(text) + b" ")
    try:
        scanner.value()
    except _Truncated:
        raise DataError("unexpected end of JSON input") from None
    octets = scanner.octets
    while scanner.position < len(octets):
        if octets[scanner.position] not in _SPACES:
            raise _wrong(octets[scanner.position], "after top-level value")
        scanner.position += 1


_JSON_NAMES = {"{": "object", "[": "array", '"': "string", "t": "bool", "f": "bool"}


def _unmarshal(text: str, first: str, go_type: str) -> Any:
    """Decode a text whose value must start with one of ``first`` (or be null) to fit ``go_type``."""
    source = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    space = _SPACE.match(source)
    begin = space.end() if space else 0
    careful = bool(_MAYBE_HUGE.search(source)) or _may_be_deep(source)
    value, end = None, -1
    if not careful:
        try:
            value, end = _decode(source, begin)
        except (ValueError, RecursionError):
            end = -1
        trailing = _SPACE.match(source, end) if end > 0 else None
        if trailing is None or trailing.end() != len(source):
            end = -1
    if end < 0:
        check_syntax(text)
        if not go_type or source[begin] in first + "n":
            try:
                value, end = _CAREFUL_DECODER.raw_decode(source, begin)
            except (ValueError, RecursionError):
                raise DataError("exceeded max depth") from None
            value = _repair(value)
    if go_type and source[begin] not in first + "n":
        name = _JSON_NAMES.get(source[begin], "number")
        raise DataError(f"json: cannot unmarshal {name} into Go value of type {go_type}")
    return value


def unmarshal(text: str) -> Any:
    """Decode a JSON text to None, bool, float, str, list or dict.

    :raises DataError: with the error text of encoding/json.
    """
    return _unmarshal(text, "", "")


def unmarshal_map(text: str) -> dict[str, Any]:
    """Decode a JSON object; ``null`` gives an empty one."""
    return _unmarshal(text, "{", "map[string]interface {}") or {}


def unmarshal_list(text: str) -> list[Any]:
    """Decode a JSON array; ``null`` gives an empty one."""
    return _unmarshal(text, "[", "[]interface {}") or []


def kind_name(value: Any) -> str:
    """Return the JSON kind of a value as in Go's errors: object, array, string, number or bool."""
    for kind, name in ((dict, "object"), (list, "array"), (str, "string"), (bool, "bool")):
        if isinstance(value, kind):
            return name
    return "number"


def type_error(value: Any, go_type: str) -> DataError:
    """Return the error of decoding a JSON value into a Go type that does not accept it."""
    return DataError(f"json: cannot unmarshal {kind_name(value)} into Go value of type {go_type}")
