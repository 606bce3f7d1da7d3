# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Before and after of the objects of a release, as Ansible's ``--diff`` shows them: a header for each object, and the
data of Secrets masked in a way that still shows what changes."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from ..cluster.objects import Ref
from .compare import settled

if TYPE_CHECKING:
    from collections.abc import Iterable

#: holds the whole object, the values of a Secret too
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def render(pairs: Iterable[tuple[Ref, dict[str, Any] | None, dict[str, Any] | None]], namespace: str) -> dict[str, str]:
    """The two texts of a diff.

    :param pairs: objects with their state before and after, ``None`` where there was or will be none.
    :param namespace: that of the release, which headers leave out.
    """
    before, after = [], []
    for ref, old, new in pairs:
        header = f"--- # {ref.api_version} {ref.kind} "
        header += ref.name if ref.namespace in ("", namespace) else f"{ref.namespace}/{ref.name}"
        one, other = masked(old, new)
        if one is not None:
            before.append(f"{header}\n{to_text(one)}")
        if other is not None:
            after.append(f"{header}\n{to_text(other)}")
    return {"before": "".join(before), "after": "".join(after)}


def masked(
    old: dict[str, Any] | None, new: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Two states of an object without what the server keeps, and without the values of a Secret.

    Of a value it is told whether it changes, and nothing else.
    """
    before = settled(old) if old is not None else None
    after = settled(new) if new is not None else None
    if "Secret" not in {(document or {}).get("kind") for document in (before, after)}:
        return before, after
    known = _values(before)
    return _hidden(before, known), _hidden(after, known if before is not None else _values(after))


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


def _hidden(document: dict[str, Any] | None, known: dict[str, Any]) -> dict[str, Any] | None:
    if document is None:
        return None
    values = _values(document)
    marks = {key: "<hidden>" if known.get(key) == value else "<hidden, changed>" for key, value in values.items()}
    result = {key: value for key, value in document.items() if key != "stringData"}
    if values:
        result["data"] = marks
    annotations = (document.get("metadata") or {}).get("annotations") or {}
    if _LAST_APPLIED in annotations:
        result["metadata"] = {**document["metadata"], "annotations": {**annotations, _LAST_APPLIED: "<hidden>"}}
    return result
