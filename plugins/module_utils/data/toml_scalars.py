# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads TOML's scalars: strings, numbers, dates and times."""

from __future__ import annotations

import math
import re
from typing import Any, Callable, NamedTuple

from ..gotemplate import kinds
from ..gotemplate.strconv import RANGE, NumError, parse_float, parse_int, quote
from .dates import is_date, is_time
from .toml_reader import NEWLINES, WHITESPACE, Reader, quoted

DIGITS = frozenset("0123456789")
_HEX = frozenset("0123456789abcdefABCDEF")
_BASES = {"b": (frozenset("01"), "a binary"), "o": (frozenset("01234567"), "an octal"), "x": (_HEX, "a hexadecimal")}
_SIMPLE_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_LONG_ESCAPES = {"x": (2, "two"), "u": (4, "four"), "U": (8, "eight")}
_LINE_CONTINUATION = re.compile(r"\\\\|\\[ \t\r]*\n[ \t\r\n]*")


class DateTime(NamedTuple):
    """A date, a time of day, or both, as written.

    :param second: seconds since midnight.
    :param offset: seconds east of UTC; None if written without an offset.
    :param kind: ``datetime``, ``local-datetime``, ``local-date`` or ``local-time``.
    :param text: the normalized text.
    """

    year: int
    month: int
    day: int
    second: int
    nano: int
    offset: int | None
    kind: str
    text: str


