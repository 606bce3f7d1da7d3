# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of Tiller's manifests: what a change of manifests does to them, and where the cluster has drifted from
them.

Helm 2 marks no object as its own, and patches by comparing the manifest before with the manifest after.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref
from ...errors import ApiError, ClusterError
from ...release.execution.apply_step import apply_step
from ...release.execution.executor import Executor
from ...release.planning.change import CREATE, DELETE, KEEP, PATCH, Change
from ...release.planning.drift import Drift, find_drift
from ...release.planning.live_state import look_up
from ...release.planning.manifest_objects import documents_of
from ...release.planning.ownership import RESOURCE_POLICY
from ...release.planning.plan import Declared, Plan
from ...release.records.storage import Storage
from ...release.request import CLIENT
from ...render.kind_order import uninstall_key

if TYPE_CHECKING:
    from ...release.request import ReleaseRequest
    from .session import Session

Pair = tuple[Ref, "dict[str, Any] | None", "dict[str, Any] | None"]


def documents(manifest: str, namespace: str) -> dict[Ref, dict[str, Any]]:
    """The objects of a manifest by their names, in its order."""
    found: dict[Ref, dict[str, Any]] = {}
    for document in documents_of(manifest, "the manifest"):
        metadata = document.get("metadata") or {}
        name = str(metadata.get("name") or metadata.get("generateName") or "")
        found[Ref(str(document["apiVersion"]), str(document["kind"]), _place(document, namespace), name)] = document
    return found


def changes_between(session: Session, before: str, after: str, namespace: str) -> tuple[list[Change], list[Pair]]:
    """What going from one manifest to another does to the objects, with their state before and after."""
    old, new = documents(before, namespace), documents(after, namespace)
    by_identity = {ref.identity: (ref, document) for ref, document in old.items()}
    changes: list[Change] = []
    pairs: list[Pair] = []
    for ref, document in new.items():
        known = by_identity.pop(ref.identity, None)
        if known is None:
            changes.append(Change.of(CREATE, ref, predicted=session.check_mode))
            pairs.append((ref, None, document))
        elif known[1] != document:
            changes.append(Change.of(PATCH, ref, predicted=session.check_mode))
            pairs.append((ref, known[1], document))
    for ref, document in by_identity.values():
        kept = keeps(document)
        changes.append(Change.of(KEEP if kept else DELETE, ref, predicted=session.check_mode))
        if not kept:
            pairs.append((ref, document, None))
    return changes, pairs


def removals(session: Session, manifest: str, namespace: str) -> tuple[list[Change], list[Pair]]:
    """What removing all objects of a manifest does, in the order of uninstalling."""
    changes, pairs = changes_between(session, manifest, "", namespace)
    changes.sort(key=lambda change: uninstall_key(change.kind))
    return changes, pairs


def keeps(document: dict[str, Any]) -> bool:
    """Does an object stay when its release goes? For Tiller any policy but ``delete`` says so."""
    annotations = (document.get("metadata") or {}).get("annotations") or {}
    policy = annotations.get(RESOURCE_POLICY)
    return policy is not None and str(policy).strip().lower() != "delete"


def drift_of(session: Session, request: ReleaseRequest, manifest: str) -> Drift:
    """Where live objects are not what a manifest declares; nothing when there is no API server to ask.

    What the task's identity may not read is a warning: Tiller may be allowed more than its clients.
    """
    if session.api is None:
        return Drift()
    try:
        declared = _declared(session, manifest, request.namespace)
        observed = look_up(session.api, declared)
        return find_drift(
            session.api,
            declared,
            observed,
            partial(apply_step, session.api, dry_run=True),
            force=request.force_conflicts,
            ignore=request.drift_ignore,
            way=CLIENT,
        )
    except ApiError as error:
        if error.status != 403:
            raise
        session.warnings.append(
            f"drift was not looked for, since the objects may not be read ({error.what}); set drift to ignore, or let "
            "the user of the task read them"
        )
        return Drift()


def correct(session: Session, request: ReleaseRequest, drift: Drift) -> tuple[list[Change], list[Pair]]:
    """Bring back what has drifted, past Tiller: it compares manifests and sees nothing of it."""
    if session.api is None or not drift.steps:
        return [], []
    executor = Executor(
        session.api,
        Storage(session.api, request.namespace),
        request.name,
        request.namespace,
        request.timeout,
        session.report,
        dry_run=session.check_mode,
        way=CLIENT,
    )
    executor.change_objects(Plan(apply=tuple(drift.steps)))
    session.warnings += executor.done.warnings
    return executor.done.changes, list(executor.done.pairs)


def gone(session: Session, request: ReleaseRequest, manifest: str) -> None:
    """Wait until the objects of a manifest are gone, as far as they can be seen."""
    if session.api is None:
        session.warnings.append("wait has no effect here: Tiller does not wait for objects to go")
        return
    executor = Executor(
        session.api,
        Storage(session.api, request.namespace),
        request.name,
        request.namespace,
        request.timeout,
        session.report,
        dry_run=session.check_mode,
    )
    declared = _declared(session, manifest, request.namespace)
    executor.wait_gone([item.ref for item in declared if not keeps(item.document) and not item.generated])


def _declared(session: Session, manifest: str, namespace: str) -> list[Declared]:
    """The objects of a manifest that the cluster serves, without the marks of Helm 3."""
    if session.api is None:
        return []
    found = []
    for ref, document in documents(manifest, namespace).items():
        try:
            resource = session.api.discovery.find(ref.api_version, ref.kind)
        except ClusterError:
            continue
        if resource is None:
            session.warnings.append(f"the cluster does not serve {ref.kind} {ref.name} ({ref.api_version}) any more")
            continue
        metadata = dict(document.get("metadata") or {})
        place = ref.namespace if resource.namespaced else ""
        if resource.namespaced:
            metadata["namespace"] = place
        generated = bool(metadata.get("generateName")) and not metadata.get("name")
        found.append(Declared(ref._replace(namespace=place), {**document, "metadata": metadata}, generated))
    return found


def _place(document: dict[str, Any], namespace: str) -> str:
    """The namespace of an object: its own, or that of the release. For kinds of the whole cluster it does no harm."""
    return str((document.get("metadata") or {}).get("namespace") or namespace)
