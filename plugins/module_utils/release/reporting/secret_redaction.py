# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redact the values of Secrets in a way that still shows which of them change."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from ..planning.compare import settled
from ..rendering.nondeterminism import RANDOM, mask_random_parts
from .redaction import CHANGED, HIDDEN, redacted

#: an annotation with a copy of the whole object, including the values of a Secret
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

#: the fields of a Secret that contain values
_DATA = ("data", "stringData")


def redacted_pair(
    old: dict[str, Any] | None,
    new: dict[str, Any] | None,
    sensitive: Sequence[str] = (),
    renderings: tuple[dict[str, Any], dict[str, Any]] = ({}, {}),
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return two states of an object without server-maintained metadata and without the values of a Secret.

    Of a value only whether it changes is shown.

    :param sensitive: JSON pointers of further fields to redact.
    :param renderings: two renderings of the object; what differs between them is shown as random.
    """
    before = settled(old) if old is not None else None
    after = settled(new) if new is not None else None
    if "Secret" in {(document or {}).get("kind") for document in (before, after)}:
        known = _values(before)
        marks = _random_marks(renderings)
        before, after = (
            _with_redacted_values(before, known, marks),
            _with_redacted_values(after, known if before is not None else _values(after), marks),
        )
        rest = [{key: value for key, value in document.items() if key not in _DATA} for document in renderings]
        before, after = (
            mask_random_parts(document, *rest) if document is not None else None for document in (before, after)
        )
    else:
        before, after = (
            _without_copies(mask_random_parts(document, *renderings), bool(sensitive)) if document is not None else None
            for document in (before, after)
        )
    if sensitive:
        shown = before
        before = redacted(before, sensitive) if before is not None else None
        if after is not None:
            after = redacted(after, sensitive, shown) if shown is not None else redacted(after, sensitive)
    return before, after


def with_folded_string_data(document: dict[str, Any]) -> dict[str, Any]:
    """Return an object with ``stringData`` moved to ``data``, as in a live Secret."""
    if document.get("kind") != "Secret" or "stringData" not in document:
        return document
    return {**{key: value for key, value in document.items() if key != "stringData"}, "data": _values(document)}


def _values(document: dict[str, Any] | None) -> dict[str, Any]:
    """Return the values of a Secret, those of ``stringData`` encoded as in ``data``."""
    found = dict((document or {}).get("data") or {})
    for key, value in ((document or {}).get("stringData") or {}).items():
        found[key] = base64.b64encode(str(value).encode("utf-8", "surrogateescape")).decode("ascii")
    return found


def _random_marks(renderings: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, str]:
    """Return the keys of a Secret with random values."""
    one, two = _values(renderings[0]), _values(renderings[1])
    return {key: RANDOM for key in one if key in two and one[key] != two[key]}


def _without_copies(document: dict[str, Any], hide: bool) -> dict[str, Any]:
    """Return an object without the copy that kubectl stores in it, if that would reveal redacted values."""
    annotations = (document.get("metadata") or {}).get("annotations") or {}
    if not hide or _LAST_APPLIED not in annotations:
        return document
    return {**document, "metadata": {**document["metadata"], "annotations": {**annotations, _LAST_APPLIED: HIDDEN}}}


def _with_redacted_values(
    document: dict[str, Any] | None, known: dict[str, Any], random: dict[str, str]
) -> dict[str, Any] | None:
    if document is None:
        return None
    values = _values(document)
    marks = {key: random.get(key) or (HIDDEN if known.get(key) == value else CHANGED) for key, value in values.items()}
    result = {key: value for key, value in document.items() if key != "stringData"}
    if values:
        result["data"] = marks
    return _without_copies(result, True)
