# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of conversions: the successors of kinds in API versions that Kubernetes has removed.

Sources: Kubernetes' deprecation guide, and the life cycles that its API types declare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import (
    custom_resource_definitions,
    horizontal_pod_autoscalers,
    ingresses,
    other_kinds,
    pod_disruption_budgets,
    rbac,
    webhook_configurations,
    workloads,
)

#: converts a document to the fields of the new version, and returns warnings
Convert = Callable[[dict[str, Any]], list[str]]
#: successors of an API version, the best first, each with its conversion; the first one that is served is used
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
    **_kinds(
        "networking.k8s.io/v1beta1", "IngressClass IPAddress ServiceCIDR", ("networking.k8s.io/v1", other_kinds.same)
    ),
    **_kinds("extensions/v1beta1", "NetworkPolicy", ("networking.k8s.io/v1", other_kinds.same)),
    **_kinds("extensions/v1beta1", "Deployment", ("apps/v1", workloads.deployment_of_extensions)),
    **_kinds("extensions/v1beta1", "DaemonSet", ("apps/v1", workloads.daemon_set_of_extensions)),
    **_kinds("extensions/v1beta1", "ReplicaSet", ("apps/v1", workloads.selected)),
    **_kinds("apps/v1beta1", "Deployment", ("apps/v1", workloads.deployment_of_v1beta1)),
    **_kinds("apps/v1beta1", "StatefulSet", ("apps/v1", workloads.stateful_set_of_v1beta1)),
    **_kinds("apps/v1beta1", "ControllerRevision", ("apps/v1", other_kinds.same)),
    **_kinds("apps/v1beta2", "Deployment", ("apps/v1", workloads.deployment_of_v1beta2)),
    **_kinds("apps/v1beta2", "StatefulSet DaemonSet ReplicaSet", ("apps/v1", workloads.selected)),
    **_kinds("apps/v1beta2", "ControllerRevision", ("apps/v1", other_kinds.same)),
    **_kinds("batch/v1beta1", "CronJob", ("batch/v1", other_kinds.same)),
    **_kinds("batch/v2alpha1", "CronJob", ("batch/v1", other_kinds.same)),
    **_kinds("policy/v1beta1", "PodDisruptionBudget", ("policy/v1", pod_disruption_budgets.budget)),
    **_kinds(
        "autoscaling/v2beta1", "HorizontalPodAutoscaler", ("autoscaling/v2", horizontal_pod_autoscalers.from_v2beta1)
    ),
    **_kinds("autoscaling/v2beta2", "HorizontalPodAutoscaler", ("autoscaling/v2", other_kinds.same)),
    **_kinds(f"{_RBAC}/v1beta1", "Role ClusterRole", (f"{_RBAC}/v1", other_kinds.same)),
    **_kinds(f"{_RBAC}/v1beta1", "RoleBinding ClusterRoleBinding", (f"{_RBAC}/v1", rbac.binding)),
    **_kinds(f"{_RBAC}/v1alpha1", "Role ClusterRole", (f"{_RBAC}/v1", other_kinds.same)),
    **_kinds(f"{_RBAC}/v1alpha1", "RoleBinding ClusterRoleBinding", (f"{_RBAC}/v1", rbac.binding_of_v1alpha1)),
    **_kinds(
        "apiextensions.k8s.io/v1beta1",
        "CustomResourceDefinition",
        ("apiextensions.k8s.io/v1", custom_resource_definitions.definition),
    ),
    **_kinds("apiregistration.k8s.io/v1beta1", "APIService", ("apiregistration.k8s.io/v1", other_kinds.same)),
    **_kinds(
        f"{_ADMISSION}/v1beta1",
        "ValidatingWebhookConfiguration MutatingWebhookConfiguration",
        (f"{_ADMISSION}/v1", webhook_configurations.configuration),
    ),
    **_kinds(
        f"{_ADMISSION}/v1alpha1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy "
        "MutatingAdmissionPolicyBinding",
        (f"{_ADMISSION}/v1", other_kinds.same),
        (f"{_ADMISSION}/v1beta1", other_kinds.same),
    ),
    **_kinds(
        f"{_ADMISSION}/v1beta1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy "
        "MutatingAdmissionPolicyBinding",
        (f"{_ADMISSION}/v1", other_kinds.same),
    ),
    **_kinds("scheduling.k8s.io/v1alpha1", "PriorityClass", ("scheduling.k8s.io/v1", other_kinds.same)),
    **_kinds("scheduling.k8s.io/v1beta1", "PriorityClass", ("scheduling.k8s.io/v1", other_kinds.same)),
    **_kinds(
        f"{_STORAGE}/v1beta1",
        "StorageClass CSIDriver CSINode CSIStorageCapacity VolumeAttachment VolumeAttributesClass",
        (f"{_STORAGE}/v1", other_kinds.same),
    ),
    **_kinds(
        f"{_STORAGE}/v1alpha1",
        "VolumeAttachment CSIStorageCapacity VolumeAttributesClass",
        (f"{_STORAGE}/v1", other_kinds.same),
        (f"{_STORAGE}/v1beta1", other_kinds.same),
    ),
    **_kinds("coordination.k8s.io/v1beta1", "Lease", ("coordination.k8s.io/v1", other_kinds.same)),
    **_kinds("discovery.k8s.io/v1beta1", "EndpointSlice", ("discovery.k8s.io/v1", other_kinds.endpoint_slice)),
    **_kinds("events.k8s.io/v1beta1", "Event", ("events.k8s.io/v1", other_kinds.same)),
    **_kinds("node.k8s.io/v1beta1", "RuntimeClass", ("node.k8s.io/v1", other_kinds.same)),
    **_kinds("node.k8s.io/v1alpha1", "RuntimeClass", ("node.k8s.io/v1", other_kinds.runtime_class_of_v1alpha1)),
    **_kinds(
        "certificates.k8s.io/v1beta1",
        "CertificateSigningRequest",
        ("certificates.k8s.io/v1", other_kinds.signing_request),
    ),
    **{
        key: route
        for old in ("v1alpha1", "v1beta1", "v1beta2", "v1beta3")
        for key, route in _kinds(
            f"{_FLOW}/{old}", "FlowSchema", (f"{_FLOW}/v1", other_kinds.same), (f"{_FLOW}/v1beta3", other_kinds.same)
        ).items()
    },
    **{
        key: route
        for old in ("v1alpha1", "v1beta1", "v1beta2")
        for key, route in _kinds(
            f"{_FLOW}/{old}",
            "PriorityLevelConfiguration",
            (f"{_FLOW}/v1", other_kinds.priority_level_of_v1beta2),
            (f"{_FLOW}/v1beta3", other_kinds.priority_level_of_v1beta2),
        ).items()
    },
    **_kinds(f"{_FLOW}/v1beta3", "PriorityLevelConfiguration", (f"{_FLOW}/v1", other_kinds.priority_level_of_v1beta3)),
    **_kinds(
        f"{_DEVICES}/v1beta1",
        "DeviceClass",
        (f"{_DEVICES}/v1", other_kinds.same),
        (f"{_DEVICES}/v1beta2", other_kinds.same),
    ),
    **_kinds(
        f"{_DEVICES}/v1beta1",
        "ResourceClaim ResourceClaimTemplate",
        (f"{_DEVICES}/v1", other_kinds.resource_claim),
        (f"{_DEVICES}/v1beta2", other_kinds.resource_claim),
    ),
    **_kinds(
        f"{_DEVICES}/v1beta2", "DeviceClass ResourceClaim ResourceClaimTemplate", (f"{_DEVICES}/v1", other_kinds.same)
    ),
}

#: Kinds that Kubernetes has removed without a successor. Nothing reads such objects, so they are left out.
GONE: dict[tuple[str, str], str] = {
    (
        "extensions/v1beta1",
        "PodSecurityPolicy",
    ): "Kubernetes 1.25 has no pod security policies; see pod security admission",
    ("policy/v1beta1", "PodSecurityPolicy"): "Kubernetes 1.25 has no pod security policies; see pod security admission",
    ("settings.k8s.io/v1alpha1", "PodPreset"): "Kubernetes 1.20 has no pod presets",
    ("auditregistration.k8s.io/v1alpha1", "AuditSink"): "Kubernetes 1.19 has no dynamic audit",
}
