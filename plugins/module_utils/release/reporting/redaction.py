# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redact the fields that JSON pointers select, with ``*`` for any key or list index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...data.json_pointer import unescape

#: what a result shows in the place of a value, and of a value that has changed
HIDDEN = "<hidden>"
CHANGED = "<hidden, changed>"

_ABSENT = object()


def redacted(document: Any, pointers: Sequence[str], before: Any = _ABSENT) -> Any:
    """Return a copy of a document with the selected values redacted.

    :param before: the document before; values that differ from it are marked as changed.
    """
    result = document
    for pointer in pointers:
        result = _hide(result, _path(pointer), before)
    return result


def values_at(document: Any, pointers: Sequence[str]) -> list[str]:
    """Return the texts at and below the selected fields."""
    found: list[str] = []
    for pointer in pointers:
        for value in _find(document, _path(pointer)):
            _texts(value, found)
    return found


def _path(pointer: str) -> list[str]:
    keys = pointer.strip().rstrip("/").split("/")
    return [unescape(key) for key in (keys[1:] if keys[:1] == [""] else keys)]


def _hide(document: Any, path: list[str], before: Any) -> Any:
    if not path:
        same = before is _ABSENT or before in (document, HIDDEN)
        return HIDDEN if same else CHANGED
    key, rest = path[0], path[1:]
    if isinstance(document, dict):
        named = [key] if key in document else []
        if key == "*":
            named = list(document)
        if not named:
            return document
        result = dict(document)
        for name in named:
            result[name] = _hide(document[name], rest, _at(before, name))
        return result
    if isinstance(document, list):
        return [
            _hide(entry, rest, _at(before, place)) if key in ("*", str(place)) else entry
            for place, entry in enumerate(document)
        ]
    return document


def _at(before: Any, key: Any) -> Any:
    if before is _ABSENT:
        return _ABSENT
    if isinstance(before, dict):
        return before.get(key)
    if isinstance(before, list) and isinstance(key, int) and key < len(before):
        return before[key]
    return None


def _find(document: Any, path: list[str]) -> list[Any]:
    if not path:
        return [document]
    key, rest = path[0], path[1:]
    if isinstance(document, dict):
        parts = list(document.values()) if key == "*" else [document[key]] if key in document else []
    elif isinstance(document, list):
        parts = [entry for place, entry in enumerate(document) if key in ("*", str(place))]
    else:
        parts = []
    return [value for part in parts for value in _find(part, rest)]


def _texts(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        for entry in value.values():
            _texts(entry, found)
    elif isinstance(value, list):
        for entry in value:
            _texts(entry, found)