class ScalarReader(Reader):
    """Reads strings, numbers, dates and times.

    :param make_datetime: converts a date or time to a value.
    """

    def __init__(self, text: str, make_datetime: Callable[[DateTime], Any]) -> None:
        super().__init__(text)
        self.make_datetime = make_datetime

    # --- strings ---

    def basic_string(self) -> str:
        start = self.position
        escaped = False
        while True:
            char = self.next()
            if char == '"':
                body = self.text[start : self.position - 1]
                return self.unescape(body) if escaped else body
            if char == "":
                raise self.unexpected("unexpected EOF; expected '\"'")
            if char in NEWLINES:
                raise self.failure("strings cannot contain newlines", self.line - 1)
            if char == "\\":
                escaped = True
                self.escape(start)

    def escape(self, start: int) -> None:
        """Check the escape sequence after a backslash."""
        char = self.next()
        if char in _SIMPLE_ESCAPES or char in WHITESPACE:
            return
        digits = _LONG_ESCAPES.get(char)
        if digits is None:
            line = self.line - 1 if self.at_end else self.line
            shown = char or "\0"
            raise self.failure(f"invalid escape in string '\\{shown}'", line)
        for _turn in range(digits[0]):
            if self.next() not in _HEX or self.at_end:
                current = quote(self.text[start : self.position])
                raise self.unexpected(
                    f"expected {digits[1]} hexadecimal digits after '\\{char}', but got {current} instead"
                )

    def unescape(self, body: str) -> str:
        out: list[str] = []
        position = 0
        while True:
            found = body.find("\\", position)
            if found < 0:
                out.append(body[position:])
                return "".join(out)
            out.append(body[position:found])
            char = body[found + 1]
            simple = _SIMPLE_ESCAPES.get(char)
            if simple is not None:
                out.append(simple)
                position = found + 2
                continue
            if char not in _LONG_ESCAPES:
                raise self.failure(f"invalid escape: '\\{char}'")
            position = found + 2 + _LONG_ESCAPES[char][0]
            digits = body[found + 2 : position]
            code = int(digits, 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise self.failure(f"Escaped character '\\u{digits}' is not valid UTF-8.")
            out.append(chr(code))

    def literal_string(self) -> str:
        start = self.position
        while True:
            char = self.next()
            if char == "'":
                return self.text[start : self.position - 1]
            if char == "":
                raise self.unexpected('unexpected EOF; expected "\'"')
            if char in NEWLINES:
                raise self.failure("strings cannot contain newlines", self.line - 1)

    def multiline_basic_string(self) -> str:
        start = self.position
        while True:
            char = self.next()
            if char == "":
                raise self.unexpected('unexpected EOF; expected \'"""\'')
            if char == "\\":
                following = self.next()
                if following and following in NEWLINES:
                    continue
                self.back()
                self.escape(start)
            elif char == '"' and self.closes('"', start):
                body = self.text[start : self.position - 3]
                if "\\" not in body:
                    return _without_first_newline(body)
                body = _LINE_CONTINUATION.sub(
                    lambda match: match.group() if match.group() == "\\\\" else "", _without_first_newline(body)
                )
                return self.unescape(body)

    def multiline_literal_string(self) -> str:
        start = self.position
        while True:
            char = self.next()
            if char == "":
                raise self.unexpected("unexpected EOF; expected \"'''\"")
            if char == "'" and self.closes("'", start):
                return _without_first_newline(self.text[start : self.position - 3])

    def closes(self, mark: str, start: int) -> bool:
        """Return whether the quote just read starts the closing three, which are then read."""
        if not self.accept(mark):
            return False
        if not self.accept(mark):
            self.back()
            return False
        if self.peek() != mark:
            return True
        current = self.text[start : self.position]
        if current.endswith(mark * 5) and not (mark == '"' and current.endswith('\\"""""')):
            outer = "'" if mark == '"' else '"'
            raise self.unexpected(f"unexpected {outer}{mark * 6}{outer}")
        self.back()
        self.back()
        return False

    # --- numbers ---

    def take(self, allowed: frozenset[str]) -> None:
        while True:
            char = self.next()
            if char == "" or char not in allowed:
                self.back()
                return

    def number_or_datetime(self) -> Any:
        start = self.position
        if self.next() == "0":
            char = self.next()
            if char in _BASES:
                digits, name = _BASES[char]
                following = self.peek()
                if following == "" or following not in digits:
                    shown = self.text[start : self.position] + (following or "\0")
                    raise self.failure(f"not {name} number: '{shown}'")
                self.take(digits | {"_"})
                return self.integer(self.text[start : self.position])
            if char == "_":
                return self.decimal_number(start)
            if char in (".", "e", "E"):
                return self.float_rest(start)
            if char == "" or char not in DIGITS:
                self.back()
                return self.integer(self.text[start : self.position])
        self.take(DIGITS)
        char = self.next()
        if char in ("-", ":"):
            self.take(DIGITS | frozenset("-:Tt .Zz+"))
            return self.datetime(self.text[start : self.position].strip())
        if char == "_":
            return self.decimal_number(start)
        if char in (".", "e", "E"):
            return self.float_rest(start)
        self.back()
        return self.integer(self.text[start : self.position])

    def signed_number(self, start: int) -> Any:
        char = self.next()
        if char in ("i", "n"):
            rest = "nf" if char == "i" else "an"
            if not self.accept(rest[0]) or not self.accept(rest[1]):
                raise self.failure(f"invalid float: '{self.text[start : self.position]}'")
            return self.float(self.text[start : self.position])
        if char == "0" and self.peek() in ("b", "o", "x"):
            shown = self.text[start : self.position] + self.peek()
            raise self.failure(f"cannot use sign with non-decimal numbers: '{shown}'")
        if char == ".":
            raise self.unexpected("floats must start with a digit, not '.'")
        if char == "" or char not in DIGITS:
            raise self.unexpected(f"expected a digit but got {quoted(char)}")
        return self.decimal_number(start)

    def decimal_number(self, start: int) -> Any:
        self.take(DIGITS | {"_"})
        char = self.next()
        if char in (".", "e", "E"):
            return self.float_rest(start)
        self.back()
        return self.integer(self.text[start : self.position])

    def float_rest(self, start: int) -> float:
        self.take(DIGITS | frozenset("_.-+eE"))
        return self.float(self.text[start : self.position])

    def integer(self, text: str) -> kinds.Int64:
        if not _underscores_ok(text):
            raise self.failure(f"Invalid integer {quote(text)}: underscores must be surrounded by digits")
        if _has_leading_zero(text):
            raise self.failure(f"Invalid integer {quote(text)}: cannot have leading zeroes")
        try:
            return kinds.Int64(parse_int(text, 0))
        except NumError:
            raise self.failure(f"{text} is out of range for int64") from None

    def float(self, text: str) -> float:
        parts = [part for part in re.split("[.eE]", text) if part]
        if any(not _underscores_ok(part) for part in parts):
            raise self.failure(f"Invalid float {quote(text)}: underscores must be surrounded by digits")
        if parts and _has_leading_zero(parts[0]):
            raise self.failure(f"Invalid float {quote(text)}: cannot have leading zeroes")
        if re.search(r"\.(?![0-9])", text):
            raise self.failure(f"Invalid float {quote(text)}: '.' must be followed by one or more digits")
        plain = text.replace("_", "")
        if plain in ("+nan", "-nan"):
            return math.copysign(math.nan, -1 if plain[0] == "-" else 1)
        try:
            return parse_float(plain)
        except NumError as error:
            if error.reason == RANGE:
                raise self.failure(f"{text} is out of range for float64") from None
            raise self.failure(f"Invalid float value: {quote(text)}") from None

    def datetime(self, text: str) -> Any:
        normal = text.replace("z", "Z").replace("t", "T").replace(" ", "T")
        parsed = _parse_datetime(normal)
        if parsed is None:
            raise self.failure(f"invalid datetime: {quote(normal)}")
        return self.make_datetime(parsed)


def _without_first_newline(text: str) -> str:
    if text.startswith("\n"):
        return text[1:]
    return text[2:] if text.startswith("\r\n") else text


def _underscores_ok(text: str) -> bool:
    if text in ("nan", "+nan", "-nan", "inf", "-inf", "+inf"):
        return True
    accept = False
    for char in text:
        if char == "_" and not accept:
            return False
        accept = char in _HEX
    return accept


def _has_leading_zero(text: str) -> bool:
    if len(text) > 1 and text[0] == "0" and text[1] not in "box":
        return True
    return len(text) > 2 and text[0] in "+-" and text[1] == "0"


_DATETIME = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2}))?(T)?"
    r"(?:([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?)?(Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)


def _parse_datetime(text: str) -> DateTime | None:
    match = _DATETIME.match(text)
    if match is None:
        return None
    year, month, day, separator, hour, minute, second, fraction, zone = match.groups()
    if (year is not None and hour is not None) != (separator is not None) or (year is None and hour is None):
        return None
    if zone is not None and separator is None:
        return None
    date = (0, 1, 1) if year is None else (int(year), int(month), int(day))
    clock = [int(part or 0) for part in (hour, minute, second)]
    if not is_date(*date) or not is_time(*clock):
        return None
    offset = None
    if zone == "Z":
        offset = 0
    elif zone is not None:
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        if hours > 24 or minutes > 60:
            return None
        offset = (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)
    nano = int((fraction or "").ljust(9, "0")[:9])
    if zone is not None:
        kind = "datetime"
    elif separator is not None:
        kind = "local-datetime"
    else:
        kind = "local-date" if hour is None else "local-time"
    return DateTime(*date, clock[0] * 3600 + clock[1] * 60 + clock[2], nano, offset, kind, text)
