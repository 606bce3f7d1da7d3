# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Jinja2 templates may see of a value: its keys, fields and methods, each by a list of what is allowed.

Nothing is ever looked up on the Python object behind a value, so there is no way from it to the interpreter.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ..errors import TemplateError
from ..gotemplate import printing
from ..gotemplate.functions import Function
from ..gotemplate.kinds import (
    ANY,
    NO_VALUE,
    Float32,
    GoStruct,
    SizedInt,
    TypedMap,
    can_be_nil,
    go_type_name,
    zero_value,
)
from ..gotemplate.limits import LimitError
from ..gotemplate.runtime import is_assignable
from ..gotemplate.sorting import sorted_items, sorted_keys
from ..gotemplate.strconv import quote
from .jinja_limits import JinjaMeter, is_go_value
from .template_errors import find_warning

#: what a look-up gives when there is nothing
ABSENT = object()


class Callee:
    """Something that a template may call: a function of the table, or a method of a value.

    :param wants_context: whether the callable is given the context of the running template first.
    """

    __slots__ = ("name", "run", "wants_context")

    def __init__(self, name: str, run: Callable[..., Any], wants_context: bool = False) -> None:
        self.name = name
        self.run = run
        self.wants_context = wants_context


# -------------------------------------------------------------------------------------------------------- texts


def text_of(value: Any, meter: JinjaMeter) -> str:
    """A value as it is printed: as Go prints it, and nothing for nil."""
    if type(value) is str:
        return value
    if value is None or value is NO_VALUE:
        return ""
    if isinstance(value, (list, dict, GoStruct)):
        value = go_value(value, meter)
        return str(meter.made(printing.display(value)))
    return printing.display(shallow(value))


def kind_name(value: Any) -> str:
    """What a value is, for errors."""
    if isinstance(value, Callee):
        return "function"
    if isinstance(value, bool):
        return "bool"
    if value is None or value is NO_VALUE:
        return "null"
    for types, name in (((str,), "string"), ((int, float), "number"), ((list, tuple), "list"), ((dict,), "mapping")):
        if isinstance(value, types):
            return name
    return go_type_name(value) if isinstance(value, GoStruct) else type(value).__name__.lower()


# ----------------------------------------------------------------------------------------------------- arguments


def shallow(value: Any) -> Any:
    """A value as Go's functions take it, its elements as they are."""
    if is_go_value(value):
        return value
    if isinstance(value, (tuple, range)):
        return list(value)
    missing = getattr(type(value), "fail_as_missing", None)
    if missing is not None:
        missing(value)
    if isinstance(value, Callee):
        raise TemplateError(f"{value.name} is a function; call it with ()")
    raise TemplateError(f"a {kind_name(value)} is not a value")


def go_value(value: Any, meter: JinjaMeter) -> Any:
    """A value as Go's functions take it, all that is in it included, once it is known to be of a sane size."""
    value = shallow(value)
    if isinstance(value, (list, dict)) and not meter.measure(value):
        return _deep(value)
    return value


def _deep(value: Any) -> Any:
    value = shallow(value)
    if isinstance(value, dict):
        changed = {key: _deep(item) for key, item in value.items()}
        return type(value)(changed) if type(value) is not dict else changed
    if isinstance(value, list):
        return [_deep(item) for item in value]
    return value


_NUMBERS: dict[str, Any] = {"int": int}
_pending: list[Any] = [SizedInt]
while _pending:
    _class = _pending.pop()
    _NUMBERS.setdefault(_class.go_type, _class)
    _pending.extend(_class.__subclasses__())


def whole(value: Any) -> Any:
    """A float without a fraction as an int, as which Jinja2's own functions need it; all else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def argument(value: Any, go_type: str, name: str, place: int) -> Any:
    """A value as the argument of a Go type.

    Numbers are converted where nothing is lost, as values have floats only and templates write ints.
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
        number_type = _NUMBERS.get(go_type)
        number = whole(value)
        if number_type is not None and isinstance(number, int):
            if not _fits(number, number_type):
                raise TemplateError(f"argument {place} of {name}: {number} does not fit into {go_type}")
            return number if type(number) is number_type else number_type(number)
    actual = go_type_name(value)
    if actual == go_type or (actual and is_assignable(value, actual, go_type)):
        return value
    raise TemplateError(f"argument {place} of {name} is a {kind_name(value)}, expected {_expected(go_type)}")


