# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redact the values of Secrets in a way that still shows which of them change."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from ..planning.compare import settled
from ..rendering.nondeterminism import RANDOM, mask_random_parts
from .redaction import CHANGED, HIDDEN, hidden

#: holds the whole object, the values of a Secret too
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

#: where a Secret holds its values
_DATA = ("data", "stringData")


def masked(
    old: dict[str, Any] | None,
    new: dict[str, Any] | None,
    sensitive: Sequence[str] = (),
    spans: tuple[dict[str, Any], dict[str, Any]] = ({}, {}),
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Two states of an object without what the server keeps, and without the values of a Secret.

    Of a value it is told whether it changes, and nothing else.

    :param sensitive: JSON pointers of further fields that are hidden.
    :param spans: two renderings of the object; what differs between them is shown as random.
    """
    before = settled(old) if old is not None else None
    after = settled(new) if new is not None else None
    if "Secret" in {(document or {}).get("kind") for document in (before, after)}:
        known = _values(before)
        marks = _random_marks(spans)
        before, after = (
            _hidden(before, known, marks),
            _hidden(after, known if before is not None else _values(after), marks),
        )
        rest = [{key: value for key, value in document.items() if key not in _DATA} for document in spans]
        before, after = (
            mask_random_parts(document, *rest) if document is not None else None for document in (before, after)
        )
    else:
        before, after = (
            _without_copies(mask_random_parts(document, *spans), bool(sensitive)) if document is not None else None
            for document in (before, after)
        )
    if sensitive:
        shown = before
        before = hidden(before, sensitive) if before is not None else None
        if after is not None:
            after = hidden(after, sensitive, shown) if shown is not None else hidden(after, sensitive)
    return before, after


def with_folded_string_data(document: dict[str, Any]) -> dict[str, Any]:
    """An object with ``stringData`` as ``data``, as a live Secret has it."""
    if document.get("kind") != "Secret" or "stringData" not in document:
        return document
    return {**{key: value for key, value in document.items() if key != "stringData"}, "data": _values(document)}


def _values(document: dict[str, Any] | None) -> dict[str, Any]:
    """The values of a Secret, those of ``stringData`` as ``data`` would hold them."""
    found = dict((document or {}).get("data") or {})
    for key, value in ((document or {}).get("stringData") or {}).items():
        found[key] = base64.b64encode(str(value).encode("utf-8", "surrogateescape")).decode("ascii")
    return found


def _random_marks(spans: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, str]:
    """The keys of a Secret whose values chance had a part in."""
    one, two = _values(spans[0]), _values(spans[1])
    return {key: RANDOM for key in one if key in two and one[key] != two[key]}


def _without_copies(document: dict[str, Any], hide: bool) -> dict[str, Any]:
    """An object without what kubectl notes of it, where that would tell what is hidden."""
    annotations = (document.get("metadata") or {}).get("annotations") or {}
    if not hide or _LAST_APPLIED not in annotations:
        return document
    return {**document, "metadata": {**document["metadata"], "annotations": {**annotations, _LAST_APPLIED: HIDDEN}}}


def _hidden(document: dict[str, Any] | None, known: dict[str, Any], random: dict[str, str]) -> dict[str, Any] | None:
    if document is None:
        return None
    values = _values(document)
    marks = {key: random.get(key) or (HIDDEN if known.get(key) == value else CHANGED) for key, value in values.items()}
    result = {key: value for key, value in document.items() if key != "stringData"}
    if values:
        result["data"] = marks
    return _without_copies(result, True)
