# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of an index cut into charts, and into fields, without parsing all of it as YAML.

The indexes of large repositories have tens of megabytes. They are written by machines, in block style with fixed
indentation, so that the lines alone tell where a chart begins and where a field does. Whatever does not look like that
is left to the YAML parser: the functions here return None then, and never guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..data import yaml_in
from ..data.yaml_resolve import resolve_plain
from ..errors import CoxswainError

_ENTRIES = re.compile(r"^entries:[ ]*$", re.MULTILINE)
#: a line that is no part of the entries any more
_TOP_LEVEL = re.compile(r"\n[^ \n]")
#: a line at the depth of the charts' names that is no item of a list
_CHART = re.compile(r"\n  (?![ \n]|- |-\n)([^\n]*)")
_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*):[ ]*\Z")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


class Span(NamedTuple):
    """Where the text of one chart begins and ends."""

    start: int
    end: int


def split(text: str) -> tuple[dict[str, Any], dict[str, Span]] | None:
    """The fields of an index beside ``entries``, and where the text of each chart is."""
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
    """The versions of one chart, each as the text of those of its fields that are wanted: ``key: value``.

    :param chart: the text that a span of :func:`split` names.
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
        # A line that is less deep than fields are.
        return None
    key = ""
    start = 0
    for place, piece in enumerate(pieces):
        head = piece[:1]
        if head in (" ", "\n", "") or (head == "-" and place):
            # What goes on from the line before: deeper, empty, or an item of its list.
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
        # No apostrophe, but a text that goes on over what looks like fields.
        return None
    return row


def _keys(part: str) -> set[Any] | None:
    """The names of the fields, as the YAML parser finds them."""
    try:
        found = yaml_in.decode(part.replace("\n    ", "\n"))
    except CoxswainError:
        return None
    return set(found) if isinstance(found, dict) else None
