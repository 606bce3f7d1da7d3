# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock on a release: take it, hold it with a heartbeat, and let go of it.

As in Helm, a pending revision is the lock: its number is taken, so nobody else can store the same. An annotation names
its owner (see :mod:`.lock_owner`), so that the next run can tell an operation in progress from one that was killed.

Install, upgrade and rollback store a revision of their own (:func:`lock_with_revision`). An uninstall takes no number:
it marks the newest revision (:func:`lock_for_uninstall`). Whoever has stored a lock looks again before it acts, so that
an upgrade and an uninstall that start at the same time see each other; then the uninstall gives way.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from ...errors import ReleaseError
from . import model
from .lock_owner import ANNOTATION, Heartbeat, Owner
from .state import Standing, State, determine

if TYPE_CHECKING:
    from collections.abc import Callable

    from .model import Release
    from .storage import Entry, Storage

#: how many seconds a run waits to learn whether the owner of a pending revision is alive
_OWNER_PATIENCE = 45.0
#: how many seconds an upgrade waits for an uninstall to give way
_UNINSTALL_PATIENCE = 3.0
_PAUSE = 0.1


def wait_until_unlocked(
    storage: Storage, name: str, pending_timeout: float, report: Callable[[str], None], check_mode: bool
) -> tuple[list[Entry], State]:
    """Return the revisions of a release and its state, once nobody works on it.

    An owner on another host counts as dead when its heartbeat has stopped for a while; this waits for that long.

    :param pending_timeout: seconds after which a pending revision without an owner is taken over.
    :raises ReleaseError: another operation is in progress, or may be.
    """
    started = time.monotonic()
    entries = storage.entries(name)
    state = determine(entries, time.time(), pending_timeout)
    while state.standing is Standing.BUSY and state.last is not None:
        owner = Owner.of(state.last.annotations)
        elsewhere = owner is not None and owner.host != Owner.here(0.0).host
        if check_mode or not elsewhere or time.monotonic() - started + state.wait > _OWNER_PATIENCE:
            raise in_progress(name, state.why, "Run the task again when it has ended.")
        report(f"{state.why}; wait {state.wait:.0f} s for its heartbeat")
        time.sleep(min(state.wait, 5.0) + 0.1)
        entries = storage.entries(name)
        state = determine(entries, time.time(), pending_timeout)
    if state.standing is Standing.UNCERTAIN:
        raise in_progress(name, state.why, takeover(state.wait))
    if state.standing in (Standing.ABANDONED, Standing.UNINSTALLING):
        report(state.why)
    return entries, state


def in_progress(name: str, why: str, remedy: str) -> ReleaseError:
    """Return the error for a release that is locked; it begins with Helm's own words."""
    return ReleaseError(
        f"another operation (install/upgrade/rollback) is in progress: {why}", f"release {name}", remedy
    )


def takeover(seconds: float) -> str:
    """Return the remedy for a pending revision that may have been abandoned."""
    return f"It is taken over {seconds:.0f} s from now; set pending_timeout lower if nobody works on it."


def with_owner(annotations: dict[str, str]) -> dict[str, str]:
    """Return annotations that name this process as the owner."""
    return {**annotations, ANNOTATION: Owner.here(time.time()).annotation()}


def without_owner(annotations: dict[str, str]) -> dict[str, str]:
    """Return annotations without an owner."""
    return {key: value for key, value in annotations.items() if key != ANNOTATION}


def is_held(stored: Release, mine: Release) -> bool:
    """Return whether a stored revision is the lock that this process took with the revision ``mine``."""
    owner, here = Owner.of(stored.annotations), Owner.here(0.0)
    return (
        (stored.status in model.PENDING or stored.status == model.UNINSTALLING)
        and owner is not None
        and (owner.host, owner.boot, owner.pid, owner.started) == (here.host, here.boot, here.pid, here.started)
        # Other runs of this process have other times.
        and (stored.last_deployed, stored.deleted) == (mine.last_deployed, mine.deleted)
    )


def hold(storage: Storage, release: Release | None, check_mode: bool) -> contextlib.AbstractContextManager[Any]:
    """Return a context that renews the heartbeat of a pending revision; it does nothing in check mode."""
    if check_mode or release is None:
        return contextlib.nullcontext()
    return Heartbeat(storage, release.name, release.revision, time.time)


def lock_with_revision(storage: Storage, record: Release, deleted: frozenset[int]) -> None:
    """Take the lock with a pending revision that was just stored, or delete it if the release is being uninstalled.

    :param deleted: revisions that this run has deleted.
    :raises ReleaseError: another process uninstalls the release.
    """
    before = record.revision - 1
    if before < 1 or before in deleted:
        return
    deadline = time.monotonic() + _UNINSTALL_PATIENCE
    while True:
        known = {entry.revision: entry.status for entry in storage.entries(record.name)}
        if before in known and known[before] != model.UNINSTALLING:
            return
        if before not in known or time.monotonic() > deadline:
            break
        time.sleep(_PAUSE)
    storage.delete(record.name, record.revision)
    raise in_progress(
        record.name,
        "another process uninstalls the release",
        "Nothing was changed. Run the task again when it has ended.",
    )


def lock_for_uninstall(storage: Storage, last: Release, marked: Release) -> Release:
    """Take the lock by marking the newest revision, or restore it if a newer one was stored meanwhile.

    :param last: the newest revision.
    :param marked: the same with the status ``uninstalling`` and an owner.
    :returns: the marked revision as stored.
    :raises ReleaseError: another process has stored a newer revision.
    """
    stored = storage.update(marked)
    if storage.entries(last.name)[-1].revision == last.revision:
        return stored

    def restored(stored: Release) -> Release:
        # Whoever stored the newer revision may have superseded this one already.
        return last.replace(status=last.status if stored.status == model.UNINSTALLING else stored.status)

    storage.revise(last.name, last.revision, restored)
    raise in_progress(
        last.name,
        "another process has stored a newer revision",
        "Nothing was changed. Run the task again when it has ended.",
    )
