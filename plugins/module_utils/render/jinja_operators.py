# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operators, literals and loops of Jinja2 templates, on Go values and within limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import TemplateError
from ..gotemplate.limits import LimitError
from ..gotemplate.sorting import sorted_keys
from .jinja_limits import JinjaMeter
from .jinja_values import check_search, integral, kind_name, shallow, text_of


class Iterated:
    """The elements that a loop iterates over; each counts as a step."""

    __slots__ = ("_meter", "_values")

    def __init__(self, values: Any, meter: JinjaMeter) -> None:
        self._values = values
        self._meter = meter

    def __iter__(self) -> Iterator[Any]:
        return self._meter.counted(self._values)

    def __len__(self) -> int:
        return len(self._values)


def iterate(value: Any, meter: JinjaMeter) -> Iterated:
    """Return the elements of a list, the keys of a mapping in Go's order, or the characters of a string."""
    value = shallow(value)
    if isinstance(value, dict):
        value = sorted_keys(value)
    elif not isinstance(value, (list, str)):
        raise TemplateError(f"cannot loop over a {kind_name(value)}; use range for numbers")
    return Iterated(value, meter)


# ------------------------------------------------------------------------------------------------------ arithmetic


def operate(operator: str, left: Any, right: Any, meter: JinjaMeter) -> Any:
    """Return ``left OPERATOR right``, after checking the size of the result."""
    meter.step()
    left, right = shallow(left), shallow(right)
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return _calculate(operator, left, right)
    if operator == "+":
        if isinstance(left, str) and isinstance(right, str):
            meter.check_text(len(left) + len(right))
            return meter.created(left + right)
        if isinstance(left, list) and isinstance(right, list):
            meter.check_list(len(left) + len(right))
            return meter.created([*left, *right])
    elif operator == "*":
        count, values = (left, right) if isinstance(left, (int, float)) else (right, left)
        count = integral(count)
        if isinstance(count, int) and isinstance(values, (str, list)):
            (meter.check_text if isinstance(values, str) else meter.check_list)(len(values) * count)
            return meter.created(values * count)
    elif operator == "%" and isinstance(left, str):
        raise TemplateError("% does not format strings; use printf")
    raise TemplateError(f"unsupported operands for {operator}: {kind_name(left)} and {kind_name(right)}")


def _calculate(operator: str, left: Any, right: Any) -> Any:
    try:
        if operator == "+":
            result = left + right
        elif operator == "-":
            result = left - right
        elif operator == "*":
            result = left * right
        elif operator == "/":
            result = left / right
        elif operator == "//":
            result = left // right
        elif operator == "%":
            result = left % right
        else:
            result = _power(left, right)
    except ZeroDivisionError:
        raise TemplateError("division by zero") from None
    except OverflowError:
        raise LimitError(f"the result of {operator} is too large") from None
    if isinstance(result, complex):
        raise TemplateError("the result of ** is not a real number")
    if isinstance(result, int) and not -(1 << 63) <= result < 1 << 64:
        raise LimitError(f"the result of {operator} overflows 64 bits")
    return result


def _power(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and right > 0:
        if abs(left) > 1 and (left.bit_length() - 1) * right > 64:
            raise OverflowError
        if abs(left) <= 1:
            return left if right % 2 else abs(left)
    return left**right


# ------------------------------------------------------------------------------------------------------ comparison


def operand(value: Any, meter: JinjaMeter) -> Any:
    """Convert a value for a comparison, after checking its size."""
    value = shallow(value)
    if isinstance(value, (list, dict)):
        meter.measure(value)
    return value


def contains(value: Any, container: Any, meter: JinjaMeter) -> bool:
    """Return ``value in container``."""
    value, container = operand(value, meter), operand(container, meter)
    if isinstance(container, str):
        if not isinstance(value, str):
            raise TemplateError(f"in requires a string on the left of a string, not a {kind_name(value)}")
        check_search(value, container)
        return value in container
    if isinstance(container, dict):
        return isinstance(value, (str, int, float)) and value in container
    if isinstance(container, list):
        return value in container
    raise TemplateError(f"in requires a string, list or mapping on the right, not a {kind_name(container)}")


# -------------------------------------------------------------------------------------------- literals and slices


def slice_of(value: Any, start: Any, stop: Any, step: Any, meter: JinjaMeter) -> Any:
    """Return ``value[start:stop:step]``."""
    value = shallow(value)
    if not isinstance(value, (str, list, bytes)):
        raise TemplateError(f"a {kind_name(value)} cannot be sliced")
    return meter.created(value[integral(shallow(start)) : integral(shallow(stop)) : integral(shallow(step))])


def concatenate(values: Any, meter: JinjaMeter) -> str:
    """Return the values of ``a ~ b`` as one string."""
    texts = [text_of(value, meter) for value in values]
    meter.check_text(sum(map(len, texts)))
    return str(meter.created("".join(texts)))


def list_literal(values: Any, meter: JinjaMeter) -> Any:
    """Return the value of ``[a, b]``."""
    return meter.created(list(values))


def mapping_literal(pairs: Any, meter: JinjaMeter) -> dict[str, Any]:
    """Return the value of ``{a: b}``."""
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str):
            shallow(key)
            raise TemplateError(f"the keys of a mapping must be strings, not a {kind_name(key)}")
        mapping[key] = value
    meter.step()
    meter.created(mapping)
    return mapping
