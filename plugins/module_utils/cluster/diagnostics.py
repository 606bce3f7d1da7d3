# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnostics of an object that is not ready: its conditions, events, and the last log lines of its containers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import ClusterError
from .objects import Ref, get, list_by_label, object_path
from .readiness import is_pod_ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from .api import Api
    from .readiness import Readiness

_T = TypeVar("_T")

#: how much of each is reported
EVENTS = 5
LOG_LINES = 10
PODS = 3


@dataclass(frozen=True)
class ObjectDiagnosis:
    """An object that is not ready, and the reasons why.

    :param conditions: ``Type=Status Reason: message``; those that are not ``True`` come first.
    :param events: ``Reason: message (count)`` of the object and its Pods; warnings and the newest come last.
    :param logs: ``pod/container`` → the last lines.
    """

    ref: Ref
    status: str
    message: str
    conditions: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    logs: dict[str, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the diagnosis as lines of text."""
        lines = [f"{self.ref} is not ready ({self.status}): {self.message}"]
        lines += [f"  condition {text}" for text in self.conditions]
        lines += [f"  event {text}" for text in self.events]
        for container, log in self.logs.items():
            lines.append(f"  log of {container}:")
            lines += [f"    {line}" for line in log]
        return "\n".join(lines)


def diagnose(api: Api, ref: Ref, state: Readiness) -> ObjectDiagnosis:
    """Collect the diagnostics of an object, as far as permissions allow."""
    try:
        document = get(api, ref)
    except ClusterError:
        document = None
    if document is None:
        return ObjectDiagnosis(ref, state.status, state.message)
    pods = _optional(lambda: _pods(api, document), [])
    names = list(dict.fromkeys([ref.name] + [str(pod["metadata"]["name"]) for pod in pods]))
    return ObjectDiagnosis(
        ref,
        state.status,
        state.message,
        _conditions(document),
        _optional(lambda: _events(api, ref, names), []),
        _logs(api, ref.namespace, pods),
    )


def explain_pods(api: Api, ref: Ref) -> str:
    """Return what the first Pod of an object that is not ready waits for, ``""`` if that is not known.

    Example: ``Pod web-5d8f: container app: ImagePullBackOff: Back-off pulling image "app:1"``.
    """

    def explanation() -> str:
        document = get(api, ref)
        for pod in _pods(api, document) if document is not None else []:
            reason = _pod_reason(pod) if not is_pod_ready(pod) else ""
            if reason:
                return reason if ref.kind == "Pod" else f"Pod {pod['metadata']['name']}: {reason}"
        return ""

    return _optional(explanation, "")


def log_tail(api: Api, namespace: str, pod: str, container: str, lines: int | None = LOG_LINES) -> list[str]:
    """Return the last lines of a container's log.

    :param lines: the number of lines, ``None`` for the whole log.
    :raises ApiError: there is no log, or reading it is forbidden.
    """
    path = object_path(api.discovery.resource_for("v1", "Pod"), namespace, pod, "log")
    text = api.text(path, {"container": container, "tailLines": lines})
    return text.splitlines()


def list_pods(api: Api, namespace: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Return the Pods that have all of the labels."""
    return list_by_label(api, api.discovery.resource_for("v1", "Pod"), namespace, labels)


def _pods(api: Api, document: dict[str, Any]) -> list[dict[str, Any]]:
    if document.get("kind") == "Pod":
        return [document]
    selector = (document.get("spec") or {}).get("selector")
    labels = selector.get("matchLabels") if isinstance(selector, dict) else None
    if not labels:
        return []
    pods = list_pods(api, str(document["metadata"].get("namespace") or ""), labels)
    return sorted(pods, key=is_pod_ready)[:PODS]


def _pod_reason(pod: dict[str, Any]) -> str:
    """Return why a Pod does not run: a container that cannot start, or a node that is not found."""
    status = pod.get("status") or {}
    for container in (status.get("initContainerStatuses") or []) + (status.get("containerStatuses") or []):
        state = container.get("state") or {}
        ended = state.get("waiting") or state.get("terminated") or {}
        # A Pod that is just starting has no message.
        if ended.get("message") or ended.get("exitCode"):
            detail = ended.get("message") or f"exit code {ended['exitCode']}"
            texts = [f"container {container.get('name')}", ended.get("reason"), detail]
            return ": ".join(str(text) for text in texts if text)
    for condition in status.get("conditions") or []:
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            return ": ".join(str(text) for text in (condition.get("reason"), condition.get("message")) if text)
    return ""


def _conditions(document: dict[str, Any]) -> list[str]:
    conditions = (document.get("status") or {}).get("conditions")
    if not isinstance(conditions, list):
        return []
    found = []
    for condition in conditions:
        reason, message = condition.get("reason") or "", condition.get("message") or ""
        detail = ": ".join(text for text in (reason, message) if text)
        found.append((condition.get("status") == "True", f"{condition.get('type')}={condition.get('status')} {detail}"))
    return [text.rstrip() for _true, text in sorted(found, key=lambda pair: pair[0])]


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
            lines = _optional(lambda name=name, key=key: log_tail(api, namespace, name, key), [])
            if lines:
                logs[f"{name}/{key}"] = lines
    return logs


def _optional(request: Callable[[], _T], default: _T) -> _T:
    """Return the result of ``request``, or ``default`` on failure: diagnostics must not hide the original error."""
    try:
        return request()
    except (ClusterError, KeyError, TypeError):
        return default
