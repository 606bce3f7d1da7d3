# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Constants in templates: how Go converts an untyped constant to the type of a parameter."""

from __future__ import annotations

from typing import Any

from . import kinds
from .nodes import CONSTANT_NODES, BoolNode, Constant, Node, NumberNode, StringNode

#: (sort, value, text); sort is ``bool``, ``string``, ``number`` or ``nil``, and the value of a number is
#: (int, uint, float, complex), each None if it cannot represent the number
Literal = tuple[str, Any, str]

_INT_KINDS = frozenset(("int", "int8", "int16", "int32", "int64"))
_UINT_KINDS = frozenset(("uint", "uint8", "uint16", "uint32", "uint64"))
_TYPES: dict[str, Any] = {
    "int": int,
    "int8": kinds.Int8,
    "int16": kinds.Int16,
    "int32": kinds.Int32,
    "int64": kinds.Int64,
    "uint": kinds.Uint,
    "uint8": kinds.Uint8,
    "uint16": kinds.Uint16,
    "uint32": kinds.Uint32,
    "uint64": kinds.Uint64,
    "time.Duration": kinds.Duration,
}


class LiteralError(Exception):
    """A constant does not fit the type; the text is Go's."""


def literal_of(node: Node) -> Literal | None:
    """Return the literal that a node is; None for any other node."""
    return literal_of_constant(node) if isinstance(node, CONSTANT_NODES) else None


def literal_of_constant(node: Constant) -> Literal:
    """Return the literal of a node."""
    if isinstance(node, StringNode):
        return "string", node.text, node.quoted
    if isinstance(node, NumberNode):
        return "number", (node.int_value, node.uint_value, node.float_value, node.complex_value), node.text
    if isinstance(node, BoolNode):
        return "bool", node.value, str(node)
    return "nil", None, "nil"


def ideal_value(literal: Literal) -> Any:
    """Return the value of a constant of no particular type: a number is complex, float64 or int by its syntax."""
    sort, value, text = literal
    if sort != "number":
        return value
    as_int, as_uint, as_float, as_complex = value
    if as_complex is not None:
        return as_complex
    if as_float is not None and _looks_like_float(text):
        return as_float
    if as_int is not None:
        return as_int
    if as_uint is not None:
        raise LiteralError(f"{text} overflows int")
    return None


def _looks_like_float(text: str) -> bool:
    if text.startswith("'"):
        return False
    if len(text) > 2 and text[0] == "0" and text[1] in "xX" and "p" not in text and "P" not in text:
        return False
    return any(char in text for char in ".eEpP")


def typed_value(literal: Literal, go_type: str) -> Any:
    """Return the value of a constant as an argument of a Go type.

    :raises LiteralError: Go rejects it.
    """
    sort, value, text = literal
    if sort == "nil":
        if kinds.can_be_nil(go_type):
            return kinds.zero_value(go_type)
        raise LiteralError(f"cannot assign nil to {go_type}")
    kind = kinds.kind_of_type(go_type)
    if kind == "string":
        if sort == "string":
            return value
        raise LiteralError(f"expected string; found {text}")
    if go_type in (kinds.ANY, "reflect.Value"):
        return ideal_value(literal)
    if kind == "bool":
        if sort == "bool":
            return value
        raise LiteralError(f"expected bool; found {text}")
    if kind in _INT_KINDS:
        if sort == "number" and value[0] is not None:
            return _wrapped(value[0], _TYPES.get(go_type, int))
        raise LiteralError(f"expected integer; found {text}")
    if kind in _UINT_KINDS:
        if sort == "number" and value[1] is not None:
            return _wrapped(value[1], _TYPES.get(go_type, kinds.Uint64))
        raise LiteralError(f"expected unsigned integer; found {text}")
    if kind in ("float64", "float32"):
        if sort == "number" and value[2] is not None:
            return value[2] if kind == "float64" else kinds.Float32(value[2])
        raise LiteralError(f"expected float; found {text}")
    if kind in ("complex64", "complex128"):
        if sort == "number" and value[3] is not None:
            return value[3]
        raise LiteralError(f"expected complex; found {text}")
    raise LiteralError(f"can't handle {text} for arg of type {go_type}")


def _wrapped(number: int, made: Any) -> Any:
    """Return a number in an integer type, truncated to its bits as in Go."""
    if issubclass(made, kinds.SizedInt):
        number &= (1 << made.bits) - 1
        if made.signed and number >> (made.bits - 1):
            number -= 1 << made.bits
    return made(number)
