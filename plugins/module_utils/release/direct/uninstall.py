# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uninstall a release through the API server: delete its objects, then its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import CoxswainError, ReleaseError
from ..backend import Operation, Result
from ..planning import ownership
from ..planning.change import DELETE, KEEP
from ..planning.live_state import read_live_objects
from ..planning.plan import Declared, Observed, Plan, Step, hooks_for, removal_steps
from ..records import model
from ..records.lock import hold, lock_for_uninstall, with_owner
from ..records.model import Release
from ..records.storage import Entry
from ..request import ReleaseRequest
from .failure import conclude_failed, conclude_interrupted, failure_of

if TYPE_CHECKING:
    from .base import DirectBase


class DirectUninstall(Operation):
    """The uninstall of a release whose newest revision is ``last``."""

    def __init__(self, backend: DirectBase, request: ReleaseRequest, entries: list[Entry], last: Release) -> None:
        self.backend, self.request, self.entries, self.last = backend, request, entries, last
        self.executor = backend.executor(request)
        declared = backend.declared_by(last, request.namespace)
        observed = read_live_objects(backend.api, declared)
        self.steps = _uninstall_steps(declared, observed, request)
        for item in declared:
            live = observed.get(item.ref)
            if live is not None and not ownership.owned(live, request.name, request.namespace):
                backend.warnings.append(f"{item.ref} is left alone: it does not belong to this release")
        self.hooks = () if request.disable_hooks else last.hooks
        if self.hooks and request.rewrite_apis:
            from ..api_rewrite.rewrite import Rewriter

            self.hooks = Rewriter(backend.api.discovery).hooks(self.hooks)

    def run(self) -> None:
        request, executor = self.request, self.executor
        self.backend.report(f"uninstall {request.name} from {request.namespace}")
        executor.done.record = self._lock()
        with hold(executor.storage, executor.done.record, self.backend.check_mode):
            executor.note_hooks(executor.run_hooks(hooks_for(self.hooks, "pre-delete"), "pre-delete"))
            executor.change_objects(Plan(delete=tuple(self.steps)))
            if request.waits:
                executor.wait_gone([step.ref for step in self.steps if step.action == DELETE])
            executor.note_hooks(executor.run_hooks(hooks_for(self.hooks, "post-delete"), "post-delete"))

    def _lock(self) -> Release:
        marked = self.last.replace(
            status=model.UNINSTALLING,
            deleted=model.now(),
            description="Deletion in progress (or silently failed)",
            annotations=with_owner(self.last.annotations),
        )
        self.executor.begin(marked)
        return marked if self.backend.check_mode else lock_for_uninstall(self.executor.storage, self.last, marked)

    def finish(self) -> Result:
        request, executor = self.request, self.executor
        release: Release | None = None
        if request.keep_history:
            release = executor.conclude(model.UNINSTALLED, request.description or "Uninstallation complete")
            for entry in self.entries[:-1]:
                if entry.status == model.DEPLOYED and not self.backend.check_mode:
                    executor.mark(entry.revision, model.SUPERSEDED, None)
        else:
            executor.store(Plan(forget=tuple(self.entries)))
        self.backend.warnings += executor.done.warnings
        return Result(release, executor.done.changes, executor.done.pairs)

    def has_started(self, error: CoxswainError) -> bool:
        return self.executor.done.record is not None and not self.backend.check_mode

    def record_failure(self, error: CoxswainError) -> None:
        conclude_failed(self.executor, f"Uninstall failed: {error}", self.backend.report)

    def interrupted(self, error: BaseException) -> None:
        conclude_interrupted(self.executor, f'Uninstall "{self.request.name}"', error, self.backend.report)

    def failure(self, error: CoxswainError, undone: str = "") -> CoxswainError:
        if self.executor.done.record is None:
            return error
        text = f'uninstall of release "{self.request.name}" failed: {error}'
        return failure_of(text, error)


def _uninstall_steps(declared: Sequence[Declared], observed: Observed, request: ReleaseRequest) -> list[Step]:
    """Return the objects to delete, in Helm's order of uninstalling.

    As in Helm, a resource policy in the manifest keeps an object whatever its value is.
    """
    from ...render.kind_order import uninstall_key

    steps = removal_steps(declared, observed, request.name, request.namespace)
    steps.sort(key=lambda step: uninstall_key(step.ref.kind))
    propagation = request.deletion_propagation.capitalize()
    if propagation not in ("Background", "Foreground", "Orphan"):
        raise ReleaseError(
            f"{request.deletion_propagation!r} is not a deletion propagation",
            remedy="Use background, foreground or orphan.",
        )
    options = {"propagationPolicy": propagation}
    kept = {item.ref for item in declared if ownership.policy(item.document) is not None}
    return [Step(KEEP if step.ref in kept else step.action, step.ref, options, step.live) for step in steps]
