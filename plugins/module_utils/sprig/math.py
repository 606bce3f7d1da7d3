# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Math functions: integer and float arithmetic, rounding, and integer sequences.

``int64`` arithmetic wraps around at 64 bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import Int64, IntList
from ..gotemplate.limits import guard_list
from ..gotemplate.strconv import format_float
from .golib.int64 import wrap_int64
from .type_conversion import to_float, to_int

if TYPE_CHECKING:
    from fractions import Fraction


@function("add1", "interface{}", result="int64")
def add1(value: Any) -> Int64:
    return Int64(wrap_int64(to_int(value) + 1))


@function("add", "...interface{}", result="int64")
def add(*values: Any) -> Int64:
    return Int64(wrap_int64(sum(map(to_int, values))))


@function("sub", "interface{}", "interface{}", result="int64")
def sub(one: Any, other: Any) -> Int64:
    return Int64(wrap_int64(to_int(one) - to_int(other)))


def _divide(dividend: int, divisor: int) -> int:
    """Divide and truncate towards zero."""
    if divisor == 0:
        raise Panic("runtime error: integer divide by zero")
    quotient = abs(dividend) // abs(divisor)
    return wrap_int64(quotient if (dividend < 0) == (divisor < 0) else -quotient)


@function("div", "interface{}", "interface{}", result="int64")
def div(one: Any, other: Any) -> Int64:
    return Int64(_divide(to_int(one), to_int(other)))


@function("mod", "interface{}", "interface{}", result="int64")
def mod(one: Any, other: Any) -> Int64:
    dividend, divisor = to_int(one), to_int(other)
    return Int64(wrap_int64(dividend - _divide(dividend, divisor) * divisor))


@function("mul", "interface{}", "...interface{}", result="int64")
def mul(first: Any, *others: Any) -> Int64:
    product = to_int(first)
    for other in others:
        product = wrap_int64(product * to_int(other))
    return Int64(product)


@function("max", "interface{}", "...interface{}", result="int64")
@function("biggest", "interface{}", "...interface{}", result="int64")
def maximum(first: Any, *others: Any) -> Int64:
    return Int64(max(to_int(first), *map(to_int, others)) if others else to_int(first))


@function("min", "interface{}", "...interface{}", result="int64")
def minimum(first: Any, *others: Any) -> Int64:
    return Int64(min(to_int(first), *map(to_int, others)) if others else to_int(first))


def _extreme(values: tuple[Any, ...], larger: bool) -> float:
    """math.Max and math.Min: an infinity beats NaN, NaN beats everything else, and -0 is less than 0."""
    result = to_float(values[0])
    for value in values[1:]:
        number = to_float(value)
        limit = math.inf if larger else -math.inf
        if limit in (result, number):
            result = limit
        elif math.isnan(result) or math.isnan(number):
            result = math.nan
        elif result == number == 0:
            negative = math.copysign(1, result) < 0
            if negative == larger:
                result = number
        else:
            result = max(result, number) if larger else min(result, number)
    return result


@function("maxf", "interface{}", "...interface{}", result="float64")
def maxf(*values: Any) -> float:
    return _extreme(values, True)


@function("minf", "interface{}", "...interface{}", result="float64")
def minf(*values: Any) -> float:
    return _extreme(values, False)


def _decimal(value: Any) -> Fraction:
    from fractions import Fraction

    number = to_float(value)
    if not math.isfinite(number):
        raise Panic(f"Cannot create a Decimal from {format_float(number)}")
    return Fraction(repr(number))


def _quotient(dividend: Fraction, divisor: Fraction) -> Fraction:
    """Divide with 16 decimal places, rounding half away from zero."""
    from fractions import Fraction

    if divisor == 0:
        raise Panic("decimal division by 0")
    scaled = abs(dividend / divisor) * 10**16
    digits = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(digits if (dividend < 0) == (divisor < 0) else -digits, 10**16)


