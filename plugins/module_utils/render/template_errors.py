# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Format errors of parsing and executing templates as each Helm prints them.

The input is the error text of text/template itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from ..dialect import Dialect

_WARNING_START = "HELM_ERR_START"
_WARNING_END = "HELM_ERR_END"
_WARNING = re.compile(f"{_WARNING_START}(.*){_WARNING_END}", re.DOTALL)


def mark_warning(text: str) -> str:
    """Mark a text of ``required`` or ``fail``, so that it can be found inside the errors that wrap it."""
    return f"{_WARNING_START}{text}{_WARNING_END}"


def find_warning(text: str) -> str | None:
    """Return the text that :func:`mark_warning` marked inside another one; ``None`` if there is none."""
    found = _WARNING.search(text)
    return found.group(1) if found else None


def parse_error(name: str, text: str, dialect: Dialect) -> str:
    """Return Helm's text for a template that cannot be parsed.

    :param name: the template.
    :param text: the error of text/template.
    """
    if dialect.major == 2:
        return f'parse error in "{name}": {text}'
    tokens = text.split(": ")
    if len(tokens) == 1:
        return f"parse error in ({name}): {text}"
    return f"parse error at ({tokens[1]}): {tokens[-1]}"


def run_error(name: str, chain: Iterator[str], is_exec_error: bool, dialect: Dialect) -> str:
    """Return Helm's text for a template that cannot be executed.

    :param chain: the text of the error, then the text of each error that it wraps.
    :param is_exec_error: the error is text/template's ``ExecError``: it occurred while the template ran, not while it
        was looked up or its output written.
    """
    text = next(chain)
    if dialect.major == 2:
        return f'render error in "{name}": {text}'
    if not is_exec_error:
        return text
    tokens = text.split(": ", 2)
    if len(tokens) != 3:
        return f"execution error in ({name}): {text}"
    warning = find_warning(tokens[2])
    if warning is not None:
        return f"execution error at ({tokens[1]}): {warning}"
    if dialect.major == 3:
        return text
    return _as_chain(itertools.chain((text,), chain)) or text


def _as_chain(texts: Iterable[str]) -> str | None:
    """Return Helm 4's multi-line trace of a chain of errors; ``None`` if one is not an error of text/template."""
    traces: list[tuple[str, str, str]] = []
    for text in texts:
        trace = _trace(text)
        if trace is None:
            return None
        if not traces or traces[-1] != trace:
            traces.append(trace)
    lines: list[str] = []
    for location, executed, message in traces:
        if location:
            lines.append(f"{location}\n  ")
        if executed:
            lines.append(f"{executed}\n    ")
        if message:
            lines.append(f"{message}\n")
    return "".join(lines).strip()


_PREFIX = "template: "


def _trace(text: str) -> tuple[str, str, str] | None:
    """Return the location, what was executed there, and the message of one error of text/template."""
    if not text.startswith(_PREFIX):
        return None
    rest = text[len(_PREFIX) :]
    if rest.startswith("no template "):
        return "", "", text
    location, found, after = rest.partition(": executing ")
    if found:
        trace = _executing(location, after)
        if trace is not None:
            return trace
    location, found, message = rest.rpartition(": ")
    return (location, "", message.split(" template:", 1)[0]) if found else None


def _executing(location: str, after: str) -> tuple[str, str, str] | None:
    if not after.startswith('"'):
        return None
    name, found, after = after[1:].partition('"')
    if not found or not after.startswith(" at <"):
        return None
    expression, found, message = after[len(" at <") :].partition(">: ")
    if not found:
        return None
    return location, f'executing "{name}" at <{expression}>:', message.split(" template:", 1)[0]
