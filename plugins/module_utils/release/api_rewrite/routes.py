# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the kinds of API versions that Kubernetes has given up: the table of :mod:`.rewrite`.

After the deprecation guide of Kubernetes and the life cycles that the types of its API state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import (
    access,
    autoscalers,
    definitions,
    disruptions,
    ingresses,
    others,
    webhooks,
    workloads,
)

#: changes a document to the fields of the new version, and gives what is to be told about it
Convert = Callable[[dict[str, Any]], list[str]]
#: API versions to take the place of one, the best first, each with its conversion; the first that is served is taken
Route = tuple[tuple[str, Convert], ...]

_RBAC = "rbac.authorization.k8s.io"
_ADMISSION = "admissionregistration.k8s.io"
_FLOW = "flowcontrol.apiserver.k8s.io"
_STORAGE = "storage.k8s.io"
_DEVICES = "resource.k8s.io"


def _kinds(api_version: str, kinds: str, *route: tuple[str, Convert]) -> dict[tuple[str, str], Route]:
    return {(api_version, kind): route for kind in kinds.split()}


ROUTES: dict[tuple[str, str], Route] = {
    **_kinds("extensions/v1beta1", "Ingress", ("networking.k8s.io/v1", ingresses.to_v1)),
    **_kinds("networking.k8s.io/v1beta1", "Ingress", ("networking.k8s.io/v1", ingresses.to_v1)),
    **_kinds("networking.k8s.io/v1beta1", "IngressClass IPAddress ServiceCIDR", ("networking.k8s.io/v1", others.same)),
    **_kinds("extensions/v1beta1", "NetworkPolicy", ("networking.k8s.io/v1", others.same)),
    **_kinds("extensions/v1beta1", "Deployment", ("apps/v1", workloads.deployment_of_extensions)),
    **_kinds("extensions/v1beta1", "DaemonSet", ("apps/v1", workloads.daemon_set_of_extensions)),
    **_kinds("extensions/v1beta1", "ReplicaSet", ("apps/v1", workloads.selected)),
    **_kinds("apps/v1beta1", "Deployment", ("apps/v1", workloads.deployment_of_v1beta1)),
    **_kinds("apps/v1beta1", "StatefulSet", ("apps/v1", workloads.stateful_set_of_v1beta1)),
    **_kinds("apps/v1beta1", "ControllerRevision", ("apps/v1", others.same)),
    **_kinds("apps/v1beta2", "Deployment", ("apps/v1", workloads.deployment_of_v1beta2)),
    **_kinds("apps/v1beta2", "StatefulSet DaemonSet ReplicaSet", ("apps/v1", workloads.selected)),
    **_kinds("apps/v1beta2", "ControllerRevision", ("apps/v1", others.same)),
    **_kinds("batch/v1beta1", "CronJob", ("batch/v1", others.same)),
    **_kinds("batch/v2alpha1", "CronJob", ("batch/v1", others.same)),
    **_kinds("policy/v1beta1", "PodDisruptionBudget", ("policy/v1", disruptions.budget)),
    **_kinds("autoscaling/v2beta1", "HorizontalPodAutoscaler", ("autoscaling/v2", autoscalers.from_v2beta1)),
    **_kinds("autoscaling/v2beta2", "HorizontalPodAutoscaler", ("autoscaling/v2", others.same)),
    **_kinds(f"{_RBAC}/v1beta1", "Role ClusterRole", (f"{_RBAC}/v1", others.same)),
    **_kinds(f"{_RBAC}/v1beta1", "RoleBinding ClusterRoleBinding", (f"{_RBAC}/v1", access.binding)),
    **_kinds(f"{_RBAC}/v1alpha1", "Role ClusterRole", (f"{_RBAC}/v1", others.same)),
    **_kinds(f"{_RBAC}/v1alpha1", "RoleBinding ClusterRoleBinding", (f"{_RBAC}/v1", access.binding_of_v1alpha1)),
    **_kinds(
        "apiextensions.k8s.io/v1beta1",
        "CustomResourceDefinition",
        ("apiextensions.k8s.io/v1", definitions.definition),
    ),
    **_kinds("apiregistration.k8s.io/v1beta1", "APIService", ("apiregistration.k8s.io/v1", others.same)),
    **_kinds(
        f"{_ADMISSION}/v1beta1",
        "ValidatingWebhookConfiguration MutatingWebhookConfiguration",
        (f"{_ADMISSION}/v1", webhooks.configuration),
    ),
    **_kinds(
        f"{_ADMISSION}/v1alpha1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy "
        "MutatingAdmissionPolicyBinding",
        (f"{_ADMISSION}/v1", others.same),
        (f"{_ADMISSION}/v1beta1", others.same),
    ),
    **_kinds(
        f"{_ADMISSION}/v1beta1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy "
        "MutatingAdmissionPolicyBinding",
        (f"{_ADMISSION}/v1", others.same),
    ),
    **_kinds("scheduling.k8s.io/v1alpha1", "PriorityClass", ("scheduling.k8s.io/v1", others.same)),
    **_kinds("scheduling.k8s.io/v1beta1", "PriorityClass", ("scheduling.k8s.io/v1", others.same)),
    **_kinds(
        f"{_STORAGE}/v1beta1",
        "StorageClass CSIDriver CSINode CSIStorageCapacity VolumeAttachment VolumeAttributesClass",
        (f"{_STORAGE}/v1", others.same),
    ),
    **_kinds(
        f"{_STORAGE}/v1alpha1",
        "VolumeAttachment CSIStorageCapacity VolumeAttributesClass",
        (f"{_STORAGE}/v1", others.same),
        (f"{_STORAGE}/v1beta1", others.same),
    ),
    **_kinds("coordination.k8s.io/v1beta1", "Lease", ("coordination.k8s.io/v1", others.same)),
    **_kinds("discovery.k8s.io/v1beta1", "EndpointSlice", ("discovery.k8s.io/v1", others.endpoint_slice)),
    **_kinds("events.k8s.io/v1beta1", "Event", ("events.k8s.io/v1", others.same)),
    **_kinds("node.k8s.io/v1beta1", "RuntimeClass", ("node.k8s.io/v1", others.same)),
    **_kinds("node.k8s.io/v1alpha1", "RuntimeClass", ("node.k8s.io/v1", others.runtime_class_of_v1alpha1)),
    **_kinds(
        "certificates.k8s.io/v1beta1",
        "CertificateSigningRequest",
        ("certificates.k8s.io/v1", others.signing_request),
    ),
    **{
        key: route
        for old in ("v1alpha1", "v1beta1", "v1beta2", "v1beta3")
        for key, route in _kinds(
            f"{_FLOW}/{old}", "FlowSchema", (f"{_FLOW}/v1", others.same), (f"{_FLOW}/v1beta3", others.same)
        ).items()
    },
    **{
        key: route
        for old in ("v1alpha1", "v1beta1", "v1beta2")
        for key, route in _kinds(
            f"{_FLOW}/{old}",
            "PriorityLevelConfiguration",
            (f"{_FLOW}/v1", others.priority_level_of_v1beta2),
            (f"{_FLOW}/v1beta3", others.priority_level_of_v1beta2),
        ).items()
    },
    **_kinds(f"{_FLOW}/v1beta3", "PriorityLevelConfiguration", (f"{_FLOW}/v1", others.priority_level_of_v1beta3)),
    **_kinds(
        f"{_DEVICES}/v1beta1", "DeviceClass", (f"{_DEVICES}/v1", others.same), (f"{_DEVICES}/v1beta2", others.same)
    ),
    **_kinds(
        f"{_DEVICES}/v1beta1",
        "ResourceClaim ResourceClaimTemplate",
        (f"{_DEVICES}/v1", others.resource_claim),
        (f"{_DEVICES}/v1beta2", others.resource_claim),
    ),
    **_kinds(f"{_DEVICES}/v1beta2", "DeviceClass ResourceClaim ResourceClaimTemplate", (f"{_DEVICES}/v1", others.same)),
}

#: Kinds that Kubernetes has given up without a successor: nothing reads such objects any more, so they are left out.
GONE: dict[tuple[str, str], str] = {
    (
        "extensions/v1beta1",
        "PodSecurityPolicy",
    ): "Kubernetes 1.25 has no pod security policies; see pod security admission",
    ("policy/v1beta1", "PodSecurityPolicy"): "Kubernetes 1.25 has no pod security policies; see pod security admission",
    ("settings.k8s.io/v1alpha1", "PodPreset"): "Kubernetes 1.20 has no pod presets",
    ("auditregistration.k8s.io/v1alpha1", "AuditSink"): "Kubernetes 1.19 has no dynamic audit",
}
