# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install or upgrade Tiller.

Each live object is compared with the response to a dry-run update, so defaults and mutating webhooks do not count as
changes. Settings that ``helm init --upgrade`` ignores (TLS, history, replicas, node selectors, overrides) are updated
too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster import objects as live_objects
from ...cluster.api import MERGE_PATCH
from ...cluster.objects import Ref, get, ref_of
from ...cluster.retry import retry_on_conflict
from ...errors import ApiError, TillerError
from ...release.planning.compare import same
from . import manifests, rbac, updates
from .changes import InstallResult
from .facts import container_of, facts_of
from .spec import CLUSTER_ADMIN, SECRET, TillerSpec, tag_of, validate, version_of
from .updates import PENDING_ANNOTATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...cluster.api import Api

#: what to install
ALL, RBAC, TILLER = "all", "rbac", "tiller"


def install(api: Api, spec: TillerSpec, *, scope: str = ALL, dry_run: bool = False) -> InstallResult:
    """Install or update Tiller, its permissions and its certificates.

    :param scope: :data:`RBAC` for the permissions only, :data:`TILLER` for everything else.
    :raises TillerError: an option is invalid, or the installed Tiller is newer.
    :raises ApiError: the API server refuses a request.
    """
    validate(spec)
    deployment = manifests.deployment(spec)
    result = InstallResult()
    installer = _Installer(api, spec, dry_run, result)
    installed = get(api, ref_of(deployment))
    if installed is not None and scope != RBAC:
        _check_upgrade(installed, deployment, spec)
    installer.ensure_namespace()
    if scope != TILLER:
        installer.ensure_rbac()
    if scope == RBAC:
        return result
    # The order of helm init is Deployment, Service, Secret; here the certificates precede the pods that read them.
    rotated = installer.ensure_certificates(installed)
    installer.ensure_deployment(deployment, rotated)
    installer.ensure(manifests.service(spec), updates.service)
    if spec.certificates is None:
        installer.ensure_absent(Ref("v1", "Secret", spec.namespace, SECRET))
    return result


def _check_upgrade(installed: dict[str, Any], deployment: dict[str, Any], spec: TillerSpec) -> None:
    """Check that the installed Deployment can be updated.

    :raises TillerError: it runs a newer Tiller, or selects other pods.
    """
    where = f"Deployment {spec.namespace}/{installed['metadata']['name']}"
    selector = ((installed.get("spec") or {}).get("selector") or {}).get("matchLabels")
    if selector != deployment["spec"]["selector"].get("matchLabels"):
        raise TillerError(
            f"its pod selector {selector} is immutable",
            where,
            "Uninstall it first (state: absent with force); its releases are kept.",
            reason="failed",
        )
    running = str(container_of(installed).get("image") or "")
    current, target = version_of(running), version_of(spec.chosen_image)
    if current is not None and target is not None and target < current and not spec.allow_downgrade:
        raise TillerError(
            f"current Tiller version {tag_of(running)} is newer than the requested {tag_of(spec.chosen_image)}",
            where,
            "Use a newer image, or set force_upgrade to downgrade.",
            reason="newer",
        )


