# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's service account and its permissions, as Helm's documentation on RBAC recommends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref
from ...errors import ApiError
from .spec import CLUSTER_ADMIN, CLUSTER_RULES, NAMESPACES, NONE, TillerSpec

if TYPE_CHECKING:
    from ...cluster.api import Api

GROUP = "rbac.authorization.k8s.io"
_API = f"{GROUP}/v1"

ROLE = "tiller-manager"
BINDING = "tiller-binding"
STORAGE_ROLE = "tiller-storage"

#: labels the roles and bindings of a Tiller with its namespace, so that they are found in namespaces that it no longer
#: deploys to
LABEL = "coxswain.helm/tiller"

#: what charts usually need in one namespace. Without the verbs bind and escalate, roles in charts cannot grant more
#: than Tiller itself is allowed to do.
DEFAULT_RULES = (
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

#: plural and kind of everything that carries the label, bindings before the roles that they bind
_KINDS = (
    ("rolebindings", "RoleBinding"),
    ("roles", "Role"),
    ("clusterrolebindings", "ClusterRoleBinding"),
    ("clusterroles", "ClusterRole"),
)


def documents(spec: TillerSpec) -> list[dict[str, Any]]:
    """Return the service account, roles and bindings in the order of their creation; none for :data:`~.spec.NONE`."""
    permissions = spec.permissions
    if permissions.kind == NONE:
        return []
    found = [account(spec)]
    if permissions.kind == CLUSTER_ADMIN:
        found.append(_binding(spec, "ClusterRoleBinding", cluster_name(spec), "", "ClusterRole", "cluster-admin"))
    elif permissions.kind == CLUSTER_RULES:
        name = cluster_name(spec, ROLE)
        found.append(_role(spec, "ClusterRole", name, "", permissions.rules))
        found.append(_binding(spec, "ClusterRoleBinding", name, "", "ClusterRole", name))
    elif permissions.kind == NAMESPACES:
        namespaces = permissions.namespaces or (spec.namespace,)
        for namespace in dict.fromkeys(namespaces):
            found.append(_role(spec, "Role", ROLE, namespace, permissions.rules or DEFAULT_RULES))
            found.append(_binding(spec, "RoleBinding", BINDING, namespace, "Role", ROLE))
        if spec.namespace not in namespaces or permissions.rules:
            # Tiller always needs access to its records in its own namespace.
            kind = "secrets" if spec.storage == "secret" else "configmaps"
            rules = ({"apiGroups": [""], "resources": [kind], "verbs": ["*"]},)
            found.append(_role(spec, "Role", STORAGE_ROLE, spec.namespace, rules))
            found.append(_binding(spec, "RoleBinding", STORAGE_ROLE, spec.namespace, "Role", STORAGE_ROLE))
    return found


def account(spec: TillerSpec) -> dict[str, Any]:
    """Return the ServiceAccount."""
    metadata = {"name": spec.service_account, "namespace": spec.namespace}
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}


def cluster_name(spec: TillerSpec, name: str = "tiller") -> str:
    """Return the name of a cluster-scoped object, which Tillers in different namespaces must not share."""
    return name if spec.namespace == "kube-system" else f"{name}-{spec.namespace}"


def subject(spec: TillerSpec) -> dict[str, str]:
    """Return Tiller's service account as the subject of a binding."""
    return {"kind": "ServiceAccount", "name": spec.service_account, "namespace": spec.namespace}


def grants_cluster_admin(binding: dict[str, Any], spec: TillerSpec) -> bool:
    """Return whether a ClusterRoleBinding, whatever its name, grants cluster-admin to Tiller's service account."""
    role = binding.get("roleRef") or {}
    return (
        role.get("kind") == "ClusterRole"
        and role.get("name") == "cluster-admin"
        and has_subject(binding, subject(spec))
    )


def has_subject(binding: dict[str, Any], subject: dict[str, str]) -> bool:
    """Return whether a binding has a subject."""
    return any(all(entry.get(key) == subject[key] for key in subject) for entry in binding.get("subjects") or [])


def list_labelled(api: Api, namespace: str) -> list[Ref]:
    """List the roles and bindings that were created for the Tiller of a namespace.

    Kinds that may not be listed are skipped: a user who is confined to one namespace has created none elsewhere.
    """
    found = []
    for plural, kind in _KINDS:
        try:
            items = api.items(f"/apis/{_API}/{plural}", {"labelSelector": f"{LABEL}={namespace}"})
        except ApiError as error:
            if error.status == 403:
                continue
            raise
        for item in items:
            metadata = item["metadata"]
            found.append(Ref(_API, kind, str(metadata.get("namespace") or ""), str(metadata["name"])))
    return found


def _role(spec: TillerSpec, kind: str, name: str, namespace: str, rules: Any) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": kind,
        "metadata": _metadata(spec, name, namespace),
        "rules": [dict(rule) for rule in rules],
    }


def _binding(spec: TillerSpec, kind: str, name: str, namespace: str, role_kind: str, role: str) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": kind,
        "metadata": _metadata(spec, name, namespace),
        "roleRef": {"apiGroup": GROUP, "kind": role_kind, "name": role},
        "subjects": [subject(spec)],
    }


def _metadata(spec: TillerSpec, name: str, namespace: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name, "labels": {LABEL: spec.namespace}}
    if namespace:
        metadata["namespace"] = namespace
    return metadata