def _fits(number: int, number_type: Any) -> bool:
    bits = getattr(number_type, "bits", 64)
    if getattr(number_type, "signed", True):
        return -(1 << (bits - 1)) <= number < 1 << (bits - 1)
    return 0 <= number < 1 << bits


def _expected(go_type: str) -> str:
    if go_type.startswith("map["):
        return "a mapping"
    if go_type.startswith("[]"):
        return "a list"
    return f"an {go_type}" if go_type.startswith("int") else f"a {go_type}"


def call_record(record: Function, args: tuple[Any, ...], receiver: Any = ABSENT) -> Any:
    """Call a function or method of Go's world; its arguments are Go's values.

    :raises TemplateError: with the name of the function, unless the text is that of ``fail`` or ``required``.
    """
    params, name = record.params, record.name
    least = len(params) - 1 if record.variadic else len(params)
    if len(args) < least or (len(args) > least and not record.variadic):
        wanted = f"at least {least}" if record.variadic else str(least)
        raise TemplateError(f"{name} takes {wanted} argument{'' if least == 1 else 's'}, {len(args)} given")
    last = len(params) - 1
    ready = [argument(value, params[min(place, last)], name, place + 1) for place, value in enumerate(args)]
    if receiver is not ABSENT:
        ready.insert(0, receiver)
    try:
        return record.call(*ready)
    except LimitError:
        raise
    except TemplateError as error:
        raise called_error(name, str(error), error) from error
    except RecursionError:
        raise LimitError(f"values given to {name} nest too deeply") from None
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise TemplateError(f"error calling {name}: {error}") from error


def called_error(name: str, text: str, error: BaseException) -> TemplateError:
    """The error of a function that failed, by name; a text of ``fail`` and ``required`` stands alone."""
    own = find_warning(text)
    return TemplateError(own if own is not None else f"error calling {name}: {text}")


# ----------------------------------------------------------------------------------------------------- look-up


def look_up(value: Any, key: Any, dotted: bool, meter: JinjaMeter) -> Any:
    """``value.key`` (``dotted``) or ``value[key]`` of a Go value; :data:`ABSENT` when there is none.

    A method of Go's world wins over a key and a key over a method of Python's.
    """
    if isinstance(value, dict):
        return _of_mapping(value, key, dotted, meter)
    if isinstance(value, GoStruct):
        return _of_struct(value, key, meter) if isinstance(key, str) else ABSENT
    if isinstance(value, (str, list, tuple, bytes)):
        index = whole(key)
        if isinstance(index, int) and not isinstance(index, bool):
            try:
                return value[index]
            except IndexError:
                return ABSENT
    if isinstance(key, str):
        record = getattr(value, "go_methods", {}).get(key)
        if record is not None:
            return _method(record, value, meter)
        if isinstance(value, str):
            return _text_method(value, key, meter)
        if isinstance(value, (list, tuple)):
            return _list_method(value, key, meter)
        _refuse_hidden(value, key)
    return ABSENT


def _refuse_hidden(value: Any, key: str) -> None:
    if key.startswith("_"):
        raise TemplateError(f"{quote(key)} of a {kind_name(value)} starts with an underscore and is not available")


def _of_mapping(value: dict[Any, Any], key: Any, dotted: bool, meter: JinjaMeter) -> Any:
    key = key if isinstance(key, (str, int, float)) else ABSENT
    if isinstance(value, TypedMap) and isinstance(key, str):
        record = value.go_methods.get(key)
        if record is not None:
            return _method(record, value, meter)
    if key in value:
        return value[key]
    if isinstance(key, str):
        if dotted and key in _MAPPING_METHODS:
            run = _MAPPING_METHODS[key]
            return Callee(key, lambda *args: meter.made(run(value, *args)))
        if dotted and key in _CHANGING:
            raise _changing(key, "mapping")
        _refuse_hidden(value, key)
    return ABSENT


def _of_struct(value: GoStruct, key: str, meter: JinjaMeter) -> Any:
    record = value.go_methods.get(key)
    if record is not None:
        return _method(record, value, meter)
    if key in value.go_fields or key in getattr(value, "go_promoted", ()):
        return getattr(value, key)
    _refuse_hidden(value, key)
    return ABSENT


def _method(record: Function, receiver: Any, meter: JinjaMeter) -> Callee:
    def run(*args: Any) -> Any:
        return meter.made(call_record(record, tuple(go_value(arg, meter) for arg in args), receiver))

    return Callee(record.name, run)


