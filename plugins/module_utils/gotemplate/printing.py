# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's package fmt for the values of templates: Print, Println, Printf, and what an action prints.

Widths and precisions count characters, as in Go; a width above a million is refused in Go's way.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import durations, limits
from .kinds import (
    ANY,
    NO_VALUE,
    Float32,
    GoStruct,
    NilList,
    NilMap,
    SizedInt,
    TypedList,
    TypedMap,
    TypedNil,
    UnsignedInt,
    go_type_name,
    kind_of_type,
)
from .sorting import sorted_items
from .strconv import can_backquote, format_float, format_go_float, go_bytes, go_text, quote, quote_rune

if not durations:
    raise AssertionError

_MASK = (1 << 64) - 1


def display(value: Any) -> str:
    """What an action prints for a value: as ``%v``, but ``<no value>`` for nil, and structs without their ``&``."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    if value is None or value is NO_VALUE:
        return "<no value>"
    if isinstance(value, GoStruct):
        text = method_text(value, True)
        return Printer().struct(value, "v", 0, mark="") if text is None else text
    return plain(value)


def method_text(value: Any, addressable: bool = False) -> str | None:
    """The text of a value with an ``Error`` or ``String`` method; None when it has neither.

    :param addressable: whether Go can take the address of the value, and so call the methods of a pointer to it.
    """
    methods = getattr(value, "go_methods", None)
    if not methods:
        if isinstance(value, BaseException):
            return str(value)
        return None
    record = methods.get("Error") or methods.get("String")
    if record is None or record.params or (not addressable and getattr(value, "go_pointer_methods", False)):
        return None
    return record.call(value)  # type: ignore[no-any-return]


def plain(value: Any, depth: int = 0) -> str:
    """A value as ``%v`` prints it; ``depth`` is how many maps, slices or structs it is inside."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is float:
        return format_go_float(value)
    if value is None or value is NO_VALUE:
        return "<nil>"
    if kind is dict or kind is list:
        text = None
    else:
        text = method_text(value)
        if text is not None:
            return text
    if isinstance(value, dict):
        depth += 1
        pieces = [f"{plain(key, depth)}:{plain(item, depth)}" for key, item in sorted_items(value)]
        return "map[" + limits.join(pieces, " ") + "]"
    if isinstance(value, list):
        depth += 1
        return "[" + limits.join([plain(item, depth) for item in value], " ") + "]"
    if isinstance(value, bytes):
        return "[" + " ".join([str(byte) for byte in value]) + "]"
    if isinstance(value, str):
        return str(value)
    return Printer().arg(value, "v", depth)


def sprint(args: Iterable[Any]) -> str:
    """fmt.Sprint: a space between two operands when neither is a string."""
    pieces: list[str] = []
    after_string = True
    for arg in args:
        is_string = isinstance(arg, str)
        if not is_string and not after_string:
            pieces.append(" ")
        pieces.append(plain(arg))
        after_string = is_string
    return limits.join(pieces)


def sprintln(args: Iterable[Any]) -> str:
    """fmt.Sprintln: spaces between operands, and a newline."""
    return limits.join([plain(arg) for arg in args], " ") + "\n"


def sprintf(template: str, args: Any) -> str:
    """fmt.Sprintf, mistakes in the format included (``%!d(string=x)``)."""
    pieces = _formats.get(template)
    if pieces is None:
        if len(_formats) > 4096:
            _formats.clear()
        pieces = _formats[template] = _split_format(template)
    if pieces and len(args) * 2 + 1 == len(pieces):
        # Nothing but text and verbs without flags, each of which has its operand.
        out = list(pieces)
        for place, arg in enumerate(args):
            place = place * 2 + 1
            verb = pieces[place]
            if verb == "s" and type(arg) is str:
                out[place] = arg
            elif verb == "d" and type(arg) is int:
                out[place] = str(arg)
            elif verb == "v":
                out[place] = plain(arg)
            else:
                out[place] = Printer().arg(arg, verb)
        return limits.join(out)
    return Printer().printf(template, args)


