# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's strconv: quoting and unquoting, and numbers and booleans to and from text.

Failures have Go's own error texts. Strings that are not valid UTF-8 carry their bytes as surrogate escapes.
"""

from __future__ import annotations

import math
import re
import struct

from ..errors import DataError

_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
#: what unicode.IsSpace accepts; Python's ``str.isspace`` also accepts U+001C to U+001F
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_PLAIN = re.compile(r"[ !#-\[\]-~]*\Z")


class LiteralSyntaxError(ValueError):
    """A text is not a valid Go literal; the text of this error is Go's (``invalid syntax``)."""


INT64_MAX = (1 << 63) - 1
INT64_MIN = -(1 << 63)
UINT64_MAX = (1 << 64) - 1

SYNTAX = "invalid syntax"
RANGE = "value out of range"


class NumError(DataError):
    """A text is not a valid number or boolean.

    :param function: the Go function, such as ``ParseInt``.
    :param text: the text that was parsed.
    :param reason: :data:`SYNTAX`, :data:`RANGE` or a text about the base.
    :param value: what Go returns with the error: 0, or the nearest limit if the value is out of range.
    """

    def __init__(self, function: str, text: str, reason: str, value: float = 0) -> None:
        super().__init__(f"strconv.{function}: parsing {quote(text)}: {reason}")
        self.reason = reason
        self.value = value


# --------------------------------------------------------------------------------------------------- quoting


def go_bytes(text: str) -> bytes:
    """Return the bytes of a Go string."""
    return text.encode("utf-8", "surrogateescape")


def byte_length(text: str) -> int:
    """Return the length of a Go string in bytes."""
    return len(text) if text.isascii() else len(go_bytes(text))


def go_text(data: bytes) -> str:
    """Return bytes as a Go string; those that are not valid UTF-8 become surrogate escapes."""
    return data.decode("utf-8", "surrogateescape")


def is_escaped_byte(char: str) -> bool:
    """Return whether a character stands for a byte that is not valid UTF-8."""
    return "\udc80" <= char <= "\udcff"


def _escape(char: str, quote: str, ascii_only: bool) -> str:
    if char == quote or char == "\\":
        return "\\" + char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if ascii_only:
        if code < 0x80 and char.isprintable():
            return char
    elif char.isprintable():
        return char
    named = _ESCAPES.get(char)
    if named is not None:
        return named
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\U{code:08x}"


def quote(text: str, ascii_only: bool = False) -> str:
    """Return a text as a double-quoted Go string literal (strconv.Quote, or QuoteToASCII)."""
    if _PLAIN.match(text):
        return f'"{text}"'
    return '"' + "".join([_escape(char, '"', ascii_only) for char in text]) + '"'


def quote_rune(code: int, ascii_only: bool = False) -> str:
    """Return a rune as a single-quoted Go literal (strconv.QuoteRune, or QuoteRuneToASCII); U+FFFD if it is invalid."""
    if code < 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        code = 0xFFFD
    return "'" + _escape(chr(code), "'", ascii_only) + "'"


def can_backquote(text: str) -> bool:
    """Return whether a text can be written in backquotes on one line (strconv.CanBackquote)."""
    for char in text:
        code = ord(char)
        if 0xDC80 <= code <= 0xDCFF or code == 0xFEFF:
            return False
        if (code < 0x20 and char != "\t") or char == "`" or code == 0x7F:
            return False
    return True


_SIMPLE_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_HEX = frozenset("0123456789abcdefABCDEF")
_LENGTHS = {"x": 2, "u": 4, "U": 8}


def _unescape(text: str, index: int, quote_char: str) -> tuple[int | str, int]:
    """Read the escape sequence whose backslash precedes ``index``; an ``int`` result is a raw byte."""
    if index >= len(text):
        raise LiteralSyntaxError("invalid syntax")
    char = text[index]
    simple = _SIMPLE_ESCAPES.get(char)
    if simple is not None:
        return simple, index + 1
    if char in _LENGTHS:
        end = index + 1 + _LENGTHS[char]
        digits = text[index + 1 : end]
        if len(digits) != _LENGTHS[char] or not _HEX.issuperset(digits):
            raise LiteralSyntaxError("invalid syntax")
        code = int(digits, 16)
        if char == "x":
            return code, end
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise LiteralSyntaxError("invalid syntax")
        return chr(code), end
    if char in "01234567":
        digits = text[index : index + 3]
        if len(digits) != 3 or any(digit not in "01234567" for digit in digits) or int(digits, 8) > 255:
            raise LiteralSyntaxError("invalid syntax")
        return int(digits, 8), index + 3
    if char in "'\"" and char == quote_char:
        return char, index + 1
    raise LiteralSyntaxError("invalid syntax")


