# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Call Go functions and methods from Jinja2 templates, with their arguments checked and converted."""

# Exact types are compared on purpose: a subclass represents another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any

from ..errors import TemplateError
from ..gotemplate.functions import Function
from ..gotemplate.kinds import ANY, NO_VALUE, Float32, SizedInt, can_be_nil, go_type_name, zero_value
from ..gotemplate.limits import LimitError
from ..gotemplate.runtime import is_assignable
from .jinja_values import integral, kind_name
from .template_errors import find_warning

_NO_RECEIVER = object()


def _integer_types() -> dict[str, Any]:
    """Return the classes of Go's integer types by the names of the types."""
    types: dict[str, Any] = {"int": int}
    pending: list[Any] = [SizedInt]
    while pending:
        found = pending.pop()
        types.setdefault(found.go_type, found)
        pending.extend(found.__subclasses__())
    return types


_INTEGER_TYPES = _integer_types()


def call_function(record: Function, args: tuple[Any, ...], receiver: Any = _NO_RECEIVER) -> Any:
    """Call a Go function, or a method with its receiver.

    :param args: Go values, see :func:`~jinja_values.go_value`.
    :raises TemplateError: the message names the function, unless it is that of ``fail`` or ``required``.
    """
    params, name = record.params, record.name
    least = len(params) - 1 if record.variadic else len(params)
    if len(args) < least or (len(args) > least and not record.variadic):
        expected = f"at least {least}" if record.variadic else str(least)
        raise TemplateError(f"{name} takes {expected} argument{'' if least == 1 else 's'}, {len(args)} given")
    last = len(params) - 1
    ready = [_argument(value, params[min(place, last)], name, place + 1) for place, value in enumerate(args)]
    if receiver is not _NO_RECEIVER:
        ready.insert(0, receiver)
    try:
        return record.call(*ready)
    except LimitError:
        raise
    except TemplateError as error:
        raise call_error(name, str(error)) from error
    except RecursionError:
        raise LimitError(f"arguments of {name} are nested too deeply") from None
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise TemplateError(f"error calling {name}: {error}") from error


def call_error(name: str, text: str) -> TemplateError:
    """Return the error of a function that failed; the texts of ``fail`` and ``required`` stand alone."""
    warning = find_warning(text)
    return TemplateError(warning if warning is not None else f"error calling {name}: {text}")


def _argument(value: Any, go_type: str, name: str, place: int) -> Any:
    """Convert an argument to a Go type.

    Numbers are converted if nothing is lost, as values files have floats only and templates write ints.
    """
    if go_type in (ANY, "reflect.Value"):
        return None if value is NO_VALUE else value
    if value is None or value is NO_VALUE:
        if can_be_nil(go_type):
            return zero_value(go_type)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if go_type == "float64":
            return float(value)
        if go_type == "float32":
            return Float32(value)
        integer_type = _INTEGER_TYPES.get(go_type)
        number = integral(value)
        if integer_type is not None and isinstance(number, int):
            if not _fits(number, integer_type):
                raise TemplateError(f"argument {place} of {name}: {number} overflows {go_type}")
            return number if type(number) is integer_type else integer_type(number)
    actual = go_type_name(value)
    if actual == go_type or (actual and is_assignable(value, actual, go_type)):
        return value
    raise TemplateError(f"argument {place} of {name}: expected {_expected(go_type)}, got {kind_name(value)}")


def _fits(number: int, integer_type: Any) -> bool:
    bits = getattr(integer_type, "bits", 64)
    if getattr(integer_type, "signed", True):
        return -(1 << (bits - 1)) <= number < 1 << (bits - 1)
    return 0 <= number < 1 << bits


def _expected(go_type: str) -> str:
    if go_type.startswith("map["):
        return "mapping"
    return "list" if go_type.startswith("[]") else go_type
