# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words in which each Helm tells that a template does not parse or does not run.

The texts of text/template itself come from the engine; here they are put the way that ``helm template`` prints them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from ..dialect import Dialect

_WARNING_START = "HELM_ERR_START"
_WARNING_END = "HELM_ERR_END"
_WARNING = re.compile(f"{_WARNING_START}(.*){_WARNING_END}", re.DOTALL)


def warning(text: str) -> str:
    """A text of ``required`` or ``fail``, marked so that it can be told from the errors around it."""
    return f"{_WARNING_START}{text}{_WARNING_END}"


def plain_warning(text: str) -> str | None:
    """The text that :func:`warning` marked inside another one; ``None`` when there is none."""
    found = _WARNING.search(text)
    return found.group(1) if found else None


def parse_error(name: str, text: str, dialect: Dialect) -> str:
    """A template's error of parsing.

    :param name: the template.
    :param text: text/template's own words.
    """
    if dialect.major == 2:
        return f'parse error in "{name}": {text}'
    tokens = text.split(": ")
    if len(tokens) == 1:
        return f"parse error in ({name}): {text}"
    return f"parse error at ({tokens[1]}): {tokens[-1]}"


def run_error(name: str, chain: Iterator[str], is_exec_error: bool, dialect: Dialect) -> str:
    """A template's error of running.

    :param chain: the error's text, then that of each error that it wraps.
    :param is_exec_error: the error comes from running the template, and not from finding or writing it.
    """
    text = next(chain)
    if dialect.major == 2:
        return f'render error in "{name}": {text}'
    if not is_exec_error:
        return text
    tokens = text.split(": ", 2)
    if len(tokens) != 3:
        return f"execution error in ({name}): {text}"
    found = _WARNING.search(tokens[2])
    if found:
        return f"execution error at ({tokens[1]}): {found.group(1)}"
    if dialect.major == 3:
        return text
    return _as_chain(itertools.chain((text,), chain)) or text


def _as_chain(texts: Iterable[str]) -> str | None:
    """Helm 4's several lines: where, what ran there, what went wrong, for each error of the chain."""
    traces: list[tuple[str, str, str]] = []
    for text in texts:
        trace = _trace(text)
        if trace is None:
            return None
        if not traces or traces[-1] != trace:
            traces.append(trace)
    lines: list[str] = []
    for place, running, message in traces:
        if place:
            lines.append(f"{place}\n  ")
        if running:
            lines.append(f"{running}\n    ")
        if message:
            lines.append(f"{message}\n")
    return "".join(lines).strip()


_PREFIX = "template: "


def _trace(text: str) -> tuple[str, str, str] | None:
    """Place, what was run there, and the message of one text of text/template."""
    if not text.startswith(_PREFIX):
        return None
    rest = text[len(_PREFIX) :]
    if rest.startswith("no template "):
        return "", "", text
    place, found, after = rest.partition(": executing ")
    if found:
        trace = _executing(place, after)
        if trace is not None:
            return trace
    place, found, message = rest.rpartition(": ")
    return (place, "", message.split(" template:", 1)[0]) if found else None


def _executing(place: str, after: str) -> tuple[str, str, str] | None:
    if not after.startswith('"'):
        return None
    name, found, after = after[1:].partition('"')
    if not found or not after.startswith(" at <"):
        return None
    expression, found, message = after[len(" at <") :].partition(">: ")
    if not found:
        return None
    return place, f'executing "{name}" at <{expression}>:', message.split(" template:", 1)[0]