def unquote(literal: str) -> str:
    """Return the value of a literal in double quotes or backquotes (strconv.Unquote)."""
    if len(literal) < 2 or literal[0] != literal[-1]:
        raise LiteralSyntaxError("invalid syntax")
    mark, body = literal[0], literal[1:-1]
    if mark == "`":
        if "`" in body:
            raise LiteralSyntaxError("invalid syntax")
        return body.replace("\r", "")
    if mark != '"':
        raise LiteralSyntaxError("invalid syntax")
    if "\\" not in body:
        if '"' in body or "\n" in body:
            raise LiteralSyntaxError("invalid syntax")
        return body
    pieces: list[str] = []
    raw = False
    index = 0
    while index < len(body):
        char = body[index]
        if char == '"' or char == "\n":
            raise LiteralSyntaxError("invalid syntax")
        if char != "\\":
            pieces.append(char)
            index += 1
            continue
        value, index = _unescape(body, index + 1, '"')
        if isinstance(value, int):
            raw = raw or value >= 0x80
            pieces.append(chr(value) if value < 0x80 else chr(0xDC00 + value))
        else:
            pieces.append(value)
    text = "".join(pieces)
    return go_text(go_bytes(text)) if raw else text


def unquote_char(literal: str) -> tuple[int, str]:
    """Return the code of the first character in a literal such as ``'a'``, and the tail (strconv.UnquoteChar)."""
    if len(literal) < 2:
        raise LiteralSyntaxError("invalid syntax")
    mark, char = literal[0], literal[1]
    if char == mark and mark in "'\"":
        raise LiteralSyntaxError("invalid syntax")
    if char != "\\":
        return (0xFFFD if is_escaped_byte(char) else ord(char)), literal[2:]
    value, index = _unescape(literal, 2, mark)
    return (value if isinstance(value, int) else ord(value)), literal[index:]


# -------------------------------------------------------------------------------------------------- integers

_PREFIXES = {"b": 2, "o": 8, "x": 16}


def _underscores_ok(text: str) -> bool:
    """Return whether every underscore is between digits, or between a base prefix and a digit."""
    seen = "^"
    if text[:1] in ("+", "-"):
        text = text[1:]
    is_hex = False
    if len(text) >= 2 and text[0] == "0" and text[1] in "bBoOxX":
        is_hex = text[1] in "xX"
        text = text[2:]
        seen = "0"
    for char in text:
        if "0" <= char <= "9" or (is_hex and char in "abcdefABCDEF"):
            seen = "0"
        elif char == "_":
            if seen != "0":
                return False
            seen = "_"
        else:
            if seen == "_":
                return False
            seen = "!"
    return seen != "_"


def _magnitude(text: str, base: int, limit: int) -> int | None:
    """Return the value of an unsigned integer of any size; None for a syntax error.

    Go reads digit by digit, so a number that exceeds ``limit`` is out of range whatever follows.
    """
    if base == 0:
        digits = text
        base = 10
        if text[:1] == "0":
            prefix = _PREFIXES.get(text[1:2].lower())
            if prefix is not None and len(text) >= 3:
                base, digits = prefix, text[2:]
            else:
                base, digits = 8, text[1:]
        grouped = "_" in digits
        digits = digits.replace("_", "")
        if digits == "" and not grouped:
            return 0
    else:
        grouped = False
        digits = text
    lowest = "0123456789abcdefghijklmnopqrstuvwxyz"[:base]
    valid = digits[: len(digits) - len(digits.lstrip(lowest + lowest.upper()))]
    significant = valid.lstrip("0")
    # A number in range has at most 64 (binary) digits.
    value = int(significant[:65], base) if significant else 0
    if len(significant) > 65:
        value = UINT64_MAX + 1
    if value > limit:
        return value
    if len(valid) != len(digits) or (grouped and not _underscores_ok(text)) or not (digits or grouped):
        return None
    return value


def _check_base(function: str, text: str, base: int, bits: int) -> None:
    if not (base == 0 or 2 <= base <= 36):
        raise NumError(function, text, f"invalid base {base}")
    if not 0 <= bits <= 64:
        raise NumError(function, text, f"invalid bit size {bits}")


