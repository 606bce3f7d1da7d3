# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's fmt for any value, and format strings (Go's ``print.go``).

A width above a million is rejected as in Go.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import limits
from .formatter import Formatter
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


def method_text(value: Any, addressable: bool = False) -> str | None:
    """Return the text of a value with an ``Error`` or ``String`` method; None if it has neither.

    :param addressable: whether Go can take the value's address, and so call methods with a pointer receiver.
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


class Printer(Formatter):
    """Prints values by verbs and flags (Go's ``pp``)."""

    __slots__ = (
        "erroring",
        "template",
        "args",
        "out",
        "index",
        "number",
        "after_index",
        "reordered",
        "good_index",
    )

    def __init__(self) -> None:
        super().__init__()
        self.erroring = False

    # ------------------------------------------------------------------------------------------------ values

    def bad_verb(self, value: Any, verb: str, depth: int) -> str:
        if value is None or value is NO_VALUE:
            return f"%!{verb}(<nil>)"
        self.erroring = True
        text = f"%!{verb}({go_type_name(value)}={self.arg(value, 'v', 0)})"
        self.erroring = False
        return text

    def arg(self, value: Any, verb: str, depth: int = 0) -> str:
        """Format one operand with a verb; ``depth`` is above 0 inside maps, slices and structs."""
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

    def printf(self, template: str, args: Sequence[Any]) -> str:
        self.template, self.args = template, args
        self.out: list[str] = []
        self.index = self.number = 0
        self.after_index = self.reordered = False
        while self.index < len(template):
            self.good_index = True
            percent = template.find("%", self.index)
            if percent < 0:
                self.out.append(template[self.index :])
                break
            if percent > self.index:
                self.out.append(template[self.index : percent])
            self.index = percent + 1
            self.clear()
            self.read_flags()
            self.read_arg_number()
            self.read_width()
            self.read_precision()
            if not self.after_index:
                self.read_arg_number()
            if self.index >= len(template):
                self.out.append("%!(NOVERB)")
                break
            self.print_verb()
        if not self.reordered and self.number < len(args):
            self.print_extra()
        return limits.join(self.out)

    def read_flags(self) -> None:
        template, index = self.template, self.index
        while index < len(template):
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
        self.index = index

    def read_width(self) -> None:
        if self.template.startswith("*", self.index):
            self.wid = self.int_arg()
            if self.wid is None:
                self.out.append("%!(BADWIDTH)")
            elif self.wid < 0:
                self.wid = -self.wid
                self.minus = True
                self.zero = False
            return
        self.wid, self.index = _parse_number(self.template, self.index, len(self.template))
        if self.after_index and self.wid is not None:
            self.good_index = False

    def read_precision(self) -> None:
        # A point at the end of the format is not a precision.
        if self.index + 1 >= len(self.template) or self.template[self.index] != ".":
            return
        self.index += 1
        if self.after_index:
            self.good_index = False
        self.read_arg_number()
        if self.template.startswith("*", self.index):
            self.prec = self.int_arg()
            if self.prec is None or self.prec < 0:
                self.prec = None
                self.out.append("%!(BADPREC)")
            return
        self.prec, self.index = _parse_number(self.template, self.index, len(self.template))
        if self.prec is None:
            self.prec = 0

    def read_arg_number(self) -> None:
        """Read an explicit argument index such as ``[2]``, if there is one."""
        template, index = self.template, self.index
        self.after_index = False
        if not template.startswith("[", index):
            return
        self.reordered = True
        close = template.find("]", index + 1)
        if close < 0 or len(template) - index < 3:
            self.good_index = False
            self.index = index + 1
            return
        self.index = close + 1
        value, stop = _parse_number(template, index + 1, close)
        if value is None or stop != close:
            self.good_index = False
            return
        self.after_index = True
        if 0 <= value - 1 < len(self.args):
            self.number = value - 1
        else:
            self.good_index = False

    def int_arg(self) -> int | None:
        """Return the operand for a ``*``; None if it is missing, not an integer or too large."""
        self.index += 1
        self.after_index = False
        if self.number >= len(self.args):
            return None
        value = self.args[self.number]
        self.number += 1
        if isinstance(value, int) and not isinstance(value, bool) and -_TOO_LARGE <= value <= _TOO_LARGE:
            return int(value)
        return None

    def print_verb(self) -> None:
        verb = self.template[self.index]
        self.index += 1
        if "\udc80" <= verb <= "\udcff":
            verb = "\ufffd"
        if verb == "%":
            self.out.append("%")
        elif not self.good_index:
            self.out.append(f"%!{verb}(BADINDEX)")
        elif self.number >= len(self.args):
            self.out.append(f"%!{verb}(MISSING)")
        else:
            if verb == "v" or verb == "w":
                self.sharp_v, self.sharp = self.sharp, False
                self.plus_v, self.plus = self.plus, False
            self.out.append(self.arg(self.args[self.number], verb))
            self.number += 1

    def print_extra(self) -> None:
        """Report the operands that no verb used."""
        self.clear()
        extra = [
            "<nil>" if arg is None or arg is NO_VALUE else f"{go_type_name(arg)}={self.arg(arg, 'v')}"
            for arg in self.args[self.number :]
        ]
        self.out.append("%!(EXTRA " + ", ".join(extra) + ")")


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
