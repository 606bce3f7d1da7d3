# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert values between Jinja2 templates and Go functions: what passes in, how it prints, what errors call it."""

# Exact types are compared on purpose: a subclass represents another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any, Callable

from ..errors import TemplateError
from ..gotemplate import printing
from ..gotemplate.kinds import NO_VALUE, GoStruct, go_type_name
from ..gotemplate.limits import LimitError
from .jinja_limits import JinjaMeter, is_go_value

#: The longest search, as the product of both lengths: older versions of Python take quadratic time.
_MAX_SEARCH = 1_000_000_000


class Callee:
    """A function of the table or a method of a value, for templates to call.

    :param wants_context: whether ``run`` gets the context of the running template as its first argument.
    """

    __slots__ = ("name", "run", "wants_context")

    def __init__(self, name: str, run: Callable[..., Any], wants_context: bool = False) -> None:
        self.name = name
        self.run = run
        self.wants_context = wants_context


def is_missing(value: Any) -> bool:
    """Return whether a value stands for one that does not exist."""
    return getattr(type(value), "fail_as_missing", None) is not None


def kind_name(value: Any) -> str:
    """Return the kind of a value for error messages."""
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


# ------------------------------------------------------------------------------------------------------ conversion


def shallow(value: Any) -> Any:
    """Convert a value for Go functions, without its elements.

    :raises TemplateError: the value does not exist, is a function, or is one of Jinja2's own objects.
    """
    if is_go_value(value):
        return value
    if isinstance(value, (tuple, range)):
        return list(value)
    if is_missing(value):
        value.fail_as_missing()
    if isinstance(value, Callee):
        raise TemplateError(f"{value.name} is a function; call it with ()")
    raise TemplateError(f"a {kind_name(value)} cannot be used as a value")


def go_value(value: Any, meter: JinjaMeter) -> Any:
    """Convert a value for Go functions with all that is nested in it, after checking its size."""
    value = shallow(value)
    if isinstance(value, (list, dict)) and not meter.measure(value):
        return _deep(value)
    return value


def _deep(value: Any) -> Any:
    value = shallow(value)
    if isinstance(value, dict):
        converted = {key: _deep(item) for key, item in value.items()}
        return type(value)(converted) if type(value) is not dict else converted
    if isinstance(value, list):
        return [_deep(item) for item in value]
    return value


def integral(value: Any) -> Any:
    """Convert a float without a fraction to an int; return other values unchanged."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# --------------------------------------------------------------------------------------------------------- strings


def text_of(value: Any, meter: JinjaMeter) -> str:
    """Return a value as it is printed: as Go prints it, and nothing for nil."""
    if type(value) is str:
        return value
    if value is None or value is NO_VALUE:
        return ""
    if isinstance(value, (list, dict, GoStruct)):
        value = go_value(value, meter)
        return str(meter.created(printing.display(value)))
    return printing.display(shallow(value))


def check_search(part: str, text: str) -> None:
    """Raise if searching for a part in a text might take too long."""
    if len(part) * len(text) > _MAX_SEARCH:
        raise LimitError(f"cannot search for a string of {len(part)} characters in one of {len(text)}")


def replace(text: Any, old: Any, new: Any, meter: JinjaMeter) -> str:
    """Replace like ``str.replace``, after checking the length of the result."""
    if not (isinstance(text, str) and isinstance(old, str) and isinstance(new, str)):
        raise TemplateError("replace takes strings")
    check_search(old, text)
    if len(new) > len(old):
        meter.check_text(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def join(separator: str, parts: Any, meter: JinjaMeter) -> str:
    """Join the printed elements of a list, after checking the length of the result."""
    parts = go_value(parts, meter)
    if not isinstance(parts, list):
        raise TemplateError(f"a {kind_name(parts)} cannot be joined")
    texts = [text_of(part, meter) for part in parts]
    meter.check_text(len(separator) * len(texts) + sum(map(len, texts)))
    return separator.join(texts)
