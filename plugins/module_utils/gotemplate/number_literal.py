# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses number literals as Go's text/template/parse does (``newNumber``)."""

from __future__ import annotations

from . import lexer
from .nodes import NumberNode
from .strconv import LiteralSyntaxError, NumError, parse_float, parse_uint, quote, unquote_char


def make_number(pos: int, text: str, kind: int = lexer.NUMBER) -> NumberNode:
    """Return the node of a number literal, with its value in each type that can hold it.

    :raises LiteralSyntaxError: with Go's text.
    """
    node = NumberNode(pos, text)
    if kind == lexer.CHAR_CONSTANT:
        code, tail = unquote_char(text)
        if tail != "'":
            raise LiteralSyntaxError(f"malformed character constant: {text}")
        node.int_value = node.uint_value = code
        node.float_value = float(code)
        return node
    if kind == lexer.COMPLEX:
        split = max(text.rfind("+"), text.rfind("-"))
        if text[split - 1 : split] in ("e", "E", "p", "P"):
            split = max(text.rfind("+", 0, split - 1), text.rfind("-", 0, split - 1))
        real, imaginary = _parse_float(text[:split]), _parse_float(text[split:-1])
        if real is None or imaginary is None:
            raise LiteralSyntaxError("syntax error scanning complex number")
        node.complex_value = complex(real, imaginary)
        _simplify_complex(node)
        return node
    if text.endswith("i"):
        part = _parse_float(text[:-1])
        if part is not None:
            node.complex_value = complex(0.0, part)
            _simplify_complex(node)
            return node
    negative = text.startswith("-")
    size = _parse_uint(text[1:] if text[:1] in ("+", "-") else text)
    if size is not None:
        signed = -size if negative else size
        if text[:1] not in ("+", "-"):
            node.uint_value = size
        if -(1 << 63) <= signed < 1 << 63:
            node.int_value = signed
            if signed == 0:
                node.uint_value = 0
    if node.int_value is not None:
        node.float_value = float(node.int_value)
    elif node.uint_value is not None:
        node.float_value = float(node.uint_value)
    else:
        value = _parse_float(text)
        if value is not None:
            if not any(char in text for char in ".eEpP"):
                raise LiteralSyntaxError(f"integer overflow: {quote(text)}")
            _set_float(node, value)
    if node.int_value is None and node.uint_value is None and node.float_value is None:
        raise LiteralSyntaxError(f"illegal number syntax: {quote(text)}")
    return node


def _set_float(node: NumberNode, value: float) -> None:
    node.float_value = value
    if value.is_integer():
        if -(2.0**63) <= value < 2.0**63:
            node.int_value = int(value)
        if 0 <= value < 2.0**64:
            node.uint_value = int(value)


def _simplify_complex(node: NumberNode) -> None:
    value = node.complex_value
    if value is not None and value.imag == 0:
        _set_float(node, value.real)


def _parse_float(text: str) -> float | None:
    try:
        return parse_float(text)
    except NumError:
        return None


def _parse_uint(text: str) -> int | None:
    try:
        return parse_uint(text, 0)
    except NumError:
        return None
