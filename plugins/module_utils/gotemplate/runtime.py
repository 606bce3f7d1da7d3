# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runtime that generated code calls: fields and methods, argument checks, loops.

``blame`` is always the number of the node that Go's error names. ``origin`` says where a value comes from, which
decides the type in Go's errors and whether a nil is a nil interface (evaluating a field of it is an error) or an
invalid value (it is not): True for the element of a map or slice of interfaces, False for the value of a pipeline, and
the container for an element of a range.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, NoReturn

from ..errors import TemplateError
from . import literals
from .exec_errors import Fail
from .functions import Function, signature_error
from .kinds import (
    ANY,
    NO_VALUE,
    VALUES_METHODS,
    GoStruct,
    TypedList,
    TypedMap,
    TypedNil,
    Uint8,
    can_be_nil,
    go_type_name,
    zero_value,
)
from .limits import LimitError, Meter
from .printing import display
from .sorting import sorted_items, sorted_keys
from .strconv import quote

Chain = Callable[..., Any]


class _Missing:
    """The type of :data:`MISSING`."""


#: in place of the piped-in argument if there is none
MISSING = _Missing()


def is_interface(origin: Any) -> bool:
    """Return whether a value of this origin is in an interface in Go."""
    if origin is True or origin is False:
        return origin
    if isinstance(origin, (TypedMap, TypedList)):
        return origin.go_elem == ANY
    return isinstance(origin, (dict, list))


def fail(blame: int, message: str) -> NoReturn:
    """Fail where the compiler found that Go fails."""
    raise Fail(blame, message)


def unsure(value: Callable[[], Any], outer: Callable[[], Any] | None, blame: int, name: str) -> Any:
    """Return the value of a variable whose declaration ``and`` or ``or`` may have skipped, or of the one it shadows."""
    try:
        return value()
    except NameError:
        if outer is not None:
            return outer()
        raise Fail(blame, f"undefined variable: {name}") from None


class Boxed:
    """Stands for a value that is in an interface in Go, for the one function that cares (``slice``)."""

    __slots__ = ()
    go_type = ANY
    go_kind = "interface"


#: the only instance
BOXED = Boxed()


def no_nil(value: Any) -> Any:
    """Return the value that a function gets: an invalid value becomes nil."""
    return None if value is NO_VALUE else value


# ---------------------------------------------------------------------------------------------------- arguments


def check(value: Any, go_type: str, blame: int, root: Any) -> Any:
    """Return a value as an argument of a Go type, or fail.

    :param root: None if a nil ``value`` is an invalid value in Go, anything else if it is a nil interface.
    """
    if value is None or value is NO_VALUE:
        if root is None or root is NO_VALUE or value is NO_VALUE:
            if can_be_nil(go_type):
                return zero_value(go_type)
            raise Fail(blame, f"invalid value; expected {go_type}")
        raise Fail(blame, f"wrong type for value; expected {go_type}; got {ANY}")
    actual = go_type_name(value)
    if actual == go_type or is_assignable(value, actual, go_type):
        return value
    raise Fail(blame, f"wrong type for value; expected {go_type}; got {actual}")


def make_check(kind: type, go_type: str) -> Callable[[Any, int, Any], Any]:
    """Return :func:`check` for one Go type, with a fast path for the Python type of its values."""

    def quick_check(value: Any, blame: int, root: Any) -> Any:
        return value if value.__class__ is kind else check(value, go_type, blame, root)

    return quick_check


def is_assignable(value: Any, actual: str, go_type: str) -> bool:
    """Return whether Go can assign a value to a type, dereferencing a pointer once."""
    if actual[0] == "*" and actual[1:] == go_type:
        return True
    if go_type == ANY or go_type == "reflect.Value":
        return True
    if isinstance(value, TypedMap):
        return f"map[{value.go_key}]{value.go_elem}" == go_type
    if isinstance(value, TypedList):
        return f"[]{value.go_elem}" == go_type
    if go_type == "error":
        return "Error" in getattr(value, "go_methods", ()) or isinstance(value, BaseException)
    if go_type == "fmt.Stringer":
        return "String" in getattr(value, "go_methods", ())
    return False


# ------------------------------------------------------------------------------------------- fields and methods


