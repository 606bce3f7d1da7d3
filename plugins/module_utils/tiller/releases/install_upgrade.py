# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install or upgrade a release through Tiller, after a dry run with the same request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import ApiError, CoxswainError, ReleaseError, TillerError
from ...release.backend import Result, UpgradeOperation
from ...release.planning.change import Change
from ...release.planning.manifest_objects import documents_of
from ...release.planning.namespaces import namespace_step
from ...release.planning.plan import Plan
from ...release.records import model
from ...release.records.codec import normalized
from ...release.records.state import Standing, State
from ...release.records.storage import Entry
from ...release.rendering.nondeterminism import differing_objects
from ...release.request import CRDS_SKIP, IGNORE, REPORT, ReleaseRequest
from ..protocol.convert import release_of
from .drift import find_drift_from
from .manifest_changes import changes_between
from .manifest_objects import documents
from .timeouts import timeout_of

if TYPE_CHECKING:
    from ...release.records.model import Release
    from ...release.reporting.outcome import ObjectPair
    from .base import TillerBase
    from .rendering import TillerRendering

#: Helm 2's hook for the CRDs of a chart
_CRD_INSTALL = "crd-install"
#: reasons of a TillerError after which nothing needs to be rolled back: Tiller refused the request or was not reached
_NOT_STARTED = ("unreachable", "locked", "exists", "too-large", "version", "name", "tls")


