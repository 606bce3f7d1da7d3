# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions, filters and tests of Jinja2 templates: Helm's, and those of Jinja2's own that are safe and of use.

A function of Helm is a filter too; as in a pipeline of Go, the piped value is its last argument. Where
that would quietly take the piped value for something else (``round``, ``slice``, ``tpl``), it is the first one.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any, Callable
from urllib.parse import quote as url_quote

from ..errors import TemplateError
from ..gotemplate.builtins import BUILTINS
from ..gotemplate.functions import Function, FunctionTable
from ..gotemplate.limits import LimitError
from ..gotemplate.sorting import sorted_items, sorted_keys
from .jinja_limits import JinjaMeter
from .jinja_values import (
    Callee,
    call_record,
    go_value,
    joined,
    kind_name,
    replaced,
    searchable,
    shallow,
    text_of,
    whole,
)

Functions = dict[str, Callee]

#: words of Jinja2's grammar, functions that the engine binds itself, and those that read the environment
_LEFT_OUT = frozenset(["and", "or", "not", "call", "include", "tpl", "env", "expandenv"])
#: functions that take a missing value for nil
_TOLERANT = frozenset(["default", "coalesce", "empty", "required", "all", "any"])
#: functions that do not look into lists and mappings that they are given
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
#: functions that, as filters, take the piped value first
_VALUE_FIRST = frozenset(["round", "slice", "mustSlice", "tpl"])
#: how many comparisons of elements with each other a function may make
_MAX_COMPARISONS = 5_000_000
_NUMBER = re.compile(r"\d+")
_LARGEST_WIDTH = 1_000_000


def is_missing(value: Any) -> bool:
    """Whether a value is the mark of one that does not exist."""
    return getattr(type(value), "fail_as_missing", None) is not None


def helm_functions(table: FunctionTable, meter: JinjaMeter) -> Functions:
    """Go's, sprig's and Helm's functions as templates call them; without ``include`` and ``tpl``."""
    functions: Functions = {}
    for name, record in {**BUILTINS, **table}.items():
        if name not in _LEFT_OUT:
            functions[name] = Callee(name, _helm_call(record, meter))
    functions["dict"] = Callee("dict", _dict_call(functions["dict"].run))
    functions["join"] = Callee("join", lambda separator, parts: meter.made(joined(separator, parts, meter)))
    functions["replace"] = Callee(
        "replace", lambda old, new, text: meter.made(replaced(shallow(text), old, new, meter))
    )
    return functions


def _helm_call(record: Function, meter: JinjaMeter) -> Callable[..., Any]:
    name = record.name
    tolerant, is_shallow = name in _TOLERANT, name in _SHALLOW

    def run(*args: Any, **named: Any) -> Any:
        if named:
            raise TemplateError(f"{name} takes no named arguments")
        values = []
        for value in args:
            if tolerant and is_missing(value):
                value = None
            values.append(shallow(value) if is_shallow else go_value(value, meter))
        _guard(name, values, meter)
        result = meter.made(call_record(record, tuple(values)))
        meter.check_time()
        return result

    return run


