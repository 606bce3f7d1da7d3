# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and quoted strings as text, by the rules of Go's strconv.

The functions take and give Python values; a failure is a :class:`NumError` with Go's own text. Strings that are not
valid UTF-8 carry their bytes as surrogate escapes.
"""

from __future__ import annotations

import math
import re
import struct

from ..errors import DataError

INT64_MAX = (1 << 63) - 1
INT64_MIN = -(1 << 63)
UINT64_MAX = (1 << 64) - 1

SYNTAX = "invalid syntax"
RANGE = "value out of range"


class NumError(DataError):
    """A text is not the number (or boolean) that it should be.

    :param function: Go's name of the parsing function, such as ``ParseInt``.
    :param text: what was to be parsed.
    :param reason: :data:`SYNTAX`, :data:`RANGE` or a text on the base.
    :param value: what Go returns beside the error: 0, or the nearest limit when the value is out of range.
    """

    def __init__(self, function: str, text: str, reason: str, value: float = 0) -> None:
        super().__init__(f"strconv.{function}: parsing {quote(text)}: {reason}")
        self.reason = reason
        self.value = value


# --- integers ---------------------------------------------------------------------------------------------------------

_PREFIXES = {"b": 2, "o": 8, "x": 16}


def _underscores_ok(text: str) -> bool:
    """Whether every underscore stands between digits, or between a base prefix and a digit."""
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
    """The value of an unsigned integer of any size, or None when its syntax is wrong.

    Go reads digit by digit, so what overflows ``limit`` is out of range whatever follows.
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
    # 64 binary digits are the most that a number in range can have
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
    """An unsigned integer; base 0 takes it from a prefix (``0x``, ``0o``, ``0b``, ``0``) and allows underscores."""
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
    """A signed integer that fits into ``bits`` bits; see :func:`parse_uint` for base 0."""
    return _parse_signed("ParseInt", text, base, bits)


def atoi(text: str) -> int:
    """A decimal int."""
    return _parse_signed("Atoi", text, 10, 64)


# --- booleans ---------------------------------------------------------------------------------------------------------

_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))
_FALSE = frozenset(("0", "f", "F", "false", "FALSE", "False"))


