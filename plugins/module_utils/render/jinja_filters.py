# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters and tests of Jinja2 templates: all functions as filters, and those of Jinja2's own.

As in a Go pipeline, the piped value is the last argument of a function. It is the first one where it would otherwise be
mistaken for another argument (``round``, ``slice``, ``tpl``).
"""

# Exact types are compared on purpose: a subclass represents another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Callable
from urllib.parse import quote as url_quote

from ..errors import TemplateError
from ..gotemplate.sorting import sorted_items, sorted_keys
from .jinja_functions import Functions
from .jinja_limits import JinjaMeter
from .jinja_operators import contains, operand
from .jinja_values import Callee, integral, is_missing, kind_name, shallow, text_of

#: Functions that, as filters, take the piped value first.
_VALUE_FIRST = frozenset(["round", "slice", "mustSlice", "tpl"])


def filters(
    functions: Functions, meter: JinjaMeter, look_up: Callable[[Any, Any], Any]
) -> dict[str, Callable[..., Any]]:
    """Return all filters by name.

    :param functions: the functions, which are filters too.
    :param look_up: returns a key or attribute of a value, as the sandbox does.
    """
    from jinja2 import pass_context

    found: dict[str, Callable[..., Any]] = {}
    own = _JinjaFilters(meter, functions, look_up)
    for name, call in vars(_JinjaFilters).items():
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
        return meter.created(result)

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


def _with_context(call: Callable[..., Any]) -> Callable[..., Any]:
    call.wants_context = True  # type: ignore[attr-defined]
    return call


def _fold(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class _JinjaFilters:
    """Jinja2's own filters, and filters of Helm whose names have another meaning in Jinja2 as well.

    They are implemented here, since those of Jinja2 accept lazy iterators, Python attributes and unlimited lengths.
    Each public method is a filter.
    """

    def __init__(self, meter: JinjaMeter, functions: Functions, look_up: Callable[[Any, Any], Any]) -> None:
        self._meter = meter
        self._functions = functions
        self._look_up = look_up

    # ---- filters of both Jinja2 and Helm

    def default(self, value: Any, fallback: Any = "", *further: Any, **named: Any) -> Any:
        # Helm always does what Jinja2's second argument enables.
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

    # ---- strings

    def string(self, value: Any) -> str:
        return text_of(value, self._meter)

    def capitalize(self, value: Any) -> str:
        return self._text(value).capitalize()

    def center(self, value: Any, width: Any = 80) -> str:
        width = int(integral(width))
        self._meter.check_text(width)
        return self._text(value).center(width)

    def truncate(self, value: Any, length: Any = 255, killwords: bool = False, end: str = "...") -> str:
        text, length = self._text(value), int(integral(length))
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
            raise TemplateError(f"expected number, got {kind_name(value)}")
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
            raise TemplateError("dictsort sorts by 'key' or 'value'")
        self._comparable(value)
        place = 0 if by == "key" else 1
        fold = _fold if not case_sensitive else lambda element: element
        pairs = sorted(self._mapping(value).items(), key=lambda pair: fold(pair[place]), reverse=bool(reverse))
        return [list(pair) for pair in pairs]

    def batch(self, value: Any, count: Any, fill: Any = None) -> Any:
        count = integral(count)
        if not isinstance(count, int) or count < 1:
            raise TemplateError("batch takes the number of elements in a batch")
        elements = self._elements(value)
        batches = [elements[start : start + count] for start in range(0, len(elements), count)]
        if fill is not None and batches:
            self._meter.check_list(count)
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

    @_with_context
    def map(self, context: Any, value: Any, name: Any = None, *args: Any, **named: Any) -> Any:
        if name is None and "attribute" in named:
            attribute, default = named.pop("attribute"), named.pop("default", None)
            if named:
                raise TemplateError(f"map takes no keyword argument {next(iter(named))}")
            key = self._key(attribute, True, default)
            return [key(element) for element in self._elements(value)]
        apply = self._named(context.environment.filters, "filter", name, args, named)
        return [apply(context, element) for element in self._elements(value)]

    @_with_context
    def select(self, context: Any, value: Any, name: Any = None, *args: Any) -> Any:
        return self._choose(context, value, None, (name, *args), True)

    @_with_context
    def reject(self, context: Any, value: Any, name: Any = None, *args: Any) -> Any:
        return self._choose(context, value, None, (name, *args), False)

    @_with_context
    def selectattr(self, context: Any, value: Any, attribute: Any, name: Any = None, *args: Any) -> Any:
        return self._choose(context, value, attribute, (name, *args), True)

    @_with_context
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
        if not isinstance(name, str):
            raise TemplateError(f"expected the name of a {what}, got {kind_name(shallow(name))}")
        if name.startswith("#") or name not in table:
            raise TemplateError(f"no {what} named {name!r}")
        call = table[name]
        if what == "test":
            return lambda _context, element: call(element, *args, **named)
        return lambda context, element: call(context, element, *args, **named)

    def _mapping(self, value: Any) -> dict[Any, Any]:
        value = shallow(value)
        if not isinstance(value, dict):
            raise TemplateError(f"expected mapping, got {kind_name(value)}")
        return value

    def _elements(self, value: Any) -> Any:
        """Return the elements of a list, the keys of a mapping or the characters of a string; each counts as a step."""
        value = shallow(value)
        if isinstance(value, dict):
            value = sorted_keys(value)
        elif not isinstance(value, (list, str)):
            raise TemplateError(f"a {kind_name(value)} has no elements")
        self._meter.check_list(len(value))
        return list(self._meter.counted(value))

    def _comparable(self, value: Any) -> Any:
        """Return the elements, after checking their size."""
        elements = self._elements(value)
        self._meter.measure(elements)
        return elements

    def _key(self, attribute: Any, case_sensitive: bool, default: Any = None) -> Callable[[Any], Any]:
        """Return a function that returns an attribute (with dots) of an element, or without one the element itself."""
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
    """Return all tests by name; a missing value can be tested for being (un)defined only."""
    found: dict[str, Callable[..., Any]] = {
        "none": lambda value: value is None,
        "boolean": lambda value: isinstance(value, bool),
        "true": lambda value: value is True,
        "false": lambda value: value is False,
        "integer": lambda value: isinstance(integral(value), int) and not isinstance(value, bool),
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
