# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readiness of live objects, by the rules of kstatus as in Helm 4 (sigs.k8s.io/cli-utils, pkg/kstatus).

Conditions that any controller may set are checked first, then the status of the kind. Pure functions of one object.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

CURRENT = "Current"
IN_PROGRESS = "InProgress"
FAILED = "Failed"
TERMINATING = "Terminating"
NOT_FOUND = "NotFound"

#: the value of ``progressDeadlineSeconds`` that stands for no deadline; the Deployment reports no progress then
_NO_DEADLINE = 2**31 - 1
#: seconds that a Pod may be unschedulable before it counts as failed
_SCHEDULE_WINDOW = 15.0


class Readiness(NamedTuple):
    """The status of an object, and the reason for it."""

    status: str
    message: str


def readiness(
    document: dict[str, Any] | None, *, jobs: bool = False, now: datetime.datetime | None = None
) -> Readiness:
    """Return the readiness of an object.

    :param document: the live object, ``None`` if it does not exist.
    :param jobs: a Job is ready when it has completed, not when it has started.
    """
    if document is None:
        return Readiness(NOT_FOUND, "the object does not exist")
    common = _common(document)
    if common is not None:
        return common
    group = str(document.get("apiVersion") or "").rpartition("/")[0]
    kind = str(document.get("kind") or "")
    if (group, kind) == ("batch", "Job"):
        return _job(document, to_completion=jobs)
    if (group, kind) == ("", "Pod"):
        return _pod(document, now or datetime.datetime.now(datetime.timezone.utc))
    rule = _RULES.get((group, kind))
    if rule is not None:
        return rule(document)
    if (group, kind) in _NO_STATUS:
        return Readiness(CURRENT, "exists")
    return _by_ready_condition(document)


def hook_readiness(document: dict[str, Any] | None) -> Readiness:
    """Return the readiness of a hook: Jobs and Pods have to complete, other kinds have to exist.

    Unlike a release's own Pods, a hook's Pod fails if it exits with an error.
    """
    if document is None:
        return Readiness(NOT_FOUND, "the object does not exist")
    group = str(document.get("apiVersion") or "").rpartition("/")[0]
    kind = document.get("kind")
    if (group, kind) == ("batch", "Job"):
        return _common(document) or _job(document, to_completion=True)
    if (group, kind) == ("", "Pod"):
        phase = _status(document).get("phase")
        if phase == "Succeeded":
            return Readiness(CURRENT, "completed")
        if phase == "Failed":
            return Readiness(FAILED, str(_status(document).get("message") or "exited with an error"))
        return Readiness(IN_PROGRESS, f"phase {phase or 'not set yet'}")
    return Readiness(CURRENT, "exists")


def is_pod_ready(pod: dict[str, Any]) -> bool:
    """Return whether the condition ``Ready`` of a Pod is true."""
    return any(condition.get("type") == "Ready" and condition.get("status") == "True" for condition in _conditions(pod))


def _common(document: dict[str, Any]) -> Readiness | None:
    """Check what applies to every kind: deletion, unobserved generations, and conditions Reconciling and Stalled."""
    metadata = document.get("metadata") or {}
    if metadata.get("deletionTimestamp"):
        return Readiness(TERMINATING, "is being deleted")
    observed = _status(document).get("observedGeneration")
    generation = metadata.get("generation")
    if observed is not None and generation is not None and observed != generation:
        return Readiness(IN_PROGRESS, f"generation {generation} not observed yet, observed generation is {observed}")
    for condition in _conditions(document):
        if condition.get("status") == "True" and condition.get("type") == "Reconciling":
            return Readiness(IN_PROGRESS, _message(condition, "reconciling"))
        if condition.get("status") == "True" and condition.get("type") == "Stalled":
            return Readiness(FAILED, _message(condition, "stalled"))
    return None


def _by_ready_condition(document: dict[str, Any]) -> Readiness:
    """Check the condition Ready, for custom resources that have it."""
    for condition in _conditions(document):
        if condition.get("type") == "Ready":
            if condition.get("status") == "True":
                return Readiness(CURRENT, "condition Ready is true")
            return Readiness(IN_PROGRESS, _message(condition, f"condition Ready is {condition.get('status')}"))
    return Readiness(CURRENT, "exists")


