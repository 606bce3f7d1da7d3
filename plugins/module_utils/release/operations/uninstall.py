# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have no release of a name: delete its objects and forget its revisions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import CoxswainError, ReleaseError
from ..execution.executor import Executor, NotReady
from ..planning import ownership
from ..planning.change import DELETE, KEEP
from ..planning.live_state import read_live_objects
from ..planning.manifest_objects import declare_served, documents_of
from ..planning.plan import Declared, Observed, Plan, Step, hooks_for, removal_steps
from ..records import model
from ..records.lock import hold_removal
from ..records.model import Release
from ..records.owner import ANNOTATION as OWNER
from ..records.owner import Owner
from ..records.state import Standing
from ..records.storage import Storage
from ..reporting.outcome import Outcome
from ..request import ReleaseRequest

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..request import Report

from .lifecycle import DESCRIPTION_LENGTH, beating, conclude_quietly, quiet, settled_state


def uninstall(api: Api, request: ReleaseRequest, check_mode: bool, report: Report = quiet) -> Outcome:
    """Have no release of a name: delete its objects and forget its revisions.

    Of the request, ``wait``, ``timeout``, ``disable_hooks``, ``keep_history``, ``deletion_propagation`` and
    ``description`` count.
    """
    storage = Storage(api, request.namespace, request.driver)
    entries = storage.entries(request.name)
    entries, state = settled_state(storage, request, entries, report, check_mode)
    executor = Executor(api, storage, request.name, request.namespace, request.timeout, report, dry_run=check_mode)
    if state.last is None:
        return Outcome(False, "unchanged", namespace=request.namespace)
    if state.standing is Standing.UNINSTALLED:
        if request.keep_history:
            kept = storage.get(request.name, state.last.revision)
            return Outcome(False, "unchanged", kept, namespace=request.namespace)
        executor.store(Plan(forget=tuple(entries)))
        return Outcome(True, "uninstalled", None, executor.done.changes, namespace=request.namespace)
    last = storage.get(request.name, state.last.revision)
    if last is None:
        raise ReleaseError("its newest revision vanished meanwhile", f"release {request.name}", "Run the task again.")
    warnings: list[str] = []
    declared, unreachable = declare_served(
        documents_of(last.manifest, f"release {request.name}"), api.discovery, last.name, request.namespace
    )
    warnings += [f"the cluster does not serve {text} any more" for text in unreachable]
    observed = read_live_objects(api, declared)
    steps = _uninstall_steps(declared, observed, request)
    for item in declared:
        live = observed.get(item.ref)
        if live is not None and not ownership.owned(live, request.name, request.namespace):
            warnings.append(f"{item.ref} is left alone: it does not belong to this release")
    hooks = () if request.disable_hooks else last.hooks
    if hooks and request.rewrite_apis:
        from ..api_rewrite.rewrite import Rewriter

        hooks = Rewriter(api.discovery).hooks(hooks)
    report(f"uninstall {request.name} from {request.namespace}")
    ending = last.replace(
        status=model.UNINSTALLING,
        deleted=model.now(),
        description="Deletion in progress (or silently failed)",
        annotations={**last.annotations, OWNER: Owner.here(time.time()).annotation()},
    )
    executor.done.record = ending if check_mode else storage.update(ending)
    if not check_mode:
        hold_removal(storage, last)
    try:
        with beating(executor, request.name, check_mode):
            executor.note_hooks(executor.run_hooks(hooks_for(hooks, "pre-delete"), "pre-delete"))
            executor.change_objects(Plan(delete=tuple(steps)))
            if request.waits:
                executor.wait_gone([step.ref for step in steps if step.action == DELETE])
            executor.note_hooks(executor.run_hooks(hooks_for(hooks, "post-delete"), "post-delete"))
    except CoxswainError as error:
        if not check_mode:
            conclude_quietly(executor, model.FAILED, f"Uninstall failed: {error}"[:DESCRIPTION_LENGTH], report)
        text = f'uninstall of release "{request.name}" failed: {error}'
        found = getattr(error, "troubles", [])
        raise (NotReady(text, found) if found else ReleaseError(text)) from error
    if request.keep_history:
        release: Release | None = executor.conclude(model.UNINSTALLED, request.description or "Uninstallation complete")
        for entry in entries[:-1]:
            if entry.status == model.DEPLOYED and not check_mode:
                executor.mark(entry.revision, model.SUPERSEDED, None)
    else:
        release = None
        executor.store(Plan(forget=tuple(entries)))
    return Outcome(
        True,
        "uninstalled",
        release,
        executor.done.changes,
        warnings + executor.done.warnings,
        pairs=executor.done.pairs,
        namespace=request.namespace,
        sensitive=request.sensitive,
    )


def _uninstall_steps(declared: Sequence[Declared], observed: Observed, request: ReleaseRequest) -> list[Step]:
    """The objects to delete, in the order of uninstalling.

    As Helm does it, a manifest's resource policy keeps an object whatever its value is.
    """
    from ...render.kind_order import uninstall_key

    steps = removal_steps(declared, observed, request.name, request.namespace)
    steps.sort(key=lambda step: uninstall_key(step.ref.kind))
    propagation = request.deletion_propagation.capitalize()
    if propagation not in ("Background", "Foreground", "Orphan"):
        raise ReleaseError(
            f"{request.deletion_propagation!r} is no deletion propagation",
            remedy="Use background, foreground or orphan.",
        )
    options = {"propagationPolicy": propagation}
    kept = {item.ref for item in declared if ownership.policy(item.document) is not None}
    return [Step(KEEP if step.ref in kept else step.action, step.ref, options, step.live) for step in steps]
