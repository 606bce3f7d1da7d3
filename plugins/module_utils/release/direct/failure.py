# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record and report that an operation failed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from ...errors import CoxswainError, ReleaseError
from ...parallel import run_within
from ..execution.executor import NotReady
from ..records import model
from ..request import live

if TYPE_CHECKING:
    from ..execution.executor import Executor
    from ..request import Report

#: the longest description that is recorded, in characters
_DESCRIPTION_LENGTH = 2000
#: seconds for recording an interruption
_PATIENCE = 5.0


def conclude_failed(executor: Executor, description: str, report: Report) -> None:
    """Mark the new revision as failed; when that fails too, only report it, since another error is raised already."""
    try:
        executor.conclude(model.FAILED, description[:_DESCRIPTION_LENGTH])
    except CoxswainError as error:
        report(f"the failure could not be recorded: {error}")


def conclude_interrupted(executor: Executor, what: str, error: BaseException, report: Report) -> None:
    """Mark the new revision as failed after an interruption, if that is possible within a few seconds.

    It is done on another thread, since a server that does not respond is a reason to interrupt an operation. Otherwise
    the revision stays pending, and the next run finds that its owner is gone.

    :param what: how Helm calls the release in the description of such a failure, such as ``Upgrade "shop"``.
    """
    if isinstance(error, Exception):
        # Its text may contain anything.
        reason = f"unexpected {type(error).__name__}"
    else:
        text = str(error).rstrip(".")
        reason = f"interrupted: {text}" if text else "interrupted"
    recorded: list[bool] = []

    def record() -> None:
        # Another error is raised already.
        with contextlib.suppress(Exception):
            recorded.append(executor.conclude_interrupted(f"{what} failed: {reason}"))

    run_within(_PATIENCE, record)
    shown, begun = live(report), executor.done.begun
    if shown is None or begun is None or recorded == [False]:
        return
    outcome = "is marked as failed" if recorded else "could not be marked as failed, so the next run does that"
    shown.notice(f"{what} failed: {reason}; revision {begun.revision} {outcome}")


def failure_of(text: str, error: CoxswainError) -> ReleaseError:
    """Return the error to raise for an operation that failed, with the diagnostics of the original one."""
    return NotReady(text, error.diagnostics) if error.diagnostics else ReleaseError(text)
