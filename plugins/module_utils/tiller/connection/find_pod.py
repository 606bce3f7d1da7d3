# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find Tiller's pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.api import segment
from ...cluster.readiness import is_pod_ready
from ...errors import ApiError, TillerError

if TYPE_CHECKING:
    from ...cluster.api import Api

NAMESPACE = "kube-system"
#: the labels of Tiller's objects, by which Helm finds its pods
LABELS = {"app": "helm", "name": "tiller"}
SELECTOR = ",".join(f"{key}={value}" for key, value in LABELS.items())


def list_pods(api: Api, namespace: str) -> list[dict[str, Any]]:
    """Return the pods of the Tillers in a namespace.

    :raises ApiError: they cannot be listed.
    """
    return api.items(f"/api/v1/namespaces/{segment(namespace)}/pods", {"labelSelector": SELECTOR})


def find_pod(api: Api, namespace: str) -> str:
    """Return the name of Tiller's newest ready pod.

    :raises TillerError: there is no ready pod, or the pods belong to several Tillers.
    """
    try:
        pods = list_pods(api, namespace)
    except ApiError as error:
        if error.status == 403:
            raise TillerError(
                f"cannot list the pods in namespace {namespace} ({error.what})",
                remedy="Grant list on pods there, and get and create on pods/portforward.",
                reason="forbidden",
            ) from None
        raise
    pods = [pod for pod in pods if not pod["metadata"].get("deletionTimestamp")]
    if not pods:
        raise TillerError(
            f"could not find tiller in namespace {namespace}",
            remedy="Install it with the module coxswain.helm.tiller, or set tiller_namespace to its namespace.",
            reason="absent",
        )
    ready = [pod for pod in pods if is_pod_ready(pod)]
    if not ready:
        raise TillerError(
            f"could not find a ready tiller pod in namespace {namespace}: {'; '.join(map(_describe, pods))}",
            remedy="Wait until it is ready, or check its events and log.",
            reason="not-ready",
        )
    owners = sorted({_owner(pod) for pod in ready})
    if len(owners) > 1:
        raise TillerError(
            f"there are several Tillers in namespace {namespace}: {', '.join(owners)}",
            remedy="Uninstall all but one, or set tiller_host to the address of one.",
            reason="several",
        )
    newest = max(ready, key=lambda pod: (str(pod["metadata"].get("creationTimestamp")), str(pod["metadata"]["name"])))
    return str(newest["metadata"]["name"])


def _describe(pod: dict[str, Any]) -> str:
    """Return the name and phase of a pod, and why it is not ready."""
    status = pod.get("status") or {}
    reasons = []
    for container in status.get("containerStatuses") or []:
        state = container.get("state") or {}
        for entry in (state.get("waiting"), state.get("terminated")):
            if entry and entry.get("reason"):
                reasons.append(str(entry["reason"]))
    for condition in status.get("conditions") or []:
        if condition.get("status") != "True" and condition.get("message"):
            reasons.append(str(condition["message"]))
    details = ", ".join(dict.fromkeys(reasons)) or "not ready"
    return f"{pod['metadata']['name']} is {status.get('phase') or 'of unknown phase'} ({details})"


def _owner(pod: dict[str, Any]) -> str:
    """Return the name of a pod's Deployment, which the ReplicaSets of a rollout share, or of the pod itself."""
    metadata = pod["metadata"]
    for owner in metadata.get("ownerReferences") or []:
        if owner.get("controller"):
            name = str(owner.get("name"))
            suffix = f"-{(metadata.get('labels') or {}).get('pod-template-hash')}"
            return name[: -len(suffix)] if name.endswith(suffix) else name
    return str(metadata["name"])
