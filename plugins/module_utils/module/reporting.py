# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the core's nouns to results: builtin types only, numbers as JSON has them, kubernetes.core's keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..release.records.model import Release, parse_time
from ..release.reporting.redaction import hidden


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
        return int(value) if value.is_integer() and abs(value) < 1e21 else float(value)
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
    shown = as_result(hidden(release.config if values is None else values, sensitive))
    return {**summary(release), "values": shown, "release_values": shown}


def go_time(text: str) -> str:
    """A time of a record as Go's ``Time.String`` prints it, such as ``2026-05-01 10:00:00.25 +0000 UTC``."""
    moment = parse_time(text)
    if moment is None:
        return ""
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    offset = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} {offset} {'UTC' if offset == '+0000' else offset}"
