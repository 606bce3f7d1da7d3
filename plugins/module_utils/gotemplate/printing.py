# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's package fmt for the values of templates: Sprint, Sprintln, Sprintf, and what an action prints."""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from . import durations, limits
from .kinds import NO_VALUE, Duration, GoStruct
from .printer import Printer, method_text
from .sorting import sorted_items
from .strconv import format_go_float

# A duration prints by its String method.
Duration.go_methods = durations.METHODS


def display(value: Any) -> str:
    """Format a value as an action prints it: like ``%v``, but ``<no value>`` for nil, and structs without ``&``."""
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
    return format_value(value)


def format_value(value: Any, depth: int = 0) -> str:
    """Format a value as ``%v`` does; ``depth`` counts the maps, slices and structs around it."""
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
        pieces = [f"{format_value(key, depth)}:{format_value(item, depth)}" for key, item in sorted_items(value)]
        return "map[" + limits.join(pieces, " ") + "]"
    if isinstance(value, list):
        depth += 1
        return "[" + limits.join([format_value(item, depth) for item in value], " ") + "]"
    if isinstance(value, bytes):
        return "[" + " ".join([str(byte) for byte in value]) + "]"
    if isinstance(value, str):
        return str(value)
    return Printer().arg(value, "v", depth)


def sprint(args: Iterable[Any]) -> str:
    """Format operands as fmt.Sprint does: with a space between two of which neither is a string."""
    pieces: list[str] = []
    after_string = True
    for arg in args:
        is_string = isinstance(arg, str)
        if not is_string and not after_string:
            pieces.append(" ")
        pieces.append(format_value(arg))
        after_string = is_string
    return limits.join(pieces)


def sprintln(args: Iterable[Any]) -> str:
    """Format operands as fmt.Sprintln does: with spaces between them and a newline."""
    return limits.join([format_value(arg) for arg in args], " ") + "\n"


def sprintf(template: str, args: Sequence[Any]) -> str:
    """Format operands as fmt.Sprintf does, including its reports of mistakes (``%!d(string=x)``)."""
    pieces = _formats.get(template)
    if pieces is None:
        if len(_formats) > 4096:
            _formats.clear()
        pieces = _formats[template] = _split_format(template)
    if pieces and len(args) * 2 + 1 == len(pieces):
        # Only text and verbs without flags, each with its operand.
        out = list(pieces)
        for place, arg in enumerate(args):
            place = place * 2 + 1
            verb = pieces[place]
            if verb == "s" and type(arg) is str:
                out[place] = arg
            elif verb == "d" and type(arg) is int:
                out[place] = str(arg)
            elif verb == "v":
                out[place] = format_value(arg)
            else:
                out[place] = Printer().arg(arg, verb)
        return limits.join(out)
    return Printer().printf(template, args)


#: format -> (text, verb, text, verb … text), or () if it has flags, widths or the like
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
