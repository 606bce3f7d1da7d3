# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and booleans from text and to text, by the rules of Go's strconv.

The functions take and give Python values; a failure is a :class:`NumError` with Go's own text. Strings that are not
valid UTF-8 carry their bytes as surrogate escapes.
"""

from __future__ import annotations

import math
import re
import struct

from ..errors import DataError
from ..gotemplate.strconv import format_float as _format_float
from ..gotemplate.strconv import quote

__all__ = [
    "INT64_MAX",
    "INT64_MIN",
    "RANGE",
    "SYNTAX",
    "UINT64_MAX",
    "NumError",
    "atoi",
    "format_float",
    "parse_bool",
    "parse_float",
    "parse_int",
    "parse_uint",
    "quote",
]

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


def format_float(value: float, verb: str = "g", precision: int = -1, bits: int = 64) -> str:
    """A float as Go prints it.

    :param verb: ``e``, ``E``, ``f``, ``g`` or ``G``.
    :param precision: digits (after the point for ``e`` and ``f``); -1 for the fewest that identify the value.
    :param bits: 32 or 64.
    """
    if bits == 32 and math.isfinite(value):
        try:
            value = struct.unpack("<f", struct.pack("<f", value))[0]
        except OverflowError:
            value = math.copysign(math.inf, value)
    return _format_float(value, verb, precision, bits)