def _fold(first: Any, others: tuple[Any, ...], operation: Callable[[Fraction, Fraction], Fraction]) -> float:
    result = _decimal(first)
    for other in others:
        result = operation(result, _decimal(other))
    try:
        return float(result)
    except OverflowError:
        return math.inf if result > 0 else -math.inf


@function("add1f", "interface{}", result="float64")
def add1f(value: Any) -> float:
    return _fold(value, (1,), lambda one, other: one + other)


@function("addf", "...interface{}", result="float64")
def addf(*values: Any) -> float:
    return _fold(0.0, values, lambda one, other: one + other)


@function("subf", "interface{}", "...interface{}", result="float64")
def subf(first: Any, *others: Any) -> float:
    return _fold(first, others, lambda one, other: one - other)


@function("mulf", "interface{}", "...interface{}", result="float64")
def mulf(first: Any, *others: Any) -> float:
    return _fold(first, others, lambda one, other: one * other)


@function("divf", "interface{}", "...interface{}", result="float64")
def divf(first: Any, *others: Any) -> float:
    return _fold(first, others, _quotient)


@function("floor", "interface{}", result="float64")
def floor(value: Any) -> float:
    number = to_float(value)
    return float(math.floor(number)) if math.isfinite(number) and abs(number) < 1e16 and number else number


@function("ceil", "interface{}", result="float64")
def ceil(value: Any) -> float:
    number = to_float(value)
    if not math.isfinite(number) or abs(number) >= 1e16 or not number:
        return number
    return math.copysign(float(math.ceil(number)), number)


def _power_of_ten(exponent: int) -> float:
    """math.Pow(10, exponent), rounded as Go's exponentiation by squaring rounds."""
    power, power_bits = 1.0, 0
    factor, factor_bits = math.frexp(10.0)
    rest = abs(exponent)
    while rest:
        if factor_bits > 4096:
            power_bits += factor_bits
            break
        if rest & 1:
            power *= factor
            power_bits += factor_bits
        factor *= factor
        factor_bits *= 2
        if factor < 0.5:
            factor += factor
            factor_bits -= 1
        rest >>= 1
    if exponent < 0:
        power, power_bits = 1 / power, -power_bits
    try:
        return math.ldexp(power, power_bits)
    except OverflowError:
        return math.inf


@function("round", "interface{}", "int", "...float64", result="float64")
def round_to(value: Any, places: int, *thresholds: float) -> float:
    threshold = thresholds[0] if thresholds else 0.5
    power = _power_of_ten(places)
    digits = power * to_float(value)
    if math.isfinite(digits):
        # the fractional part of a negative number is negative
        rounded = float(math.ceil(digits)) if math.modf(digits)[0] >= threshold else float(math.floor(digits))
        if rounded == 0:
            rounded = math.copysign(0.0, digits)
    else:
        rounded = digits
    if power == 0:
        return math.nan if rounded == 0 or math.isnan(rounded) else math.copysign(math.inf, rounded)
    if power == math.inf and not math.isfinite(rounded):
        return math.nan
    return rounded / power


def _count(start: int, stop: int, step: int) -> range:
    """Return the numbers of ``untilStep``; the range is empty if the step is zero or has the wrong sign."""
    if (stop < start and step >= 0) or (stop >= start and step <= 0):
        return range(0)
    guard_list(abs(stop - start) // abs(step))
    return range(start, stop, step)


@function("until", "int", result="[]int")
def until(stop: int) -> IntList:
    return IntList(_count(0, stop, -1 if stop < 0 else 1))


@function("untilStep", "int", "int", "int", result="[]int")
def until_step(start: int, stop: int, step: int) -> IntList:
    return IntList(_count(start, stop, step))


@function("seq", "...int", result="string")
def seq(*params: int) -> str:
    if not 1 <= len(params) <= 3:
        return ""
    start, end = (1, params[0]) if len(params) == 1 else (params[0], params[-1])
    direction = -1 if end < start else 1
    step = params[1] if len(params) == 3 else direction
    if direction < 0 and step > 0:
        return ""
    return " ".join(map(str, _count(start, end + direction, step)))