def _deployment(document: dict[str, Any]) -> Readiness:
    status = _status(document)
    wanted = _spec(document).get("replicas")
    wanted = 1 if wanted is None else wanted
    conditions = {condition.get("type"): condition for condition in _conditions(document)}
    progressing = conditions.get("Progressing") or {}
    if progressing.get("reason") == "ProgressDeadlineExceeded":
        return Readiness(FAILED, "the progress deadline was exceeded")
    below = _first_below(
        (_count(status, "replicas"), wanted, "created"),
        (_count(status, "updatedReplicas"), wanted, "updated"),
    )
    if below:
        return below
    surplus = _count(status, "replicas") - wanted
    if surplus > 0:
        return Readiness(IN_PROGRESS, f"{surplus} old replicas pending termination")
    below = _first_below(
        (_count(status, "availableReplicas"), _count(status, "updatedReplicas"), "available"),
        (_count(status, "readyReplicas"), wanted, "ready"),
    )
    if below:
        return below
    deadline = _spec(document).get("progressDeadlineSeconds", _NO_DEADLINE)
    complete = progressing.get("status") == "True" and progressing.get("reason") == "NewReplicaSetAvailable"
    if deadline != _NO_DEADLINE and not complete:
        return Readiness(IN_PROGRESS, "the new ReplicaSet is not available yet")
    if (conditions.get("Available") or {}).get("status") != "True":
        return Readiness(IN_PROGRESS, "the Deployment is not available yet")
    return Readiness(CURRENT, f"{wanted} replicas available")


def _replica_set(document: dict[str, Any]) -> Readiness:
    status = _status(document)
    wanted = _spec(document).get("replicas")
    wanted = 1 if wanted is None else wanted
    for condition in _conditions(document):
        if condition.get("type") == "ReplicaFailure" and condition.get("status") == "True":
            return Readiness(IN_PROGRESS, _message(condition, "cannot create pods"))
    below = _first_below(
        (_count(status, "fullyLabeledReplicas"), wanted, "labelled"),
        (_count(status, "availableReplicas"), wanted, "available"),
        (_count(status, "readyReplicas"), wanted, "ready"),
    )
    if below:
        return below
    surplus = _count(status, "replicas") - wanted
    if surplus > 0:
        return Readiness(IN_PROGRESS, f"{surplus} replicas pending termination")
    return Readiness(CURRENT, f"{wanted} replicas available")


def _stateful_set(document: dict[str, Any]) -> Readiness:
    spec, status = _spec(document), _status(document)
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return Readiness(CURRENT, "update strategy OnDelete, pods are updated when deleted by hand")
    wanted = spec.get("replicas")
    wanted = 1 if wanted is None else wanted
    below = _first_below(
        (_count(status, "replicas"), wanted, "created"),
        (_count(status, "readyReplicas"), wanted, "ready"),
    )
    if below:
        return below
    surplus = _count(status, "replicas") - wanted
    if surplus > 0:
        return Readiness(IN_PROGRESS, f"{surplus} replicas pending termination")
    partition = (strategy.get("rollingUpdate") or {}).get("partition")
    # The API server defaults to partition 0, which kstatus treats like any other value.
    if partition is not None:
        below = _first_below((_count(status, "updatedReplicas"), wanted - partition, "updated"))
        return below or Readiness(CURRENT, f"{_count(status, 'updatedReplicas')} replicas updated")
    below = _first_below((_count(status, "currentReplicas"), wanted, "current"))
    if below:
        return below
    if status.get("currentRevision", "") != status.get("updateRevision", ""):
        return Readiness(IN_PROGRESS, "not all pods run the new revision yet")
    return Readiness(CURRENT, f"{wanted} replicas ready")


def _daemon_set(document: dict[str, Any]) -> Readiness:
    status = _status(document)
    if (document.get("metadata") or {}).get("generation") is None or status.get("observedGeneration") is None:
        return Readiness(IN_PROGRESS, "not observed by its controller yet")
    if status.get("desiredNumberScheduled") is None:
        return Readiness(IN_PROGRESS, "desired number of pods not set yet")
    wanted = status["desiredNumberScheduled"]
    return _first_below(
        (_count(status, "currentNumberScheduled"), wanted, "scheduled"),
        (_count(status, "updatedNumberScheduled"), wanted, "updated"),
        (_count(status, "numberAvailable"), wanted, "available"),
        (_count(status, "numberReady"), wanted, "ready"),
    ) or Readiness(CURRENT, f"{wanted} pods ready")


def _job(document: dict[str, Any], *, to_completion: bool) -> Readiness:
    status = _status(document)
    for condition in _conditions(document):
        if condition.get("status") != "True":
            continue
        if condition.get("type") == "Complete":
            return Readiness(CURRENT, "completed")
        if condition.get("type") == "Failed":
            return Readiness(FAILED, _message(condition, f"{_count(status, 'failed')} pods failed"))
    if to_completion:
        counts = ", ".join(f"{_count(status, key)} {key}" for key in ("active", "succeeded", "failed"))
        return Readiness(IN_PROGRESS, f"not completed yet ({counts})")
    if not status.get("startTime"):
        return Readiness(IN_PROGRESS, "not started yet")
    return Readiness(CURRENT, "started")


