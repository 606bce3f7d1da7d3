# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API versions that each Helm assumes a cluster to serve when it renders offline.

Helm 3 and 4 list the groups and versions of the client library that they are built with, in its order of preference;
Helm 2 lists the kinds as well. The lists are those of helm 2.17.0, 3.22.0 and 4.3.1.
"""

from __future__ import annotations

#: Helm 3.22 and Helm 4.3 are built with the same client library, k8s.io/client-go 0.37.
_CLIENT_37 = (
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "lifecycle.k8s.io/v1alpha1",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
)

HELM4: tuple[str, ...] = _CLIENT_37
HELM3: tuple[str, ...] = _CLIENT_37

#: Kinds that Helm 2 lists in every group, in addition to the group's own.
_EVERY_GROUP = "CreateOptions DeleteOptions ExportOptions GetOptions ListOptions PatchOptions UpdateOptions WatchEvent"

_REVIEWS = "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview"
_HELM2_KINDS: dict[str, str] = {
    "admissionregistration.k8s.io/v1beta1": (
        "MutatingWebhookConfiguration MutatingWebhookConfigurationList ValidatingWebhookConfiguration "
        "ValidatingWebhookConfigurationList"
    ),
    "apps/v1": (
        "ControllerRevision ControllerRevisionList DaemonSet DaemonSetList Deployment DeploymentList "
        "ReplicaSet ReplicaSetList StatefulSet StatefulSetList"
    ),
    "apps/v1beta1": (
        "ControllerRevision ControllerRevisionList Deployment DeploymentList DeploymentRollback Scale "
        "StatefulSet StatefulSetList"
    ),
    "apps/v1beta2": (
        "ControllerRevision ControllerRevisionList DaemonSet DaemonSetList Deployment DeploymentList "
        "ReplicaSet ReplicaSetList Scale StatefulSet StatefulSetList"
    ),
    "auditregistration.k8s.io/v1alpha1": "AuditSink AuditSinkList",
    "authentication.k8s.io/v1": "TokenRequest TokenReview",
    "authentication.k8s.io/v1beta1": "TokenReview",
    "authorization.k8s.io/v1": _REVIEWS,
    "authorization.k8s.io/v1beta1": _REVIEWS,
    "autoscaling/v1": "HorizontalPodAutoscaler HorizontalPodAutoscalerList Scale",
    "autoscaling/v2beta1": "HorizontalPodAutoscaler HorizontalPodAutoscalerList",
    "autoscaling/v2beta2": "HorizontalPodAutoscaler HorizontalPodAutoscalerList",
    "batch/v1": "Job JobList",
    "batch/v1beta1": "CronJob CronJobList JobTemplate",
    "batch/v2alpha1": "CronJob CronJobList JobTemplate",
    "certificates.k8s.io/v1beta1": "CertificateSigningRequest CertificateSigningRequestList",
    "coordination.k8s.io/v1": "Lease LeaseList",
    "coordination.k8s.io/v1beta1": "Lease LeaseList",
    "events.k8s.io/v1beta1": "Event EventList",
    "extensions/v1beta1": (
        "DaemonSet DaemonSetList Deployment DeploymentList DeploymentRollback Ingress IngressList "
        "NetworkPolicy NetworkPolicyList PodSecurityPolicy PodSecurityPolicyList ReplicaSet "
        "ReplicaSetList ReplicationControllerDummy Scale"
    ),
    "networking.k8s.io/v1": "NetworkPolicy NetworkPolicyList",
    "networking.k8s.io/v1beta1": "Ingress IngressList",
    "node.k8s.io/v1alpha1": "RuntimeClass RuntimeClassList",
    "node.k8s.io/v1beta1": "RuntimeClass RuntimeClassList",
    "policy/v1beta1": "Eviction PodDisruptionBudget PodDisruptionBudgetList PodSecurityPolicy PodSecurityPolicyList",
    "rbac.authorization.k8s.io/v1": (
        "ClusterRole ClusterRoleBinding ClusterRoleBindingList ClusterRoleList Role RoleBinding "
        "RoleBindingList RoleList"
    ),
    "rbac.authorization.k8s.io/v1alpha1": (
        "ClusterRole ClusterRoleBinding ClusterRoleBindingList ClusterRoleList Role RoleBinding "
        "RoleBindingList RoleList"
    ),
    "rbac.authorization.k8s.io/v1beta1": (
        "ClusterRole ClusterRoleBinding ClusterRoleBindingList ClusterRoleList Role RoleBinding "
        "RoleBindingList RoleList"
    ),
    "scheduling.k8s.io/v1": "PriorityClass PriorityClassList",
    "scheduling.k8s.io/v1alpha1": "PriorityClass PriorityClassList",
    "scheduling.k8s.io/v1beta1": "PriorityClass PriorityClassList",
    "settings.k8s.io/v1alpha1": "PodPreset PodPresetList",
    "storage.k8s.io/v1": "StorageClass StorageClassList VolumeAttachment VolumeAttachmentList",
    "storage.k8s.io/v1alpha1": "VolumeAttachment VolumeAttachmentList",
    "storage.k8s.io/v1beta1": (
        "CSIDriver CSIDriverList CSINode CSINodeList StorageClass StorageClassList VolumeAttachment "
        "VolumeAttachmentList"
    ),
}

#: Kinds that Helm 2 lists in the core group.
_HELM2_CORE = (
    "APIGroup APIGroupList APIResourceList APIVersions Binding ComponentStatus ComponentStatusList "
    "ConfigMap ConfigMapList CreateOptions DeleteOptions Endpoints EndpointsList Event EventList "
    "ExportOptions GetOptions LimitRange LimitRangeList List ListOptions Namespace NamespaceList "
    "Node NodeList NodeProxyOptions PatchOptions PersistentVolume PersistentVolumeClaim "
    "PersistentVolumeClaimList PersistentVolumeList Pod PodAttachOptions PodExecOptions PodList "
    "PodLogOptions PodPortForwardOptions PodProxyOptions PodStatusResult PodTemplate PodTemplateList "
    "RangeAllocation ReplicationController ReplicationControllerList ResourceQuota ResourceQuotaList "
    "Secret SecretList SerializedReference Service ServiceAccount ServiceAccountList ServiceList "
    "ServiceProxyOptions Status UpdateOptions WatchEvent"
)


def _helm2() -> tuple[str, ...]:
    versions = ["v1", "__internal", "__internal/WatchEvent"]
    versions.extend(f"v1/{kind}" for kind in _HELM2_CORE.split())
    for group_version, kinds in _HELM2_KINDS.items():
        versions.append(group_version)
        versions.extend(f"{group_version}/{kind}" for kind in [*kinds.split(), *_EVERY_GROUP.split()])
        internal = f"{group_version.split('/')[0]}/__internal"
        versions.extend((internal, f"{internal}/WatchEvent"))
    return tuple(sorted(set(versions)))


HELM2: tuple[str, ...] = _helm2()

OFFLINE: dict[int, tuple[str, ...]] = {2: HELM2, 3: HELM3, 4: HELM4}
