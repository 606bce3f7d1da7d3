# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the configuration of a Tiller from its Deployment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_LISTEN = re.compile(r"^(localhost|127\.|\[::1\])")


@dataclass(frozen=True)
class TillerFacts:
    """The configuration of a Tiller.

    :param service_account: ``serviceAccountName`` of the pod; ``service_account_alias`` is the deprecated
        ``serviceAccount``.
    :param history_max: ``None`` if it is not set.
    :param tls: ``none``, ``encrypt`` or ``verify``.
    :param storage: ``configmap``, ``secret``, ``memory`` or ``sql``.
    """

    namespace: str
    name: str
    image: str
    replicas: int
    ready_replicas: int
    service_account: str
    service_account_alias: str
    automount_token: bool
    history_max: int | None
    storage: str
    tls: str
    host_network: bool
    local_only: bool
    node_selectors: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the facts for the result of a task."""
        return dict(vars(self))


def facts_of(deployment: dict[str, Any]) -> TillerFacts:
    """Return the configuration in a Deployment."""
    spec = deployment.get("spec") or {}
    pod = ((spec.get("template") or {}).get("spec")) or {}
    container = container_of(deployment)
    variables = {str(entry.get("name")): str(entry.get("value") or "") for entry in container.get("env") or []}
    words = [str(word) for word in [*(container.get("command") or []), *(container.get("args") or [])]]
    history = _flag(words, "history-max") or variables.get("TILLER_HISTORY_MAX", "")
    tls = "none"
    if variables.get("TILLER_TLS_ENABLE") or _is_set(words, "tls"):
        tls = "encrypt"
    if variables.get("TILLER_TLS_VERIFY") or _is_set(words, "tls-verify"):
        tls = "verify"
    replicas = spec.get("replicas")
    return TillerFacts(
        namespace=str(deployment["metadata"].get("namespace") or ""),
        name=str(deployment["metadata"]["name"]),
        image=str(container.get("image") or ""),
        replicas=1 if replicas is None else int(replicas),
        ready_replicas=int((deployment.get("status") or {}).get("readyReplicas") or 0),
        service_account=str(pod.get("serviceAccountName") or ""),
        service_account_alias=str(pod.get("serviceAccount") or ""),
        automount_token=pod.get("automountServiceAccountToken") is not False,
        history_max=int(history) if history.isdigit() else None,
        storage=_flag(words, "storage") or "configmap",
        tls=tls,
        host_network=bool(pod.get("hostNetwork")),
        local_only=bool(_LISTEN.match(_flag(words, "listen"))),
        node_selectors={str(key): str(value) for key, value in (pod.get("nodeSelector") or {}).items()},
    )


def container_of(deployment: dict[str, Any]) -> dict[str, Any]:
    """Return Tiller's container: the one named tiller, else the first."""
    template = (deployment.get("spec") or {}).get("template") or {}
    containers = (template.get("spec") or {}).get("containers") or [{}]
    found: dict[str, Any] = next((entry for entry in containers if entry.get("name") == "tiller"), containers[0])
    return found


def _flag(words: list[str], name: str) -> str:
    """Return the value of a flag in Go's syntax: with one dash or two, after ``=`` or as the next word."""
    for index, word in enumerate(words):
        for dashes in ("--", "-"):
            if word.startswith(f"{dashes}{name}="):
                return word.partition("=")[2]
            if word == f"{dashes}{name}" and index + 1 < len(words):
                return words[index + 1]
    return ""


def _is_set(words: list[str], name: str) -> bool:
    """Return whether a boolean flag is set."""
    for dashes in ("--", "-"):
        if f"{dashes}{name}" in words or f"{dashes}{name}=true" in words or f"{dashes}{name}=1" in words:
            return True
    return False
