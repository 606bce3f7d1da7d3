# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the core's nouns to results: builtin types only, numbers as JSON has them, kubernetes.core's keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..data.json_number import json_number
from ..release.records.model import Release, parse_time

if TYPE_CHECKING:
    from ..cluster.objects import Ref
    from ..release.planning.change import Change
from ..release.reporting.redaction import redacted

#: keys that the modules of kubernetes.core always return
COMMAND_RESULT: dict[str, Any] = {"stdout": "", "stderr": "", "command": ""}


#: the shortest text that is redacted everywhere in a result; shorter ones are redacted in their places only
_SHORTEST_SECRET = 4


def as_result(value: Any) -> Any:
    """``value`` in builtin types; a whole number is an integer again, as Go writes it in JSON.

    Text that is not UTF-8 has its odd bytes replaced, since a result is JSON.
    """
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
    """A release as ``helm list`` tells of it."""
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
    """The result ``status``: the summary, and the values that the user gave.

    :param values: in the place of the values that the user gave.
    :param sensitive: JSON pointers of values that are hidden.
    """
    if release is None:
        return None
    shown = as_result(redacted(release.config if values is None else values, sensitive))
    return {**summary(release), "values": shown, "release_values": shown}


def go_time(text: str) -> str:
    """A time of a record as Go's ``Time.String`` prints it, such as ``2026-05-01 10:00:00.25 +0000 UTC``."""
    moment = parse_time(text)
    if moment is None:
        return ""
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    offset = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} {offset} {'UTC' if offset == '+0000' else offset}"


def hide_values(module: AnsibleModule, values: dict[str, Any], pointers: Sequence[str]) -> None:
    """Redact the texts that JSON pointers select in values, in everything that the task returns."""
    from ..release.reporting.redaction import values_at

    found = values_at(values, pointers)
    # Redacting every "a" would leave nothing to read.
    module.no_log_values.update(text for text in found if len(text) >= _SHORTEST_SECRET)


def change_result(change: Change) -> dict[str, Any]:
    """Return a change for a result."""
    return {
        "action": change.action,
        "api_version": change.api_version,
        "kind": change.kind,
        "namespace": change.namespace,
        "name": change.name,
        "predicted": change.predicted,
    }


def drift_result(found: dict[Ref, list[str]]) -> list[dict[str, Any]]:
    """Return objects with the fields that differ, for a result."""
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
