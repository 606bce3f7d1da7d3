# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go back to a revision of a release, by adding one that repeats it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import CoxswainError, ReleaseError
from ..execution.executor import Executor, NotReady
from ..execution.hooks import policies_of
from ..planning.live_state import look_up, read_live_objects
from ..planning.manifest_objects import check_stored, declare, declare_served, documents_of
from ..planning.plan import Observed, Plan, difference, hooks_for, object_steps, removal_steps
from ..records import model
from ..records.model import Release
from ..records.owner import ANNOTATION as OWNER
from ..records.owner import Owner
from ..records.state import Standing
from ..records.storage import Entry, Storage, surplus
from ..rendering.fingerprint import ANNOTATION as INPUTS
from ..reporting.outcome import Outcome
from ..request import AUTO, CLIENT, SERVER, ReleaseRequest

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..records.model import Hook
    from ..request import Report

from ..records.codec import normalized
from .lifecycle import DESCRIPTION_LENGTH, beating, clean_up, conclude_quietly, quiet, settled_state


def rollback(
    api: Api,
    request: ReleaseRequest,
    revision: int | None,
    check_mode: bool,
    report: Report = quiet,
    *,
    after_failure: bool = False,
) -> Outcome:
    """Go back to a revision, by adding one that repeats it.

    :param revision: ``None`` or 0 for the last good one: the newest that is or was deployed.
    :raises ReleaseError: there is no such revision.
    """
    storage = Storage(api, request.namespace, request.driver)
    entries = storage.entries(request.name)
    entries, state = settled_state(storage, request, entries, report, check_mode)
    if state.last is None:
        raise ReleaseError(
            "release: not found", f"release {request.name}", "Install it first, or check name and namespace."
        )
    target_entry = _target(entries, revision, request.name)
    current = storage.get(request.name, state.last.revision)
    target = storage.get(request.name, target_entry.revision)
    if current is None or target is None:
        raise ReleaseError("a revision vanished meanwhile", f"release {request.name}", "Run the task again.")
    warnings: list[str] = []
    if request.rewrite_apis:
        from ..api_rewrite.rewrite import Rewriter

        rewriter = Rewriter(api.discovery)
        target = rewriter.release(target)
        for line in rewriter.moved:
            report(line)
        warnings = rewriter.warnings
    if state.standing is Standing.DEPLOYED and _repeats(current, target):
        return Outcome(
            False, "unchanged", current, warnings=warnings, namespace=request.namespace, sensitive=request.sensitive
        )
    where = f"release {request.name}"
    wanted = declare(documents_of(target.manifest, where), api.discovery, request.name, request.namespace)
    stored = documents_of(current.manifest, where)
    if not request.rewrite_apis:
        check_stored(stored, api.discovery, request.name, current.revision)
    before, unreachable = declare_served(stored, api.discovery, request.name, request.namespace)
    warnings += [f"the cluster does not serve {text} any more" for text in unreachable]
    observed_before = read_live_objects(api, before)
    observed = Observed({**observed_before.objects, **look_up(api, difference(wanted, before)).objects})
    # A revision whose operation failed may have left some objects as the one before had them: all are applied.
    way = _way(request, target)
    steps, left = object_steps(
        wanted,
        before,
        observed,
        force=request.force_conflicts,
        everything=True,
        way=way,
        replace=request.force,
    )
    gone = list(difference(before, wanted))
    removals = removal_steps(gone, observed, request.name, request.namespace)
    moment = model.now()
    record = Release(
        name=request.name,
        namespace=request.namespace,
        revision=state.last.revision + 1,
        status=model.PENDING_ROLLBACK,
        chart=target.chart,
        config=target.config,
        manifest=target.manifest,
        hooks=target.hooks,
        notes=target.notes,
        description=request.description or f"Rollback to {target.revision}",
        first_deployed=current.first_deployed,
        last_deployed=moment,
        rollback_revision=target.revision,
        apply_method=model.SERVER_SIDE if way == SERVER else model.CLIENT_SIDE,
        labels=target.labels,
        annotations={
            **{key: value for key, value in target.annotations.items() if key == INPUTS},
            OWNER: Owner.here(time.time()).annotation(),
        },
        extra=target.extra,
    )
    hooks = () if request.disable_hooks else target.hooks
    plan = Plan(
        abandoned=state.last if state.standing in (Standing.ABANDONED, Standing.UNINSTALLING) else None,
        forget=tuple(entry for entry in surplus(entries, request.history_max) if entry.revision != target.revision),
        record=record,
        before=hooks_for(hooks, "pre-rollback"),
        apply=tuple(steps),
        delete=tuple(removals),
        after=hooks_for(hooks, "post-rollback"),
        supersede=tuple(entry for entry in entries if entry.status == model.DEPLOYED),
        awaited=tuple(item.ref for item in wanted if not item.generated),
        fields=left,
    )
    executor = Executor(
        api, storage, request.name, request.namespace, request.timeout, report, dry_run=check_mode, way=way
    )
    report(f"roll back {request.name} in {request.namespace} to revision {target.revision}")
    try:
        executor.store(plan)
        with beating(executor, request.name, check_mode):
            executor.note_hooks(executor.run_hooks(plan.before, "pre-rollback"))
            executor.change_objects(plan)
            if request.waits:
                executor.wait(plan.awaited, jobs=request.wait_for_jobs)
            executor.note_hooks(executor.run_hooks(plan.after, "post-rollback"))
        release = executor.finish(plan, model.DEPLOYED, record.description)
    except CoxswainError as error:
        if executor.done.record is not None and not check_mode:
            text = f'Rollback "{request.name}" failed: {error}'[:DESCRIPTION_LENGTH]
            conclude_quietly(executor, model.FAILED, text, report)
            if request.cleanup_on_fail:
                clean_up(executor, report)
        found = getattr(error, "troubles", [])
        said = f'rollback of release "{request.name}" to revision {target.revision} failed: {error}'
        raise (NotReady(said, found) if found else ReleaseError(said)) from error
    return Outcome(
        True,
        "rolled back",
        release,
        executor.done.changes,
        warnings + executor.done.warnings,
        foreign=left,
        pairs=executor.done.pairs,
        namespace=request.namespace,
        sensitive=request.sensitive,
    )


