# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""TOML in, as BurntSushi/toml 1.6 reads it into a map: integers are int64, arrays of tables are lists of maps.

Errors have that library's texts, with its line and the last key that it had read.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import math
import re
from typing import Any, Callable, NamedTuple

from ..errors import DataError
from ..gotemplate import kinds
from ..gotemplate.strconv import quote_rune
from .strconv import RANGE, NumError, parse_float, parse_int, quote
from .toml_out import key_text

_WHITESPACE = frozenset(" \t")
_NEWLINES = frozenset("\n\r")
_DIGITS = frozenset("0123456789")
_HEX = frozenset("0123456789abcdefABCDEF")
_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_CONTROL = frozenset([chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"] + ["\x7f"])
_BASES = {"b": (frozenset("01"), "a binary"), "o": (frozenset("01234567"), "an octal"), "x": (_HEX, "a hexadecimal")}
_SIMPLE_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_LONG_ESCAPES = {"x": (2, "two"), "u": (4, "four"), "U": (8, "eight")}
_LINE_CONTINUATION = re.compile(r"\\\\|\\[ \t\r]*\n[ \t\r\n]*")


class Moment(NamedTuple):
    """A date, a time of day, or both, as it is written.

    :param second: seconds since midnight.
    :param offset: seconds east of UTC, or None for what is written without a zone.
    :param kind: ``datetime``, ``local-datetime``, ``local-date`` or ``local-time``.
    :param text: the normal form of what is written.
    """

    year: int
    month: int
    day: int
    second: int
    nano: int
    offset: int | None
    kind: str
    text: str


class _Array(list):  # type: ignore[type-arg]
    """The tables of ``[[name]]`` headers while they are read."""


def _quoted(char: str) -> str:
    return quote_rune(ord(char or "\0"))


def _key_name(key: tuple[str, ...]) -> str:
    return ".".join([key_text(part) for part in key])


class _Parser:
    def __init__(self, text: str, make_moment: Callable[[Moment], Any]) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.at_end = False
        self.make_moment = make_moment
        self.root: dict[str, Any] = {}
        self.context: tuple[str, ...] = ()
        self.current_key = ""
        self.key_line = 1
        self.implicit: set[str] = set()
        self.arrays: set[str] = set()

    # --- errors ---

    def failure(self, message: str, line: int | None = None) -> DataError:
        line = self.line if line is None else line
        if self.current_key == "":
            last = _key_name(self.context)
        elif not self.context:
            last = self.current_key
        else:
            last = f"{_key_name(self.context)}.{self.current_key}"
        where = f"line {line} (last key {quote(last)})" if last else f"line {line}"
        return DataError(f"toml: {where}: {message}")

    def unexpected(self, message: str) -> DataError:
        """A problem at the character that was read last, or at the end of the text."""
        line = self.line
        if self.at_end and self.text[self.position - 1 : self.position] == "\n":
            line -= 1
        return self.failure(message, line)

    # --- characters ---

    def next(self) -> str:
        """The next character, or "" at the end."""
        text, position = self.text, self.position
        if position >= len(text):
            self.at_end = True
            return ""
        char = text[position]
        if char == "\n":
            self.line += 1
        elif "\udc80" <= char <= "\udcff":
            raise self.failure(f"invalid UTF-8 byte: 0x{ord(char) - 0xDC00:02x}")
        elif char in _CONTROL or (char == "\r" and text[position + 1 : position + 2] != "\n"):
            raise self.failure(f"TOML files cannot contain control characters: '0x{ord(char):02x}'")
        self.position = position + 1
        return char

    def back(self) -> None:
        if self.at_end:
            self.at_end = False
            return
        self.position -= 1
        if self.text[self.position] == "\n":
            self.line -= 1

    def peek(self) -> str:
        char = self.next()
        self.back()
        return char

    def accept(self, wanted: str) -> bool:
        if self.next() == wanted:
            return True
        self.back()
        return False

    def skip_space(self) -> None:
        while self.next() in _WHITESPACE:
            pass
        self.back()

    def skip_comment(self) -> None:
        while True:
            char = self.next()
            if char == "" or char in _NEWLINES:
                self.back()
                return

    # --- documents ---

    def run(self) -> dict[str, Any]:
        while True:
            char = self.next()
            if char == "":
                return self.root
            if char in _WHITESPACE or char in _NEWLINES:
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
        """Read up to the end of the line behind an item; whether there is one."""
        while True:
            char = self.next()
            if char == "":
                return False
            if char == "#":
                self.skip_comment()
                return True
            if char in _NEWLINES:
                return True
            if char not in _WHITESPACE:
                raise self.unexpected(
                    f"expected a top-level item to end with a newline, comment, or EOF, but got {_quoted(char)} instead"
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
                raise self.unexpected(f"expected '.' or ']' to end table name, but got {_quoted(char)} instead")
        if is_array:
            char = self.next()
            if char != "]":
                raise self.unexpected(
                    f"expected end of table array name delimiter ']', but got {_quoted(char)} instead"
                )
        self.enter(tuple(parts), is_array)

    def name(self, first: str) -> str:
        """One part of a key."""
        if first in ("'", '"'):
            self.next()
            return self.basic_string() if first == '"' else self.literal_string()
        start = self.position
        while self.next() in _BARE and not self.at_end:
            pass
        self.back()
        return self.text[start : self.position]

    def key(self) -> tuple[str, ...]:
        """A dotted key with the equals sign behind it."""
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
                message = f"expected '.' or '=', but got {_quoted(char)} instead"
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
            if char not in _WHITESPACE:
                break
        if char in _DIGITS:
            self.back()
            return self.number_or_moment()
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
        message = f"expected value but found {_quoted(char)} instead"
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
            if char in _NEWLINES or char in _WHITESPACE:
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
                elif char == "" or (char not in _NEWLINES and char not in _WHITESPACE):
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
        self.implicit.add(_key_name(mine))
        self.add_context(mine, in_array)
        mine = self.context if self.context == mine else mine
        first = True
        while True:
            char = self.next()
            if char in _NEWLINES or char in _WHITESPACE:
                continue
            if char == "#":
                self.skip_comment()
                continue
            if char == ",":
                if first:
                    raise self.unexpected("unexpected comma")
                raise self.unexpected("unexpected comma")
            if char == "}":
                break
            first = False
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
                elif char == "" or (char not in _NEWLINES and char not in _WHITESPACE):
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
                raise self.failure(f"{_go_list(self.context)} is not a table", self.key_line)
        inner[self.current_key] = value

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
            if char in _NEWLINES:
                raise self.failure("strings cannot contain newlines", self.line - 1)
            if char == "\\":
                escaped = True
                self.escape(start)

    def escape(self, start: int) -> None:
        """Check what follows a backslash."""
        char = self.next()
        if char in _SIMPLE_ESCAPES or char in _WHITESPACE:
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
            if char in _NEWLINES:
                raise self.failure("strings cannot contain newlines", self.line - 1)

    def multiline_basic_string(self) -> str:
        start = self.position
        while True:
            char = self.next()
            if char == "":
                raise self.unexpected('unexpected EOF; expected \'"""\'')
            if char == "\\":
                following = self.next()
                if following and following in _NEWLINES:
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
        """Whether the mark that was read is the first of the last three; they are read then."""
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

    def number_or_moment(self) -> Any:
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
            if char == "" or char not in _DIGITS:
                self.back()
                return self.integer(self.text[start : self.position])
        self.take(_DIGITS)
        char = self.next()
        if char in ("-", ":"):
            self.take(_DIGITS | frozenset("-:Tt .Zz+"))
            return self.moment(self.text[start : self.position].strip())
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
        if char == "" or char not in _DIGITS:
            raise self.unexpected(f"expected a digit but got {_quoted(char)}")
        return self.decimal_number(start)

    def decimal_number(self, start: int) -> Any:
        self.take(_DIGITS | {"_"})
        char = self.next()
        if char in (".", "e", "E"):
            return self.float_rest(start)
        self.back()
        return self.integer(self.text[start : self.position])

    def float_rest(self, start: int) -> float:
        self.take(_DIGITS | frozenset("_.-+eE"))
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

    def moment(self, text: str) -> Any:
        normal = text.replace("z", "Z").replace("t", "T").replace(" ", "T")
        moment = _parse_moment(normal)
        if moment is None:
            raise self.failure(f"invalid datetime: {quote(normal)}")
        return self.make_moment(moment)

    # --- tables ---

    def mark_type(self, key: str, is_array: bool) -> None:
        name = _key_name((*self.context, key) if key else self.context or ("",))
        if is_array:
            self.arrays.add(name)
        else:
            self.arrays.discard(name)

    def enter(self, key: tuple[str, ...], is_array: bool) -> None:
        """Make a header's table the current one."""
        self.add_context(key, is_array)
        self.mark_type("", False)

    def enter_implicit(self, key: tuple[str, ...]) -> None:
        self.implicit.add(_key_name(key))
        self.add_context(key, False)

    def add_context(self, key: tuple[str, ...], is_array: bool) -> None:
        table = self.root
        for position, part in enumerate(key[:-1]):
            if part not in table:
                self.implicit.add(_key_name(key[: position + 1]))
                table[part] = {}
            inner = table[part]
            if isinstance(inner, _Array):
                table = inner[-1]
            elif isinstance(inner, dict):
                table = inner
            else:
                name = _key_name(key[: position + 1])
                raise self.failure(f"Key '{name}' was already created as a hash.", self.key_line)
        self.context = key[:-1]
        if is_array:
            items = table.setdefault(key[-1], _Array())
            if not isinstance(items, _Array):
                raise self.failure(
                    f"Key '{_key_name(key)}' was already created and cannot be used as an array.", self.key_line
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
                name = _key_name(self.context[: position + 1])
                raise self.failure(f"Key '{name}' has already been defined.", self.key_line)
        if key not in table:
            table[key] = value
            return
        name = _key_name((*self.context, key))
        is_implicit = name in self.implicit
        if not is_implicit:
            raise self.failure(f"Key '{name}' has already been defined.", self.key_line)
        self.implicit.discard(name)
        if name in self.arrays:
            table[key] = value


def _go_list(key: tuple[str, ...]) -> str:
    return quote(_key_name(key))


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


_MOMENT = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2}))?(T)?"
    r"(?:([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?)?(Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _parse_moment(text: str) -> Moment | None:
    match = _MOMENT.match(text)
    if match is None:
        return None
    year, month, day, separator, hour, minute, second, fraction, zone = match.groups()
    if (year is not None and hour is not None) != (separator is not None) or (year is None and hour is None):
        return None
    if zone is not None and separator is None:
        return None
    date = (1, 1, 1) if year is None else (int(year), int(month), int(day))
    if year is None:
        date = (0, 1, 1)
    leap = date[0] % 4 == 0 and (date[0] % 100 != 0 or date[0] % 400 == 0)
    if not 1 <= date[1] <= 12 or not 1 <= date[2] <= _MONTH_DAYS[date[1] - 1] + (date[1] == 2 and leap):
        return None
    clock = [int(part or 0) for part in (hour, minute, second)]
    if clock[0] > 23 or clock[1] > 59 or clock[2] > 59:
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
    return Moment(*date, clock[0] * 3600 + clock[1] * 60 + clock[2], nano, offset, kind, text)


def _finish(value: Any) -> Any:
    """The value with arrays of tables as Go has them."""
    if isinstance(value, _Array):
        return kinds.MapList([_finish(item) for item in value])
    if isinstance(value, dict):
        return {key: _finish(item) for key, item in value.items()}
    if type(value) is list:
        return [_finish(item) for item in value]
    return value


def unmarshal(text: str, make_moment: Callable[[Moment], Any] | None = None) -> dict[str, Any]:
    """The table of a TOML document.

    :param make_moment: makes the value of a date or time; without it they are texts.
    :raises DataError: with the library's text.
    """
    if text.startswith("\ufeff"):
        text = text[1:]
    head = text.encode("utf-8", "surrogateescape")[:6] if text else b""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, head = text[2:], text[2:].encode("utf-8", "surrogateescape")[:6]
    if b"\0" in head:
        raise DataError(
            "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"
        )
    parser = _Parser(text, make_moment or (lambda moment: moment.text))
    try:
        result: dict[str, Any] = _finish(parser.run())
    except RecursionError:
        raise DataError("toml: the document is nested too deeply") from None
    return result