class TillerUpgrade(UpgradeOperation):
    """An install, or an upgrade from the revision ``base``."""

    def __init__(
        self,
        backend: TillerBase,
        request: ReleaseRequest,
        entries: list[Entry],
        state: State,
        base: Release | None,
        rendering: TillerRendering,
    ) -> None:
        self.backend, self.request, self.rendering, self.base = backend, request, rendering, base
        self.is_install = base is None
        # The name of a release that was deleted, or that failed to install, is reused.
        self._reuse_name = bool(entries)
        # In check mode the pending revision is not marked as failed, so Tiller refuses dry runs.
        self._is_locked = state.standing is Standing.ABANDONED
        if state.standing is Standing.UNINSTALLING:
            self._finish_uninstall()
        self.namespace_changes = self._prepare_namespace()
        self.planned = self._dry_run(entries)
        self.release = self.planned

    # ------------------------------------------------------------------------------------------------ plan

    def _dry_run(self, entries: list[Entry]) -> Release:
        """Return the revision that the run would make."""
        if self._is_locked:
            release = self.rendering.predicted(not self.is_install)
        elif self.is_install:
            release = release_of(self.rendering.install(dry_run=True, reuse_name=self._reuse_name))
        else:
            release = release_of(self.rendering.update(dry_run=True))
        description = self.request.description or ("Install complete" if self.is_install else "Upgrade complete")
        release = release.replace(status=model.DEPLOYED, description=description)
        return release.replace(revision=entries[-1].revision + 1) if entries else release

    def _finish_uninstall(self) -> None:
        """Finish an interrupted uninstall, so that the name can be reused."""
        backend, request = self.backend, self.request
        backend.report(f"finish the interrupted uninstall of {request.name}")
        if not backend.check_mode:
            backend.tiller.uninstall(
                request.name, timeout_of(request), purge=False, disable_hooks=request.disable_hooks, description=""
            )

    def _prepare_namespace(self) -> list[Change]:
        """Create or label the namespace; refuse a missing one, which Tiller would create on its own."""
        api, request = self.backend.api, self.request
        if api is None:
            if request.namespace_labels:
                raise ReleaseError(
                    "cannot be set through Tiller alone",
                    "namespace_labels",
                    "Configure the API server too (kubeconfig, context or host).",
                )
            return []
        try:
            step = namespace_step(api, request)
            if step is None:
                if not request.create_namespace:
                    api.request("GET", f"/api/v1/namespaces/{request.namespace}")
                return []
        except ApiError as error:
            if error.status == 403 and not request.namespace_labels:
                return []
            raise
        executor = self.backend.executor(request)
        executor.prepare(Plan(namespace=step))
        return executor.done.changes

    # ------------------------------------------------------------------------------------------------- run

    @property
    def _verb(self) -> str:
        return "install" if self.is_install else "upgrade"

    def run(self) -> None:
        backend, request = self.backend, self.request
        if backend.check_mode:
            return
        backend.report(f"{self._verb} {request.name} in {request.namespace} through Tiller")
        with backend.asked(documents(self.planned.manifest, request.namespace) if request.waits else ()):
            if self.is_install:
                message = self.rendering.install(dry_run=False, reuse_name=self._reuse_name)
            else:
                message = self.rendering.update(dry_run=False)
        self.release = release_of(message)

    def finish(self) -> Result:
        backend, request, release = self.backend, self.request, self.release
        # A second rendering reveals random values: the dry run, or in check mode another one.
        second = self.planned
        if backend.check_mode and not self.is_install and not self._is_locked:
            second = release_of(self.rendering.update(dry_run=True))
        before = self.base.manifest if self.base is not None else ""
        changes, pairs = self._changes(before)
        drifted: dict[Any, list[str]] = {}
        if not self.is_install and request.drift not in (IGNORE, REPORT):
            # Tiller compares manifests, so it does not revert changes in the cluster.
            kept = _common(before, release.manifest) if backend.check_mode else release.manifest
            drift = find_drift_from(backend, request, kept)
            drifted = drift.fields
            if drift.steps:
                executor = backend.executor(request)
                executor.change_objects(Plan(apply=tuple(drift.steps)))
                backend.warnings += executor.done.warnings
                known = {(change.kind, change.namespace, change.name) for change in changes}
                changes += [
                    change
                    for change in executor.done.changes
                    if (change.kind, change.namespace, change.name) not in known
                ]
                pairs += [
                    pair for pair in executor.done.pairs if (pair[0].kind, pair[0].namespace, pair[0].name) not in known
                ]
        return Result(
            release,
            [*self.namespace_changes, *changes],
            pairs,
            drifted=drifted,
            random=lambda: differing_objects(release.manifest, second.manifest),
        )

    def _changes(self, before: str) -> tuple[list[Change], list[ObjectPair]]:
        """Return the changes of objects, hooks and the record, in the order in which they happen."""
        backend, request, release = self.backend, self.request, self.release
        events = ("pre-install", "post-install") if self.is_install else ("pre-upgrade", "post-upgrade")
        objects, pairs = changes_between(backend, before, release.manifest, request.namespace)
        hooks = () if request.disable_hooks else release.hooks
        crds = (_CRD_INSTALL,) if self.is_install and request.crds != CRDS_SKIP else ()
        changes = [
            *backend.hook_changes(hooks, crds, request.namespace),
            backend.record_change(request.name, release.revision),
            *backend.hook_changes(hooks, events[:1], request.namespace),
            *objects,
            *backend.hook_changes(hooks, events[1:], request.namespace),
        ]
        return changes, pairs

    # --------------------------------------------------------------------------------------------- failure

    def has_started(self, error: CoxswainError) -> bool:
        return not (isinstance(error, TillerError) and error.reason in _NOT_STARTED)

    def undo(self) -> int:
        """Ask Tiller at once: after a failed hook it leaves the new revision pending, which locks the release."""
        tiller, request = self.backend.tiller, self.request
        if self.base is None:
            with self.backend.asked():
                tiller.uninstall(
                    request.name, timeout_of(request), purge=True, disable_hooks=request.disable_hooks, description=""
                )
            return 0
        with self.backend.asked(documents(self.base.manifest, request.namespace)):
            tiller.rollback(request.name, self.base.revision, timeout_of(request), wait=True)
        return self.base.revision

    def interrupted(self, error: BaseException) -> None:
        self.backend.interrupted(self.request.name)

    def failure(self, error: CoxswainError, undone: str = "") -> CoxswainError:
        reason = error.reason if isinstance(error, TillerError) else ""
        text = f'{self._verb} of release "{self.request.name}" through Tiller failed{undone}: {error.what}'
        return TillerError(text, None, error.remedy, reason=reason or "failed")


def _common(before: str, after: str) -> str:
    """Return the objects that two manifests declare alike, as a manifest."""
    from ...data import yaml_out

    old = [normalized(entry) for entry in documents_of(before, "the manifest")]
    new = [normalized(entry) for entry in documents_of(after, "the manifest")]
    return "".join(f"---\n{yaml_out.marshal(entry)}" for entry in new if entry in old)
