# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions of Jinja2 templates: Go's, sprig's and Helm's, and the safe and useful ones of Jinja2's own."""

from __future__ import annotations

import re
from typing import Any, Callable

from ..errors import TemplateError
from ..gotemplate.builtins import BUILTINS
from ..gotemplate.functions import Function, FunctionTable
from ..gotemplate.limits import LimitError
from .jinja_calls import call_function
from .jinja_limits import JinjaMeter
from .jinja_values import Callee, check_search, go_value, integral, is_missing, join, kind_name, replace, shallow

Functions = dict[str, Callee]

#: Keywords of Jinja2, functions that the engine binds itself, and functions that read the environment.
_LEFT_OUT = frozenset(["and", "or", "not", "call", "include", "tpl", "env", "expandenv"])
#: Functions that accept a missing value as nil.
_TOLERANT = frozenset(["default", "coalesce", "empty", "required", "all", "any"])
#: Functions that do not look into the lists and mappings that they get.
_SHALLOW = frozenset(
    [
        "default",
        "coalesce",
        "empty",
        "required",
        "all",
        "any",
        "list",
        "tuple",
        "dict",
        "get",
        "set",
        "unset",
        "hasKey",
        "index",
        "slice",
        "mustSlice",
        "first",
        "mustFirst",
        "last",
        "mustLast",
        "rest",
        "mustRest",
        "initial",
        "mustInitial",
        "append",
        "mustAppend",
        "push",
        "mustPush",
        "prepend",
        "mustPrepend",
        "pick",
        "omit",
        "pluck",
        "keys",
        "values",
        "len",
        "ternary",
        "kindOf",
        "kindIs",
        "typeOf",
        "typeIs",
        "typeIsLike",
        "fail",
        "lookup",
    ]
)
#: How many pairs of elements a function may compare.
_MAX_COMPARISONS = 5_000_000
#: What may be a width or precision in a format, and the largest one that is assumed.
_NUMBER = re.compile(r"\d+")
_LARGEST_WIDTH = 1_000_000


def go_functions(table: FunctionTable, meter: JinjaMeter) -> Functions:
    """Return the functions of Go, sprig and Helm for Jinja2 templates, without ``include`` and ``tpl``.

    :param table: the functions of the dialect.
    """
    functions: Functions = {}
    for name, record in {**BUILTINS, **table}.items():
        if name not in _LEFT_OUT:
            functions[name] = Callee(name, _go_call(record, meter))
    functions["dict"] = Callee("dict", _dict_call(functions["dict"].run))
    functions["join"] = Callee("join", lambda separator, parts: meter.created(join(separator, parts, meter)))
    functions["replace"] = Callee(
        "replace", lambda old, new, text: meter.created(replace(shallow(text), old, new, meter))
    )
    return functions


def _go_call(record: Function, meter: JinjaMeter) -> Callable[..., Any]:
    name = record.name
    tolerant, is_shallow = name in _TOLERANT, name in _SHALLOW

    def run(*args: Any, **named: Any) -> Any:
        if named:
            raise TemplateError(f"{name} takes no keyword arguments")
        values = []
        for value in args:
            if tolerant and is_missing(value):
                value = None
            values.append(shallow(value) if is_shallow else go_value(value, meter))
        _check_size(name, values, meter)
        result = meter.created(call_function(record, tuple(values)))
        meter.check_time()
        return result

    return run


def _dict_call(make: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        return {**make(*args), **{key: shallow(value) for key, value in named.items()}}

    return run


def _check_size(name: str, args: list[Any], meter: JinjaMeter) -> None:
    """Raise if a call would exceed the limits, as its result or its time grows with the product of the arguments."""
    if name == "printf" and args and isinstance(args[0], str):
        template = args[0]
        numbers = [int(arg) for arg in args[1:] if isinstance(arg, (int, float)) and abs(arg) < 1e18]
        starred = max([min(abs(number), _LARGEST_WIDTH) for number in numbers], default=0)
        written = (min(int(found.group()[:7]), _LARGEST_WIDTH) for found in _NUMBER.finditer(template))
        texts = max([len(arg) for arg in args[1:] if isinstance(arg, str)], default=0)
        # By its index, an argument may be printed several times.
        meter.check_text(len(template) + sum(written) + template.count("*") * starred + template.count("[") * texts)
    elif "egexReplaceAll" in name:
        parts = [arg for arg in args if isinstance(arg, str)]
        if len(parts) == 3:
            meter.check_text((len(parts[1]) + 1) * len(parts[2]) // 16)
    elif name in ("contains", "trimSuffix", "split", "splitList", "splitn") and len(args) > 1:
        if isinstance(args[0], str) and isinstance(args[-1], str):
            check_search(args[0], args[-1])
    elif name == "wrapWith" and len(args) == 3 and isinstance(args[1], str) and isinstance(args[2], str):
        meter.check_text(len(args[2]) * (1 + len(args[1])) // max(int(integral(args[0])), 1))
    elif name in ("repeat", "indent", "nindent") and len(args) == 2 and isinstance(args[1], str):
        count = integral(args[0])
        if isinstance(count, int):
            meter.check_text(count * (len(args[1]) if name == "repeat" else 1 + args[1].count("\n")))
    elif name in ("until", "untilStep", "seq"):
        for arg in args:
            if isinstance(arg, (int, float)) and abs(arg) > meter.limits.elements:
                raise LimitError(f"{name} would return more than {meter.limits.elements} numbers")
    elif name in ("without", "mustWithout", "uniq", "mustUniq") and args and isinstance(args[0], list):
        others = len(args) if name.endswith("out") else len(args[0])
        if len(args[0]) * others > _MAX_COMPARISONS:
            raise LimitError(f"{len(args[0])} elements are too many for {name} to compare; use the filter unique")
    elif name.startswith("rand") and len(args) == 1 and isinstance(args[0], (int, float)):
        meter.check_text(int(integral(args[0])))


# ------------------------------------------------------------------------------------------- Jinja2's own functions


def jinja_functions(meter: JinjaMeter) -> Functions:
    """Return Jinja2's own functions: ``range``, ``namespace``, ``cycler`` and ``joiner``."""
    from jinja2.utils import Cycler, Joiner, Namespace

    def numbers(*args: Any) -> list[int]:
        bounds = [integral(shallow(arg)) for arg in args]
        for bound in bounds:
            if not isinstance(bound, int):
                raise TemplateError(f"range takes integers, not a {kind_name(bound)}")
        found = range(*bounds)
        # len() fails on the largest ranges.
        if (found.stop - found.start) // found.step > meter.limits.numbers:
            raise LimitError(f"range would return more than {meter.limits.numbers} numbers")
        return list(meter.created(list(found)))

    def namespace(*args: Any, **named: Any) -> Any:
        if any(not isinstance(arg, dict) for arg in args):
            raise TemplateError("namespace takes mappings and keyword arguments")
        return Namespace(*args, **named)

    return {
        "range": Callee("range", numbers),
        "namespace": Callee("namespace", namespace),
        "cycler": Callee("cycler", Cycler),
        "joiner": Callee("joiner", Joiner),
    }
