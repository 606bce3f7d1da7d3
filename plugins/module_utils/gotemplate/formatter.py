# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's fmt for a single number, string or byte slice: verbs, flags, width and precision (Go's ``format.go``).

Widths and precisions count characters, as in Go.
"""

from __future__ import annotations

from .strconv import can_backquote, format_float, go_bytes, go_text, quote, quote_rune

_MASK = (1 << 64) - 1


class Formatter:
    """Formats scalars by a verb and the flags that are set (Go's ``fmt``)."""

    __slots__ = (
        "wid",
        "prec",
        "minus",
        "plus",
        "sharp",
        "space",
        "zero",
        "plus_v",
        "sharp_v",
    )

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.wid: int | None = None
        self.prec: int | None = None
        self.minus = self.plus = self.sharp = self.space = self.zero = self.plus_v = self.sharp_v = False

    # ------------------------------------------------------------------------------------------------ padding

    def padding(self, count: int) -> str:
        return ("0" if self.zero and not self.minus else " ") * count if count > 0 else ""

    def pad(self, text: str, zero: bool = True) -> str:
        if not self.wid:
            return text
        missing = self.wid - len(text)
        if missing <= 0:
            return text
        if self.minus:
            return text + " " * missing
        return ("0" if self.zero and zero else " ") * missing + text

    # ------------------------------------------------------------------------------------------------ scalars

    def integer(self, value: int, base: str, verb: str) -> str:
        """Format an integer (Go's fmtInteger); ``base`` is one of ``d b o x X``."""
        digits = format(abs(value), base)
        sign = "-" if value < 0 else "+" if self.plus else " " if self.space else ""
        prec = 0
        if self.prec is not None:
            prec = self.prec
            if prec == 0 and value == 0:
                return " " * (self.wid or 0)
        elif self.zero and not self.minus and self.wid is not None:
            prec = self.wid - (1 if sign else 0)
        digits = digits.rjust(prec, "0")
        if self.sharp:
            if base == "b":
                digits = "0b" + digits
            elif base == "o":
                if digits[0] != "0":
                    digits = "0" + digits
            elif base != "d":
                digits = "0" + base + digits
        if verb == "O":
            digits = "0o" + digits
        return self.pad(sign + digits, zero=False)

    def hex64(self, value: int, leading: bool) -> str:
        sharp, self.sharp = self.sharp, leading
        text = self.integer(value, "x", "v")
        self.sharp = sharp
        return text

    def unicode(self, value: int) -> str:
        value &= _MASK
        prec = self.prec if self.prec is not None and self.prec > 4 else 4
        text = f"U+{value:0{prec}X}"
        if self.sharp and value <= 0x10FFFF and chr(value).isprintable():
            text += f" '{chr(value)}'"
        return self.pad(text, zero=False)

    def any_integer(self, value: int, verb: str, unsigned: bool) -> str | None:
        value = int(value)
        if verb == "v":
            if self.sharp_v and unsigned:
                return self.hex64(value, True)
            return self.integer(value, "d", verb)
        if verb in "dboxX":
            return self.integer(value, verb, verb)
        if verb == "O":
            return self.integer(value, "o", verb)
        if verb == "c":
            code = value & _MASK
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                code = 0xFFFD
            return self.pad(chr(code))
        if verb == "q":
            return self.pad(quote_rune(value & _MASK, self.plus))
        if verb == "U":
            return self.unicode(value)
        return None

    def any_float(self, value: float, verb: str, bits: int) -> str | None:
        if verb == "v":
            return self.real(value, "g", -1, bits)
        if verb in "bgGxX":
            return self.real(value, verb, -1, bits)
        if verb in "feE":
            return self.real(value, verb, 6, bits)
        if verb == "F":
            return self.real(value, "f", 6, bits)
        return None

    def real(self, value: float, verb: str, prec: int, bits: int) -> str:
        if self.prec is not None:
            prec = self.prec
        text = format_float(value, verb, prec, bits)
        sign = "+"
        if text[0] in "+-":
            sign, text = text[0], text[1:]
        if self.space and sign == "+" and not self.plus:
            sign = " "
        if text[0] in "IN":
            if text[0] == "N" and not self.space and not self.plus:
                sign = ""
            return self.pad(sign + text, zero=False)
        if self.sharp and verb != "b":
            text = _keep_point(text, verb, prec)
        if self.plus or sign != "+":
            if self.zero and not self.minus and self.wid and self.wid > len(text) + 1:
                return sign + "0" * (self.wid - len(text) - 1) + text
            return self.pad(sign + text)
        return self.pad(text)

    def any_complex(self, value: complex, verb: str) -> str | None:
        if verb not in "vbgGxXfFeE":
            return None
        plus = self.plus
        real = self.any_float(value.real, verb, 64)
        self.plus = True
        imaginary = self.any_float(value.imag, verb, 64)
        self.plus = plus
        return f"({real}{imaginary}i)"

    def truncate(self, text: str) -> str:
        return text if self.prec is None else text[: self.prec]

    def string(self, text: str) -> str:
        return self.pad(self.truncate(text))

    def quoted(self, text: str) -> str:
        text = self.truncate(text)
        if self.sharp and can_backquote(text):
            return self.pad(f"`{text}`")
        return self.pad(quote(text, self.plus))

    def hexadecimal(self, data: bytes, upper: bool) -> str:
        if self.prec is not None:
            data = data[: self.prec]
        if not data:
            return self.padding(self.wid or 0)
        mark = "0X" if upper else "0x"
        pairs = [f"{byte:02X}" if upper else f"{byte:02x}" for byte in data]
        if self.space:
            text = " ".join([mark + pair for pair in pairs] if self.sharp else pairs)
        else:
            text = (mark if self.sharp else "") + "".join(pairs)
        missing = (self.wid or 0) - len(text)
        return text + self.padding(missing) if self.minus else self.padding(missing) + text

    def any_string(self, text: str, verb: str) -> str | None:
        if verb == "v":
            return self.quoted(text) if self.sharp_v else self.string(text)
        if verb == "s":
            return self.string(text)
        if verb == "q":
            return self.quoted(text)
        if verb == "x" or verb == "X":
            return self.hexadecimal(go_bytes(text), verb == "X")
        return None

    def any_bytes(self, data: bytes, verb: str, type_name: str) -> str | None:
        if verb == "v" or verb == "d":
            if self.sharp_v:
                return type_name + "{" + ", ".join([self.hex64(byte, True) for byte in data]) + "}"
            return "[" + " ".join([self.integer(byte, "d", verb) for byte in data]) + "]"
        if verb == "s":
            return self.string(go_text(data))
        if verb == "q":
            return self.quoted(go_text(data))
        if verb == "x" or verb == "X":
            return self.hexadecimal(data, verb == "X")
        return None


def _keep_point(text: str, verb: str, prec: int) -> str:
    """Apply the flag ``#`` to a float: keep the decimal point, and for %g the trailing zeros."""
    digits = 0
    if verb in "vgGx":
        digits = 6 if prec == -1 else prec
    cut = len(text)
    for mark in "pP" if verb in "xX" else "pPeE":
        found = text.find(mark)
        if found >= 0:
            cut = min(cut, found)
    body, tail = text[:cut], text[cut:]
    seen = False
    for char in body:
        if char == ".":
            continue
        if char != "0":
            seen = True
        if seen:
            digits -= 1
    if "." not in body:
        if body == "0":
            digits -= 1
        body += "."
    return body + "0" * max(digits, 0) + tail
