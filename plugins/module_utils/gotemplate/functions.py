# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Python callables become functions and methods that templates call.

A family of functions is a module of decorated callables::

    @function("trunc", "int", "string", result="string")
    def trunc(count: int, text: str) -> str: ...

and ``collect(module)`` makes a table of it. Arguments are counted and checked against the Go types before the
callable is called, with Go's wording when they do not fit; the callable sees Python values by the table of ``kinds``.
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
    "signature_fault",
]

_C = TypeVar("_C", bound=Callable[..., Any])


class Function:
    """A function that templates can call.

    :param name: the name in templates.
    :param call: the Python callable.
    :param params: the Go types of the parameters, as reflection prints them; of a variadic one the element's type.
    :param variadic: whether the last parameter takes any number of arguments.
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
        """The same function with another callable behind it, as Helm's ``include`` needs for each set of templates."""
        return Function(self.name, call, self.params, self.variadic, self.result, self.volatile)


def signature_fault(record: Function) -> str | None:
    """Why Go refuses to call a function with more results than a value and an error."""
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
    """A :class:`Function` from Go type strings; a last one that starts with ``...`` is variadic."""
    types = [normal_type(param) for param in params]
    variadic = bool(types) and types[-1].startswith("...")
    if variadic:
        types[-1] = types[-1][3:]
    return Function(name, call, types, variadic, normal_type(result), volatile)


def function(name: str, *params: str, result: str = "interface{}", volatile: bool = False) -> Callable[[_C], _C]:
    """Mark a callable as the function ``name`` of templates; may be repeated to give it further names."""

    def decorate(call: _C) -> _C:
        records = list(getattr(call, "go_functions", ()))
        records.append(make_function(name, call, *params, result=result, volatile=volatile))
        call.go_functions = records  # type: ignore[attr-defined]
        return call

    return decorate


def method(name: str, *params: str, result: str = "interface{}") -> Callable[[_C], _C]:
    """Mark a Python method as the Go method ``name`` of a ``kinds.GoStruct``, ``TypedMap`` or another typed class.

    :param result: the Go type of its result; several with commas between them are for a method that templates cannot
        call, and is never called.
    """

    def decorate(call: _C) -> _C:
        call.go_method = make_function(name, call, *params, result=result)  # type: ignore[attr-defined]
        return call

    return decorate


def collect(*namespaces: Any) -> FunctionTable:
    """The table of the decorated callables in modules (or any objects with a ``__dict__``); a later one wins."""
    table: FunctionTable = {}
    for namespace in namespaces:
        for value in vars(namespace).values():
            for record in getattr(value, "go_functions", ()):
                table[record.name] = record
    return table