def parse_uint(text: str, base: int = 10, bits: int = 64) -> int:
    """Parse an unsigned integer; base 0 means a base prefix (``0x``, ``0o``, ``0b``, ``0``) and allows underscores."""
    if text == "":
        raise NumError("ParseUint", text, SYNTAX)
    _check_base("ParseUint", text, base, bits)
    limit = (1 << (bits or 64)) - 1
    value = _magnitude(text, base, limit)
    if value is None:
        raise NumError("ParseUint", text, SYNTAX)
    if value > limit:
        raise NumError("ParseUint", text, RANGE, limit)
    return value


def _parse_signed(function: str, text: str, base: int, bits: int) -> int:
    if text == "":
        raise NumError(function, text, SYNTAX)
    negative = text[0] == "-"
    rest = text[1:] if text[0] in "+-" else text
    if rest == "":
        raise NumError(function, text, SYNTAX)
    _check_base(function, text, base, bits)
    bound = 1 << ((bits or 64) - 1)
    value = _magnitude(rest, base, 2 * bound - 1)
    if value is None:
        raise NumError(function, text, SYNTAX)
    if negative:
        if value > bound:
            raise NumError(function, text, RANGE, -bound)
        return -value
    if value >= bound:
        raise NumError(function, text, RANGE, bound - 1)
    return value


def parse_int(text: str, base: int = 10, bits: int = 64) -> int:
    """Parse a signed integer of at most ``bits`` bits; see :func:`parse_uint` for base 0."""
    return _parse_signed("ParseInt", text, base, bits)


def atoi(text: str) -> int:
    """Parse a decimal int."""
    return _parse_signed("Atoi", text, 10, 64)


# -------------------------------------------------------------------------------------------------- booleans

_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))
_FALSE = frozenset(("0", "f", "F", "false", "FALSE", "False"))


