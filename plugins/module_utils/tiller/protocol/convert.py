# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert Tiller's releases to those of Helm 3, for results and for the migration.

The rules are those of the plugin helm-2to3: statuses in lower case, values and metadata as mappings, test results in
their hooks. What Helm 3 does not store is dropped: a chart's engine and Tiller version, the list of resources, and
subcharts.
"""

from __future__ import annotations

import base64
import datetime
from typing import TYPE_CHECKING, Any

from ...data import yaml_in
from ...errors import DataError, TillerError
from ...release.records import model
from ...release.records.codec import normalized
from ...release.records.model import Hook, Release
from .fields import CODES, DELETE_POLICIES, EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATUSES = {"DELETED": model.UNINSTALLED, "DELETING": model.UNINSTALLING}
_POLICIES = {
    "SUCCEEDED": "hook-succeeded",
    "FAILED": "hook-failed",
    "BEFORE_HOOK_CREATION": "before-hook-creation",
}
_PHASES = {0: "Unknown", 1: "Succeeded", 2: "Failed", 3: "Running"}

#: the fields of a chart's metadata that Helm 3 stores, in its order
_METADATA = (
    "name",
    "home",
    "sources",
    "version",
    "description",
    "keywords",
    "maintainers",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "deprecated",
    "annotations",
    "kubeVersion",
)


def release_of(message: Any) -> Release:
    """Return the release in one of Tiller's Release messages.

    :raises TillerError: chart or info is missing, or the values are not YAML.
    """
    where = f"revision {message.version} of release {message.name}"
    if not message.HasField("chart") or not message.HasField("info"):
        raise TillerError("the record has no chart or info", where, reason="broken")
    info = message.info
    results = {entry.name: entry for entry in info.status.last_test_suite_run.results}
    return Release(
        name=str(message.name),
        namespace=str(message.namespace),
        revision=int(message.version),
        status=status_of(info.status.code),
        chart=chart_of(message.chart, where),
        config=values_of(message.config.raw, where),
        manifest=str(message.manifest),
        hooks=tuple(_hook(hook, results) for hook in message.hooks),
        notes=str(info.status.notes),
        description=str(info.Description),
        first_deployed=time_of(info.first_deployed) if info.HasField("first_deployed") else "",
        last_deployed=time_of(info.last_deployed) if info.HasField("last_deployed") else "",
        deleted=time_of(info.deleted) if info.HasField("deleted") else "",
        apply_method="",
    )


def releases_of(messages: Iterable[Any]) -> list[Release]:
    """Return the releases in Tiller's Release messages."""
    return [release_of(message) for message in messages]


def status_of(code: int) -> str:
    """Return Helm 3's name of a status code, such as ``pending-install``; Tiller's DELETED is ``uninstalled``."""
    name = CODES[code] if 0 <= code < len(CODES) else "UNKNOWN"
    return _STATUSES.get(name) or name.lower().replace("_", "-")


def code_of(status: str) -> str:
    """Return Tiller's name of one of Helm 3's statuses."""
    known = {value: key for key, value in _STATUSES.items()}
    return known.get(status) or status.upper().replace("-", "_")


def chart_of(message: Any, where: str) -> dict[str, Any]:
    """Return a chart as Helm 3 stores it."""
    metadata: dict[str, Any] = {}
    for name in _METADATA:
        value = getattr(message.metadata, name)
        if not value:
            continue
        if name == "maintainers":
            metadata[name] = [
                {key: getattr(entry, key) for key in ("name", "email", "url") if getattr(entry, key)} for entry in value
            ]
        elif name == "annotations":
            metadata[name] = {key: value[key] for key in sorted(value)}
        else:
            metadata[name] = list(value) if name in ("sources", "keywords") else value
    metadata["type"] = "application"
    return {
        "metadata": metadata,
        "lock": None,
        "templates": [{"name": entry.name, "data": _base64(entry.data)} for entry in message.templates] or None,
        "values": normalized(values_of(message.values.raw, where)),
        "schema": None,
        "files": [{"name": entry.type_url, "data": _base64(entry.value)} for entry in message.files] or None,
    }


def values_of(text: str, where: str) -> dict[str, Any]:
    """Parse values.

    :raises TillerError: the text is not a YAML mapping.
    """
    try:
        return yaml_in.unmarshal_map(text) or {}
    except DataError as error:
        raise TillerError(f"its values are not valid YAML: {error.what}", where, reason="broken") from error


def time_of(stamp: Any) -> str:
    """Return a time in RFC 3339 as Go formats it: in UTC, with up to nanoseconds but without trailing zeros."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(stamp.seconds))
    fraction = f".{stamp.nanos:09d}".rstrip("0") if stamp.nanos else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def _hook(message: Any, results: dict[str, Any]) -> Hook:
    events = [EVENTS[event] for event in message.events if 0 <= event < len(EVENTS)]
    names = ["test" if event.startswith("RELEASE_TEST_") else event.lower().replace("_", "-") for event in events]
    policies = [_POLICIES[DELETE_POLICIES[policy]] for policy in message.delete_policies if 0 <= policy < 3]
    run = results.get(message.name) if "test" in names else None
    return Hook(
        name=str(message.name),
        kind=str(message.kind),
        path=str(message.path),
        manifest=str(message.manifest),
        events=tuple(dict.fromkeys(names)),
        weight=int(message.weight),
        delete_policies=tuple(policies),
        phase=_PHASES.get(run.status, "Unknown") if run is not None else "",
        started_at=time_of(run.started_at) if run is not None and run.HasField("started_at") else "",
        completed_at=time_of(run.completed_at) if run is not None and run.HasField("completed_at") else "",
    )


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
