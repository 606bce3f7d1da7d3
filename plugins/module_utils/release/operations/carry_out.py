# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out a prepared operation; record, undo and report its failure."""

from __future__ import annotations

from collections.abc import Callable

from ...errors import CoxswainError
from ..backend import Operation, Result


def carry_out(operation: Operation, undo: Callable[[], str] | None = None) -> Result:
    """Run and finish an operation.

    :param undo: undoes a change that failed, and returns how that went as a part of a sentence.
    :raises CoxswainError: it failed; the failure is recorded if anything was written.
    :raises BaseException: it was interrupted; that is recorded as well, as far as possible within a few seconds.
    """
    try:
        return _carry_out(operation, undo)
    except CoxswainError:
        raise
    except BaseException as error:
        # A signal, the timeout of the task, or an error of this collection. All of them may occur anywhere above.
        operation.interrupted(error)
        raise


def _carry_out(operation: Operation, undo: Callable[[], str] | None) -> Result:
    try:
        operation.run()
    except CoxswainError as error:
        undone = ""
        if operation.has_started(error):
            operation.record_failure(error)
            undone = undo() if undo is not None else ""
        failure = operation.failure(error, undone)
        if failure is error:
            raise
        raise failure from error
    return operation.finish()
