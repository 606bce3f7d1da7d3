# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's revisions as the revisions of Helm 3: the same nouns for results, and what moving a release over stores.

The rules are those of Helm's own migration: names of states in lower case, values and metadata as mappings, the results
of a test at their hooks. What Helm 3 has no place for is left out: the engine and Tiller's version of a chart, the
list of resources, and subcharts, which Helm 3 does not store either.
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

#: what Helm 3 keeps of a chart's metadata, in its order
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
    """A revision of Tiller's in Helm 3's terms.

    :param message: of the kind Release.
    :raises TillerError: it lacks what every revision has, or its values are not YAML.
    """
    where = f"revision {message.version} of release {message.name}"
    if not message.HasField("chart") or not message.HasField("info"):
        raise TillerError("the record holds no chart or no info", where, reason="broken")
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
    """Several revisions."""
    return [release_of(message) for message in messages]


def status_of(code: int) -> str:
    """Helm 3's name of a status, such as ``pending-install``; ``uninstalled`` for what Tiller calls deleted."""
    name = CODES[code] if 0 <= code < len(CODES) else "UNKNOWN"
    return _STATUSES.get(name) or name.lower().replace("_", "-")


def code_of(status: str) -> str:
    """Tiller's name of one of Helm 3's states."""
    known = {value: key for key, value in _STATUSES.items()}
    return known.get(status) or status.upper().replace("-", "_")


def chart_of(message: Any, where: str) -> dict[str, Any]:
    """A chart as Helm 3's record holds it."""
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
    """Values as a mapping.

    :raises TillerError: the text is no mapping.
    """
    try:
        return yaml_in.unmarshal_map(text) or {}
    except DataError as error:
        raise TillerError(f"its values are not YAML: {error.what}", where, reason="broken") from error


def time_of(stamp: Any) -> str:
    """A time as Go writes it: RFC 3339 in UTC, with as many digits as it takes."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(stamp.seconds))
    fraction = f".{stamp.nanos:09d}".rstrip("0") if stamp.nanos else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def _hook(message: Any, results: dict[str, Any]) -> Hook:
    events = [EVENTS[event] for event in message.events if 0 <= event < len(EVENTS)]
    named = ["test" if event.startswith("RELEASE_TEST_") else event.lower().replace("_", "-") for event in events]
    policies = [_POLICIES[DELETE_POLICIES[policy]] for policy in message.delete_policies if 0 <= policy < 3]
    run = results.get(message.name) if "test" in named else None
    return Hook(
        name=str(message.name),
        kind=str(message.kind),
        path=str(message.path),
        manifest=str(message.manifest),
        events=tuple(dict.fromkeys(named)),
        weight=int(message.weight),
        delete_policies=tuple(policies),
        phase=_PHASES.get(run.status, "Unknown") if run is not None else "",
        started_at=time_of(run.started_at) if run is not None and run.HasField("started_at") else "",
        completed_at=time_of(run.completed_at) if run is not None and run.HasField("completed_at") else "",
    )


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
