# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registers Python callables as template functions and methods.

A function family is a module of decorated callables::

    @function("trunc", "int", "string", result="string")
    def trunc(count: int, text: str) -> str: ...

and ``collect(module)`` returns its table. The number and Go types of the arguments are checked before the call, with
Go's error texts; the callable gets Python values as described in :mod:`.kinds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, TypeVar

from .exec_errors import FunctionError, Panic
from .kinds import normal_type

__all__ = [
    "Function",
    "FunctionError",
    "FunctionTable",
    "Panic",
    "collect",
    "function",
    "make_function",
    "method",
    "signature_error",
]

_C = TypeVar("_C", bound=Callable[..., Any])


class Function:
    """A template function.

    :param name: the name in templates.
    :param call: the Python callable.
    :param params: the Go types of the parameters, as reflection prints them; for a variadic one, the element type.
    :param variadic: whether the last parameter is variadic.
    :param result: the Go type of the (first) result.
    :param volatile: whether two calls with the same arguments may differ (random, clock, cluster).
    """

    __slots__ = ("name", "call", "params", "variadic", "result", "volatile")

    def __init__(
        self,
        name: str,
        call: Callable[..., Any],
        params: Iterable[str] = (),
        variadic: bool = False,
        result: str = "interface {}",
        volatile: bool = False,
    ) -> None:
        self.name = name
        self.call = call
        self.params = tuple(params)
        self.variadic = variadic
        self.result = result
        self.volatile = volatile

    def __repr__(self) -> str:
        params = list(self.params)
        if self.variadic:
            params[-1] = "..." + params[-1]
        return f"func {self.name}({', '.join(params)}) {self.result}"

    def with_call(self, call: Callable[..., Any]) -> Function:
        """Return the function with another callable: Helm binds ``include`` and ``tpl`` to each set of templates."""
        return Function(self.name, call, self.params, self.variadic, self.result, self.volatile)


def signature_error(record: Function) -> str | None:
    """Return Go's error for a function with results other than one value and an error; None if there is none."""
    _value, *more = record.result.split(", ")
    if not more:
        return None
    if len(more) == 1:
        return f"invalid function signature for {record.name}: second return value should be error; is {more[0]}"
    return f"function {record.name} has {len(more) + 1} return values; should be 1 or 2"


FunctionTable = dict[str, Function]


def make_function(
    name: str, call: Callable[..., Any], *params: str, result: str = "interface{}", volatile: bool = False
) -> Function:
    """Build a :class:`Function` from Go type strings; a last one that starts with ``...`` is variadic."""
    types = [normal_type(param) for param in params]
    variadic = bool(types) and types[-1].startswith("...")
    if variadic:
        types[-1] = types[-1][3:]
    return Function(name, call, types, variadic, normal_type(result), volatile)


def function(name: str, *params: str, result: str = "interface{}", volatile: bool = False) -> Callable[[_C], _C]:
    """Register a callable as the template function ``name``; repeat the decorator to register aliases."""

    def decorate(call: _C) -> _C:
        records = list(getattr(call, "go_functions", ()))
        records.append(make_function(name, call, *params, result=result, volatile=volatile))
        call.go_functions = records  # type: ignore[attr-defined]
        return call

    return decorate


def method(name: str, *params: str, result: str = "interface{}") -> Callable[[_C], _C]:
    """Register a Python method as the Go method ``name`` of a ``kinds.GoStruct``, ``TypedMap`` or other typed class.

    :param result: the Go type of its result. Several, separated by commas, mark a method that templates cannot call.
    """

    def decorate(call: _C) -> _C:
        call.go_method = make_function(name, call, *params, result=result)  # type: ignore[attr-defined]
        return call

    return decorate


def collect(*namespaces: Any) -> FunctionTable:
    """Return the table of the decorated callables in modules (or any other namespaces); the last one wins."""
    table: FunctionTable = {}
    for namespace in namespaces:
        for value in vars(namespace).values():
            for record in getattr(value, "go_functions", ()):
                table[record.name] = record
    return table