def parse_bool(text: str) -> bool:
    """Parse one of the twelve spellings of a boolean that Go accepts."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise NumError("ParseBool", text, SYNTAX)


# ---------------------------------------------------------------------------------------------------- floats

_DECIMAL_FLOAT = re.compile(r"[+-]?(?:[0-9_]+(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][+-]?[0-9_]+)?\Z")
_HEX_FLOAT = re.compile(r"[+-]?0[xX](?:[0-9A-Fa-f_]+(?:\.[0-9A-Fa-f_]*)?|\.[0-9A-Fa-f_]+)[pP][+-]?[0-9_]+\Z")
_SPECIAL_FLOATS = {
    "inf": math.inf,
    "+inf": math.inf,
    "-inf": -math.inf,
    "infinity": math.inf,
    "+infinity": math.inf,
    "-infinity": -math.inf,
    "nan": math.nan,
}
# An exponent with this many digits gives zero or infinity anyway.
_HUGE_EXPONENT = re.compile(r"([eEpP][+-]?)0*([0-9]{7,})\Z")


def parse_float(text: str) -> float:
    """Parse a float64: decimal, hexadecimal, ``Inf`` or ``NaN``."""
    special = _SPECIAL_FLOATS.get(text.lower()) if len(text) <= 9 else None
    if special is not None:
        return special
    is_hex = False
    if not _DECIMAL_FLOAT.match(text):
        is_hex = bool(_HEX_FLOAT.match(text))
        if not is_hex:
            raise NumError("ParseFloat", text, SYNTAX)
    digits = text
    if "_" in text:
        if not _underscores_ok(text):
            raise NumError("ParseFloat", text, SYNTAX)
        digits = text.replace("_", "")
    mantissa = re.split("[pP]" if is_hex else "[eE]", digits, maxsplit=1)[0]
    if not re.search(
        "[0-9A-Fa-f]" if is_hex else "[0-9]", re.sub(r"^[+-]?0[xX]", "", mantissa) if is_hex else mantissa
    ):
        raise NumError("ParseFloat", text, SYNTAX)
    digits = _HUGE_EXPONENT.sub(r"\g<1>999999", digits)
    try:
        value = float.fromhex(digits) if is_hex else float(digits)
    except OverflowError:
        value = -math.inf if digits[0] == "-" else math.inf
    if math.isinf(value):
        raise NumError("ParseFloat", text, RANGE, value)
    return value


def shortest_digits(value: float) -> tuple[str, int]:
    """Return the shortest decimal digits that identify a positive finite value, and the position of its decimal point.

    ``("12345", 3)`` is 123.45; zero is ``("", 0)``.
    """
    if value == 0:
        return "", 0
    mantissa, _mark, exponent = repr(value).partition("e")
    whole, _mark, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    digits = whole + fraction
    point = len(whole) + (int(exponent) if exponent else 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    return stripped.rstrip("0"), point


def _exponential(digits: str, point: int, precision: int, letter: str) -> str:
    digits = digits or "0"
    exponent = 0 if digits == "0" else point - 1
    tail = digits[1 : precision + 1].ljust(max(precision, 0), "0")
    return f"{digits[0]}{'.' + tail if precision > 0 else ''}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _fixed(digits: str, point: int, precision: int) -> str:
    whole = digits[:point].ljust(point, "0") if point > 0 else "0"
    if precision <= 0:
        return whole
    fraction = ("0" * -point + digits) if point < 0 else digits[point:]
    return f"{whole}.{fraction[:precision].ljust(precision, '0')}"


def format_float(value: float, verb: str = "g", precision: int = -1, bits: int = 64) -> str:
    """Format a float as strconv.FormatFloat does.

    :param verb: one of ``e E f g G b x X``.
    :param precision: digits (after the point for ``e`` and ``f``); -1 for the fewest that identify the value.
    :param bits: 32 or 64.
    """
    if bits == 32:
        value = _to_float32(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "-Inf" if value < 0 else "+Inf"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    value = abs(value)
    if verb == "b":
        return sign + _binary(value, bits)
    if verb in "xX":
        return sign + _hexadecimal(value, precision, verb, bits)
    if precision < 0:
        digits, point = _shortest32(value) if bits == 32 else shortest_digits(value)
        if verb in "eE":
            return sign + _exponential(digits, point, max(len(digits) - 1, 0), verb)
        if verb == "f":
            return sign + _fixed(digits, point, max(len(digits) - point, 0))
        # With the shortest precision, %g switches to an exponent as if the precision were 6.
        if digits and not -4 <= point - 1 < 6:
            return sign + _exponential(digits, point, len(digits) - 1, "E" if verb == "G" else "e")
        return sign + _fixed(digits, point, max(len(digits) - point, 0))
    if verb == "f":
        return sign + f"{value:.{precision}f}"
    return sign + f"{value:.{precision}{verb}}"


def _to_float32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def _shortest32(value: float) -> tuple[str, int]:
    if value == 0:
        return "", 0
    for length in range(1, 10):
        text = f"{value:.{length - 1}e}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == value:
            mantissa, _mark, exponent = text.partition("e")
            return mantissa.replace(".", "").rstrip("0"), int(exponent) + 1
    return shortest_digits(value)


def _binary(value: float, bits: int) -> str:
    mantissa_bits, lowest = (23, -149) if bits == 32 else (52, -1074)
    if value == 0:
        return f"0p{lowest}"
    fraction, exponent = math.frexp(value)
    exponent -= mantissa_bits + 1
    if exponent < lowest:
        fraction, exponent = math.ldexp(fraction, exponent - lowest), lowest
    return f"{int(math.ldexp(fraction, mantissa_bits + 1))}p{exponent:+d}"


def _hexadecimal(value: float, precision: int, verb: str, bits: int) -> str:
    if value == 0:
        exponent, mantissa = 0, 0
    else:
        fraction, exponent = math.frexp(value)
        exponent -= 1
        mantissa = int(math.ldexp(fraction, 61))
    # The binary point follows the top of 61 bits: 15 hexadecimal digits follow it.
    if 0 <= precision < 15:
        shift = precision * 4
        extra = (mantissa << shift) & ((1 << 60) - 1)
        mantissa >>= 60 - shift
        if extra | (mantissa & 1) > 1 << 59:
            mantissa += 1
        mantissa <<= 60 - shift
        if mantissa & (1 << 61):
            mantissa >>= 1
            exponent += 1
    digits = f"{mantissa & ((1 << 60) - 1):015x}"
    digits = digits.rstrip("0") if precision < 0 else digits[:precision].ljust(precision, "0")
    lead = "1" if mantissa >> 60 else "0"
    text = f"0x{lead}{'.' + digits if digits else ''}p{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return text.upper() if verb == "X" else text


def format_go_float(value: float) -> str:
    """Format a float64 as ``%v`` does: the shortest digits, with an exponent below 1e-4 and from 1e+06 on."""
    size = abs(value)
    if 1e-4 <= size < 1e6:
        text = repr(value)
        return text[:-2] if text.endswith(".0") else text
    return format_float(value, "g", -1)
