# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Before and after of the objects of a release, as Ansible's ``--diff`` shows them: a header for each object, and the
data of Secrets masked in a way that still shows what changes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ..cluster.objects import Ref
from .compare import settled

if TYPE_CHECKING:
    from collections.abc import Iterable


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

    A masked value names its length class only by whether it changed: equal values get equal marks within the pair.
    """
    one, other = (settled(document) if document is not None else None for document in (old, new))
    if "Secret" not in {(document or {}).get("kind") for document in (one, other)}:
        return one, other
    before = _secret_values(one)
    marked = []
    for document in (one, other):
        if document is None:
            marked.append(None)
            continue
        copy = dict(document)
        for part in ("data", "stringData"):
            if isinstance(copy.get(part), dict):
                copy[part] = {
                    key: "<hidden>"
                    if document is one or before.get(key) == _fingerprint(value)
                    else "<hidden, changed>"
                    for key, value in copy[part].items()
                }
        annotations = (copy.get("metadata") or {}).get("annotations") or {}
        if "kubectl.kubernetes.io/last-applied-configuration" in annotations:
            copy["metadata"] = dict(copy["metadata"])
            copy["metadata"]["annotations"] = {
                **annotations,
                "kubectl.kubernetes.io/last-applied-configuration": "<hidden>",
            }
        marked.append(copy)
    if one is None:
        marked[1] = _all_hidden(marked[1])
    return marked[0], marked[1]


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
    ordered = {key: document[key] for key in ("apiVersion", "kind", "metadata") if key in document}
    ordered.update({key: document[key] for key in sorted(document) if key not in ordered})
    text: str = yaml.dump(
        ordered, Dumper=Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=120
    )
    return text


def _secret_values(document: dict[str, Any] | None) -> dict[str, str]:
    values = (document or {}).get("data")
    return {key: _fingerprint(value) for key, value in values.items()} if isinstance(values, dict) else {}


def _fingerprint(value: Any) -> str:
    return hashlib.sha256(str(value).encode("utf-8", "surrogateescape")).hexdigest()


def _all_hidden(document: dict[str, Any] | None) -> dict[str, Any] | None:
    if document is None:
        return None
    copy = dict(document)
    for part in ("data", "stringData"):
        if isinstance(copy.get(part), dict):
            copy[part] = dict.fromkeys(copy[part], "<hidden>")
    return copy