def _pod(document: dict[str, Any], now: datetime.datetime) -> Readiness:
    status = _status(document)
    phase = status.get("phase") or ""
    if phase in ("Succeeded", "Failed"):
        return Readiness(CURRENT, "completed" if phase == "Succeeded" else "exited with an error")
    conditions = {condition.get("type"): condition for condition in _conditions(document)}
    if phase == "Running":
        if (conditions.get("Ready") or {}).get("status") == "True":
            return Readiness(CURRENT, "ready")
        looping = [
            str(container.get("name"))
            for container in status.get("containerStatuses") or []
            if ((container.get("state") or {}).get("waiting") or {}).get("reason") == "CrashLoopBackOff"
        ]
        if looping:
            return Readiness(FAILED, f"containers in CrashLoopBackOff: {', '.join(looping)}")
        return Readiness(IN_PROGRESS, "running, not ready yet")
    if phase == "Pending":
        scheduled = conditions.get("PodScheduled") or {}
        if scheduled.get("status") == "False" and scheduled.get("reason") == "Unschedulable":
            if _age(document, now) < _SCHEDULE_WINDOW:
                return Readiness(IN_PROGRESS, "not scheduled yet")
            return Readiness(FAILED, _message(scheduled, "no node can run it"))
        return Readiness(IN_PROGRESS, "pending")
    return Readiness(IN_PROGRESS, f"phase {phase or 'not set yet'}")


def _persistent_volume_claim(document: dict[str, Any]) -> Readiness:
    phase = _status(document).get("phase") or "not set yet"
    return Readiness(CURRENT, "bound") if phase == "Bound" else Readiness(IN_PROGRESS, f"not bound, phase {phase}")


def _service(document: dict[str, Any]) -> Readiness:
    spec = _spec(document)
    if spec.get("type") == "LoadBalancer" and not spec.get("clusterIP"):
        return Readiness(IN_PROGRESS, "has no cluster IP address yet")
    return Readiness(CURRENT, "exists")


def _custom_resource_definition(document: dict[str, Any]) -> Readiness:
    for condition in _conditions(document):
        kind, status = condition.get("type"), condition.get("status")
        if kind == "NamesAccepted" and status == "False":
            return Readiness(FAILED, _message(condition, "names not accepted"))
        if kind == "Established":
            if status == "True":
                return Readiness(CURRENT, "established")
            if status == "False" and condition.get("reason") != "Installing":
                return Readiness(FAILED, _message(condition, "cannot be established"))
    return Readiness(IN_PROGRESS, "not established yet")


_RULES: dict[tuple[str, str], Callable[[dict[str, Any]], Readiness]] = {
    ("", "PersistentVolumeClaim"): _persistent_volume_claim,
    ("", "Service"): _service,
    ("apps", "DaemonSet"): _daemon_set,
    ("apps", "Deployment"): _deployment,
    ("apps", "ReplicaSet"): _replica_set,
    ("apps", "StatefulSet"): _stateful_set,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _custom_resource_definition,
}

#: kinds whose objects are ready as soon as they exist
_NO_STATUS = frozenset(
    {
        ("", "ConfigMap"),
        ("", "Endpoints"),
        ("", "LimitRange"),
        ("", "PodTemplate"),
        ("", "ResourceQuota"),
        ("", "Secret"),
        ("", "ServiceAccount"),
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ("autoscaling", "HorizontalPodAutoscaler"),
        ("batch", "CronJob"),
        ("networking.k8s.io", "Ingress"),
        ("networking.k8s.io", "IngressClass"),
        ("networking.k8s.io", "NetworkPolicy"),
        ("policy", "PodDisruptionBudget"),
        ("rbac.authorization.k8s.io", "ClusterRole"),
        ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
        ("rbac.authorization.k8s.io", "Role"),
        ("rbac.authorization.k8s.io", "RoleBinding"),
        ("scheduling.k8s.io", "PriorityClass"),
        ("storage.k8s.io", "StorageClass"),
    }
)


def _first_below(*rows: tuple[int, int, str]) -> Readiness | None:
    """Return the first row ``(count, desired count, participle)`` whose count is too low."""
    for count, wanted, participle in rows:
        if count < wanted:
            return Readiness(IN_PROGRESS, f"{count} of {wanted} replicas {participle}")
    return None


def _message(condition: dict[str, Any], default: str) -> str:
    return str(condition.get("message") or condition.get("reason") or default)


def _count(status: dict[str, Any], key: str) -> int:
    value = status.get(key)
    return value if isinstance(value, int) else 0


def _spec(document: dict[str, Any]) -> dict[str, Any]:
    spec = document.get("spec")
    return spec if isinstance(spec, dict) else {}


def _status(document: dict[str, Any]) -> dict[str, Any]:
    status = document.get("status")
    return status if isinstance(status, dict) else {}


def _conditions(document: dict[str, Any]) -> list[dict[str, Any]]:
    conditions = _status(document).get("conditions")
    return (
        [condition for condition in conditions if isinstance(condition, dict)] if isinstance(conditions, list) else []
    )


def _age(document: dict[str, Any], now: datetime.datetime) -> float:
    text = str((document.get("metadata") or {}).get("creationTimestamp") or "")
    try:
        made = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        return 0.0
    return (now - made).total_seconds()
