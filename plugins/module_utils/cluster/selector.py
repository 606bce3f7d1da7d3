# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Label selectors such as ``tier=web,env in (test, prod),!old``, with the grammar of ``kubectl -l``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..errors import DataError

Selector = Callable[[Mapping[str, str]], bool]

_KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./-]{0,315}[A-Za-z0-9])?")
_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")
_OPERATOR = re.compile(r"\s*(==|=|!=|notin\b|in\b|>|<)\s*")


def parse_selector(text: str) -> Selector:
    """Return a function that matches labels against a selector; the empty selector matches all.

    :raises DataError: the selector is invalid.
    """
    tests: list[Selector] = []
    rest = text.strip()
    while rest:
        test, rest = _requirement(rest, text)
        tests.append(test)
        if rest:
            if not rest.startswith(","):
                raise _error(text, rest)
            rest = rest[1:].lstrip()
            if not rest:
                raise _error(text, ",")
    return lambda labels: all(test(labels) for test in tests)


def _requirement(rest: str, text: str) -> tuple[Selector, str]:
    if rest.startswith("!"):
        key, rest = _take(_KEY, rest[1:].lstrip(), text)
        return (lambda labels: key not in labels), rest.lstrip()
    key, rest = _take(_KEY, rest, text)
    found = _OPERATOR.match(rest)
    if found is None:
        return (lambda labels: key in labels), rest.lstrip()
    operator, rest = found.group(1), rest[found.end() :]
    if operator in ("in", "notin"):
        values, rest = _values(rest, text)
        if operator == "in":
            return (lambda labels: labels.get(key) in values), rest
        return (lambda labels: labels.get(key) not in values), rest
    value, rest = _take(_VALUE, rest, text)
    if operator in (">", "<"):
        return _compared(key, operator, value, text), rest.lstrip()
    if operator == "!=":
        return (lambda labels: labels.get(key) != value), rest.lstrip()
    return (lambda labels: labels.get(key) == value), rest.lstrip()


def _compared(key: str, operator: str, value: str, text: str) -> Selector:
    try:
        limit = int(value)
    except ValueError:
        raise _error(text, value) from None

    def test(labels: Mapping[str, str]) -> bool:
        try:
            number = int(labels[key])
        except (KeyError, ValueError):
            return False
        return number > limit if operator == ">" else number < limit

    return test


def _values(rest: str, text: str) -> tuple[set[str], str]:
    if not rest.startswith("(") or ")" not in rest:
        raise _error(text, rest)
    inner, _mark, rest = rest[1:].partition(")")
    values = {value.strip() for value in inner.split(",")}
    if not all(_VALUE.fullmatch(value) for value in values):
        raise _error(text, inner)
    return values, rest.lstrip()


def _take(pattern: re.Pattern[str], rest: str, text: str) -> tuple[str, str]:
    found = pattern.match(rest)
    if found is None:
        raise _error(text, rest)
    return found.group(), rest[found.end() :]


def _error(text: str, place: str) -> DataError:
    return DataError(
        f"{text!r} is not a valid label selector (at {place!r})", remedy="An example is tier=web,env in (a, b)."
    )
