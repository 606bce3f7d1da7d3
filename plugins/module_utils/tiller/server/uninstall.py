# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uninstall Tiller, as ``helm reset`` does; the objects of its releases are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster import objects as live_objects
from ...cluster.objects import Ref, get
from ...errors import TillerError
from ..records import OWNER, STORAGES, collection
from . import rbac
from .changes import InstallResult
from .facts import facts_of
from .spec import DEPLOYMENT, SECRET, SERVICE, TillerSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...cluster.api import Api

#: how many releases an error message names
_NAMES_SHOWN = 5


def uninstall(
    api: Api,
    spec: TillerSpec,
    *,
    force: bool = False,
    remove_rbac: bool = False,
    remove_records: bool = False,
    list_deployed: Callable[[], list[str]] | None = None,
    dry_run: bool = False,
) -> InstallResult:
    """Delete Tiller's Service, Deployment and Secret.

    :param force: uninstall even if releases are deployed.
    :param remove_rbac: delete the service account, roles and bindings too.
    :param remove_records: delete the release records too.
    :param list_deployed: asks Tiller for the names of deployed releases, for storages that the API server cannot list.
    :raises TillerError: there are deployed releases, or they cannot be listed.
    """
    result = InstallResult()
    deployment = get(api, Ref("apps/v1", "Deployment", spec.namespace, DEPLOYMENT))
    if not force:
        _check_no_releases(api, spec.namespace, deployment, list_deployed)
    refs = [
        Ref("v1", "Service", spec.namespace, SERVICE),
        Ref("apps/v1", "Deployment", spec.namespace, DEPLOYMENT),
        Ref("v1", "Secret", spec.namespace, SECRET),
    ]
    if remove_rbac:
        refs += _rbac_refs(api, spec, deployment)
    for ref in refs:
        _delete(api, ref, result, dry_run)
    if remove_records:
        for ref in _record_refs(api, spec.namespace, {}):
            _delete(api, ref, result, dry_run, in_diff=False)
    return result


def deployed_releases(api: Api, namespace: str) -> list[str]:
    """Return the names of the releases that are deployed according to Tiller's records."""
    return sorted({ref.name.rpartition(".v")[0] for ref in _record_refs(api, namespace, {"STATUS": "DEPLOYED"})})


def count_records(api: Api, namespace: str) -> dict[str, int]:
    """Return the number of stored revisions by status."""
    counts: dict[str, int] = {}
    for item in _list_records(api, namespace, {}):
        status = str((item["metadata"].get("labels") or {}).get("STATUS") or "UNKNOWN")
        counts[status] = counts.get(status, 0) + 1
    return counts


def _check_no_releases(
    api: Api, namespace: str, deployment: dict[str, Any] | None, list_deployed: Callable[[], list[str]] | None
) -> None:
    names = deployed_releases(api, namespace)
    storage = facts_of(deployment).storage if deployment is not None else ""
    if not names and storage in ("memory", "sql"):
        if list_deployed is None:
            raise TillerError(
                f"cannot list its releases, whose records are in storage {storage}",
                f"Tiller in namespace {namespace}",
                "Set force to uninstall it anyway.",
                reason="releases",
            )
        names = list_deployed()
    if names:
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        count = f"{len(names)} deployed release{'s' if len(names) > 1 else ''}"
        raise TillerError(
            f"it still has {count}: {', '.join(names[:_NAMES_SHOWN])}{more}",
            f"Tiller in namespace {namespace}",
            "Delete them first, or set force to uninstall Tiller and keep the releases and their records.",
            reason="releases",
        )


def _rbac_refs(api: Api, spec: TillerSpec, deployment: dict[str, Any] | None) -> list[Ref]:
    found = rbac.list_labelled(api, spec.namespace)
    account = spec.service_account
    if not account and deployment is not None:
        account = facts_of(deployment).service_account
    if account and account != "default":
        spec = TillerSpec(namespace=spec.namespace, service_account=account)
        ref = Ref(f"{rbac.GROUP}/v1", "ClusterRoleBinding", "", rbac.cluster_name(spec))
        binding = get(api, ref)
        # A binding with further subjects is not Tiller's own.
        if binding is not None and rbac.grants_cluster_admin(binding, spec) and len(binding.get("subjects") or []) == 1:
            found.append(ref)
        found.append(Ref("v1", "ServiceAccount", spec.namespace, account))
    return list(dict.fromkeys(found))


def _record_refs(api: Api, namespace: str, labels: dict[str, str]) -> list[Ref]:
    return [
        Ref("v1", str(item["kind"]), namespace, str(item["metadata"]["name"]))
        for item in _list_records(api, namespace, labels)
    ]


def _list_records(api: Api, namespace: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    selector = ",".join([OWNER, *(f"{key}={value}" for key, value in labels.items())])
    found = []
    for storage in STORAGES:
        found += api.items(collection(namespace, storage), {"labelSelector": selector})
    return found


def _delete(api: Api, ref: Ref, result: InstallResult, dry_run: bool, in_diff: bool = True) -> None:
    before = get(api, ref)
    if before is None:
        return
    live_objects.delete(api, ref, dry_run=dry_run)
    result.add("delete", ref, before, None)
    if not in_diff:
        # Records are large and unreadable.
        result.pairs.pop()
