# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up keys, fields and methods of values in Jinja2 templates, from lists of what is allowed.

Nothing is ever looked up on the Python object behind a value, so that no template gets from it to the interpreter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ..errors import TemplateError
from ..gotemplate.functions import Function
from ..gotemplate.kinds import GoStruct, TypedMap
from ..gotemplate.sorting import sorted_items, sorted_keys
from ..gotemplate.strconv import quote
from .jinja_calls import call_function
from .jinja_limits import JinjaMeter
from .jinja_values import Callee, check_search, go_value, integral, join, kind_name, replace

#: The result of a look-up that finds nothing.
ABSENT = object()


def look_up(value: Any, key: Any, dotted: bool, meter: JinjaMeter) -> Any:
    """Return ``value.key`` (``dotted``) or ``value[key]`` of a Go value; :data:`ABSENT` if there is none.

    A Go method wins over a key, and a key wins over a method of Python.
    """
    if isinstance(value, dict):
        return _of_mapping(value, key, dotted, meter)
    if isinstance(value, GoStruct):
        return _of_struct(value, key, meter) if isinstance(key, str) else ABSENT
    if isinstance(value, (str, list, tuple, bytes)):
        index = integral(key)
        if isinstance(index, int) and not isinstance(index, bool):
            try:
                return value[index]
            except IndexError:
                return ABSENT
    if isinstance(key, str):
        record = getattr(value, "go_methods", {}).get(key)
        if record is not None:
            return _go_method(record, value, meter)
        if isinstance(value, str):
            return _string_method(value, key, meter)
        if isinstance(value, (list, tuple)):
            return _list_method(value, key, meter)
        _refuse_private(value, key)
    return ABSENT


def _refuse_private(value: Any, key: str) -> None:
    if key.startswith("_"):
        raise TemplateError(f"{quote(key)} of a {kind_name(value)} starts with an underscore and is not available")


def _of_mapping(value: dict[Any, Any], key: Any, dotted: bool, meter: JinjaMeter) -> Any:
    key = key if isinstance(key, (str, int, float)) else ABSENT
    if isinstance(value, TypedMap) and isinstance(key, str):
        record = value.go_methods.get(key)
        if record is not None:
            return _go_method(record, value, meter)
    if key in value:
        return value[key]
    if isinstance(key, str):
        if dotted and key in _MAPPING_METHODS:
            run = _MAPPING_METHODS[key]
            return Callee(key, lambda *args: meter.created(run(value, *args)))
        if dotted and key in _MODIFYING:
            raise _modifies(key, "mapping")
        _refuse_private(value, key)
    return ABSENT


def _of_struct(value: GoStruct, key: str, meter: JinjaMeter) -> Any:
    record = value.go_methods.get(key)
    if record is not None:
        return _go_method(record, value, meter)
    if key in value.go_fields or key in getattr(value, "go_promoted", ()):
        return getattr(value, key)
    _refuse_private(value, key)
    return ABSENT


def _go_method(record: Function, receiver: Any, meter: JinjaMeter) -> Callee:
    def run(*args: Any) -> Any:
        return meter.created(call_function(record, tuple(go_value(arg, meter) for arg in args), receiver))

    return Callee(record.name, run)


# ------------------------------------------------------------------------------------------------- Python's methods

#: Methods of lists and mappings that modify them.
_MODIFYING = frozenset(
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


def _modifies(name: str, kind: str) -> TemplateError:
    return TemplateError(f"{name} would modify a {kind} in place, which is not allowed; create a new one")


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
    if key in _MODIFYING:
        raise _modifies(key, "list")
    _refuse_private(value, key)
    return ABSENT


#: Methods of ``str`` whose results are not longer than the string.
_STRING_METHODS = frozenset(
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
#: Methods of ``str`` that pad to a width.
_PADDING = frozenset(("center", "ljust", "rjust", "zfill"))
#: Methods of ``str`` that are not available, and what to do.
_ALTERNATIVES = {
    "format": "use printf",
    "format_map": "use printf",
    "encode": "use b64enc",
    "translate": "use replace",
    "maketrans": "use replace",
    "expandtabs": "use replace",
}


def _string_method(value: str, key: str, meter: JinjaMeter) -> Any:
    if key in _STRING_METHODS:

        def run(*args: Any) -> Any:
            args = tuple(integral(arg) for arg in args)
            if args and isinstance(args[0], str):
                check_search(args[0], value)
            found = getattr(str, key)(value, *args)
            return meter.created(list(found) if isinstance(found, tuple) else found)

        return Callee(key, run)
    if key in _PADDING:

        def pad(width: Any, *args: Any) -> Any:
            width = integral(width)
            if isinstance(width, int):
                meter.check_text(width)
            return meter.created(getattr(str, key)(value, width, *args))

        return Callee(key, pad)
    if key == "replace":
        return Callee(key, lambda old, new: meter.created(replace(value, old, new, meter)))
    if key == "join":
        return Callee(key, lambda parts: meter.created(join(value, parts, meter)))
    if key in _ALTERNATIVES:
        raise TemplateError(f"the method {key} of strings is not available; {_ALTERNATIVES[key]}")
    _refuse_private(value, key)
    return ABSENT
