# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have a release as it is described: install it, upgrade it, correct drift, or find that nothing is to be done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref
from ...errors import CoxswainError, ReleaseError
from ..execution.apply_step import apply_step
from ..execution.executor import Executor, NotReady, kinds_of
from ..planning import ownership
from ..planning.change import CREATE
from ..planning.drift import Drift, find_drift
from ..planning.live_state import look_up, read_live_objects
from ..planning.manifest_objects import check_served, check_stored, declare, declare_served, documents_of
from ..planning.namespaces import namespace_step
from ..planning.plan import Declared, Observed, Plan, Step, difference, hooks_for, object_steps, removal_steps
from ..records import model
from ..records.codec import chart_record
from ..records.model import Release
from ..records.owner import ANNOTATION as OWNER
from ..records.owner import Owner
from ..records.state import Standing, State
from ..records.storage import Entry, Storage, surplus
from ..rendering.fingerprint import digest_of
from ..rendering.render_inputs import Renderer, Source
from ..reporting.outcome import Outcome
from ..request import AUTO, CLIENT, CRDS_SKIP, CRDS_UPGRADE, IGNORE, REPORT, SERVER, ReleaseRequest

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..rendering.render_release import Rendered
    from ..request import Report

from .lifecycle import DESCRIPTION_LENGTH, beating, clean_up, ever_deployed, quiet, settled_state
from .rollback import rollback
from .uninstall import uninstall


def install_or_upgrade(
    api: Api,
    request: ReleaseRequest,
    check_mode: bool,
    report: Report = quiet,
    *,
    renderer: Renderer | None = None,
) -> Outcome:
    """Have a release as it is described: install it, upgrade it, correct drift, or find that nothing is to be done.

    :raises CoxswainError: it cannot be done. Before anything is written when the chart does not render, does not fit
        the cluster, or its objects belong to somebody else; otherwise with the failure recorded (and undone with
        ``atomic``).
    """
    return _Presence(api, request, check_mode, report, renderer).run()


