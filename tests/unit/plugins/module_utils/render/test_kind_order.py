# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of kinds for installation and uninstallation, from each Helm's own table."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.render.kind_order import (
    install_key,
    install_order,
    uninstall_key,
    uninstall_order,
)


def words(text: str) -> list[str]:
    return text.split()


#: Helm 4's tables for installation and uninstallation, and how those of the others differ.
INSTALL = words(
    """
PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount
Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole
ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet
Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress
APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration
"""
)
UNINSTALL = words(
    """
ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService Ingress IngressClass Service CronJob Job
StatefulSet HorizontalPodAutoscaler Deployment ReplicaSet ReplicationController Pod DaemonSet RoleBindingList
RoleBinding RoleList Role ClusterRoleBindingList ClusterRoleBinding ClusterRoleList ClusterRole
CustomResourceDefinition PersistentVolumeClaim PersistentVolume StorageClass ConfigMap SecretList Secret ServiceAccount
PodDisruptionBudget PodSecurityPolicy LimitRange ResourceQuota NetworkPolicy Namespace PriorityClass
"""
)
HELM2_INSTALL = words(
    """
Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget Secret ConfigMap StorageClass
PersistentVolume PersistentVolumeClaim ServiceAccount CustomResourceDefinition ClusterRole ClusterRoleList
ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod
ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob Ingress APIService
"""
)
HELM2_UNINSTALL = words(
    """
APIService Ingress Service CronJob Job StatefulSet HorizontalPodAutoscaler Deployment ReplicaSet ReplicationController
Pod DaemonSet RoleBindingList RoleBinding RoleList Role ClusterRoleBindingList ClusterRoleBinding ClusterRoleList
ClusterRole CustomResourceDefinition ServiceAccount PersistentVolumeClaim PersistentVolume StorageClass ConfigMap
Secret PodDisruptionBudget PodSecurityPolicy LimitRange ResourceQuota NetworkPolicy Namespace
"""
)


@pytest.mark.parametrize(
    ("dialect", "install", "uninstall"),
    [
        (HELM4, INSTALL, UNINSTALL),
        (HELM3, INSTALL[:-2], UNINSTALL[2:]),
        (HELM2, HELM2_INSTALL, HELM2_UNINSTALL),
    ],
    ids=["helm4", "helm3", "helm2"],
)
def test_tables(dialect: Dialect, install: list[str], uninstall: list[str]) -> None:
    assert list(install_order(dialect)) == install
    assert list(uninstall_order(dialect)) == uninstall


def test_unknown_kinds_come_last_by_name() -> None:
    kinds = ["Widget", "Service", "Anchor", "Namespace"]
    assert sorted(kinds, key=install_key) == ["Namespace", "Service", "Anchor", "Widget"]
    assert sorted(kinds, key=uninstall_key) == ["Service", "Namespace", "Anchor", "Widget"]
