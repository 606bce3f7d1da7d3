# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roll a release back through Tiller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...release.backend import Operation, Result
from ...release.records import model
from ...release.records.state import Standing, State
from ..protocol.convert import release_of
from .manifest_changes import changes_between
from .manifest_objects import documents
from .timeouts import timeout_of

if TYPE_CHECKING:
    from ...release.records.model import Release
    from ...release.request import ReleaseRequest
    from .base import TillerBase


class TillerRollback(Operation):
    """A rollback from the newest revision to ``target``."""

    def __init__(
        self, backend: TillerBase, request: ReleaseRequest, state: State, current: Release, target: Release
    ) -> None:
        self.backend, self.request, self.target = backend, request, target
        description = request.description or f"Rollback to {target.revision}"
        planned = release_of(self._ask(dry_run=True))
        self.release = planned.replace(status=model.DEPLOYED, description=description, revision=current.revision + 1)
        # The objects of a deleted release are gone, so all of them are created.
        before = "" if state.standing is Standing.UNINSTALLED else current.manifest
        objects, self.pairs = changes_between(backend, before, target.manifest, request.namespace)
        hooks = () if request.disable_hooks else target.hooks
        self.changes = [
            backend.record_change(request.name, self.release.revision),
            *backend.hook_changes(hooks, ("pre-rollback",), request.namespace),
            *objects,
            *backend.hook_changes(hooks, ("post-rollback",), request.namespace),
        ]

    def _ask(self, *, dry_run: bool) -> object:
        request = self.request
        return self.backend.tiller.rollback(
            request.name,
            self.target.revision,
            timeout_of(request),
            dry_run=dry_run,
            disable_hooks=request.disable_hooks,
            wait=request.waits,
            force=request.replace,
            description=request.description,
            cleanup_on_fail=request.cleanup_on_fail,
        )

    def run(self) -> None:
        if self.backend.check_mode:
            return
        self.backend.report(f"roll back {self.request.name} to revision {self.target.revision} through Tiller")
        awaited = documents(self.target.manifest, self.request.namespace) if self.request.waits else ()
        with self.backend.asked(awaited):
            self.release = release_of(self._ask(dry_run=False))

    def interrupted(self, error: BaseException) -> None:
        self.backend.interrupted(self.request.name)

    def finish(self) -> Result:
        return Result(self.release.replace(rollback_revision=self.target.revision), self.changes, self.pairs)