def call_method(record: Function, receiver: Any, blame: int, specs: tuple[Any, ...] = (), final: Any = MISSING) -> Any:
    """Call a Go method with arguments from a template, evaluated and checked in Go's order."""
    name, params = record.name, record.params
    given = len(specs) + (0 if final is MISSING else 1)
    fixed = len(params) - 1 if record.variadic else len(params)
    if record.variadic:
        if given < fixed:
            raise Fail(blame, f"wrong number of args for {name}: want at least {fixed} got {len(specs)}")
    elif given != fixed:
        raise Fail(blame, f"wrong number of args for {name}: want {fixed} got {given}")
    problem = signature_error(record)
    if problem is not None:
        raise Fail(blame, problem)
    args = []
    last = blame
    for index, spec in enumerate(specs):
        go_type = params[min(index, len(params) - 1)]
        if spec[0] == "literal":
            last = spec[1]
            try:
                args.append(literals.typed_value(spec[2], go_type))
            except literals.LiteralError as error:
                raise Fail(last, str(error)) from None
        else:
            value, last, root = spec[1]() if spec[0] == "code" else (spec[2], spec[1], spec[3])
            args.append(argument(value, go_type, last, root))
    if final is not MISSING:
        args.append(argument(final, params[min(given - 1, len(params) - 1)], last, None))
    try:
        return record.call(receiver, *args)
    except LimitError:
        raise
    except TemplateError as error:
        raise Fail(blame[1] if isinstance(blame, tuple) else blame, f"error calling {name}: {error}", error) from error


def argument(value: Any, go_type: str, blame: int, root: Any) -> Any:
    """Return a value as an argument: :func:`check`, but nil for an invalid value if any type is accepted."""
    if go_type == ANY or go_type == "reflect.Value":
        return None if value is NO_VALUE else value
    return check(value, go_type, blame, root)


def _type_of(value: Any, origin: Any) -> str:
    return ANY if is_interface(origin) else go_type_name(value)


class _Chains(dict):  # type: ignore[type-arg]
    """Caches dotted names, split."""

    _MOST = 50_000

    def __missing__(self, text: str) -> tuple[str, ...]:
        if len(self) >= self._MOST:
            self.clear()
        names = self[text] = tuple(text.split("."))
        return names


_chains = _Chains()


class Fields:
    """Access to fields and methods; ``missing_key`` is ``missingkey`` of Go's ``Option``."""

    def __init__(self, missing_key: str) -> None:
        self.missing_key = missing_key

    def missing(self, name: str, blame: int, elem: str) -> Any:
        if self.missing_key == "zero":
            return zero_value(elem)
        if self.missing_key == "error":
            raise Fail(blame, f"map has no entry for key {quote(name)}")
        return NO_VALUE

    def step(
        self,
        value: Any,
        name: str,
        blame: int,
        origin: Any,
        specs: tuple[Any, ...] = (),
        final: Any = MISSING,
    ) -> tuple[Any, Any]:
        """Return the field or the result of the method ``name`` of a value, and its origin."""
        if value is None or value is NO_VALUE:
            if value is None and is_interface(origin):
                raise Fail(blame, f"nil pointer evaluating {ANY}.{name}")
            if self.missing_key == "error":
                raise Fail(blame, f"nil data; no entry for key {quote(name)}")
            return (None if self.missing_key == "zero" else NO_VALUE), False
        methods = getattr(value, "go_methods", None)
        if methods:
            record = methods.get(name)
            if record is not None:
                return call_method(record, value, blame, specs, final), record.result == ANY
        has_args = bool(specs) or final is not MISSING
        if isinstance(value, dict):
            key, elem = (value.go_key, value.go_elem) if isinstance(value, TypedMap) else ("string", ANY)
            if key == "string" or key == ANY:
                if has_args:
                    raise Fail(blame, f"{name} is not a method but has arguments")
                if name in value:
                    return value[name], elem == ANY
                found = self.missing(name, blame, elem)
                return found, elem == ANY and found is not NO_VALUE
        elif isinstance(value, GoStruct):
            field_type = value.go_fields.get(name) or value.go_promoted.get(name)
            if field_type is not None:
                if has_args:
                    raise Fail(blame, f"{name} has arguments but cannot be invoked as function")
                return getattr(value, name), field_type == ANY
            if name in value.go_unexported:
                raise Fail(blame, f"{name} is an unexported field of struct type {_type_of(value, origin)}")
        elif isinstance(value, TypedNil) and (value.go_fields is None or name in value.go_fields):
            raise Fail(blame, f"nil pointer evaluating {_type_of(value, origin)}.{name}")
        raise Fail(blame, f"can't evaluate field {name} in type {_type_of(value, origin)}")

    def method(
        self, value: Any, names: tuple[str, ...], blame: int, origin: Any, specs: tuple[Any, ...], final: Any
    ) -> Any:
        """Evaluate a chain of fields whose last one, which may be a method, has arguments."""
        for name in names[:-1]:
            value, origin = self.step(value, name, blame, origin)
        return self.step(value, names[-1], blame, origin, specs, final)[0]

    def boxed(self, value: Any, names: tuple[str, ...], blame: int, origin: Any, root: Any) -> Any:
        """Evaluate a chain as an index of ``slice``, which does not unwrap an index in an interface."""
        for name in names:
            value, origin = self.step(value, name, blame, origin)
        if value is NO_VALUE or (value is None and (root is None or not is_interface(origin))):
            return None
        return BOXED if is_interface(origin) else value

    def make_field(self) -> Callable[[Any, str, int, Any], Any]:
        """Return the function that evaluates a single field."""
        step, values_methods = self.step, VALUES_METHODS.get
        if self.missing_key == "zero":

            def field(value: Any, name: str, blame: int, origin: Any) -> Any:
                kind = type(value)
                if kind is dict:
                    return value.get(name)
                methods = values_methods(kind)
                if methods is not None and name not in methods and name in value:
                    return value[name]
                return step(value, name, blame, origin)[0]

            return field
        return lambda value, name, blame, origin: step(value, name, blame, origin)[0]

    def make_chain(self) -> Chain:
        """Return the function that evaluates a chain of fields, given as one dotted name."""
        step, values_methods, chains = self.step, VALUES_METHODS.get, _chains
        if self.missing_key == "zero":

            def chain(value: Any, names: str, blame: int, origin: Any = False) -> Any:
                for name in chains[names]:
                    kind = type(value)
                    if kind is dict:
                        value = value.get(name)
                        origin = True
                        continue
                    methods = values_methods(kind)
                    if methods is not None and name not in methods and name in value:
                        value = value[name]
                        origin = True
                    else:
                        value, origin = step(value, name, blame, origin)
                return value

            return chain

        def slow_chain(value: Any, names: str, blame: int, origin: Any = False) -> Any:
            for name in chains[names]:
                value, origin = step(value, name, blame, origin)
            return value

        return slow_chain


