# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which each Helm installs and uninstalls kinds."""

from __future__ import annotations

from ..dialect import HELM4, Dialect

_HELM2_INSTALL = (
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "Secret",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ServiceAccount",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "Ingress",
    "APIService",
)

_HELM3_INSTALL = (
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
)

_HELM4_INSTALL = (*_HELM3_INSTALL, "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


def _uninstall(install: tuple[str, ...]) -> tuple[str, ...]:
    """Return the order of uninstallation: the reverse, except that Services follow Ingresses."""
    kinds = [kind for kind in reversed(install) if kind != "Service"]
    anchor = "IngressClass" if "IngressClass" in kinds else "Ingress"
    kinds.insert(kinds.index(anchor) + 1, "Service")
    return tuple(kinds)


_INSTALL = {2: _HELM2_INSTALL, 3: _HELM3_INSTALL, 4: _HELM4_INSTALL}
_UNINSTALL = {major: _uninstall(kinds) for major, kinds in _INSTALL.items()}
_INSTALL_POSITION = {major: {kind: at for at, kind in enumerate(kinds)} for major, kinds in _INSTALL.items()}
_UNINSTALL_POSITION = {major: {kind: at for at, kind in enumerate(kinds)} for major, kinds in _UNINSTALL.items()}


def install_order(dialect: Dialect = HELM4) -> tuple[str, ...]:
    """Return the kinds with a position in the order of installation."""
    return _INSTALL[dialect.major]


def uninstall_order(dialect: Dialect = HELM4) -> tuple[str, ...]:
    """Return the kinds with a position in the order of uninstallation."""
    return _UNINSTALL[dialect.major]


def install_key(kind: str, dialect: Dialect = HELM4) -> tuple[int, str]:
    """Return the sort key of a kind for installation; unknown kinds come last, by name."""
    return _key(kind, _INSTALL_POSITION[dialect.major])


def uninstall_key(kind: str, dialect: Dialect = HELM4) -> tuple[int, str]:
    """Return the sort key of a kind for uninstallation; unknown kinds come last, by name."""
    return _key(kind, _UNINSTALL_POSITION[dialect.major])


def _key(kind: str, positions: dict[str, int]) -> tuple[int, str]:
    position = positions.get(kind)
    return (position, "") if position is not None else (len(positions), kind)
