# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of kinds in which each Helm installs and uninstalls objects."""

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

# Uninstalling goes the other way round, but for Services, which leave traffic alone only after Ingresses are gone,
# and for Helm 2's ServiceAccounts.
_EARLY_SERVICE = "Service"


def _uninstall(install: tuple[str, ...]) -> tuple[str, ...]:
    kinds = [kind for kind in reversed(install) if kind != _EARLY_SERVICE]
    anchor = "IngressClass" if "IngressClass" in kinds else "Ingress"
    kinds.insert(kinds.index(anchor) + 1, _EARLY_SERVICE)
    return tuple(kinds)


_INSTALL = {2: _HELM2_INSTALL, 3: _HELM3_INSTALL, 4: _HELM4_INSTALL}
_UNINSTALL = {major: _uninstall(kinds) for major, kinds in _INSTALL.items()}
_INSTALL_POSITION = {major: {kind: at for at, kind in enumerate(kinds)} for major, kinds in _INSTALL.items()}
_UNINSTALL_POSITION = {major: {kind: at for at, kind in enumerate(kinds)} for major, kinds in _UNINSTALL.items()}


def install_order(dialect: Dialect = HELM4) -> tuple[str, ...]:
    """The kinds that have a place, first to be installed first."""
    return _INSTALL[dialect.major]


def uninstall_order(dialect: Dialect = HELM4) -> tuple[str, ...]:
    """The kinds that have a place, first to be uninstalled first."""
    return _UNINSTALL[dialect.major]


def install_key(kind: str, dialect: Dialect = HELM4) -> tuple[int, str]:
    """A sort key: kinds without a place come last, by their names."""
    return _key(kind, _INSTALL_POSITION[dialect.major])


def uninstall_key(kind: str, dialect: Dialect = HELM4) -> tuple[int, str]:
    """As :func:`install_key`, for uninstalling."""
    return _key(kind, _UNINSTALL_POSITION[dialect.major])


def _key(kind: str, positions: dict[str, int]) -> tuple[int, str]:
    position = positions.get(kind)
    return (position, "") if position is not None else (len(positions), kind)
