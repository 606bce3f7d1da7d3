# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all operations on a release share: whether somebody else works on it, the heartbeat, and recording a failure."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ...cluster.objects import delete
from ...errors import CoxswainError, ReleaseError
from ..execution.executor import Executor
from ..records import model
from ..records.owner import Heartbeat, Owner
from ..records.state import Standing, State, determine
from ..records.storage import Entry, Storage
from ..request import ReleaseRequest

if TYPE_CHECKING:
    from ..request import Report


#: the most seconds that a run waits to learn whether the owner of a pending revision still lives
_PATIENCE = 45.0
#: the longest description that is recorded, in characters
DESCRIPTION_LENGTH = 2000


def quiet(_text: str) -> None:
    """A report that tells nobody."""


def settled_state(
    storage: Storage, request: ReleaseRequest, entries: list[Entry], report: Report, check_mode: bool
) -> tuple[list[Entry], State]:
    """Where a release stands, once it is certain that nobody works on it.

    An owner elsewhere is dead when its heartbeat has stopped for a while, and that while is waited for.

    :raises ReleaseError: somebody works on it, or may do so.
    """
    begun = time.monotonic()
    state = determine(entries, time.time(), request.pending_timeout)
    while state.standing is Standing.BUSY and state.last is not None:
        owner = Owner.of(state.last.annotations)
        left = state.wait
        elsewhere = owner is not None and owner.host != Owner.here(0.0).host
        if check_mode or not elsewhere or time.monotonic() - begun + left > _PATIENCE:
            raise ReleaseError(
                f"another operation (install/upgrade/rollback) is in progress: {state.why}",
                f"release {request.name}",
                "Run the task again when it has ended.",
            )
        report(f"{state.why}; wait {left:.0f} s to see whether it still does")
        time.sleep(min(left, 5.0) + 0.1)
        entries = storage.entries(request.name)
        state = determine(entries, time.time(), request.pending_timeout)
    if state.standing is Standing.UNCERTAIN:
        raise ReleaseError(
            f"another operation (install/upgrade/rollback) is in progress: {state.why}",
            f"release {request.name}",
            f"It is taken over {state.wait:.0f} s from now; set pending_timeout lower if nobody works on it.",
        )
    if state.standing in (Standing.ABANDONED, Standing.UNINSTALLING):
        report(state.why)
    return entries, state


class _Still:
    """No heartbeat, in a dry run."""

    def __enter__(self) -> _Still:
        return self

    def __exit__(self, *_: Any) -> None:
        return None


def beating(executor: Executor, name: str, check_mode: bool) -> Any:
    record = executor.done.record
    if check_mode or record is None:
        return _Still()
    return Heartbeat(executor.storage, name, record.revision, time.time)


def conclude_quietly(executor: Executor, status: str, description: str, report: Report) -> None:
    try:
        executor.conclude(status, description)
    except CoxswainError as error:
        report(f"the failure could not be recorded: {error}")


def clean_up(executor: Executor, report: Report) -> None:
    """Delete the objects that a run which failed has created, the last of them first."""
    for ref in reversed(executor.done.created):
        try:
            report(f"delete {ref}")
            delete(executor.api, ref)
        except CoxswainError as error:
            report(f"{ref} could not be cleaned up: {error}")


def ever_deployed(entries: list[Entry]) -> bool:
    """Was any revision ever deployed? Otherwise a new attempt is an install, not an upgrade."""
    return any(entry.status in (model.DEPLOYED, model.SUPERSEDED) for entry in entries)
