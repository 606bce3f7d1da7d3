# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The diff of a release for Ansible's ``--diff``: before and after of each object, with Secrets redacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref
from .secret_redaction import redacted_pair, with_folded_string_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def object_diffs(
    pairs: Iterable[tuple[Ref, dict[str, Any] | None, dict[str, Any] | None]],
    namespace: str,
    *,
    sensitive: Sequence[str] = (),
    random: Iterable[tuple[dict[str, Any], dict[str, Any]]] = (),
) -> list[dict[str, str]]:
    """Return the diffs of changed objects, in the form that Ansible's callbacks print.

    :param pairs: objects with their state before and after, ``None`` where they do not exist.
    :param namespace: the namespace of the release, which headers leave out.
    :param sensitive: JSON pointers of fields that are redacted like the values of a Secret.
    :param random: objects with random values, as rendered and as another rendering has them.
    """
    shown = []
    volatile = {_name(one): (with_folded_string_data(one), with_folded_string_data(two)) for one, two in random}
    for ref, old, new in pairs:
        header = f"{ref.api_version} {ref.kind} "
        header += ref.name if ref.namespace in ("", namespace) else f"{ref.namespace}/{ref.name}"
        name = (ref.kind, ref.name)
        renderings = volatile.get((*name, ref.namespace)) or volatile.get((*name, "")) or ({}, {})
        one, other = redacted_pair(old, new, sensitive, renderings)
        before, after = ("" if document is None else to_text(document) for document in (one, other))
        if before != after:
            shown.append({"before_header": header, "before": before, "after_header": header, "after": after})
    return shown


def to_text(document: dict[str, Any]) -> str:
    """Return an object as YAML, with multi-line texts as blocks."""
    import yaml

    # Parts that are the same object in memory would become aliases.
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


def _name(document: dict[str, Any]) -> tuple[str, str, str]:
    metadata = document.get("metadata") or {}
    return str(document.get("kind")), str(metadata.get("name") or ""), str(metadata.get("namespace") or "")