# -------------------------------------------------------------------------------------------------------- loops


#: iterations of a loop over a number that are counted at once
_CHUNK = 10_000


class _Counting:
    """The numbers from zero to ``count`` in its Go type, generated and counted lazily.

    A loop over a huge number may break early, and otherwise the numbers do not fit into memory.
    """

    __slots__ = ("count", "meter")

    def __init__(self, count: int, meter: Meter) -> None:
        self.count = count
        self.meter = meter

    def __iter__(self) -> Iterator[int]:
        kind = type(self.count)
        for start in range(0, self.count, _CHUNK):
            numbers = range(start, min(start + _CHUNK, self.count))
            self.meter.step(len(numbers))
            yield from numbers if kind is int else map(kind, numbers)


class Loops:
    """What ``range`` iterates over. The iterations of each loop are counted before it starts."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter

    def values(self, value: Any, blame: int) -> Any:
        """Return the elements of a value as an iterable that is false if it is empty."""
        kind = type(value)
        if kind is list:
            if value:
                self.meter.step(len(value))
            return value
        if kind is dict:
            self.meter.step(len(value))
            return [value[key] for key in sorted_keys(value)]
        if value is None or value is NO_VALUE:
            return ()
        if isinstance(value, dict):
            self.meter.step(len(value))
            return [item for _rest, item in sorted_items(value)]
        if isinstance(value, list):
            self.meter.step(len(value))
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            if value <= 0:
                return ()
            if kind is not int or value > _CHUNK:
                return _Counting(value, self.meter)
            self.meter.step(value)
            return range(value)
        if isinstance(value, bytes):
            self.meter.step(len(value))
            return [Uint8(byte) for byte in value]
        if isinstance(value, TypedNil) and value.go_type.startswith(("[]", "map[")):
            return ()
        raise Fail(blame, f"range can't iterate over {_shown(value)}")

    def pairs(self, value: Any, blame: int) -> Any:
        """Return the indexes (or keys) and elements of a value."""
        kind = type(value)
        if kind is list:
            if not value:
                return ()
            self.meter.step(len(value))
            return enumerate(value)
        if isinstance(value, dict):
            self.meter.step(len(value))
            return sorted_items(value)
        if isinstance(value, int) and not isinstance(value, bool):
            raise Fail(blame, f"can't use {_shown(value)} to iterate over more than one variable")
        values = self.values(value, blame)
        return enumerate(values) if values else ()


def _shown(value: Any) -> str:
    return "<nil>" if isinstance(value, TypedNil) else display(value)
