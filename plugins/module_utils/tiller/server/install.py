# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have a Tiller in a cluster as it is wanted.

Each object is compared with what the API server would make of it: the object that is there, with what is declared put
in its place, is sent as a dry run, and the answer differs from what is there or not. So defaults and webhooks are no
difference, and what ``helm init --upgrade`` leaves as it was (TLS, history, replicas, selectors, overrides) is one.
"""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...cluster import objects as live_objects
from ...cluster.api import MERGE_PATCH
from ...cluster.objects import Ref, get, ref_of
from ...cluster.retry import retry_on_conflict
from ...errors import ApiError, TillerError
from . import manifests, rbac
from .facts import container_of, facts_of
from .spec import CLUSTER_ADMIN, SECRET, Wanted, check, tag_of, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...cluster.api import Api

#: on the Deployment itself, while its pods are still to be replaced for new certificates
PENDING = "coxswain.helm/certificates-pending"
#: on the pods' template, once certificates were replaced: pods read them at their start only
RESTARTED = "coxswain.helm/certificates"

#: fields of a Deployment that Helm leaves to the server, whose defaults were others in older API versions
_LEFT_ALONE = ("strategy", "revisionHistoryLimit", "progressDeadlineSeconds", "minReadySeconds")

Pair = tuple[Ref, "dict[str, Any] | None", "dict[str, Any] | None"]


@dataclass(frozen=True)
class Change:
    """One object that was, or would be, changed; ``action`` is ``create``, ``update``, ``replace`` or ``delete``."""

    action: str
    ref: Ref


@dataclass
class Outcome:
    """What was, or would be, done.

    :ivar pairs: the objects before and after, for a diff.
    :ivar restarted: whether the pods are replaced because of new certificates.
    """

    changes: list[Change] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    restarted: bool = False

    def add(self, action: str, ref: Ref, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        """Note a change."""
        self.changes.append(Change(action, ref))
        self.pairs.append((ref, before, after))


#: what of a Tiller is looked after
ALL, RBAC, TILLER = "all", "rbac", "tiller"


def bring(api: Api, wanted: Wanted, *, scope: str = ALL, dry_run: bool = False) -> Outcome:
    """Have Tiller, its permissions and its certificates in the cluster as they are wanted.

    :param scope: :data:`RBAC` for the permissions only, :data:`TILLER` for all but them.
    :raises TillerError: an option cannot work, or the Tiller that is there is newer.
    :raises ApiError: the API server refuses something.
    """
    check(wanted)
    deployment = manifests.deployment(wanted)
    outcome = Outcome()
    installer = _Installer(api, wanted, dry_run, outcome)
    known = get(api, ref_of(deployment))
    if known is not None and scope != RBAC:
        _guard(known, deployment, wanted)
    installer.namespace()
    if scope != TILLER:
        installer.permissions()
    if scope == RBAC:
        return outcome
    # As helm init does it: Deployment, Service, Secret; only that certificates which pods are to start with come first.
    rotated = installer.certificates(known)
    installer.deployment(deployment, rotated)
    installer.declared(manifests.service(wanted), _service_body)
    if wanted.certificates is None:
        installer.gone(Ref("v1", "Secret", wanted.namespace, SECRET))
    return outcome


def _guard(known: dict[str, Any], deployment: dict[str, Any], wanted: Wanted) -> None:
    """:raises TillerError: what runs is newer, or is something else."""
    selector = ((known.get("spec") or {}).get("selector") or {}).get("matchLabels")
    if selector != deployment["spec"]["selector"].get("matchLabels"):
        raise TillerError(
            f"selects its pods by {selector}, which cannot be changed",
            f"Deployment {wanted.namespace}/{known['metadata']['name']}",
            "Remove it first (state: absent with force), its releases stay.",
            reason="failed",
        )
    running = str(container_of(known).get("image") or "")
    has, gets = version_of(running), version_of(wanted.chosen_image)
    if has is not None and gets is not None and gets < has and not wanted.allow_downgrade:
        raise TillerError(
            f"current Tiller version {tag_of(running)} is newer than the wanted {tag_of(wanted.chosen_image)}",
            f"Deployment {wanted.namespace}/{known['metadata']['name']}",
            "Name a newer image, or set force_upgrade to downgrade.",
            reason="newer",
        )


class _Installer:
    """Brings one object after the other to what is wanted."""

    def __init__(self, api: Api, wanted: Wanted, dry_run: bool, outcome: Outcome) -> None:
        self.api = api
        self.wanted = wanted
        self.dry_run = dry_run
        self.outcome = outcome
        self.homeless: set[str] = set()

    def namespace(self) -> None:
        """Make Tiller's namespace, where that is wanted."""
        ref = Ref("v1", "Namespace", "", self.wanted.namespace)
        if get(self.api, ref) is not None:
            return
        if not self.wanted.create_namespace:
            raise TillerError(
                f"the namespace {self.wanted.namespace} does not exist",
                remedy="Create it first, or set create_namespace.",
                reason="absent",
            )
        document = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.wanted.namespace}}
        self._create(document)
        if self.dry_run:
            # What belongs into it cannot be tried out.
            self.homeless.add(self.wanted.namespace)

    def permissions(self) -> None:
        """Make the service account, and grant it what it is to have, no less and no more."""
        wanted = self.wanted
        documents = rbac.documents(wanted)
        kept = set()
        for document in documents:
            ref = ref_of(document)
            kept.add(ref.identity)
            if document["kind"] == "ServiceAccount":
                if self._get(ref) is None:
                    self._create(document)
            elif "roleRef" in document:
                if wanted.permissions.kind == CLUSTER_ADMIN and self._is_administrator():
                    continue
                self._bind(document)
            else:
                self.declared(document, _role_body)
        if documents:
            for ref in stale(self.api, wanted.namespace):
                if ref.identity not in kept:
                    self.gone(ref)

    def certificates(self, deployment: dict[str, Any] | None) -> bool:
        """Have the Secret; are there other certificates now than those that running pods have read?"""
        document = manifests.secret(self.wanted)
        if document is None:
            return False
        ref = ref_of(document)
        before = self._get(ref)
        digest = digest_of(document)
        pending = _annotations(deployment).get(PENDING)
        if before is not None and (before.get("data") or {}) == document["data"]:
            # A run that ended between the two writes has left a note.
            return pending == digest
        known = facts_of(deployment) if deployment is not None else None
        # Pods without TLS have read none, and pods that wait for a Secret which is not there have not either.
        read = known is not None and known.tls != "none" and (before is not None or known.ready_replicas > 0)
        if read and deployment is not None and not self.dry_run and pending != digest:
            note = {"metadata": {"annotations": {PENDING: digest}}}
            live_objects.patch(self.api, ref_of(deployment), note, MERGE_PATCH)
        self.declared(document, _secret_body)
        return read

    def deployment(self, document: dict[str, Any], restart: bool) -> None:
        """Have the Deployment, with a mark on its pods' template where they have to start anew."""
        secret = manifests.secret(self.wanted)
        digest = digest_of(secret) if restart and secret is not None else ""

        def body(wanted: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
            return _deployment_body(wanted, live, digest)

        self.outcome.restarted = bool(digest)
        self.declared(document, body)

    def declared(self, document: dict[str, Any], body: Callable[[dict[str, Any], dict[str, Any]], Any]) -> None:
        """Have an object as it is declared."""
        retry_on_conflict(lambda: self._declare(document, body))

    def _declare(self, document: dict[str, Any], body: Callable[[dict[str, Any], dict[str, Any]], Any]) -> None:
        ref = ref_of(document)
        before = self._get(ref)
        if before is None:
            self._create(document)
            return
        wanted = body(document, before)
        after = live_objects.replace(self.api, wanted, dry_run=True)
        if _same(before, after):
            return
        if not self.dry_run:
            after = live_objects.replace(self.api, wanted)
        self.outcome.add("update", ref, before, after)

    def gone(self, ref: Ref) -> None:
        """Have no such object."""
        before = self._get(ref)
        if before is None:
            return
        live_objects.delete(self.api, ref, dry_run=self.dry_run)
        self.outcome.add("delete", ref, before, None)

    def _bind(self, document: dict[str, Any]) -> None:
        ref = ref_of(document)
        before = self._get(ref)
        if before is not None and before.get("roleRef") != document["roleRef"]:
            # What a binding binds can never be changed.
            live_objects.delete(self.api, ref, dry_run=self.dry_run)
            after = document
            if not self.dry_run:
                after = live_objects.create(self.api, document)
            self.outcome.add("replace", ref, before, after)
            return
        self.declared(document, _binding_body)

    def _is_administrator(self) -> bool:
        """Is there a binding already, of whatever name, that grants all there is?"""
        path = f"/apis/{rbac.GROUP}/v1/clusterrolebindings"
        return any(rbac.grants(binding, self.wanted) for binding in self.api.items(path))

    def _get(self, ref: Ref) -> dict[str, Any] | None:
        return None if ref.namespace in self.homeless else get(self.api, ref)

    def _create(self, document: dict[str, Any]) -> None:
        ref = ref_of(document)
        if self.dry_run and ref.namespace in self.homeless:
            self.outcome.add("create", ref, None, document)
            return
        try:
            after = live_objects.create(self.api, document, dry_run=self.dry_run)
        except ApiError as error:
            if error.status == 404 and ref.namespace:
                raise TillerError(
                    f"the namespace {ref.namespace} does not exist",
                    str(ref),
                    "Create it first.",
                    reason="absent",
                ) from None
            raise
        self.outcome.add("create", ref, None, after)


def stale(api: Api, namespace: str) -> list[Ref]:
    """All roles and bindings that were made for the Tiller of a namespace; as far as they may be listed."""
    found = []
    selector = {"labelSelector": f"{rbac.LABEL}={namespace}"}
    for plural, kind in (
        ("rolebindings", "RoleBinding"),
        ("roles", "Role"),
        ("clusterrolebindings", "ClusterRoleBinding"),
        ("clusterroles", "ClusterRole"),
    ):
        try:
            items = api.items(f"/apis/{rbac.GROUP}/v1/{plural}", selector)
        except ApiError as error:
            # Whoever may work in one namespace only has made none elsewhere.
            if error.status == 403:
                continue
            raise
        for item in items:
            metadata = item["metadata"]
            found.append(Ref(f"{rbac.GROUP}/v1", kind, str(metadata.get("namespace") or ""), str(metadata["name"])))
    return found


def digest_of(secret: dict[str, Any]) -> str:
    """A digest of certificates, from which nobody learns a key."""
    whole = hashlib.sha256()
    for name, content in sorted(secret["data"].items()):
        whole.update(f"{name}\0{content}\0".encode())
    return f"sha256-{whole.hexdigest()[:32]}"


# What is sent for a declared object and the one that is there


def _deployment_body(wanted: dict[str, Any], live: dict[str, Any], digest: str) -> dict[str, Any]:
    body = _with_metadata(wanted, live)
    annotations = {**_annotations(live)}
    annotations.pop(PENDING, None)
    annotations.update(_annotations(wanted))
    body["metadata"]["annotations"] = annotations
    spec = body["spec"] = copy.deepcopy(wanted["spec"])
    there = live.get("spec") or {}
    for name in _LEFT_ALONE:
        if not spec.get(name) and name in there:
            spec[name] = there[name]
    # Marks of others on the pods, such as the time of a restart that somebody asked for, would restart them again.
    template = spec["template"].setdefault("metadata", {})
    old = (there.get("template") or {}).get("metadata") or {}
    for name in ("annotations", "labels"):
        merged = {**(old.get(name) or {}), **(template.get(name) or {})}
        if name == "annotations" and digest:
            merged[RESTARTED] = digest
        if merged:
            template[name] = merged
    return body


def _service_body(wanted: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    body = _with_metadata(wanted, live)
    # Its addresses are the server's to choose, and stay.
    body["spec"] = {**(live.get("spec") or {}), **wanted["spec"]}
    return body


def _secret_body(wanted: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    return {**_with_metadata(wanted, live), "type": wanted["type"], "data": wanted["data"]}


def _role_body(wanted: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    return {**_with_metadata(wanted, live), "rules": wanted["rules"]}


def _binding_body(wanted: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    subjects = list(live.get("subjects") or [])
    subjects += [entry for entry in wanted["subjects"] if not rbac.has_subject(live, entry)]
    return {**_with_metadata(wanted, live), "roleRef": wanted["roleRef"], "subjects": subjects}


def _with_metadata(wanted: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    metadata = {name: value for name, value in live["metadata"].items() if name != "managedFields"}
    labels = {**(metadata.get("labels") or {}), **(wanted["metadata"].get("labels") or {})}
    if labels:
        metadata["labels"] = labels
    return {"apiVersion": wanted["apiVersion"], "kind": wanted["kind"], "metadata": metadata}


def _annotations(document: dict[str, Any] | None) -> dict[str, str]:
    return ((document or {}).get("metadata") or {}).get("annotations") or {}


def _same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return _compared(before) == _compared(after)


def _compared(document: dict[str, Any]) -> dict[str, Any]:
    """What counts in a comparison: everything but the status and what the server counts up."""
    metadata = document["metadata"]
    rest = {name: value for name, value in document.items() if name not in ("metadata", "status")}
    return {**rest, "labels": metadata.get("labels") or {}, "annotations": metadata.get("annotations") or {}}
