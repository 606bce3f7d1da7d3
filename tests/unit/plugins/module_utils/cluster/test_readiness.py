# SPDX-License-Identifier: GPL-3.0-or-later
"""Readiness by kind, according to kstatus."""

from __future__ import annotations

import datetime

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.readiness import (
    CURRENT,
    FAILED,
    IN_PROGRESS,
    NOT_FOUND,
    TERMINATING,
    hook_readiness,
    is_pod_ready,
    readiness,
)

NOW = datetime.datetime(2026, 1, 1, 12, 0, 0, tzinfo=datetime.UTC)

# name, object, status, part of the message
ROWS = [
    ("ConfigMap", "{apiVersion: v1, kind: ConfigMap}", CURRENT, "exists"),
    ("being deleted", "{apiVersion: v1, kind: ConfigMap, metadata: {deletionTimestamp: x}}", TERMINATING, "deleted"),
    (
        "a generation not observed yet",
        "{apiVersion: x/v1, kind: X, metadata: {generation: 2}, status: {observedGeneration: 1}}",
        IN_PROGRESS,
        "generation 2",
    ),
    (
        "reconciling",
        "{apiVersion: x/v1, kind: X, status: {conditions: [{type: Reconciling, status: 'True', message: busy}]}}",
        IN_PROGRESS,
        "busy",
    ),
    (
        "stalled",
        "{apiVersion: x/v1, kind: X, status: {conditions: [{type: Stalled, status: 'True', message: stuck}]}}",
        FAILED,
        "stuck",
    ),
    ("custom, no status", "{apiVersion: x/v1, kind: X}", CURRENT, "exists"),
    (
        "custom, not ready",
        "{apiVersion: x/v1, kind: X, status: {conditions: [{type: Ready, status: 'False', reason: Soon}]}}",
        IN_PROGRESS,
        "Soon",
    ),
    (
        "custom, ready",
        "{apiVersion: x/v1, kind: X, status: {conditions: [{type: Ready, status: 'True'}]}}",
        CURRENT,
        "Ready",
    ),
    (
        "custom, conditions that are not a list",
        "{apiVersion: x/v1, kind: X, status: {conditions: {a: b}}}",
        CURRENT,
        "exists",
    ),
    ("Deployment, new", "{apiVersion: apps/v1, kind: Deployment}", IN_PROGRESS, "0 of 1 replicas created"),
    (
        "Deployment, updating",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}, status: {replicas: 3, updatedReplicas: 1}}",
        IN_PROGRESS,
        "1 of 2 replicas updated",
    ),
    (
        "Deployment, old replicas",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}, status: {replicas: 3, updatedReplicas: 2}}",
        IN_PROGRESS,
        "1 old replicas",
    ),
    (
        "Deployment, not available",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1}, status: {replicas: 1, updatedReplicas: 1}}",
        IN_PROGRESS,
        "0 of 1 replicas available",
    ),
    (
        "Deployment, progress not confirmed",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, progressDeadlineSeconds: 600},"
        " status: {replicas: 1, updatedReplicas: 1, readyReplicas: 1,"
        " availableReplicas: 1, conditions: [{type: Available, status: 'True'}]}}",
        IN_PROGRESS,
        "new ReplicaSet",
    ),
    (
        "Deployment, available",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, progressDeadlineSeconds: 600},"
        " status: {replicas: 1, updatedReplicas: 1, readyReplicas: 1,"
        " availableReplicas: 1, conditions: [{type: Available, status: 'True'},"
        " {type: Progressing, status: 'True', reason: NewReplicaSetAvailable}]}}",
        CURRENT,
        "1 replicas available",
    ),
    (
        "Deployment scaled to zero",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 0}, status:"
        " {conditions: [{type: Available, status: 'True'}]}}",
        CURRENT,
        "0 replicas",
    ),
    (
        "Deployment, deadline exceeded",
        "{apiVersion: apps/v1, kind: Deployment, status: {conditions: [{type: Progressing, status: 'False',"
        " reason: ProgressDeadlineExceeded}]}}",
        FAILED,
        "deadline",
    ),
    ("StatefulSet, new", "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 2}}", IN_PROGRESS, "0 of 2"),
    (
        "StatefulSet, OnDelete",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {updateStrategy: {type: OnDelete}}}",
        CURRENT,
        "by hand",
    ),
    (
        "StatefulSet, partition",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}},"
        " status: {replicas: 3, readyReplicas: 3, updatedReplicas: 1}}",
        CURRENT,
        "1 replicas updated",
    ),
    (
        "StatefulSet, partition not reached",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 0}}},"
        " status: {replicas: 3, readyReplicas: 3, updatedReplicas: 1}}",
        IN_PROGRESS,
        "1 of 3 replicas updated",
    ),
    (
        "StatefulSet, two revisions",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 1}, status: {replicas: 1, readyReplicas: 1,"
        " currentReplicas: 1, currentRevision: a, updateRevision: b}}",
        IN_PROGRESS,
        "new revision",
    ),
    (
        "StatefulSet, ready",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: 1}, status: {replicas: 1, readyReplicas: 1,"
        " currentReplicas: 1, currentRevision: a, updateRevision: a}}",
        CURRENT,
        "1 replicas ready",
    ),
    ("DaemonSet, not observed", "{apiVersion: apps/v1, kind: DaemonSet}", IN_PROGRESS, "controller"),
    (
        "DaemonSet, no nodes",
        "{apiVersion: apps/v1, kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1,"
        " desiredNumberScheduled: 0}}",
        CURRENT,
        "0 pods",
    ),
    (
        "DaemonSet, not available",
        "{apiVersion: apps/v1, kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1,"
        " desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1}}",
        IN_PROGRESS,
        "1 of 2 replicas available",
    ),
    (
        "ReplicaSet, cannot create pods",
        "{apiVersion: apps/v1, kind: ReplicaSet, status: {conditions: [{type: ReplicaFailure, status: 'True',"
        " message: quota}]}}",
        IN_PROGRESS,
        "quota",
    ),
    ("Job, not started", "{apiVersion: batch/v1, kind: Job}", IN_PROGRESS, "not started"),
    ("Job, started", "{apiVersion: batch/v1, kind: Job, status: {startTime: x, active: 1}}", CURRENT, "started"),
    (
        "Job, failed",
        "{apiVersion: batch/v1, kind: Job, status: {failed: 7, conditions: [{type: Failed, status: 'True'}]}}",
        FAILED,
        "7 pods failed",
    ),
    ("Pod, no phase", "{apiVersion: v1, kind: Pod}", IN_PROGRESS, "phase not set yet"),
    ("Pod, pending", "{apiVersion: v1, kind: Pod, status: {phase: Pending}}", IN_PROGRESS, "pending"),
    (
        "Pod, unschedulable for a moment",
        "{apiVersion: v1, kind: Pod, metadata: {creationTimestamp: '2026-01-01T11:59:50Z'}, status: {phase: Pending,"
        " conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: full}]}}",
        IN_PROGRESS,
        "not scheduled yet",
    ),
    (
        "Pod, unschedulable for too long",
        "{apiVersion: v1, kind: Pod, metadata: {creationTimestamp: '2026-01-01T11:59:40Z'}, status: {phase: Pending,"
        " conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: full}]}}",
        FAILED,
        "full",
    ),
    (
        "Pod, ready",
        "{apiVersion: v1, kind: Pod, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
        CURRENT,
        "ready",
    ),
    (
        "Pod, crashes",
        "{apiVersion: v1, kind: Pod, status: {phase: Running, containerStatuses: [{name: c, state: {waiting:"
        " {reason: CrashLoopBackOff}}}]}}",
        FAILED,
        "CrashLoopBackOff: c",
    ),
    ("Pod, failed", "{apiVersion: v1, kind: Pod, status: {phase: Failed}}", CURRENT, "error"),
    ("PVC, pending", "{apiVersion: v1, kind: PersistentVolumeClaim, status: {phase: Pending}}", IN_PROGRESS, "Pending"),
    ("PVC, bound", "{apiVersion: v1, kind: PersistentVolumeClaim, status: {phase: Bound}}", CURRENT, "bound"),
    ("Service", "{apiVersion: v1, kind: Service, spec: {type: ClusterIP}}", CURRENT, "exists"),
    ("LoadBalancer, new", "{apiVersion: v1, kind: Service, spec: {type: LoadBalancer}}", IN_PROGRESS, "address"),
    (
        "CRD, new",
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition}",
        IN_PROGRESS,
        "not established",
    ),
    (
        "CRD, established",
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: {conditions:"
        " [{type: NamesAccepted, status: 'True'}, {type: Established, status: 'True'}]}}",
        CURRENT,
        "established",
    ),
    (
        "CRD, names taken",
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: {conditions:"
        " [{type: NamesAccepted, status: 'False', message: taken}]}}",
        FAILED,
        "taken",
    ),
]


@pytest.mark.parametrize(("text", "status", "message"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_readiness(text, status, message):
    found = readiness(yaml.safe_load(text), now=NOW)
    assert found.status == status
    assert message in found.message


def test_missing_object():
    assert readiness(None).status == NOT_FOUND


def test_job_to_completion():
    job = yaml.safe_load("{apiVersion: batch/v1, kind: Job, status: {startTime: x, active: 1}}")
    assert readiness(job, jobs=True) == (IN_PROGRESS, "not completed yet (1 active, 0 succeeded, 0 failed)")
    job["status"]["conditions"] = [{"type": "Complete", "status": "True"}]
    assert readiness(job, jobs=True).status == CURRENT


HOOKS = [
    ("missing", None, NOT_FOUND),
    ("a ConfigMap", "{apiVersion: v1, kind: ConfigMap}", CURRENT),
    ("a Deployment is not waited for", "{apiVersion: apps/v1, kind: Deployment}", CURRENT),
    ("a running Job", "{apiVersion: batch/v1, kind: Job, status: {startTime: x}}", IN_PROGRESS),
    ("a running Pod", "{apiVersion: v1, kind: Pod, status: {phase: Running}}", IN_PROGRESS),
    ("a completed Pod", "{apiVersion: v1, kind: Pod, status: {phase: Succeeded}}", CURRENT),
    ("a failed Pod", "{apiVersion: v1, kind: Pod, status: {phase: Failed}}", FAILED),
]


@pytest.mark.parametrize(("text", "status"), [row[1:] for row in HOOKS], ids=[row[0] for row in HOOKS])
def test_hooks(text, status):
    assert hook_readiness(yaml.safe_load(text) if text else None).status == status


PODS = [
    ("ready", "{status: {conditions: [{type: Initialized, status: 'False'}, {type: Ready, status: 'True'}]}}", True),
    ("not ready", "{status: {conditions: [{type: Ready, status: 'False'}]}}", False),
    ("no conditions", "{status: {phase: Running}}", False),
    ("no status", "{}", False),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in PODS], ids=[row[0] for row in PODS])
def test_pods(text, expected):
    assert is_pod_ready(yaml.safe_load(text)) is expected