def _way(request: ReleaseRequest, target: Release) -> str:
    """Who merges: as the task says, otherwise as it was done for the revision that is gone back to."""
    if request.force:
        return CLIENT
    if request.apply != AUTO:
        return request.apply
    return SERVER if target.apply_method == model.SERVER_SIDE else CLIENT


def _target(entries: list[Entry], revision: int | None, name: str) -> Entry:
    if revision:
        for entry in entries:
            if entry.revision == revision:
                return entry
        known = ", ".join(str(entry.revision) for entry in entries)
        raise ReleaseError(f"release has no {revision} version", f"release {name}", f"Its revisions are {known}.")
    good = [entry for entry in entries if entry.status in (model.DEPLOYED, model.SUPERSEDED)]
    if not good:
        raise ReleaseError("none of its revisions was ever deployed", f"release {name}", "Install it anew.")
    return good[-1]


def _repeats(current: Release, target: Release) -> bool:
    """Is going back to ``target`` no change, because ``current`` is it or already goes back to it?"""
    if current.revision == target.revision:
        return True
    return (
        current.manifest == target.manifest
        and [_as_rendered(hook) for hook in current.hooks] == [_as_rendered(hook) for hook in target.hooks]
        and normalized(current.config) == normalized(target.config)
        and current.metadata == target.metadata
    )


def _as_rendered(hook: Hook) -> Hook:
    """A hook with the policy that its record names once it has run."""
    return replace(hook, delete_policies=policies_of(hook))
