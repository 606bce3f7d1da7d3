# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run an operation on a release for a module: backend, progress, warnings, and the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import CoxswainError
from .backends import open_backend
from .progress import Progress
from .reporting import COMMAND_RESULT, as_result, change_result, drift_result, hide_values, status
from .task import Task

if TYPE_CHECKING:
    from ..release.backend import Backend
    from ..release.reporting.outcome import Outcome


def carry_out(task: Task, operation: Callable[[Backend], Outcome]) -> dict[str, Any]:
    """Run an operation with the backend of the task, and return the module's result.

    The steps that were reported before an error are added to the error.
    """
    progress = Progress(task.live, task.secrets)
    try:
        with open_backend(task, progress) as backend:
            outcome = operation(backend)
            return result_of(task, outcome, progress)
    except CoxswainError as error:
        error.steps = progress.lines
        raise


def result_of(task: Task, outcome: Outcome, progress: Progress) -> dict[str, Any]:
    """Return the result of a module for an outcome."""
    for warning in outcome.warnings:
        task.warn(warning)
    sensitive = outcome.sensitive
    if outcome.release is not None:
        hide_values(task, outcome.release.config, sensitive)
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "stdout": progress.stdout,
        "status": status(outcome.release, sensitive=sensitive),
        "action": outcome.action,
        "changes": [change_result(change) for change in outcome.changes],
        "drift": drift_result(outcome.drifted),
        "foreign": drift_result(outcome.foreign),
        "notes": as_result(outcome.notes),
    }
    if task.diff:
        result["diff"] = as_result(outcome.diff)
    return result
