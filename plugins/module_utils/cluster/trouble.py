# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an object is not ready: its conditions, its events, and the last log lines of the containers behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import ClusterError
from .objects import Ref, get, list_by_label, object_path

if TYPE_CHECKING:
    from .api import Api
    from .readiness import Readiness

#: how much of each is told
EVENTS = 5
LOG_LINES = 10
PODS = 3


@dataclass(frozen=True)
class Trouble:
    """One object that is not ready, and everything that is known about it.

    :param conditions: ``Type=Status Reason: message``, those that are not as they should be first.
    :param events: ``Reason: message (count)``, the newest last, those of its Pods included.
    :param logs: ``pod/container`` → the last lines.
    """

    ref: Ref
    status: str
    message: str
    conditions: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    logs: dict[str, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Several lines of text, for a person."""
        lines = [f"{self.ref} is not ready ({self.status}): {self.message}"]
        lines += [f"  condition {text}" for text in self.conditions]
        lines += [f"  event {text}" for text in self.events]
        for container, log in self.logs.items():
            lines.append(f"  log of {container}:")
            lines += [f"    {line}" for line in log]
        return "\n".join(lines)


def explain(api: Api, ref: Ref, state: Readiness) -> Trouble:
    """Gather what is known about an object. What may not be read is left out."""
    try:
        document = get(api, ref)
    except ClusterError:
        document = None
    if document is None:
        return Trouble(ref, state.status, state.message)
    pods = _quiet(lambda: _pods(api, document), [])
    named = list(dict.fromkeys([ref.name] + [str(pod["metadata"]["name"]) for pod in pods]))
    return Trouble(
        ref,
        state.status,
        state.message,
        _conditions(document),
        _quiet(lambda: _events(api, ref, named), []),
        _logs(api, ref.namespace, pods),
    )


def tail(api: Api, namespace: str, pod: str, container: str, lines: int | None = LOG_LINES) -> list[str]:
    """The last lines of a container's log, of its previous run when it has none now.

    :param lines: how many, ``None`` for all of them.
    :raises ApiError: there is no log, or it may not be read.
    """
    path = object_path(api.discovery.resource_for("v1", "Pod"), namespace, pod, "log")
    text = api.text(path, {"container": container, "tailLines": lines})
    return text.splitlines()


def pods_of(api: Api, namespace: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """The Pods that carry all of the labels."""
    return list_by_label(api, api.discovery.resource_for("v1", "Pod"), namespace, labels)


def _pods(api: Api, document: dict[str, Any]) -> list[dict[str, Any]]:
    if document.get("kind") == "Pod":
        return [document]
    selector = (document.get("spec") or {}).get("selector")
    labels = selector.get("matchLabels") if isinstance(selector, dict) else None
    if not labels:
        return []
    pods = pods_of(api, str(document["metadata"].get("namespace") or ""), labels)
    return sorted(pods, key=_is_ready)[:PODS]


def _is_ready(pod: dict[str, Any]) -> bool:
    conditions = (pod.get("status") or {}).get("conditions") or []
    return any(entry.get("type") == "Ready" and entry.get("status") == "True" for entry in conditions)


def _conditions(document: dict[str, Any]) -> list[str]:
    conditions = (document.get("status") or {}).get("conditions")
    if not isinstance(conditions, list):
        return []
    told = []
    for condition in conditions:
        reason, message = condition.get("reason") or "", condition.get("message") or ""
        said = ": ".join(text for text in (reason, message) if text)
        told.append((condition.get("status") == "True", f"{condition.get('type')}={condition.get('status')} {said}"))
    return [text.rstrip() for _rest, text in sorted(told, key=lambda pair: pair[0])]


def _events(api: Api, ref: Ref, names: list[str]) -> list[str]:
    resource = api.discovery.resource_for("v1", "Event")
    path = f"{resource.base}/namespaces/{ref.namespace or 'default'}/{resource.name}"
    found = []
    for name in names:
        for event in api.items(path, {"fieldSelector": f"involvedObject.name={name}"}):
            when = event.get("lastTimestamp") or event.get("eventTime") or event["metadata"].get("creationTimestamp")
            count = event.get("count") or (event.get("series") or {}).get("count") or 1
            times = f" ({count} times)" if count > 1 else ""
            found.append(
                (event.get("type") == "Warning", str(when), f"{event.get('reason')}: {event.get('message')}{times}")
            )
    found.sort()
    return [text for _rest, _rest, text in found[-EVENTS:]]


def _logs(api: Api, namespace: str, pods: list[dict[str, Any]]) -> dict[str, list[str]]:
    logs: dict[str, list[str]] = {}
    for pod in pods:
        name = str(pod["metadata"]["name"])
        status = pod.get("status") or {}
        states = (status.get("initContainerStatuses") or []) + (status.get("containerStatuses") or [])
        for container in states:
            started = (container.get("state") or {}).keys() & {"running", "terminated"} or container.get("restartCount")
            if not started or container.get("ready"):
                continue
            key = str(container.get("name"))
            lines = _quiet(lambda name=name, key=key: tail(api, namespace, name, key), [])
            if lines:
                logs[f"{name}/{key}"] = lines
    return logs


def _quiet(ask: Any, otherwise: Any) -> Any:
    """What explains a failure must not become another one."""
    try:
        return ask()
    except (ClusterError, KeyError, TypeError):
        return otherwise
