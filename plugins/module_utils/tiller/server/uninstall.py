# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Free a cluster of Tiller, as ``helm reset`` does; what it has deployed stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster import objects as live_objects
from ...cluster.objects import Ref, get
from ...errors import TillerError
from ..records import OWNER
from .facts import facts_of
from .install import Outcome, stale
from .rbac import GROUP, cluster_name, grants
from .spec import DEPLOYMENT, SECRET, SERVICE, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...cluster.api import Api

_NAMED = 5


def remove(
    api: Api,
    wanted: Wanted,
    *,
    force: bool = False,
    permissions: bool = False,
    records: bool = False,
    ask: Callable[[], list[str]] | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Delete Tiller's Service, Deployment and Secret.

    :param force: even if releases are deployed by it.
    :param permissions: its service account, roles and bindings too.
    :param records: its records of releases too.
    :param ask: gives the names of deployed releases, for a Tiller that keeps its records elsewhere.
    :raises TillerError: there are releases, or it cannot be known whether there are any.
    """
    outcome = Outcome()
    deployment = get(api, Ref("apps/v1", "Deployment", wanted.namespace, DEPLOYMENT))
    if not force:
        _guard(api, wanted.namespace, deployment, ask)
    refs = [
        Ref("v1", "Service", wanted.namespace, SERVICE),
        Ref("apps/v1", "Deployment", wanted.namespace, DEPLOYMENT),
        Ref("v1", "Secret", wanted.namespace, SECRET),
    ]
    if permissions:
        refs += _permissions(api, wanted, deployment)
    for ref in refs:
        _delete(api, ref, outcome, dry_run)
    if records:
        for ref in _records(api, wanted.namespace, {}):
            _delete(api, ref, outcome, dry_run, shown=False)
    return outcome


def deployed(api: Api, namespace: str) -> list[str]:
    """The names of the releases that Tiller's records say are deployed."""
    return sorted({ref.name.rpartition(".v")[0] for ref in _records(api, namespace, {"STATUS": "DEPLOYED"})})


def counts(api: Api, namespace: str) -> dict[str, int]:
    """How many revisions Tiller has stored, by their status."""
    found: dict[str, int] = {}
    for item in _items(api, namespace, {}):
        status = str((item["metadata"].get("labels") or {}).get("STATUS") or "UNKNOWN")
        found[status] = found.get(status, 0) + 1
    return found


def _guard(api: Api, namespace: str, deployment: dict[str, Any] | None, ask: Callable[[], list[str]] | None) -> None:
    names = deployed(api, namespace)
    storage = facts_of(deployment).storage if deployment is not None else ""
    if not names and storage in ("memory", "sql"):
        if ask is None:
            raise TillerError(
                f"keeps its records in storage {storage}, so whether there are releases is not known",
                f"Tiller in namespace {namespace}",
                "Set force to remove it nevertheless.",
                reason="releases",
            )
        names = ask()
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        count = f"{len(names)} deployed release{'s' if len(names) > 1 else ''}"
        raise TillerError(
            f"there are still {count}: {', '.join(names[:_NAMED])}{more}",
            f"Tiller in namespace {namespace}",
            "Delete them first, or set force to remove Tiller; releases and their records stay then.",
            reason="releases",
        )


def _permissions(api: Api, wanted: Wanted, deployment: dict[str, Any] | None) -> list[Ref]:
    found = stale(api, wanted.namespace)
    account = wanted.service_account
    if not account and deployment is not None:
        account = facts_of(deployment).service_account
    if account and account != "default":
        name = cluster_name(wanted)
        binding = get(api, Ref(f"{GROUP}/v1", "ClusterRoleBinding", "", name))
        # One of that name that binds others as well is somebody else's.
        if binding is not None and grants(binding, _as(wanted, account)) and len(binding.get("subjects") or []) == 1:
            found.append(Ref(f"{GROUP}/v1", "ClusterRoleBinding", "", name))
        found.append(Ref("v1", "ServiceAccount", wanted.namespace, account))
    return list(dict.fromkeys(found))


def _as(wanted: Wanted, account: str) -> Wanted:
    return Wanted(namespace=wanted.namespace, service_account=account)


def _records(api: Api, namespace: str, labels: dict[str, str]) -> list[Ref]:
    return [
        Ref("v1", str(item["kind"]), namespace, str(item["metadata"]["name"]))
        for item in _items(api, namespace, labels)
    ]


def _items(api: Api, namespace: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    selector = ",".join([OWNER, *(f"{key}={value}" for key, value in labels.items())])
    found = []
    for plural in ("configmaps", "secrets"):
        found += api.items(f"/api/v1/namespaces/{namespace}/{plural}", {"labelSelector": selector})
    return found


def _delete(api: Api, ref: Ref, outcome: Outcome, dry_run: bool, shown: bool = True) -> None:
    before = get(api, ref)
    if before is None:
        return
    live_objects.delete(api, ref, dry_run=dry_run)
    outcome.add("delete", ref, before, None)
    if not shown:
        # Records are large and say nothing to a reader.
        outcome.pairs.pop()
