# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who Tiller is to the API server, and what it may do: the objects of Helm's documents on RBAC."""

from __future__ import annotations

from typing import Any

from .spec import CLUSTER_ADMIN, CLUSTER_RULES, NAMESPACES, NONE, Wanted

GROUP = "rbac.authorization.k8s.io"
_API = f"{GROUP}/v1"

ROLE = "tiller-manager"
BINDING = "tiller-binding"
STORAGE_ROLE = "tiller-storage"

#: marks the roles and bindings that belong to a Tiller, with its namespace as the value, so that those in namespaces
#: that it no longer deploys to are found again
LABEL = "coxswain.helm/tiller"

#: everything that charts usually bring, in one namespace. With these verbs, and neither bind nor escalate among them,
#: roles of charts can grant what Tiller may do itself and no more.
USUAL = (
    {
        "apiGroups": ["", "apps", "autoscaling", "batch", "extensions", "networking.k8s.io", "policy"],
        "resources": ["*"],
        "verbs": ["*"],
    },
    {
        "apiGroups": [GROUP],
        "resources": ["roles", "rolebindings"],
        "verbs": ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    },
)


def documents(wanted: Wanted) -> list[dict[str, Any]]:
    """The objects in the order in which they are made; none without a service account of its own."""
    permissions = wanted.permissions
    if permissions.kind == NONE:
        return []
    found = [account(wanted)]
    if permissions.kind == CLUSTER_ADMIN:
        found.append(_binding(wanted, "ClusterRoleBinding", cluster_name(wanted), "", "ClusterRole", "cluster-admin"))
    elif permissions.kind == CLUSTER_RULES:
        name = cluster_name(wanted, ROLE)
        found.append(_role(wanted, "ClusterRole", name, "", permissions.rules))
        found.append(_binding(wanted, "ClusterRoleBinding", name, "", "ClusterRole", name))
    elif permissions.kind == NAMESPACES:
        namespaces = permissions.namespaces or (wanted.namespace,)
        for namespace in dict.fromkeys(namespaces):
            found.append(_role(wanted, "Role", ROLE, namespace, permissions.rules or USUAL))
            found.append(_binding(wanted, "RoleBinding", BINDING, namespace, "Role", ROLE))
        if wanted.namespace not in namespaces or permissions.rules:
            # It keeps its records at home, wherever it deploys to and whatever it may do there.
            kind = "secrets" if wanted.storage == "secret" else "configmaps"
            rules = ({"apiGroups": [""], "resources": [kind], "verbs": ["*"]},)
            found.append(_role(wanted, "Role", STORAGE_ROLE, wanted.namespace, rules))
            found.append(_binding(wanted, "RoleBinding", STORAGE_ROLE, wanted.namespace, "Role", STORAGE_ROLE))
    return found


def account(wanted: Wanted) -> dict[str, Any]:
    """The ServiceAccount."""
    metadata = {"name": wanted.service_account, "namespace": wanted.namespace}
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}


def cluster_name(wanted: Wanted, name: str = "tiller") -> str:
    """A name for an object outside of namespaces; Tillers of several namespaces must not share one."""
    return name if wanted.namespace == "kube-system" else f"{name}-{wanted.namespace}"


def subject(wanted: Wanted) -> dict[str, str]:
    """Tiller's account, as bindings name it."""
    return {"kind": "ServiceAccount", "name": wanted.service_account, "namespace": wanted.namespace}


def grants(binding: dict[str, Any], wanted: Wanted) -> bool:
    """Does a ClusterRoleBinding, of whatever name, make Tiller's account an administrator?"""
    role = binding.get("roleRef") or {}
    return (
        role.get("kind") == "ClusterRole"
        and role.get("name") == "cluster-admin"
        and has_subject(binding, subject(wanted))
    )


def has_subject(binding: dict[str, Any], wanted: dict[str, str]) -> bool:
    """Does a binding name an account?"""
    return any(all(entry.get(key) == wanted[key] for key in wanted) for entry in binding.get("subjects") or [])


def _role(wanted: Wanted, kind: str, name: str, namespace: str, rules: Any) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": kind,
        "metadata": _metadata(wanted, name, namespace),
        "rules": [dict(rule) for rule in rules],
    }


def _binding(wanted: Wanted, kind: str, name: str, namespace: str, role_kind: str, role: str) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": kind,
        "metadata": _metadata(wanted, name, namespace),
        "roleRef": {"apiGroup": GROUP, "kind": role_kind, "name": role},
        "subjects": [subject(wanted)],
    }


def _metadata(wanted: Wanted, name: str, namespace: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name, "labels": {LABEL: wanted.namespace}}
    if namespace:
        metadata["namespace"] = namespace
    return metadata
