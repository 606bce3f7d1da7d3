# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Correct the drift of a release that has not changed: bring live objects back to what it declares."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..backend import Backend, Result
from ..planning.drift import Drift
from ..planning.plan import Plan
from ..reporting.outcome import Outcome
from ..request import IGNORE, REPORT

if TYPE_CHECKING:
    from ..records.model import Release
    from ..request import ReleaseRequest


def correct_drift(backend: Backend, request: ReleaseRequest, base: Release, values: dict[str, Any]) -> Outcome:
    """Correct or report what differs from an unchanged revision. No revision is recorded and no hook runs.

    :param base: the deployed revision.
    :param values: the values of its chart, for the CRDs that depend on them.
    """
    prerequisites = backend.prerequisites(request, values)
    drift = Drift() if request.drift == IGNORE else backend.find_drift(request, base)
    backend.warnings += drift.warnings
    if request.drift == REPORT:
        backend.warnings += [f"{ref} has drifted: {', '.join(fields)}" for ref, fields in drift.fields.items()]
        drift = replace(drift, steps=[])
    result = Result(base, drifted=drift.fields, foreign=drift.foreign)
    if not drift.steps and prerequisites.namespace is None and not prerequisites.crds:
        return backend.outcome(request, "unchanged", result, changed=False)
    executor = backend.executor(request)
    executor.prepare(prerequisites)
    executor.change_objects(Plan(apply=tuple(drift.steps)))
    if request.waits:
        executor.wait([step.ref for step in drift.steps], jobs=request.wait_for_jobs)
    backend.warnings += executor.done.warnings
    result = replace(result, changes=executor.done.changes, pairs=executor.done.pairs)
    changed = bool(executor.done.changes)
    return backend.outcome(request, "corrected" if changed else "unchanged", result, changed=changed)
