# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Split the text of an index into charts and fields without parsing all of it as YAML.

The indexes of large repositories have tens of megabytes. They are machine-written, in block style with a fixed
indentation, so that the lines alone show where a chart or a field begins. For anything else, the functions here return
None instead of guessing, and the YAML parser takes over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..data import yaml_in
from ..data.yaml_resolve import resolve_plain
from ..errors import CoxswainError

_ENTRIES = re.compile(r"^entries:[ ]*$", re.MULTILINE)
#: The first line after the entries.
_TOP_LEVEL = re.compile(r"\n[^ \n]")
#: A line with the indentation of chart names that is not a list item.
_CHART = re.compile(r"\n  (?![ \n]|- |-\n)([^\n]*)")
_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*):[ ]*\Z")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


class Span(NamedTuple):
    """The range of the text that contains one chart."""

    start: int
    end: int


def split(text: str) -> tuple[dict[str, Any], dict[str, Span]] | None:
    """Return the top-level fields of an index except ``entries``, and the span of each chart."""
    mark = _ENTRIES.search(text)
    if mark is None or "\t" in text[: mark.start()]:
        return None
    start = mark.end()
    following = _TOP_LEVEL.search(text, start)
    end = following.start() + 1 if following else len(text)
    try:
        top = yaml_in.decode(text[: mark.start()] + text[end:])
    except CoxswainError:
        return None
    if not isinstance(top, dict) or "entries" in top:
        return None
    heads = list(_CHART.finditer(text, start, end))
    if not heads or text[start : heads[0].start()].strip():
        return None
    spans: dict[str, Span] = {}
    for head, after in zip(heads, [*heads[1:], None]):
        name = _NAME.match(head.group(1))
        if name is None or resolve_plain(name.group(1)) != name.group(1):
            return None
        spans[name.group(1)] = Span(head.start() + 1, after.start() + 1 if after else end)
    return top, spans


def fields(chart: str, wanted: Iterable[str]) -> list[dict[str, str]] | None:
    """Return the source text ``key: value`` of the ``wanted`` fields of each version of a chart.

    :param chart: the text in a span of :func:`split`.
    """
    keys = frozenset(wanted)
    body = chart[chart.index("\n") + 1 :].removesuffix("\n")
    if not body.startswith("  - "):
        return None
    found = []
    for part in body[4:].split("\n  - "):
        row = _fields(part, keys)
        if row is None:
            return None
        found.append(row)
    return found


def _fields(part: str, wanted: frozenset[str]) -> dict[str, str] | None:
    row: dict[str, str] = {}
    keys = []
    pieces = part.split("\n    ")
    if part.count("\n") >= len(pieces) and any("\n" in piece.rstrip("\n") for piece in pieces):
        # A line is indented less than the fields.
        return None
    key = ""
    start = 0
    for place, piece in enumerate(pieces):
        head = piece[:1]
        if head in (" ", "\n", "") or (head == "-" and place):
            # A continuation of the field: indented further, empty, or an item of its list.
            continue
        name, mark, _value = piece.partition(":")
        if not mark or not _KEY.match(name):
            return None
        if key in wanted:
            row[key] = "\n".join(pieces[start:place])
        key, start = name, place
        keys.append(name)
    if key in wanted:
        row[key] = "\n".join(pieces[start:])
    if (part.count('"') % 2 or part.count("'") % 2) and _keys(part) != set(keys):
        # Not an apostrophe, but a quoted string with lines that look like fields.
        return None
    return row


def _keys(part: str) -> set[Any] | None:
    """Return the names of the fields according to the YAML parser."""
    try:
        found = yaml_in.decode(part.replace("\n    ", "\n"))
    except CoxswainError:
        return None
    return set(found) if isinstance(found, dict) else None
