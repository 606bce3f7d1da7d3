# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record and report that an operation failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import CoxswainError, ReleaseError
from ..execution.executor import NotReady
from ..records import model

if TYPE_CHECKING:
    from ..execution.executor import Executor
    from ..request import Report

#: the longest description that is recorded, in characters
_DESCRIPTION_LENGTH = 2000


def conclude_failed(executor: Executor, description: str, report: Report) -> None:
    """Mark the new revision as failed; when that fails too, only report it, since another error is raised already."""
    try:
        executor.conclude(model.FAILED, description[:_DESCRIPTION_LENGTH])
    except CoxswainError as error:
        report(f"the failure could not be recorded: {error}")


def failure_of(text: str, error: CoxswainError) -> ReleaseError:
    """Return the error to raise for an operation that failed, with the diagnostics of the original one."""
    return NotReady(text, error.diagnostics) if error.diagnostics else ReleaseError(text)