def parse_bool(text: str) -> bool:
    """One of the twelve spellings of a boolean that Go takes."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise NumError("ParseBool", text, SYNTAX)


# --- floats -----------------------------------------------------------------------------------------------------------

_DECIMAL = re.compile(r"[+-]?(?:[0-9_]+(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][+-]?[0-9_]+)?\Z")
_HEX = re.compile(r"[+-]?0[xX](?:[0-9A-Fa-f_]+(?:\.[0-9A-Fa-f_]*)?|\.[0-9A-Fa-f_]+)[pP][+-]?[0-9_]+\Z")
_SPECIAL = {
    "inf": math.inf,
    "+inf": math.inf,
    "-inf": -math.inf,
    "infinity": math.inf,
    "+infinity": math.inf,
    "-infinity": -math.inf,
    "nan": math.nan,
}
# an exponent of more digits than this is as good as infinite, and Python need not compute it
_HUGE_EXPONENT = re.compile(r"([eEpP][+-]?)0*([0-9]{7,})\Z")


def parse_float(text: str) -> float:
    """A float64: decimal, hexadecimal, ``Inf`` or ``NaN``."""
    special = _SPECIAL.get(text.lower()) if len(text) <= 9 else None
    if special is not None:
        return special
    is_hex = False
    if not _DECIMAL.match(text):
        is_hex = bool(_HEX.match(text))
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


def _shortest(value: float, bits: int) -> tuple[str, int]:
    """The shortest decimal digits that identify a positive float, and the position of its decimal point."""
    if bits == 32:
        single = struct.unpack("<f", struct.pack("<f", value))[0]
        for precision in range(9):
            text = f"{single:.{precision}e}"
            if struct.unpack("<f", struct.pack("<f", float(text)))[0] == single:
                break
    else:
        text = repr(value)
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + (int(exponent) if exponent else 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    stripped = stripped.rstrip("0")
    if not stripped:
        return "0", 1
    return stripped, point


def _exponential(digits: str, point: int) -> str:
    exponent = point - 1
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _positional(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return digits[:point] + "." + digits[point:]


def format_float(value: float, verb: str = "g", precision: int = -1, bits: int = 64) -> str:
    """A float as Go prints it.

    :param verb: ``e``, ``E``, ``f``, ``g`` or ``G``.
    :param precision: digits (after the point for ``e`` and ``f``); -1 for the fewest that identify the value.
    :param bits: 32 or 64.
    """
    if value != value:
        return "NaN"
    if value in (math.inf, -math.inf):
        return "+Inf" if value > 0 else "-Inf"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    value = abs(value)
    if bits == 32:
        try:
            value = struct.unpack("<f", struct.pack("<f", value))[0]
        except OverflowError:
            return ("-" if sign else "+") + "Inf"
    lower = verb.lower()
    if precision >= 0:
        if lower == "f":
            return f"{sign}{value:.{precision}f}"
        if lower == "e":
            text = f"{value:.{precision}e}"
            return sign + (text.upper() if verb == "E" else text)
        digits_wanted = precision or 1
        text = f"{value:.{digits_wanted - 1}e}"
        mantissa, _, exponent = text.partition("e")
        digits = mantissa.replace(".", "")
        point = int(exponent) + 1
        digits = digits.rstrip("0") or "0"
        limit = precision or 1
        if limit > len(digits) and len(digits) >= point:
            limit = len(digits)
    else:
        digits, point = _shortest(value, bits)
        limit = 6
        if lower == "e":
            text = _exponential(digits, point)
            return sign + (text.upper() if verb == "E" else text)
        if lower == "f":
            return sign + _positional(digits, point)
    if point - 1 < -4 or point - 1 >= limit:
        text = _exponential(digits, point)
        return sign + (text.upper() if verb == "G" else text)
    return sign + _positional(digits, point)


# --- quoted strings ---------------------------------------------------------------------------------------------------

_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}
_PLAIN_ASCII = re.compile(r"[ !#-\[\]-~]*\Z")


def _escape(char: str, ascii_only: bool) -> str:
    known = _ESCAPES.get(char)
    if known is not None:
        return known
    code = ord(char)
    if code < 0x80:
        return char if 0x20 <= code < 0x7F else f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if not ascii_only and char.isprintable():
        return char
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quote(text: str) -> str:
    """A double-quoted Go string literal; what is not printable, or not valid UTF-8, becomes an escape."""
    if _PLAIN_ASCII.match(text):
        return f'"{text}"'
    return '"' + "".join([_escape(char, False) for char in text]) + '"'


def quote_rune(char: str) -> str:
    """A Go character literal."""
    if char == "'":
        return "'\\''"
    if char == '"':
        return "'\"'"
    return "'" + _escape("\ufffd" if "\ud800" <= char <= "\udfff" else char, False) + "'"


def quote_to_ascii(text: str) -> str:
    """As :func:`quote`, with everything beyond ASCII escaped."""
    return '"' + "".join([_escape(char, True) for char in text]) + '"'


_HEX_DIGITS = re.compile(r"[0-9A-Fa-f]+\Z")
_OCTAL_DIGITS = re.compile(r"[0-3][0-7][0-7]\Z")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_UNESCAPES = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_CODE_LENGTHS = {"x": 2, "u": 4, "U": 8}


def unquote(text: str) -> str:
    """The string that a Go literal in double quotes, back quotes or single quotes (one character) stands for."""
    if len(text) < 2 or text[0] != text[-1] or text[0] not in "\"'`":
        raise DataError(SYNTAX)
    mark, body = text[0], text[1:-1]
    if mark == "`":
        if "`" in body:
            raise DataError(SYNTAX)
        return body.replace("\r", "")
    if "\n" in body:
        raise DataError(SYNTAX)
    octets = bytearray()
    position, count = 0, 0
    while position < len(body):
        char = body[position]
        position += 1
        count += 1
        if char == mark:
            raise DataError(SYNTAX)
        if char != "\\":
            octets += _ESCAPED_BYTE.sub("\ufffd", char).encode()
            continue
        if position >= len(body):
            raise DataError(SYNTAX)
        kind = body[position]
        position += 1
        if kind in _UNESCAPES:
            octets.append(_UNESCAPES[kind])
        elif kind in _CODE_LENGTHS:
            length = _CODE_LENGTHS[kind]
            digits = body[position : position + length]
            position += length
            if len(digits) != length or not _HEX_DIGITS.match(digits):
                raise DataError(SYNTAX)
            code = int(digits, 16)
            if kind == "x":
                octets.append(code)
            elif code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise DataError(SYNTAX)
            else:
                octets += chr(code).encode()
        elif kind in "01234567":
            digits = body[position - 1 : position + 2]
            position += 2
            if not _OCTAL_DIGITS.match(digits):
                raise DataError(SYNTAX)
            octets.append(int(digits, 8))
        elif kind == mark:
            octets += kind.encode()
        else:
            raise DataError(SYNTAX)
    if mark == "'" and count > 1:
        raise DataError(SYNTAX)
    return octets.decode("utf-8", "surrogateescape")
