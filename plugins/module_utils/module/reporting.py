# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of tasks: builtin types only, numbers as in JSON, and the keys of kubernetes.core."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..data.json_number import json_number
from ..release.records.model import Release, parse_time
from ..release.reporting.redaction import redacted
from .task import Task

if TYPE_CHECKING:
    from ..cluster.objects import Ref
    from ..release.planning.change import Change

#: Keys that the modules of kubernetes.core always return.
COMMAND_RESULT: dict[str, Any] = {"stdout": "", "stderr": "", "command": ""}

#: Length of the shortest string that is redacted everywhere in a result.
_SHORTEST_SECRET = 4


def as_result(value: Any) -> Any:
    """Return a value in builtin types. Whole numbers are integers, as in Go's JSON, and invalid UTF-8 is replaced."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, dict):
        return {as_result(str(key)): as_result(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_result(entry) for entry in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def summary(release: Release) -> dict[str, Any]:
    """Return a release with the keys of ``helm list``."""
    return {
        "name": release.name,
        "namespace": release.namespace,
        "revision": str(release.revision),
        "updated": go_time(release.last_deployed),
        "status": release.status,
        "chart": f"{release.chart_name}-{release.chart_version}",
        "app_version": release.app_version,
    }


def status(
    release: Release | None, values: dict[str, Any] | None = None, *, sensitive: Sequence[str] = ()
) -> dict[str, Any] | None:
    """Return the result ``status``, which is the summary and the values.

    :param values: instead of the user-supplied values.
    :param sensitive: JSON pointers of values to redact.
    """
    if release is None:
        return None
    shown = as_result(redacted(release.config if values is None else values, sensitive))
    return {**summary(release), "values": shown, "release_values": shown}


def go_time(text: str) -> str:
    """Return a time of a record as formatted by Go's ``Time.String``, such as ``2026-05-01 10:00:00.25 +0000 UTC``."""
    moment = parse_time(text)
    if moment is None:
        return ""
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    offset = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} {offset} {'UTC' if offset == '+0000' else offset}"


def hide_values(task: Task, values: dict[str, Any], pointers: Sequence[str]) -> None:
    """Redact strings that JSON pointers select in values everywhere in the result of the task."""
    from ..release.reporting.redaction import values_at

    found = values_at(values, pointers)
    # Redacting every "a" would make results unreadable.
    task.secrets.update(text for text in found if len(text) >= _SHORTEST_SECRET)


def change_result(change: Change) -> dict[str, Any]:
    """Return the result for a change."""
    return {
        "action": change.action,
        "api_version": change.api_version,
        "kind": change.kind,
        "namespace": change.namespace,
        "name": change.name,
        "predicted": change.predicted,
    }


def drift_result(found: dict[Ref, list[str]]) -> list[dict[str, Any]]:
    """Return the result for objects and the fields that differ."""
    return [
        {
            "api_version": ref.api_version,
            "kind": ref.kind,
            "namespace": ref.namespace,
            "name": ref.name,
            "fields": list(paths),
        }
        for ref, paths in found.items()
    ]
