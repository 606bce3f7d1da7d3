# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roll a release back through the API server, with a new revision that repeats an old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import CoxswainError
from ..backend import Operation, Result
from ..execution.executor import clean_up
from ..planning.live_state import read_by_name, read_live_objects
from ..planning.manifest_objects import declare, documents_of
from ..planning.plan import ApplyPolicy, Observed, Plan, difference, hooks_for, object_steps, removal_steps
from ..records import model
from ..records.lock import hold, with_owner
from ..records.model import Release
from ..records.state import Standing, State
from ..records.storage import Entry, surplus
from ..rendering.fingerprint import ANNOTATION as FINGERPRINT
from ..request import SERVER, ReleaseRequest
from .failure import conclude_failed, conclude_interrupted, failure_of

if TYPE_CHECKING:
    from .base import DirectBase


class DirectRollback(Operation):
    """A rollback from the newest revision to ``target``."""

    def __init__(
        self,
        backend: DirectBase,
        request: ReleaseRequest,
        entries: list[Entry],
        state: State,
        current: Release,
        target: Release,
    ) -> None:
        self.backend, self.request = backend, request
        self.entries, self.state, self.current, self.target = entries, state, current, target
        self.apply_side = backend.apply_side(request, target)
        self.record = self._record()
        self.plan = self._plan()
        self.executor = backend.executor(request, self.apply_side)
        self.release: Release | None = None

    def _plan(self) -> Plan:
        request, api, target, current = self.request, self.backend.api, self.target, self.current
        where = f"release {request.name}"
        wanted = declare(documents_of(target.manifest, where), api.discovery, request.name, request.namespace)
        before = self.backend.declared_by(current, request.namespace, refuse_unserved=not request.rewrite_apis)
        listed = read_live_objects(api, before)
        observed = Observed({**listed.objects, **read_by_name(api, difference(wanted, before)).objects})
        steps, foreign = object_steps(
            wanted,
            before,
            observed,
            ApplyPolicy(
                force_conflicts=request.force_conflicts,
                # A failed operation may have left some objects as the revision before had them, so all are applied.
                everything=True,
                apply_side=self.apply_side,
                replace=request.replace,
            ),
        )
        hooks = () if request.disable_hooks else target.hooks
        kept = [entry for entry in surplus(self.entries, request.history_max) if entry.revision != target.revision]
        return Plan(
            abandoned=self.state.last if self.state.standing in (Standing.ABANDONED, Standing.UNINSTALLING) else None,
            forget=tuple(kept),
            record=self.record,
            before=hooks_for(hooks, "pre-rollback"),
            apply=tuple(steps),
            delete=tuple(removal_steps(difference(before, wanted), observed, request.name, request.namespace)),
            after=hooks_for(hooks, "post-rollback"),
            supersede=tuple(entry for entry in self.entries if entry.status == model.DEPLOYED),
            awaited=tuple(item.ref for item in wanted if not item.generated),
            foreign=foreign,
        )

    def _record(self) -> Release:
        request, target = self.request, self.target
        return Release(
            name=request.name,
            namespace=request.namespace,
            revision=self.current.revision + 1,
            status=model.PENDING_ROLLBACK,
            chart=target.chart,
            config=target.config,
            manifest=target.manifest,
            hooks=target.hooks,
            notes=target.notes,
            description=request.description or f"Rollback to {target.revision}",
            first_deployed=self.current.first_deployed,
            last_deployed=model.now(),
            rollback_revision=target.revision,
            apply_method=model.SERVER_SIDE if self.apply_side == SERVER else model.CLIENT_SIDE,
            labels=target.labels,
            annotations=with_owner({key: value for key, value in target.annotations.items() if key == FINGERPRINT}),
            extra=target.extra,
        )

    def run(self) -> None:
        request, executor, plan = self.request, self.executor, self.plan
        self.backend.report(f"roll back {request.name} in {request.namespace} to revision {self.target.revision}")
        executor.store(plan)
        with hold(executor.storage, executor.done.record, self.backend.check_mode):
            executor.note_hooks(executor.run_hooks(plan.before, "pre-rollback"))
            executor.change_objects(plan)
            if request.waits:
                executor.wait(plan.awaited, jobs=request.wait_for_jobs)
            executor.note_hooks(executor.run_hooks(plan.after, "post-rollback"))
        self.release = executor.finish(plan, model.DEPLOYED, self.record.description)

    def finish(self) -> Result:
        done = self.executor.done
        self.backend.warnings += done.warnings
        return Result(self.release, done.changes, done.pairs, foreign=self.plan.foreign)

    def has_started(self, error: CoxswainError) -> bool:
        return self.executor.done.record is not None and not self.backend.check_mode

    def record_failure(self, error: CoxswainError) -> None:
        conclude_failed(self.executor, f'Rollback "{self.request.name}" failed: {error}', self.backend.report)
        if self.request.cleanup_on_fail:
            clean_up(self.executor)

    def interrupted(self, error: BaseException) -> None:
        conclude_interrupted(self.executor, f'Rollback "{self.request.name}"', error, self.backend.report)

    def failure(self, error: CoxswainError, undone: str = "") -> CoxswainError:
        text = f'rollback of release "{self.request.name}" to revision {self.target.revision} failed: {error}'
        return failure_of(text, error)