class _Presence:
    def __init__(
        self, api: Api, request: ReleaseRequest, check_mode: bool, report: Report, renderer: Renderer | None
    ) -> None:
        model.check_name(request.name)
        model.check_labels(request.labels)
        if renderer is None:
            from ..rendering.render_release import render_release

            renderer = render_release
        self.api, self.request, self.check_mode, self.report = api, request, check_mode, report
        self.renderer = renderer
        self.storage = Storage(api, request.namespace, request.driver)
        self.warnings: list[str] = []

    def run(self) -> Outcome:
        request = self.request
        if request.chart is None:
            raise ReleaseError("no chart is given", f"release {request.name}")
        entries = self.storage.entries(request.name)
        entries, state = settled_state(self.storage, request, entries, self.report, self.check_mode)
        base = self.storage.get(request.name, state.current.revision) if state.current is not None else None
        if state.standing is Standing.UNINSTALLED:
            base = None
        source = self._source(base)
        if state.standing is Standing.DEPLOYED and base is not None:
            unchanged = self._unchanged(base, source)
            if unchanged is not None:
                return unchanged
        return self._change(entries, state, base, source)

    def _source(self, base: Release | None) -> Source:
        from ..rendering.render_release import values_for

        values, chart_values = values_for(self.request, base)
        digest = digest_of(self.request, values, chart_values)
        return Source(self.api, self.request, self.renderer, values, chart_values, digest)

    # -------------------------------------------------------------------------------------- nothing has changed

    def _unchanged(self, base: Release, source: Source) -> Outcome | None:
        """What to answer when the release is as it is described, drift apart; ``None`` when it is to be upgraded."""
        request = self.request
        if any(base.labels.get(key) != value for key, value in request.labels.items() if value != "null"):
            return None
        if request.rewrite_apis and self._outdated(base):
            return None
        if not source.made(base, self.warnings):
            return None
        around = self._around(source.values) if request.namespace_labels or request.crds == CRDS_UPGRADE else Plan()
        if request.drift == IGNORE:
            return self._corrected(base, around, Drift())
        declared, unreachable = declare_served(
            documents_of(base.manifest, f"release {base.name}"), self.api.discovery, base.name, base.namespace
        )
        if unreachable:
            # The manifest that is stored cannot be had back; only another rendering helps.
            self.warnings += [f"the cluster does not serve {text} any more" for text in unreachable]
        observed = read_live_objects(self.api, declared)
        way = SERVER if base.apply_method == model.SERVER_SIDE else CLIENT
        drift = find_drift(
            self.api,
            declared,
            observed,
            partial(apply_step, self.api, dry_run=True),
            force=request.force_conflicts,
            ignore=request.drift_ignore,
            way=way,
        )
        self.warnings += drift.warnings
        if request.drift == REPORT:
            told = [f"{ref} has drifted: {', '.join(fields)}" for ref, fields in drift.fields.items()]
            self.warnings += told
            drift = replace(drift, steps=[])
        return self._corrected(base, around, drift)

    def _around(self, values: dict[str, Any]) -> Plan:
        """What an unchanged release asks of its namespace and of the chart's definitions."""
        definitions = self._definitions(values, SERVER) if self.request.crds == CRDS_UPGRADE else []
        return Plan(namespace=namespace_step(self.api, self.request), definitions=tuple(definitions))

    def _corrected(self, base: Release, around: Plan, drift: Drift) -> Outcome:
        """Bring back what is not as it should be, without a new revision."""
        request = self.request
        if not drift.steps and around.namespace is None and not around.definitions:
            return self._outcome(False, "unchanged", base, foreign=drift.foreign, drifted=drift.fields)
        executor = self._executor()
        executor.prepare(around)
        executor.change_objects(Plan(apply=tuple(drift.steps)))
        if request.waits:
            executor.wait([step.ref for step in drift.steps], jobs=request.wait_for_jobs)
        self.warnings += executor.done.warnings
        return self._outcome(
            bool(executor.done.changes),
            "corrected" if executor.done.changes else "unchanged",
            base,
            executor,
            foreign=drift.foreign,
            drifted=drift.fields,
        )

    def _outdated(self, base: Release) -> bool:
        """Does a revision hold objects that the cluster has given up, and that can be rewritten?"""
        from ..api_rewrite.rewrite import Rewriter

        rewriter = Rewriter(self.api.discovery)
        return rewriter.release(base) != base

    # ------------------------------------------------------------------------------------- something is to be done

    def _change(self, entries: list[Entry], state: State, base: Release | None, source: Source) -> Outcome:
        request = self.request
        fresh = base is None or not ever_deployed(entries)
        revision = (state.last.revision if state.last is not None else 0) + 1
        way = self._way(base)
        definitions = self._definitions(source.values, way)
        upcoming: dict[tuple[str, str], bool] = {}
        for step in definitions:
            upcoming.update(kinds_of(step.document or {}))
        rendered = source.render(revision, not fresh, upcoming=tuple(upcoming))
        self.warnings += rendered.warnings
        for line in rendered.moved:
            self.report(line)
        namespace = namespace_step(self.api, request)
        absent = frozenset({request.namespace}) if namespace is not None and namespace.action == CREATE else frozenset()
        where = f"release {request.name}"
        discovery = self.api.discovery
        documents = documents_of(rendered.manifest, where)
        hooks = () if request.disable_hooks else rendered.hooks
        first, last = ("pre-install", "post-install") if fresh else ("pre-upgrade", "post-upgrade")
        running = [hook for hook in hooks if first in hook.events or last in hook.events]
        hook_documents = [item for hook in running for item in documents_of(hook.manifest, hook.path)]
        check_served(documents + hook_documents, discovery, request.name, upcoming=upcoming)
        wanted = declare(documents, discovery, request.name, request.namespace, upcoming=upcoming)

        before: list[Declared] = []
        if base is not None:
            stored = documents_of(base.manifest, where)
            if not request.rewrite_apis:
                check_stored(stored, discovery, base.name, base.revision)
            before, unreachable = declare_served(stored, discovery, base.name, base.namespace)
            self.warnings += [f"the cluster does not serve {text} any more" for text in unreachable]
        leftover = self._leftover(state, base)
        known = [*before, *difference(leftover, before)]
        observed = self._observe(wanted, known, absent)
        self._check_ownership(wanted, before, observed)
        moves = base is not None and base.apply_method != model.SERVER_SIDE and way == SERVER
        steps, left = object_steps(
            wanted,
            before,
            observed,
            force=request.force_conflicts,
            # A revision that failed may have left fields behind that neither of the two declares.
            everything=moves or request.force or self._came_to_nothing(state, base),
            drift=request.drift != IGNORE,
            way=way,
            replace=request.force,
            leftover=leftover,
        )
        removals = removal_steps(difference(known, wanted), observed, request.name, request.namespace)
        record = self._record(rendered, source.values, revision, base, fresh, way)
        plan = Plan(
            namespace=namespace,
            definitions=tuple(definitions),
            abandoned=state.last if state.standing in (Standing.ABANDONED, Standing.UNINSTALLING) else None,
            forget=tuple(surplus(entries, request.history_max)),
            record=record,
            before=hooks_for(hooks, first),
            apply=tuple(steps),
            delete=tuple(removals),
            after=hooks_for(hooks, last),
            supersede=tuple(entry for entry in entries if entry.status == model.DEPLOYED),
            awaited=tuple(item.ref for item in wanted if not item.generated),
            fields=left,
        )
        self.storage.check_size(record)
        executor = self._executor(way)
        operation = "install" if fresh else "upgrade"
        try:
            release = self._carry_out(executor, plan, first, last, operation)
        except CoxswainError as error:
            raise self._failed(executor, error, operation) from error
        self.warnings += executor.done.warnings
        return self._outcome(
            True,
            "installed" if fresh else "upgraded",
            release,
            executor,
            foreign=left,
            random=lambda: source.random(rendered, revision, not fresh),
        )

    def _carry_out(self, executor: Executor, plan: Plan, first: str, last: str, operation: str) -> Release | None:
        request = self.request
        self.report(f"{operation} {request.name} in {request.namespace}")
        executor.prepare(plan)
        executor.store(plan)
        with beating(executor, request.name, self.check_mode):
            executor.note_hooks(executor.run_hooks(plan.before, first))
            executor.change_objects(plan)
            if request.waits:
                executor.wait(plan.awaited, jobs=request.wait_for_jobs)
            executor.note_hooks(executor.run_hooks(plan.after, last))
        description = request.description or ("Install complete" if operation == "install" else "Upgrade complete")
        return executor.finish(plan, model.DEPLOYED, description)

    @staticmethod
    def _came_to_nothing(state: State, base: Release | None) -> bool:
        """Is there a revision after the one that is deployed?"""
        return base is not None and state.last is not None and state.last.revision != base.revision

    def _leftover(self, state: State, base: Release | None) -> list[Declared]:
        """The objects that a newer revision which came to nothing may have made."""
        if state.last is None or not self._came_to_nothing(state, base):
            return []
        last = self.storage.get(self.request.name, state.last.revision)
        if last is None:
            return []
        documents = documents_of(last.manifest, f"release {last.name}")
        return declare_served(documents, self.api.discovery, last.name, last.namespace)[0]

    def _observe(self, wanted: list[Declared], before: list[Declared], absent: frozenset[str]) -> Observed:
        """Objects of the last revision are listed, new ones are looked up one by one."""
        listed = read_live_objects(self.api, before, absent=absent)
        fresh = look_up(self.api, difference(wanted, before), absent=absent)
        return Observed({**listed.objects, **fresh.objects})

    def _check_ownership(self, wanted: list[Declared], before: list[Declared], observed: Observed) -> None:
        """Refuse objects that are there already and belong to somebody else.

        As for Helm, the objects of the last revision are ours whatever their marks say.
        """
        if self.request.take_ownership:
            return
        refused = []
        for item in difference(wanted, before):
            live = observed.get(item.ref)
            reason = ownership.refusal(live, self.request.name, self.request.namespace) if live is not None else None
            if reason is not None:
                refused.append(
                    f'{item.ref.kind} "{item.ref.name}" in namespace "{item.ref.namespace}" exists and cannot be '
                    f"imported into the current release: {reason}"
                )
        if refused:
            raise ReleaseError(
                "; ".join(refused),
                f"release {self.request.name}",
                "Nothing was changed. Set take_ownership to adopt them, or give the release other names.",
            )

    def _definitions(self, values: dict[str, Any], way: str) -> list[Step]:
        """What is to be done about the CustomResourceDefinitions in ``crds/``."""
        from ..planning.crds import chart_crds
        from ..rendering.render_release import rewriting

        if self.request.crds == CRDS_SKIP:
            return []
        documents = chart_crds(self.request, values)
        if not documents:
            return []
        if self.request.rewrite_apis:
            documents = rewriting(self.api, documents, self.report)
        check_served(documents, self.api.discovery, self.request.name)
        from ..planning.crds import crd_steps

        steps, warnings = crd_steps(self.api, documents, self.request.crds, way=way)
        self.warnings += warnings
        return steps

    def _record(
        self,
        rendered: Rendered,
        values: dict[str, Any],
        revision: int,
        base: Release | None,
        fresh: bool,
        way: str,
    ) -> Release:
        request = self.request
        chart = rendered.chart or request.chart
        if chart is None:
            raise AssertionError
        moment = model.now()
        labels = {**(base.labels if base is not None else {}), **request.labels}
        return Release(
            name=request.name,
            namespace=request.namespace,
            revision=revision,
            status=model.PENDING_INSTALL if fresh else model.PENDING_UPGRADE,
            chart=chart_record(chart),
            config=values,
            manifest=rendered.manifest,
            hooks=rendered.hooks,
            notes=rendered.notes,
            description="Initial install underway" if fresh else "Preparing upgrade",
            first_deployed=base.first_deployed if base is not None and base.first_deployed else moment,
            last_deployed=moment,
            apply_method=model.SERVER_SIDE if way == SERVER else model.CLIENT_SIDE,
            labels={key: value for key, value in labels.items() if value != "null"},
            annotations={**rendered.fingerprint.annotation(), OWNER: Owner.here(time.time()).annotation()},
        )

    # ------------------------------------------------------------------------------------------------- failure

    def _failed(self, executor: Executor, error: CoxswainError, operation: str) -> CoxswainError:
        """Record a failure, undo it where that is asked for, and give back what to tell."""
        request = self.request
        record = executor.done.record
        if record is None or self.check_mode:
            return error
        word = "Release" if operation == "install" else "Upgrade"
        said = str(error)
        try:
            executor.conclude(model.FAILED, f'{word} "{request.name}" failed: {said}'[:DESCRIPTION_LENGTH])
        except CoxswainError as second:
            self.report(f"the failure could not be recorded: {second}")
        if request.cleanup_on_fail or (request.atomic and operation == "install"):
            clean_up(executor, self.report)
        undone = ""
        if request.atomic:
            undone = self._undo(operation)
        found = getattr(error, "troubles", [])
        text = f'{operation} of release "{request.name}" failed{undone}: {said}'
        return NotReady(text, found) if found else ReleaseError(text)

    def _undo(self, operation: str) -> str:
        request = self.request
        try:
            if operation == "install":
                uninstall(self.api, request, False, self.report)
                return " and was uninstalled (atomic)"
            outcome = rollback(
                self.api, replace(request, atomic=False, description=""), None, False, self.report, after_failure=True
            )
            revision = outcome.release.rollback_revision if outcome.release is not None else 0
            return f" and was rolled back to revision {revision} (atomic)"
        except CoxswainError as error:
            return f" and could not be undone ({error})"

    # --------------------------------------------------------------------------------------------------- helpers

    def _way(self, base: Release | None) -> str:
        """Who merges: as the task says, otherwise as it was done for the last revision."""
        if self.request.force:
            return CLIENT
        if self.request.apply != AUTO:
            return self.request.apply
        return SERVER if base is None or base.apply_method == model.SERVER_SIDE else CLIENT

    def _executor(self, way: str = SERVER) -> Executor:
        request = self.request
        return Executor(
            self.api,
            self.storage,
            request.name,
            request.namespace,
            request.timeout,
            self.report,
            dry_run=self.check_mode,
            way=way,
        )

    def _outcome(
        self,
        changed: bool,
        action: str,
        release: Release | None,
        executor: Executor | None = None,
        *,
        foreign: dict[Ref, list[str]] | None = None,
        drifted: dict[Ref, list[str]] | None = None,
        random: Callable[[], list[tuple[dict[str, Any], dict[str, Any]]]] | None = None,
    ) -> Outcome:
        return Outcome(
            changed=changed,
            action=action,
            release=release,
            changes=executor.done.changes if executor is not None else [],
            warnings=self.warnings,
            drifted=drifted or {},
            foreign=foreign or {},
            pairs=executor.done.pairs if executor is not None else [],
            namespace=self.request.namespace,
            sensitive=self.request.sensitive,
            random=random,
        )