class _Installer:
    """Creates or updates one object after the other."""

    def __init__(self, api: Api, spec: TillerSpec, dry_run: bool, result: InstallResult) -> None:
        self.api = api
        self.spec = spec
        self.dry_run = dry_run
        self.result = result
        #: namespaces that a dry run did not create, so that requests for objects in them would fail
        self._missing_namespaces: set[str] = set()

    def ensure_namespace(self) -> None:
        """Create Tiller's namespace if it is missing and ``create_namespace`` is set."""
        ref = Ref("v1", "Namespace", "", self.spec.namespace)
        if get(self.api, ref) is not None:
            return
        if not self.spec.create_namespace:
            raise TillerError(
                f"namespace {self.spec.namespace} does not exist",
                remedy="Create it first, or set create_namespace.",
                reason="absent",
            )
        document = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.spec.namespace}}
        self._create(document)
        if self.dry_run:
            self._missing_namespaces.add(self.spec.namespace)

    def ensure_rbac(self) -> None:
        """Create the service account with exactly the permissions of the spec."""
        spec = self.spec
        documents = rbac.documents(spec)
        kept = set()
        for document in documents:
            ref = ref_of(document)
            kept.add(ref.identity)
            if document["kind"] == "ServiceAccount":
                if self._get(ref) is None:
                    self._create(document)
            elif "roleRef" in document:
                if spec.permissions.kind == CLUSTER_ADMIN and self._is_cluster_admin():
                    continue
                self._ensure_binding(document)
            else:
                self.ensure(document, updates.role)
        if documents:
            for ref in rbac.list_labelled(self.api, spec.namespace):
                if ref.identity not in kept:
                    self.ensure_absent(ref)

    def ensure_certificates(self, deployment: dict[str, Any] | None) -> bool:
        """Create or update the Secret; return whether running pods have read other certificates.

        :param deployment: the live Deployment.
        """
        document = manifests.secret(self.spec)
        if document is None:
            return False
        ref = ref_of(document)
        before = self._get(ref)
        digest = updates.digest_of(document)
        pending = updates.annotations_of(deployment).get(PENDING_ANNOTATION)
        if before is not None and (before.get("data") or {}) == document["data"]:
            # The annotation is left from a run that was interrupted between the Secret and the Deployment.
            return pending == digest
        facts = facts_of(deployment) if deployment is not None else None
        # Pods without TLS have read no certificates, nor have pods that wait for a missing Secret.
        outdated = facts is not None and facts.tls != "none" and (before is not None or facts.ready_replicas > 0)
        if outdated and deployment is not None and not self.dry_run and pending != digest:
            body = {"metadata": {"annotations": {PENDING_ANNOTATION: digest}}}
            live_objects.patch(self.api, ref_of(deployment), body, MERGE_PATCH)
        self.ensure(document, updates.secret)
        return outdated

    def ensure_deployment(self, document: dict[str, Any], restart: bool) -> None:
        """Create or update the Deployment; ``restart`` annotates its pod template so that the pods are replaced."""
        secret = manifests.secret(self.spec)
        digest = updates.digest_of(secret) if restart and secret is not None else ""

        def body(document: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
            return updates.deployment(document, live, digest)

        self.result.restarted = bool(digest)
        self.ensure(document, body)

    def ensure(self, document: dict[str, Any], body: Callable[[dict[str, Any], dict[str, Any]], Any]) -> None:
        """Create or update an object.

        :param body: returns the body of the update for the manifest and the live object.
        """
        retry_on_conflict(lambda: self._create_or_update(document, body))

    def ensure_absent(self, ref: Ref) -> None:
        """Delete an object if it exists."""
        before = self._get(ref)
        if before is None:
            return
        live_objects.delete(self.api, ref, dry_run=self.dry_run)
        self.result.add("delete", ref, before, None)

    def _create_or_update(
        self, document: dict[str, Any], body: Callable[[dict[str, Any], dict[str, Any]], Any]
    ) -> None:
        ref = ref_of(document)
        before = self._get(ref)
        if before is None:
            self._create(document)
            return
        update = body(document, before)
        after = live_objects.replace(self.api, update, dry_run=True)
        if same(before, after):
            return
        if not self.dry_run:
            after = live_objects.replace(self.api, update)
        self.result.add("update", ref, before, after)

    def _ensure_binding(self, document: dict[str, Any]) -> None:
        ref = ref_of(document)
        before = self._get(ref)
        if before is not None and before.get("roleRef") != document["roleRef"]:
            # roleRef is immutable.
            live_objects.delete(self.api, ref, dry_run=self.dry_run)
            after = document
            if not self.dry_run:
                after = live_objects.create(self.api, document)
            self.result.add("replace", ref, before, after)
            return
        self.ensure(document, updates.binding)

    def _is_cluster_admin(self) -> bool:
        """Return whether any binding already grants cluster-admin to the service account."""
        path = f"/apis/{rbac.GROUP}/v1/clusterrolebindings"
        return any(rbac.grants_cluster_admin(binding, self.spec) for binding in self.api.items(path))

    def _get(self, ref: Ref) -> dict[str, Any] | None:
        return None if ref.namespace in self._missing_namespaces else get(self.api, ref)

    def _create(self, document: dict[str, Any]) -> None:
        ref = ref_of(document)
        if self.dry_run and ref.namespace in self._missing_namespaces:
            self.result.add("create", ref, None, document)
            return
        try:
            after = live_objects.create(self.api, document, dry_run=self.dry_run)
        except ApiError as error:
            if error.status == 404 and ref.namespace:
                raise TillerError(
                    f"namespace {ref.namespace} does not exist",
                    str(ref),
                    "Create it first.",
                    reason="absent",
                ) from None
            raise
        self.result.add("create", ref, None, after)
