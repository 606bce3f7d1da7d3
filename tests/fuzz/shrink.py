# SPDX-License-Identifier: GPL-3.0-or-later
"""Minimize a disagreement: drop what is not needed to show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Case = dict[str, Any]

#: Words, strings and delimiters of a template's action, white space and everything else.
_TOKEN = re.compile(r'\{\{-? ?| ?-?\}\}|"(?:\\.|[^"\\])*"|`[^`]*`|\$?\.?[\w.]+|\s+|.', re.DOTALL)


def _shorter(text: str) -> Iterator[str]:
    """Yield texts with a run of tokens removed, long runs first."""
    tokens = _TOKEN.findall(text)
    size = len(tokens) // 2
    while size:
        for start in range(0, len(tokens) - size + 1, max(1, size // 2)):
            yield "".join(tokens[:start] + tokens[start + size :])
        size //= 2


def _smaller(value: Any) -> Iterator[Any]:
    """Yield values with one part removed or simplified."""
    if isinstance(value, dict):
        for name in list(value):
            yield {k: v for k, v in value.items() if k != name}
            for part in _smaller(value[name]):
                yield {**value, name: part}
    elif isinstance(value, list):
        for i in range(len(value)):
            yield value[:i] + value[i + 1 :]
            for part in _smaller(value[i]):
                yield value[:i] + [part] + value[i + 1 :]
    elif isinstance(value, str) and len(value) > 1:
        yield value[: len(value) // 2]
        yield value[len(value) // 2 :]


def shrink(case: Case, disagrees: Callable[[Case], bool], tries: int = 400) -> Case:
    """Return a smaller case for which ``disagrees`` still holds, after at most ``tries`` calls."""
    left = tries

    def candidates(current: Case) -> Iterator[Case]:
        if "text" in current:
            for text in _shorter(current["text"]):
                yield {**current, "text": text}
            return
        for name, template in current["templates"].items():
            for text in _shorter(template):
                yield {**current, "templates": {**current["templates"], name: text}}
        for part in ("values", "config"):
            for values in _smaller(current.get(part, {})):
                yield {**current, part: values}
        subcharts = current.get("subcharts", [])
        for i, subchart in enumerate(subcharts):
            yield {**current, "subcharts": subcharts[:i] + subcharts[i + 1 :]}
            for values in _smaller(subchart["values"]):
                yield {**current, "subcharts": [*subcharts[:i], {**subchart, "values": values}, *subcharts[i + 1 :]]}
            for name, template in subchart["templates"].items():
                for text in _shorter(template):
                    less = {**subchart, "templates": {**subchart["templates"], name: text}}
                    yield {**current, "subcharts": [*subcharts[:i], less, *subcharts[i + 1 :]]}

    progress = True
    while progress and left > 0:
        progress = False
        for candidate in candidates(case):
            left -= 1
            if left <= 0:
                break
            if disagrees(candidate):
                case, progress = candidate, True
                break
    return case