def _dict_call(make: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        return {**make(*args), **{key: shallow(value) for key, value in named.items()}}

    return run


def _guard(name: str, args: list[Any], meter: JinjaMeter) -> None:
    """Refuse calls whose result grows with the product of what they are given."""
    if name == "printf" and args and isinstance(args[0], str):
        template = args[0]
        numbers = [int(arg) for arg in args[1:] if isinstance(arg, (int, float)) and abs(arg) < 1e18]
        given = max([min(abs(number), _LARGEST_WIDTH) for number in numbers], default=0)
        written = (min(int(found.group()[:7]), _LARGEST_WIDTH) for found in _NUMBER.finditer(template))
        texts = max([len(arg) for arg in args[1:] if isinstance(arg, str)], default=0)
        # An argument may be printed several times, by its index.
        meter.text_of(len(template) + sum(written) + template.count("*") * given + template.count("[") * texts)
    elif "egexReplaceAll" in name:
        parts = [arg for arg in args if isinstance(arg, str)]
        if len(parts) == 3:
            meter.text_of((len(parts[1]) + 1) * len(parts[2]) // 16)
    elif name in ("contains", "trimSuffix", "split", "splitList", "splitn") and len(args) > 1:
        if isinstance(args[0], str) and isinstance(args[-1], str):
            searchable(args[0], args[-1])
    elif name == "wrapWith" and len(args) == 3 and isinstance(args[1], str) and isinstance(args[2], str):
        meter.text_of(len(args[2]) * (1 + len(args[1])) // max(int(whole(args[0])), 1))
    elif name in ("repeat", "indent", "nindent") and len(args) == 2 and isinstance(args[1], str):
        count = whole(args[0])
        if isinstance(count, int):
            meter.text_of(count * (len(args[1]) if name == "repeat" else 1 + args[1].count("\n")))
    elif name in ("until", "untilStep", "seq"):
        for arg in args:
            if isinstance(arg, (int, float)) and abs(arg) > meter.limits.elements:
                raise LimitError(f"{name} is asked for more than {meter.limits.elements} numbers")
    elif name in ("without", "mustWithout", "uniq", "mustUniq") and args and isinstance(args[0], list):
        others = len(args) if name.endswith("out") else len(args[0])
        if len(args[0]) * others > _MAX_COMPARISONS:
            raise LimitError(
                f"{name} is given {len(args[0])} elements, more than it can compare; see the filter unique"
            )
    elif name.startswith("rand") and len(args) == 1 and isinstance(args[0], (int, float)):
        meter.text_of(int(whole(args[0])))


# ------------------------------------------------------------------------------------------- Jinja2's own functions


def own_functions(meter: JinjaMeter) -> Functions:
    """``range``, ``namespace``, ``cycler`` and ``joiner``."""
    from jinja2.utils import Cycler, Joiner, Namespace

    def numbers(*args: Any) -> list[int]:
        bounds = [whole(shallow(arg)) for arg in args]
        for bound in bounds:
            if not isinstance(bound, int):
                raise TemplateError(f"range takes whole numbers, not a {kind_name(bound)}")
        found = range(*bounds)
        # len() itself fails on the largest ones
        if (found.stop - found.start) // found.step > meter.limits.numbers:
            raise LimitError(f"range would give more than {meter.limits.numbers} numbers")
        return list(meter.made(list(found)))

    def namespace(*args: Any, **named: Any) -> Any:
        if any(not isinstance(arg, dict) for arg in args):
            raise TemplateError("namespace takes mappings and named values")
        return Namespace(*args, **named)

    return {
        "range": Callee("range", numbers),
        "namespace": Callee("namespace", namespace),
        "cycler": Callee("cycler", Cycler),
        "joiner": Callee("joiner", Joiner),
    }


# -------------------------------------------------------------------------------------------------------- filters


def filters(
    functions: Functions, meter: JinjaMeter, look_up: Callable[[Any, Any], Any]
) -> dict[str, Callable[..., Any]]:
    """Every filter by name.

    :param look_up: gives a key or attribute of a value, as the sandbox does.
    """
    from jinja2 import pass_context

    found: dict[str, Callable[..., Any]] = {}
    own = _OwnFilters(meter, functions, look_up)
    for name, call in vars(_OwnFilters).items():
        if not name.startswith("_"):
            found[name.rstrip("_")] = _counted(getattr(own, name), meter, getattr(call, "wants_context", False))
    for name, callee in functions.items():
        if name not in found:
            found[name] = _counted(_as_filter(callee), meter, callee.wants_context)
    found["d"] = found["default"]
    found["tojson"] = found["toJson"]
    return {name: pass_context(call) for name, call in found.items()}


def _counted(call: Callable[..., Any], meter: JinjaMeter, wants_context: bool) -> Callable[..., Any]:
    def run(context: Any, value: Any, *args: Any, **named: Any) -> Any:
        meter.step()
        result = call(context, value, *args, **named) if wants_context else call(value, *args, **named)
        return meter.made(result)

    return run


def _as_filter(callee: Callee) -> Callable[..., Any]:
    run = callee.run
    if callee.wants_context:
        if callee.name in _VALUE_FIRST:
            return run

        def last_after_context(context: Any, value: Any, *args: Any, **named: Any) -> Any:
            return run(context, *args, value, **named)

        return last_after_context
    if callee.name in _VALUE_FIRST:
        return run

    def last(value: Any, *args: Any, **named: Any) -> Any:
        return run(*args, value, **named)

    return last


def _wants_context(call: Callable[..., Any]) -> Callable[..., Any]:
    call.wants_context = True  # type: ignore[attr-defined]
    return call


def _fold(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class _OwnFilters:
    """Filters of Jinja2's own, and those of Helm's whose name Jinja2 has for something else too.

    They are written anew, as Jinja2's take lazy iterators, Python attributes and lengths without a bound.
    """

    def __init__(self, meter: JinjaMeter, functions: Functions, look_up: Callable[[Any, Any], Any]) -> None:
        self._meter = meter
        self._functions = functions
        self._look_up = look_up

    # ---- where both Jinja2 and Helm have the name

    def default(self, value: Any, fallback: Any = "", *further: Any, **named: Any) -> Any:
        # Jinja2's second argument asks for what Helm does anyway.
        if set(named) - {"boolean"} or any(type(extra) is not bool for extra in further):
            raise TemplateError("default takes one value")
        return self._functions["default"].run(fallback, value)

    def list(self, value: Any, *args: Any) -> Any:
        return self._functions["list"].run(*args, value) if args else self._elements(value)

    def max(self, value: Any, *args: Any, attribute: Any = None) -> Any:
        return self._largest("max", max, value, args, attribute)

    def min(self, value: Any, *args: Any, attribute: Any = None) -> Any:
        return self._largest("min", min, value, args, attribute)

    def _largest(self, name: str, choose: Callable[..., Any], value: Any, args: tuple[Any, ...], attribute: Any) -> Any:
        value = shallow(value)
        if not isinstance(value, (list, dict)):
            return self._functions[name].run(*args, value)
        elements = self._comparable(value)
        if not elements:
            raise TemplateError(f"{name} of an empty list")
        return choose(elements, key=self._key(attribute, False))

    def round(self, value: Any, places: Any = 0) -> Any:
        return self._functions["round"].run(value, places)

    def join(self, value: Any, separator: Any = "") -> Any:
        return self._functions["join"].run(text_of(separator, self._meter), self._elements(value))

    def reverse(self, value: Any) -> Any:
        return self._elements(value)[::-1] if not isinstance(value, str) else value[::-1]

    def float(self, value: Any) -> Any:
        return self._functions["float64"].run(value)

    # ---- texts

    def string(self, value: Any) -> str:
        return text_of(value, self._meter)

    def capitalize(self, value: Any) -> str:
        return self._text(value).capitalize()

    def center(self, value: Any, width: Any = 80) -> str:
        width = int(whole(width))
        self._meter.text_of(width)
        return self._text(value).center(width)

    def truncate(self, value: Any, length: Any = 255, killwords: bool = False, end: str = "...") -> str:
        text, length = self._text(value), int(whole(length))
        if len(text) <= length:
            return text
        cut = text[: max(length - len(end), 0)]
        return (cut if killwords else cut.rsplit(" ", 1)[0]) + end

    def wordcount(self, value: Any) -> int:
        return len(self._text(value).split())

    def urlencode(self, value: Any) -> str:
        return url_quote(self._text(value).encode("utf-8", "surrogateescape"), safe="/")

    def _text(self, value: Any) -> str:
        return text_of(value, self._meter)

    # ---- numbers

    def abs(self, value: Any) -> Any:
        return abs(self._number(value))

    def sum(self, value: Any, attribute: Any = None, start: Any = 0) -> Any:
        total = self._number(start)
        key = self._key(attribute, True)
        for element in self._elements(value):
            total += self._number(key(element))
        return total

    def _number(self, value: Any) -> Any:
        value = shallow(value)
        if not isinstance(value, (int, float)):
            raise TemplateError(f"a {kind_name(value)} is not a number")
        return value

    # ---- lists and mappings

    def length(self, value: Any) -> int:
        value = shallow(value)
        if not isinstance(value, (str, bytes, list, dict)):
            raise TemplateError(f"a {kind_name(value)} has no length")
        return len(value)

    count = length

    def items(self, value: Any) -> Any:
        return [list(pair) for pair in sorted_items(self._mapping(value))]

    def dictsort(self, value: Any, case_sensitive: bool = False, by: str = "key", reverse: bool = False) -> Any:
        if by not in ("key", "value"):
            raise TemplateError("dictsort sorts by key or by value")
        self._comparable(value)
        place = 0 if by == "key" else 1
        fold = _fold if not case_sensitive else lambda element: element
        pairs = sorted(self._mapping(value).items(), key=lambda pair: fold(pair[place]), reverse=bool(reverse))
        return [list(pair) for pair in pairs]

    def batch(self, value: Any, count: Any, fill: Any = None) -> Any:
        count = whole(count)
        if not isinstance(count, int) or count < 1:
            raise TemplateError("batch takes the number of elements of each batch")
        elements = self._elements(value)
        batches = [elements[start : start + count] for start in range(0, len(elements), count)]
        if fill is not None and batches:
            self._meter.list_of(count)
            batches[-1] = batches[-1] + [fill] * (count - len(batches[-1]))
        return batches

    def unique(self, value: Any, case_sensitive: bool = False, attribute: Any = None) -> Any:
        key = self._key(attribute, case_sensitive)
        seen: list[Any] = []
        known: set[Any] = set()
        found = []
        for element in self._comparable(value):
            mark = key(element)
            if isinstance(mark, (str, int, float, bool)) or mark is None:
                if mark in known:
                    continue
                known.add(mark)
            else:
                for other in seen:
                    self._meter.step()
                    if other == mark:
                        break
                else:
                    seen.append(mark)
                    found.append(element)
                continue
            found.append(element)
        return found

    def sort(self, value: Any, reverse: bool = False, case_sensitive: bool = False, attribute: Any = None) -> Any:
        return sorted(self._comparable(value), key=self._key(attribute, case_sensitive), reverse=bool(reverse))

    def groupby(self, value: Any, attribute: Any, default: Any = None, case_sensitive: bool = False) -> Any:
        key = self._key(attribute, True, default)
        order = self._key(attribute, case_sensitive, default)
        groups = [list(group) for _rest, group in groupby(sorted(self._comparable(value), key=order), order)]
        return [[key(group[0]), group] for group in groups]

    @_wants_context
    def map(self, context: Any, value: Any, name: Any = None, *args: Any, **named: Any) -> Any:
        if name is None and "attribute" in named:
            attribute, default = named.pop("attribute"), named.pop("default", None)
            if named:
                raise TemplateError(f"map takes no argument {next(iter(named))}")
            key = self._key(attribute, True, default)
            return [key(element) for element in self._elements(value)]
        apply = self._named(context.environment.filters, "filter", name, args, named)
        return [apply(context, element) for element in self._elements(value)]

    @_wants_context
    def select(self, context: Any, value: Any, name: Any = None, *args: Any) -> Any:
        return self._choose(context, value, None, (name, *args), True)

    @_wants_context
    def reject(self, context: Any, value: Any, name: Any = None, *args: Any) -> Any:
        return self._choose(context, value, None, (name, *args), False)

    @_wants_context
    def selectattr(self, context: Any, value: Any, attribute: Any, name: Any = None, *args: Any) -> Any:
        return self._choose(context, value, attribute, (name, *args), True)

    @_wants_context
    def rejectattr(self, context: Any, value: Any, attribute: Any, name: Any = None, *args: Any) -> Any:
        return self._choose(context, value, attribute, (name, *args), False)

    def _choose(self, context: Any, value: Any, attribute: Any, test: tuple[Any, ...], wanted: bool) -> Any:
        key = self._key(attribute, True)
        if test[0] is None:
            return [element for element in self._elements(value) if bool(shallow(key(element))) is wanted]
        holds = self._named(context.environment.tests, "test", test[0], test[1:], {})
        return [element for element in self._elements(value) if bool(holds(None, key(element))) is wanted]

    @staticmethod
    def _named(
        table: Mapping[str, Any], what: str, name: Any, args: tuple[Any, ...], named: dict[str, Any]
    ) -> Callable[[Any, Any], Any]:
        if not isinstance(name, str) or name.startswith("#") or name not in table:
            raise TemplateError(f"there is no {what} {shallow(name)}")
        call = table[name]
        if what == "test":
            return lambda _context, element: call(element, *args, **named)
        return lambda context, element: call(context, element, *args, **named)

    def _mapping(self, value: Any) -> dict[Any, Any]:
        value = shallow(value)
        if not isinstance(value, dict):
            raise TemplateError(f"a {kind_name(value)} is not a mapping")
        return value

    def _elements(self, value: Any) -> Any:
        """The elements of a list, the keys of a mapping, the characters of a text, each accounted for."""
        value = shallow(value)
        if isinstance(value, dict):
            value = sorted_keys(value)
        elif not isinstance(value, (list, str)):
            raise TemplateError(f"a {kind_name(value)} has no elements")
        self._meter.list_of(len(value))
        return list(self._meter.counted(value))

    def _comparable(self, value: Any) -> Any:
        elements = self._elements(value)
        self._meter.measure(elements)
        return elements

    def _key(self, attribute: Any, case_sensitive: bool, default: Any = None) -> Callable[[Any], Any]:
        """The function that gives an attribute (with dots) of an element, or the element itself."""
        parts = [] if attribute is None else str(text_of(attribute, self._meter)).split(".")
        keys = [int(part) if part.isdigit() and len(part) < 10 else part for part in parts]
        look_up = self._look_up

        def key(element: Any) -> Any:
            self._meter.step()
            for part in keys:
                element = look_up(element, part)
                if default is not None and is_missing(element):
                    element = default
            return element if case_sensitive else _fold(element)

        return key


# ---------------------------------------------------------------------------------------------------------- tests


def tests(meter: JinjaMeter, filter_names: set[str]) -> dict[str, Callable[..., Any]]:
    """Every test by name; a missing value can be tested for being (un)defined only."""
    found: dict[str, Callable[..., Any]] = {
        "none": lambda value: value is None,
        "boolean": lambda value: isinstance(value, bool),
        "true": lambda value: value is True,
        "false": lambda value: value is False,
        "integer": lambda value: isinstance(whole(value), int) and not isinstance(value, bool),
        "float": lambda value: isinstance(value, float),
        "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
        "string": lambda value: isinstance(value, str),
        "mapping": lambda value: isinstance(value, dict),
        "sequence": lambda value: isinstance(value, (str, list, dict)),
        "iterable": lambda value: isinstance(value, (str, list, dict)),
        "lower": lambda value: isinstance(value, str) and value.islower(),
        "upper": lambda value: isinstance(value, str) and value.isupper(),
        "sameas": lambda value, other: value is other,
        "divisibleby": lambda value, number: value % number == 0,
        "even": lambda value: value % 2 == 0,
        "odd": lambda value: value % 2 == 1,
        "empty": lambda value: not value,
        "filter": lambda value: value in filter_names,
        "in": lambda value, container: contains(value, container, meter),
    }
    for names, compare in _COMPARISONS:
        for name in names.split():
            found[name] = compare
    ready = {name: _checked(call, meter) for name, call in found.items()}
    ready["defined"] = lambda value: not is_missing(value)
    ready["undefined"] = is_missing
    ready["test"] = lambda value: isinstance(value, str) and value in ready
    return ready


_COMPARISONS: tuple[tuple[str, Callable[[Any, Any], Any]], ...] = (
    ("eq equalto ==", lambda value, other: value == other),
    ("ne !=", lambda value, other: value != other),
    ("gt greaterthan >", lambda value, other: value > other),
    ("ge >=", lambda value, other: value >= other),
    ("lt lessthan <", lambda value, other: value < other),
    ("le <=", lambda value, other: value <= other),
)


def _checked(call: Callable[..., Any], meter: JinjaMeter) -> Callable[..., Any]:
    def run(*args: Any) -> Any:
        meter.step()
        return call(*[operand(arg, meter) for arg in args])

    return run


def operand(value: Any, meter: JinjaMeter) -> Any:
    """A value that is about to be compared."""
    value = shallow(value)
    if isinstance(value, (list, dict)):
        meter.measure(value)
    return value


def contains(value: Any, container: Any, meter: JinjaMeter) -> bool:
    """``value in container``."""
    value, container = operand(value, meter), operand(container, meter)
    if isinstance(container, str):
        if not isinstance(value, str):
            raise TemplateError(f"a string cannot hold a {kind_name(value)}")
        searchable(value, container)
        return value in container
    if isinstance(container, dict):
        return isinstance(value, (str, int, float)) and value in container
    if isinstance(container, list):
        return value in container
    raise TemplateError(f"a {kind_name(container)} holds nothing")