#: formats that were used -> text, verb, text, verb … text, or nothing where a format asks for more
_formats: dict[str, tuple[str, ...]] = {}
_SIMPLE_VERBS = frozenset("vsdqtxXfgeobcUTE")


def _split_format(template: str) -> tuple[str, ...]:
    pieces: list[str] = []
    text = ""
    start = 0
    while True:
        percent = template.find("%", start)
        if percent < 0:
            return (*pieces, text + template[start:])
        text += template[start:percent]
        verb = template[percent + 1 : percent + 2]
        if verb == "%":
            text += "%"
        elif verb in _SIMPLE_VERBS:
            pieces += (text, verb)
            text = ""
        else:
            return ()
        start = percent + 2


class Printer:
    """Formats one value after another by verbs and flags (Go's ``pp`` and ``fmt``)."""

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
        "erroring",
        "reordered",
        "good_index",
    )

    def __init__(self) -> None:
        self.erroring = False
        self.reordered = False
        self.good_index = True
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
        """Go's fmtInteger; ``base`` is one of ``d b o x X``."""
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

    # ------------------------------------------------------------------------------------------------ values

    def bad_verb(self, value: Any, verb: str, depth: int) -> str:
        if value is None or value is NO_VALUE:
            return f"%!{verb}(<nil>)"
        self.erroring = True
        text = f"%!{verb}({go_type_name(value)}={self.arg(value, 'v', 0)})"
        self.erroring = False
        return text

    def arg(self, value: Any, verb: str, depth: int = 0) -> str:
        """One operand by one verb; ``depth`` is above 0 inside maps, slices and structs."""
        if value is None or value is NO_VALUE:
            if depth:
                return "interface {}(nil)" if self.sharp_v else "<nil>"
            return self.pad("<nil>") if verb in "Tv" else self.bad_verb(value, verb, depth)
        if depth == 0:
            if verb == "T":
                return self.string(go_type_name(value))
            if verb == "p":
                return self.pointer(value, verb)
        text = self.scalar(value, verb, depth)
        return self.bad_verb(value, verb, depth) if text is None else text

    def scalar(self, value: Any, verb: str, depth: int) -> str | None:
        kind = type(value)
        if kind is str:
            return self.any_string(value, verb)
        if kind is bool:
            if verb == "t" or verb == "v":
                return self.pad("true" if value else "false")
            return None
        if kind is int:
            return self.any_integer(value, verb, False)
        if kind is float:
            return self.any_float(value, verb, 64)
        if verb == "w" and not self.erroring and kind is not bytes:
            return None
        if kind is not dict and kind is not list and not self.erroring and not self.sharp_v and verb in "vsxXq":
            text = method_text(value)
            if text is not None:
                return self.any_string(text, verb)
        if isinstance(value, dict):
            return self.map(value, verb, depth)
        if isinstance(value, list):
            return self.slice(value, verb, depth)
        if isinstance(value, bytes):
            return self.bytes_value(value, verb, depth)
        if isinstance(value, SizedInt):
            return self.any_integer(value, verb, isinstance(value, UnsignedInt))
        if isinstance(value, Float32):
            return self.any_float(float(value), verb, 32)
        if isinstance(value, str):
            return self.any_string(str(value), verb)
        if isinstance(value, bool):
            return self.pad("true" if value else "false") if verb in "tv" else None
        if isinstance(value, int):
            return self.any_integer(int(value), verb, False)
        if isinstance(value, float):
            return self.any_float(float(value), verb, 64)
        if isinstance(value, complex):
            return self.any_complex(value, verb)
        if isinstance(value, GoStruct):
            return self.struct(value, verb, depth)
        return self.pointer(value, verb)

    def bytes_value(self, value: bytes, verb: str, depth: int) -> str | None:
        text = self.any_bytes(value, verb, "[]uint8" if depth else "[]byte")
        if text is not None:
            return text
        pieces = [self._byte(byte, verb) for byte in value]
        return "[]uint8{" + ", ".join(pieces) + "}" if self.sharp_v else "[" + " ".join(pieces) + "]"

    def _byte(self, byte: int, verb: str) -> str:
        text = self.any_integer(byte, verb, True)
        if text is not None:
            return text
        return f"%!{verb}(uint8={self.any_integer(byte, 'v', True)})"

    def element(self, value: Any, elem_type: str, verb: str, depth: int) -> str:
        if value is None and elem_type != ANY:
            return self.arg(TypedNil(elem_type), verb, depth)
        return self.arg(value, verb, depth)

    def map(self, value: dict[Any, Any], verb: str, depth: int) -> str:
        elem = value.go_elem if isinstance(value, TypedMap) else ANY
        if self.sharp_v:
            name = go_type_name(value)
            if isinstance(value, NilMap):
                return name + "(nil)"
            pairs = [
                f"{self.arg(key, verb, depth + 1)}:{self.element(item, elem, verb, depth + 1)}"
                for key, item in sorted_items(value)
            ]
            return name + "{" + ", ".join(pairs) + "}"
        return (
            "map["
            + limits.join(
                [
                    f"{self.arg(key, verb, depth + 1)}:{self.element(item, elem, verb, depth + 1)}"
                    for key, item in sorted_items(value)
                ],
                " ",
            )
            + "]"
        )

    def slice(self, value: list[Any], verb: str, depth: int) -> str:
        elem = value.go_elem if isinstance(value, TypedList) else ANY
        if self.sharp_v:
            name = go_type_name(value)
            if isinstance(value, NilList):
                return name + "(nil)"
            return name + "{" + ", ".join([self.element(item, elem, verb, depth + 1) for item in value]) + "}"
        return "[" + limits.join([self.element(item, elem, verb, depth + 1) for item in value], " ") + "]"

    def struct(self, value: GoStruct, verb: str, depth: int, mark: str = "&") -> str:
        name = value.go_type
        if name.startswith("*"):
            if depth:
                return self.pointer(value, verb)
            name = name[1:]
        else:
            mark = ""
        pieces = []
        for field, kind in value.go_fields.items():
            text = self.element(getattr(value, field), kind, verb, depth + 1)
            pieces.append(f"{field}:{text}" if self.plus_v or self.sharp_v else text)
        for field, kind in value.go_unexported.items():
            text = self.element(value.hidden_field(field), kind, verb, depth + 1)
            pieces.append(f"{field}:{text}" if self.plus_v or self.sharp_v else text)
        if self.sharp_v:
            return f"{mark}{name}{{{', '.join(pieces)}}}"
        return f"{mark}{{{' '.join(pieces)}}}"

    def pointer(self, value: Any, verb: str) -> str:
        if isinstance(value, TypedNil):
            if verb == "v":
                if kind_of_type(value.go_type) == "map":
                    return value.go_type + "(nil)" if self.sharp_v else "map[]"
                if kind_of_type(value.go_type) == "slice":
                    return value.go_type + "(nil)" if self.sharp_v else "[]"
                return f"({value.go_type})(nil)" if self.sharp_v else self.pad("<nil>")
            address = 0
        elif (isinstance(value, GoStruct) and value.go_type[0] == "*") or isinstance(value, (dict, list, bytes)):
            address = 0xC000000000 + (id(value) & 0xFFFFFFF)
        else:
            return self.bad_verb(value, verb, 0)
        if verb == "v":
            if self.sharp_v:
                return f"({go_type_name(value)})({self.hex64(address, True)})"
            return self.hex64(address, not self.sharp)
        if verb == "p":
            return self.hex64(address, not self.sharp)
        if verb in "bodxX":
            return self.any_integer(address, verb, True) or ""
        return self.bad_verb(value, verb, 0)

    # ------------------------------------------------------------------------------------------------ formats

    def printf(self, template: str, args: Any) -> str:
        out: list[str] = []
        end = len(template)
        index = 0
        number = 0
        after_index = False
        self.reordered = False
        count = len(args)
        while index < end:
            self.good_index = True
            percent = template.find("%", index)
            if percent < 0:
                out.append(template[index:])
                break
            if percent > index:
                out.append(template[index:percent])
            index = percent + 1
            self.clear()
            while index < end:
                char = template[index]
                if char == "#":
                    self.sharp = True
                elif char == "0":
                    self.zero = True
                elif char == "+":
                    self.plus = True
                elif char == "-":
                    self.minus = True
                elif char == " ":
                    self.space = True
                else:
                    break
                index += 1
            number, index, after_index = self.arg_number(number, template, index, count)
            if index < end and template[index] == "*":
                index += 1
                width, number = _int_arg(args, number)
                if width is None:
                    out.append("%!(BADWIDTH)")
                elif width < 0:
                    width = -width
                    self.minus = True
                    self.zero = False
                self.wid = width
                after_index = False
            else:
                self.wid, index = _parse_number(template, index, end)
                if after_index and self.wid is not None:
                    self.good_index = False
            if index + 1 < end and template[index] == ".":
                index += 1
                if after_index:
                    self.good_index = False
                number, index, after_index = self.arg_number(number, template, index, count)
                if index < end and template[index] == "*":
                    index += 1
                    prec, number = _int_arg(args, number)
                    if prec is None or prec < 0:
                        prec = None
                        out.append("%!(BADPREC)")
                    self.prec = prec
                    after_index = False
                else:
                    self.prec, index = _parse_number(template, index, end)
                    if self.prec is None:
                        self.prec = 0
            if not after_index:
                number, index, after_index = self.arg_number(number, template, index, count)
            if index >= end:
                out.append("%!(NOVERB)")
                break
            verb = template[index]
            index += 1
            if "\udc80" <= verb <= "\udcff":
                verb = "\ufffd"
            if verb == "%":
                out.append("%")
            elif not self.good_index:
                out.append(f"%!{verb}(BADINDEX)")
            elif number >= count:
                out.append(f"%!{verb}(MISSING)")
            else:
                if verb == "v" or verb == "w":
                    self.sharp_v, self.sharp = self.sharp, False
                    self.plus_v, self.plus = self.plus, False
                out.append(self.arg(args[number], verb))
                number += 1
        if not self.reordered and number < count:
            self.clear()
            extra = [
                "<nil>" if arg is None or arg is NO_VALUE else f"{go_type_name(arg)}={self.arg(arg, 'v')}"
                for arg in args[number:]
            ]
            out.append("%!(EXTRA " + ", ".join(extra) + ")")
        return limits.join(out)

    def arg_number(self, number: int, template: str, index: int, count: int) -> tuple[int, int, bool]:
        """Read an explicit argument index such as ``[2]``: the number to use, where to go on, whether there was one."""
        if index >= len(template) or template[index] != "[":
            return number, index, False
        self.reordered = True
        close = template.find("]", index + 1)
        if close < 0 or len(template) - index < 3:
            self.good_index = False
            return number, index + 1, False
        value, stop = _parse_number(template, index + 1, close)
        if value is None or stop != close:
            self.good_index = False
            return number, close + 1, False
        if 0 <= value - 1 < count:
            return value - 1, close + 1, True
        self.good_index = False
        return number, close + 1, True


_TOO_LARGE = 1_000_000


def _parse_number(text: str, start: int, end: int) -> tuple[int | None, int]:
    if start >= end:
        return None, end
    value: int | None = None
    index = start
    while index < end and "0" <= text[index] <= "9":
        if value is not None and value > _TOO_LARGE:
            return None, end
        value = (value or 0) * 10 + ord(text[index]) - 48
        index += 1
    return value, index


def _int_arg(args: Any, number: int) -> tuple[int | None, int]:
    if number >= len(args):
        return None, number
    value = args[number]
    if isinstance(value, int) and not isinstance(value, bool) and -_TOO_LARGE <= value <= _TOO_LARGE:
        return int(value), number + 1
    return None, number + 1


def _keep_point(text: str, verb: str, prec: int) -> str:
    """What the flag ``#`` does to a float: a decimal point, and trailing zeros for %g."""
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