# ------------------------------------------------------------------------------------- methods of Python's values

_CHANGING = frozenset(
    [
        "append",
        "clear",
        "extend",
        "insert",
        "pop",
        "popitem",
        "remove",
        "reverse",
        "setdefault",
        "sort",
        "update",
        "add",
        "discard",
    ]
)


def _changing(name: str, kind: str) -> TemplateError:
    return TemplateError(f"{name} would change a {kind} in place, which is not available; make a new one")


def _get(mapping: Mapping[Any, Any], key: Any, default: Any = None) -> Any:
    return mapping.get(key, default) if isinstance(key, (str, int, float)) else default


_MAPPING_METHODS: dict[str, Callable[..., Any]] = {
    "items": lambda mapping: [list(pair) for pair in sorted_items(mapping)],
    "keys": sorted_keys,
    "values": lambda mapping: [item for _rest, item in sorted_items(mapping)],
    "get": _get,
}

_LIST_METHODS = ("count", "index")


def _list_method(value: Any, key: str, meter: JinjaMeter) -> Any:
    if key in _LIST_METHODS:

        def run(*args: Any) -> Any:
            for part in (value, *args):
                meter.measure(part)
            return getattr(list, key)(list(value), *args)

        return Callee(key, run)
    if key in _CHANGING:
        raise _changing(key, "list")
    _refuse_hidden(value, key)
    return ABSENT


#: methods of str that make nothing longer than the text itself
_TEXT_METHODS = frozenset(
    [
        "capitalize",
        "count",
        "endswith",
        "find",
        "index",
        "isalnum",
        "isalpha",
        "isdigit",
        "islower",
        "isspace",
        "istitle",
        "isupper",
        "lower",
        "lstrip",
        "partition",
        "rfind",
        "rindex",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
    ]
)
_PADDING = frozenset(("center", "ljust", "rjust", "zfill"))
_INSTEAD = {
    "format": "use printf",
    "format_map": "use printf",
    "encode": "use b64enc",
    "translate": "use replace",
    "maketrans": "use replace",
    "expandtabs": "use replace",
}


def _text_method(value: str, key: str, meter: JinjaMeter) -> Any:
    if key in _TEXT_METHODS:

        def plain(*args: Any) -> Any:
            args = tuple(whole(arg) for arg in args)
            if args and isinstance(args[0], str):
                searchable(args[0], value)
            found = getattr(str, key)(value, *args)
            return meter.made(list(found) if isinstance(found, tuple) else found)

        return Callee(key, plain)
    if key in _PADDING:

        def pad(width: Any, *args: Any) -> Any:
            width = whole(width)
            if isinstance(width, int):
                meter.text_of(width)
            return meter.made(getattr(str, key)(value, width, *args))

        return Callee(key, pad)
    if key == "replace":
        return Callee(key, lambda old, new: meter.made(replaced(value, old, new, meter)))
    if key == "join":
        return Callee(key, lambda parts: meter.made(joined(value, parts, meter)))
    if key in _INSTEAD:
        raise TemplateError(f"the method {key} of strings is not available; {_INSTEAD[key]}")
    _refuse_hidden(value, key)
    return ABSENT


def searchable(part: str, whole_text: str) -> None:
    """Refuse a search that takes a time that grows with both lengths, as older Pythons have it."""
    if len(part) * len(whole_text) > 1_000_000_000:
        raise LimitError(f"a text of {len(part)} characters cannot be looked for in one of {len(whole_text)}")


def replaced(text: Any, old: Any, new: Any, meter: JinjaMeter) -> str:
    """``str.replace``, refused when the result would be too long."""
    if not (isinstance(text, str) and isinstance(old, str) and isinstance(new, str)):
        raise TemplateError("replace takes strings")
    searchable(old, text)
    if len(new) > len(old):
        meter.text_of(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def joined(separator: str, parts: Any, meter: JinjaMeter) -> str:
    """The texts of the elements with a separator between them, refused when the result would be too long."""
    parts = go_value(parts, meter)
    if not isinstance(parts, list):
        raise TemplateError(f"a {kind_name(parts)} cannot be joined")
    texts = [text_of(part, meter) for part in parts]
    meter.text_of(len(separator) * len(texts) + sum(map(len, texts)))
    return separator.join(texts)
