# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's predefined template functions: comparisons, logic, index, slice, len, print and escaping."""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any, Callable
from urllib.parse import quote_plus

from . import functions, printing
from .functions import Function, FunctionError, FunctionTable, Panic
from .kinds import (
    ANY,
    NO_VALUE,
    GoStruct,
    NilList,
    NilMap,
    SizedInt,
    TypedList,
    TypedMap,
    TypedNil,
    Uint8,
    UnsignedInt,
    go_kind,
    go_type_name,
    zero_value,
)
from .strconv import byte_length, go_bytes, go_text

# -------------------------------------------------------------------------------------------------- comparisons


def _basic_kind(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return "string"
    if kind is bool:
        return "bool"
    if kind is int:
        return "int"
    if kind is float:
        return "float"
    if isinstance(value, UnsignedInt):
        return "uint"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return "string"
    return "complex" if isinstance(value, complex) else ""


def _is_nil(value: Any) -> bool:
    return value is None or value is NO_VALUE or isinstance(value, (TypedNil, NilMap, NilList))


_NUMBERS = ("int", "uint")


def eq(first: Any, *others: Any) -> bool:
    """Return whether the first argument equals any of the others."""
    if len(others) == 1:
        other = others[0]
        if type(first) is str and type(other) is str:
            return first == other
    elif not others:
        raise FunctionError("missing argument for comparison")
    kind = _basic_kind(first)
    for other in others:
        other_kind = _basic_kind(other)
        if kind == other_kind:
            same = first == other if kind else _same_object(first, other)
        elif kind in _NUMBERS and other_kind in _NUMBERS:
            same = int(first) == int(other)
        else:
            same = False
            if not (first is None or other is None or first is NO_VALUE or other is NO_VALUE):
                raise FunctionError(
                    f"incompatible types for comparison: {go_type_name(first)} and {go_type_name(other)}"
                )
        if same:
            return True
    return False


def _same_object(first: Any, other: Any) -> bool:
    one, two = go_kind(first), go_kind(other)
    if one != two and one != "invalid" and two != "invalid":
        raise FunctionError(
            f"non-comparable types {printing.sprintf('%s', (first,))}: {go_type_name(first)}, "
            f"{go_type_name(other)}: {printing.format_value(other)}"
        )
    if _is_nil(first) or _is_nil(other):
        return _is_nil(first) == _is_nil(other)
    if two in ("map", "slice", "func"):
        raise FunctionError(f"non-comparable type {printing.sprintf('%s', (other,))}: {go_type_name(other)}")
    return first is other if two == "ptr" else bool(first == other)


def ne(first: Any, other: Any) -> bool:
    """Return whether the arguments differ."""
    return not eq(first, other)


def lt(first: Any, other: Any) -> bool:
    """Return whether the first argument is less than the second."""
    kind, other_kind = _basic_kind(first), _basic_kind(other)
    if not kind or not other_kind:
        raise FunctionError("invalid type for comparison")
    if kind != other_kind:
        if kind in _NUMBERS and other_kind in _NUMBERS:
            return int(first) < int(other)
        raise FunctionError(f"incompatible types for comparison: {go_type_name(first)} and {go_type_name(other)}")
    if kind == "bool" or kind == "complex":
        raise FunctionError("invalid type for comparison")
    if kind == "string" and not (first.isascii() and other.isascii()):
        return go_bytes(first) < go_bytes(other)
    return bool(first < other)


def le(first: Any, other: Any) -> bool:
    """Return whether the first argument is less than or equal to the second."""
    return lt(first, other) or eq(first, other)


def gt(first: Any, other: Any) -> bool:
    """Return whether the first argument is greater than the second."""
    return not le(first, other)


def ge(first: Any, other: Any) -> bool:
    """Return whether the first argument is greater than or equal to the second."""
    return not lt(first, other)


# -------------------------------------------------------------------------------------------------------- logic


def logic_not(value: Any) -> bool:
    """Return the negated truth value of the argument."""
    return not value


def logic_and(first: Any, *others: Any) -> Any:
    """``and`` of Go before 1.18, which evaluates every argument."""
    for other in others:
        if not first:
            return first
        first = other
    return first


def logic_or(first: Any, *others: Any) -> Any:
    """``or`` of Go before 1.18, which evaluates every argument."""
    for other in others:
        if first:
            return first
        first = other
    return first


# -------------------------------------------------------------------------------------------- index, slice, len


def _index_number(index: Any, limit: int) -> int:
    if isinstance(index, int) and not isinstance(index, bool):
        if 0 <= index <= limit:
            return int(index)
        raise FunctionError(f"index out of range: {int(index)}")
    if index is None or index is NO_VALUE:
        raise FunctionError("cannot index slice/array with nil")
    raise FunctionError(f"cannot index slice/array with type {go_type_name(index)}")


def _map_key(index: Any, key_type: str) -> Any:
    if index is None or index is NO_VALUE:
        if key_type == ANY:
            return None
        raise FunctionError(f"value is nil; should be of type {key_type}")
    actual = go_type_name(index)
    if actual == key_type or key_type == ANY:
        return index
    raise FunctionError(f"value has type {actual}; should be {key_type}")


def index(item: Any, *indexes: Any) -> Any:
    """Return the element of a map, list or string, applying one index after the other."""
    if item is None or item is NO_VALUE:
        raise FunctionError("index of untyped nil")
    for key in indexes:
        if item is None or item is NO_VALUE:
            raise FunctionError("index of nil pointer")
        kind = type(item)
        if kind is dict:
            item = item.get(key if type(key) is str else _map_key(key, "string"))
        elif isinstance(item, list):
            number = _index_number(key, len(item))
            if number == len(item):
                raise Panic("reflect: slice index out of range")
            item = item[number]
        elif isinstance(item, dict):
            key_type, elem = (item.go_key, item.go_elem) if isinstance(item, TypedMap) else ("string", ANY)
            key = _map_key(key, key_type)
            item = item[key] if key in item else zero_value(elem)
        elif isinstance(item, (str, bytes)):
            data = go_bytes(item) if isinstance(item, str) else item
            number = _index_number(key, len(data))
            if number == len(data):
                raise Panic(f"reflect: {go_kind(item)} index out of range")
            item = Uint8(data[number])
        elif isinstance(item, TypedNil):
            raise FunctionError("index of nil pointer")
        else:
            raise FunctionError(f"can't index item of type {_pointee(item)}")
    return item


def _pointee(item: Any) -> str:
    name = go_type_name(item)
    return name[1:] if isinstance(item, GoStruct) and name.startswith("*") else name


def slice_item(item: Any, *indexes: Any) -> Any:
    """Slice a list or string: ``slice x 1 2`` is Go's ``x[1:2]``."""
    if item is None or item is NO_VALUE:
        raise FunctionError("slice of untyped nil")
    if isinstance(item, TypedNil):
        raise FunctionError("slice of nil pointer")
    if len(indexes) > 3:
        raise FunctionError(f"too many slice indexes: {len(indexes)}")
    if isinstance(item, str):
        if len(indexes) == 3:
            raise FunctionError("cannot 3-index slice a string")
        data: Any = item if item.isascii() else go_bytes(item)
    elif isinstance(item, (list, bytes)):
        data = item
    else:
        raise FunctionError(f"can't slice item of type {_pointee(item)}")
    size = len(data)
    bounds = [0, size, size]
    for place, value in enumerate(indexes):
        bounds[place] = _index_number(value, size)
    if bounds[0] > bounds[1]:
        raise FunctionError(f"invalid slice index: {bounds[0]} > {bounds[1]}")
    if len(indexes) == 3 and bounds[1] > bounds[2]:
        raise FunctionError(f"invalid slice index: {bounds[1]} > {bounds[2]}")
    part = data[bounds[0] : bounds[1]]
    if isinstance(item, str):
        return part if isinstance(part, str) else go_text(part)
    return type(item)(part) if isinstance(item, TypedList) else part


def length(item: Any, root: Any = 0) -> int:
    """Return the length of a string (in bytes), list or map. For ``root`` see ``runtime.check``."""
    if isinstance(item, str):
        return byte_length(item)
    if isinstance(item, (list, dict, bytes)):
        return len(item)
    if item is None or item is NO_VALUE:
        if root is None or root is NO_VALUE or item is NO_VALUE:
            raise Panic("reflect: call of reflect.Value.Type on zero Value")
        raise FunctionError("len of nil pointer")
    if isinstance(item, TypedNil):
        raise FunctionError("len of nil pointer")
    raise FunctionError(f"len of type {_pointee(item)}")


# ---------------------------------------------------------------------------------------------- print and escape


def _print(*args: Any) -> str:
    return printing.sprint(args)


def _println(*args: Any) -> str:
    return printing.sprintln(args)


def _printf(template: str, *args: Any) -> str:
    return printing.sprintf(template, args)


def _texts(args: tuple[Any, ...]) -> str:
    if len(args) == 1 and isinstance(args[0], str):
        return args[0]
    # An invalid value prints as ``<no value>``; a struct prints without the ``&`` of a pointer to it.
    pieces: list[str] = []
    after_text = True
    for arg in args:
        # Go has replaced an invalid value by a string at this point.
        is_text = isinstance(arg, str) or arg is None or arg is NO_VALUE
        if not is_text and not after_text:
            pieces.append(" ")
        if arg is None or arg is NO_VALUE or isinstance(arg, GoStruct):
            pieces.append(printing.display(arg))
        else:
            pieces.append(printing.sprint((arg,)))
        after_text = is_text
    return "".join(pieces)


_HTML = {0: "\ufffd", 34: "&#34;", 39: "&#39;", 38: "&amp;", 60: "&lt;", 62: "&gt;"}


def html(*args: Any) -> str:
    """Escape the text of the arguments for HTML."""
    return _texts(args).translate(_HTML)


_JS = {
    "\\": "\\\\",
    "'": "\\'",
    '"': '\\"',
    "<": "\\u003C",
    ">": "\\u003E",
    "&": "\\u0026",
    "=": "\\u003D",
}


def js(*args: Any) -> str:
    """Escape the text of the arguments for a JavaScript string."""
    pieces = []
    for char in _texts(args):
        if char in _JS:
            pieces.append(_JS[char])
        elif char < " ":
            pieces.append(f"\\u{ord(char):04X}")
        elif char < "\x80" or char.isprintable():
            pieces.append(char)
        elif "\udc80" <= char <= "\udcff":
            # Go decodes a byte that is not UTF-8 as U+FFFD, which is printable, and writes the byte unchanged.
            pieces.append(char)
        else:
            pieces.append(f"\\u{ord(char):04X}")
    return "".join(pieces)


def urlquery(*args: Any) -> str:
    """Escape the text of the arguments for a URL query."""
    return quote_plus(go_bytes(_texts(args)), safe="~")


def call(name: str | None, function: Any = None, *args: Any) -> Any:
    """Call a function value.

    :param name: the operand as written in the template; None if the function was piped in.
    """
    if name is None:
        name = function if isinstance(function, str) else f"<{go_type_name(function)} Value>"
    if function is None or function is NO_VALUE:
        raise FunctionError("call of nil")
    if not isinstance(function, Function):
        raise FunctionError(f"non-function {name} of type {go_type_name(function)}")
    fixed = len(function.params) - 1 if function.variadic else len(function.params)
    if function.variadic:
        if len(args) < fixed:
            raise FunctionError(f"wrong number of args for {name}: got {len(args)} want at least {fixed}")
    elif len(args) != fixed:
        raise FunctionError(f"wrong number of args for {name}: got {len(args)} want {fixed}")
    ready = []
    for place, arg in enumerate(args):
        go_type = function.params[min(place, len(function.params) - 1)]
        try:
            if arg is None and go_type != ANY:
                raise FunctionError(f"value is nil; should be of type {go_type}")
            if isinstance(arg, int) and not isinstance(arg, bool) and go_type in _INTEGERS:
                arg = _INTEGERS[go_type](arg)
            elif go_type != ANY:
                arg = _map_key(arg, go_type)
        except FunctionError as error:
            raise FunctionError(f"arg {place}: {error}", error) from None
        ready.append(arg)
    return function.call(*ready)


_INTEGERS: dict[str, Callable[[int], int]] = {"int": int}
_pending = [SizedInt]
while _pending:
    _cls = _pending.pop()
    _INTEGERS.setdefault(_cls.go_type, _cls)
    _pending.extend(_cls.__subclasses__())

_RAW = "reflect.Value"


def _record(name: str, target: Callable[..., Any], *params: str, result: str) -> Function:
    return functions.make_function(name, target, *params, result=result)


#: the predefined functions; ``and``, ``or`` and ``call`` are compiled specially
BUILTINS: FunctionTable = {
    record.name: record
    for record in (
        _record("and", logic_and, _RAW, "..." + _RAW, result=_RAW),
        _record("call", call, _RAW, "..." + _RAW, result=_RAW),
        _record("html", html, "...interface{}", result="string"),
        _record("index", index, _RAW, "..." + _RAW, result=_RAW),
        _record("slice", slice_item, _RAW, "..." + _RAW, result=_RAW),
        _record("js", js, "...interface{}", result="string"),
        _record("len", length, _RAW, result="int"),
        _record("not", logic_not, _RAW, result="bool"),
        _record("or", logic_or, _RAW, "..." + _RAW, result=_RAW),
        _record("print", _print, "...interface{}", result="string"),
        _record("printf", _printf, "string", "...interface{}", result="string"),
        _record("println", _println, "...interface{}", result="string"),
        _record("urlquery", urlquery, "...interface{}", result="string"),
        _record("eq", eq, _RAW, "..." + _RAW, result="bool"),
        _record("ge", ge, _RAW, _RAW, result="bool"),
        _record("gt", gt, _RAW, _RAW, result="bool"),
        _record("le", le, _RAW, _RAW, result="bool"),
        _record("lt", lt, _RAW, _RAW, result="bool"),
        _record("ne", ne, _RAW, _RAW, result="bool"),
    )
}
