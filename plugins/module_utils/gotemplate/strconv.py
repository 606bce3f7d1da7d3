# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's strconv where templates need it: quoting, unquoting, and numbers to and from text."""

from __future__ import annotations

import math
import re

_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
_PLAIN = re.compile(r"[ !#-\[\]-~]*\Z")


class SyntaxProblem(ValueError):
    """A text is not the literal that it should be; the text of this error is Go's (``invalid syntax``)."""


# --------------------------------------------------------------------------------------------------- quoting


def go_bytes(text: str) -> bytes:
    """The bytes of a Go string."""
    return text.encode("utf-8", "surrogateescape")


def go_text(data: bytes) -> str:
    """The Go string of some bytes; those that are not UTF-8 become surrogate escapes."""
    return data.decode("utf-8", "surrogateescape")


def is_escaped_byte(char: str) -> bool:
    """Whether a character stands for one byte that is not part of valid UTF-8."""
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
    """strconv.Quote (or QuoteToASCII): a double-quoted Go string literal."""
    if _PLAIN.match(text):
        return f'"{text}"'
    return '"' + "".join([_escape(char, '"', ascii_only) for char in text]) + '"'


def quote_rune(code: int, ascii_only: bool = False) -> str:
    """strconv.QuoteRune (or QuoteRuneToASCII): a single-quoted character; what is no character is U+FFFD."""
    if code < 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        code = 0xFFFD
    return "'" + _escape(chr(code), "'", ascii_only) + "'"


def can_backquote(text: str) -> bool:
    """strconv.CanBackquote: whether a text can be written between backquotes on one line."""
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
    """Read one escape; ``text[index]`` is what follows the backslash. An ``int`` is a raw byte."""
    if index >= len(text):
        raise SyntaxProblem("invalid syntax")
    char = text[index]
    simple = _SIMPLE_ESCAPES.get(char)
    if simple is not None:
        return simple, index + 1
    if char in _LENGTHS:
        end = index + 1 + _LENGTHS[char]
        digits = text[index + 1 : end]
        if len(digits) != _LENGTHS[char] or not _HEX.issuperset(digits):
            raise SyntaxProblem("invalid syntax")
        code = int(digits, 16)
        if char == "x":
            return code, end
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise SyntaxProblem("invalid syntax")
        return chr(code), end
    if char in "01234567":
        digits = text[index : index + 3]
        if len(digits) != 3 or any(digit not in "01234567" for digit in digits) or int(digits, 8) > 255:
            raise SyntaxProblem("invalid syntax")
        return int(digits, 8), index + 3
    if char in "'\"" and char == quote_char:
        return char, index + 1
    raise SyntaxProblem("invalid syntax")


def unquote(literal: str) -> str:
    """strconv.Unquote of a literal in double quotes or backquotes, quotes included."""
    if len(literal) < 2 or literal[0] != literal[-1]:
        raise SyntaxProblem("invalid syntax")
    mark, body = literal[0], literal[1:-1]
    if mark == "`":
        if "`" in body:
            raise SyntaxProblem("invalid syntax")
        return body.replace("\r", "")
    if mark != '"':
        raise SyntaxProblem("invalid syntax")
    if "\\" not in body:
        if '"' in body or "\n" in body:
            raise SyntaxProblem("invalid syntax")
        return body
    pieces: list[str] = []
    raw = False
    index = 0
    while index < len(body):
        char = body[index]
        if char == '"' or char == "\n":
            raise SyntaxProblem("invalid syntax")
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
    """Read the character of a literal such as ``'a'``: its code, and what follows it (Go's tail)."""
    if len(literal) < 2:
        raise SyntaxProblem("invalid syntax")
    mark, char = literal[0], literal[1]
    if char == mark and mark in "'\"":
        raise SyntaxProblem("invalid syntax")
    if char != "\\":
        return (0xFFFD if is_escaped_byte(char) else ord(char)), literal[2:]
    value, index = _unescape(literal, 2, mark)
    return (value if isinstance(value, int) else ord(value)), literal[index:]


# --------------------------------------------------------------------------------------------------- integers

_INTEGER = re.compile(
    r"(?:0[xX](?P<hex>(?:_?[0-9a-fA-F])+)|0[bB](?P<bin>(?:_?[01])+)|0[oO](?P<oct>(?:_?[0-7])+)"
    r"|0(?P<old>(?:_?[0-7])+)|(?P<dec>0|[1-9](?:_?[0-9])*))\Z"
)
_BASES = {"hex": 16, "bin": 2, "oct": 8, "old": 8, "dec": 10}


def parse_literal_integer(text: str) -> int | None:
    """The value of an unsigned integer in Go's syntax (base 0), of any size; None when it is none."""
    match = _INTEGER.match(text)
    if match is None:
        return None
    group = match.lastgroup or "dec"
    digits = match.group(group).replace("_", "")
    if len(digits) > 64 and len(digits.lstrip("0")) > 64:
        return 1 << 64
    return int(digits, _BASES[group])


# --------------------------------------------------------------------------------------------------- floats

_DECIMAL_FLOAT = re.compile(
    r"[+-]?(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?\Z"
)
_HEX_FLOAT = re.compile(
    r"([+-]?)0[xX]_?([0-9a-fA-F](?:_?[0-9a-fA-F])*)?(?:\.([0-9a-fA-F](?:_?[0-9a-fA-F])*)?)?[pP]([+-]?[0-9](?:_?[0-9])*)\Z"
)


def parse_literal_float(text: str) -> float | None:
    """strconv.ParseFloat of a number literal; None when it is none or overflows."""
    if _DECIMAL_FLOAT.match(text):
        value = float(text)
        return None if math.isinf(value) else value
    match = _HEX_FLOAT.match(text)
    if match is None or (match.group(2) is None and match.group(3) is None):
        return None
    whole = (match.group(2) or "").replace("_", "")
    fraction = (match.group(3) or "").replace("_", "")
    exponent = match.group(4).replace("_", "")
    if len(exponent) > 8:
        exponent = exponent[0] + "99999" if exponent[0] in "+-" else "99999"
    try:
        value = float.fromhex(f"{match.group(1)}0x{whole or '0'}.{fraction or '0'}p{exponent}")
    except OverflowError:
        return None
    return value


def shortest_digits(value: float) -> tuple[str, int]:
    """The shortest decimal digits that read back as the (positive, finite) value, and where its point stands.

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


def format_float(value: float, verb: str, precision: int = -1, bits: int = 64) -> str:
    """strconv.FormatFloat: verbs ``e E f g G b x X``; a precision of -1 asks for the shortest that reads back."""
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
        # Where the precision is the shortest one, %g turns to an exponent as if it were 6.
        if digits and not -4 <= point - 1 < 6:
            return sign + _exponential(digits, point, len(digits) - 1, "E" if verb == "G" else "e")
        return sign + _fixed(digits, point, max(len(digits) - point, 0))
    if verb == "f":
        return sign + f"{value:.{precision}f}"
    return sign + f"{value:.{precision}{verb}}"


def _shortest32(value: float) -> tuple[str, int]:
    import struct

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
    # The mantissa has its binary point after the top one of 61 bits: 15 hexadecimal digits follow.
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
    """How ``%v`` prints a float64: the shortest digits, with an exponent below 1e-4 and from 1e+06 on."""
    size = abs(value)
    if 1e-4 <= size < 1e6:
        text = repr(value)
        return text[:-2] if text.endswith(".0") else text
    return format_float(value, "g", -1)
