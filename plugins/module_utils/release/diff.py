# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Before and after of the objects of a release, as Ansible's ``--diff`` shows them: one by one, each with a header, and
the data of Secrets masked in a way that still shows what changes."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from ..cluster.objects import Ref
from .compare import settled
from .masking import CHANGED, HIDDEN, hidden
from .spans import RANDOM, blurred

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: holds the whole object, the values of a Secret too
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

#: where a Secret holds its values
_DATA = ("data", "stringData")


def render(
    pairs: Iterable[tuple[Ref, dict[str, Any] | None, dict[str, Any] | None]],
    namespace: str,
    *,
    sensitive: Sequence[str] = (),
    random: Iterable[tuple[dict[str, Any], dict[str, Any]]] = (),
) -> list[dict[str, str]]:
    """The diffs of the objects that differ, in the form that Ansible's callbacks print.

    :param pairs: objects with their state before and after, ``None`` where there was or will be none.
    :param namespace: that of the release, which headers leave out.
    :param sensitive: JSON pointers of fields that are hidden like the values of a Secret.
    :param random: objects that chance had a part in, as they were rendered and as another rendering has them.
    """
    shown = []
    volatile = {_name(one): (_folded(one), _folded(two)) for one, two in random}
    for ref, old, new in pairs:
        header = f"{ref.api_version} {ref.kind} "
        header += ref.name if ref.namespace in ("", namespace) else f"{ref.namespace}/{ref.name}"
        name = (ref.kind, ref.name)
        spans = volatile.get((*name, ref.namespace)) or volatile.get((*name, "")) or ({}, {})
        one, other = masked(old, new, sensitive, spans)
        before, after = ("" if document is None else to_text(document) for document in (one, other))
        if before != after:
            shown.append({"before_header": header, "before": before, "after_header": header, "after": after})
    return shown


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
        before, after = (blurred(document, *rest) if document is not None else None for document in (before, after))
    else:
        before, after = (
            _without_copies(blurred(document, *spans), bool(sensitive)) if document is not None else None
            for document in (before, after)
        )
    if sensitive:
        shown = before
        before = hidden(before, sensitive) if before is not None else None
        if after is not None:
            after = hidden(after, sensitive, shown) if shown is not None else hidden(after, sensitive)
    return before, after


def to_text(document: dict[str, Any]) -> str:
    """An object as YAML, with long texts as blocks."""
    import yaml

    # Aliases would hide that two parts are the same object in memory only.
    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def string(dumper: Any, text: str) -> Any:
        style = "|" if "\n" in text else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, string)
    ordered: dict[str, Any] = {key: document[key] for key in ("apiVersion", "kind", "metadata") if key in document}
    ordered.update({key: document[key] for key in sorted(document) if key not in ordered})
    text: str = yaml.dump(
        ordered, Dumper=Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=120
    )
    return text


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


def _name(document: dict[str, Any]) -> tuple[str, str, str]:
    metadata = document.get("metadata") or {}
    return str(document.get("kind")), str(metadata.get("name") or ""), str(metadata.get("namespace") or "")


def _folded(document: dict[str, Any]) -> dict[str, Any]:
    """An object with ``stringData`` as ``data``, as a live Secret has it."""
    if document.get("kind") != "Secret" or "stringData" not in document:
        return document
    return {**{key: value for key, value in document.items() if key != "stringData"}, "data": _values(document)}


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
