# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a release, derived from its stored revisions: one of a few standings, with the reason."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from . import model
from .lock_owner import DEAD_AFTER, Owner, age_of
from .storage import Entry


class Standing(enum.Enum):
    """The states of a release."""

    #: no revision is stored
    ABSENT = "absent"
    #: the newest revision is deployed
    DEPLOYED = "deployed"
    #: the newest revision failed, was superseded, or has an unknown status; an older one may be deployed
    FAILED = "failed"
    #: the newest revision was uninstalled, and the history kept
    UNINSTALLED = "uninstalled"
    #: an uninstall was interrupted
    UNINSTALLING = "uninstalling"
    #: another process works on the newest revision
    BUSY = "busy"
    #: the newest revision is pending without an owner, and not old enough to be taken over
    UNCERTAIN = "uncertain"
    #: the process that worked on the newest revision is gone
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class State:
    """The state of a release.

    :param why: the reason, for a message.
    :param last: the newest revision.
    :param deployed: the newest deployed revision.
    :param wait: for ``BUSY`` and ``UNCERTAIN``, seconds until the release can be taken over.
    """

    standing: Standing
    why: str
    last: Entry | None = None
    deployed: Entry | None = None
    wait: float = 0.0

    @property
    def exists(self) -> bool:
        """Whether an upgrade or an uninstall has a revision to start from."""
        return self.standing not in (Standing.ABSENT, Standing.UNINSTALLED)

    @property
    def current(self) -> Entry | None:
        """The revision that an upgrade starts from: the one whose objects are in the cluster, as far as Helm knows."""
        return self.deployed or self.last


def determine(entries: list[Entry], now: float, pending_timeout: float) -> State:
    """Return the state of a release.

    :param entries: its stored revisions.
    :param now: seconds since 1970.
    :param pending_timeout: seconds after which a pending revision that names no owner counts as abandoned.
    """
    if not entries:
        return State(Standing.ABSENT, "no revision is stored")
    ordered = sorted(entries, key=lambda entry: entry.revision)
    last = ordered[-1]
    deployed = next((entry for entry in reversed(ordered) if entry.status == model.DEPLOYED), None)
    status = f"revision {last.revision} has the status {last.status}"
    if last.status == model.DEPLOYED:
        return State(Standing.DEPLOYED, status, last, deployed)
    if last.status == model.UNINSTALLED:
        return State(Standing.UNINSTALLED, status, last, deployed)
    if last.status not in model.PENDING and last.status != model.UNINSTALLING:
        return State(Standing.FAILED, status, last, deployed)
    rest = Standing.UNINSTALLING if last.status == model.UNINSTALLING else Standing.ABANDONED
    owner = Owner.of(last.annotations)
    if owner is not None:
        if owner.alive(now):
            why = f"{status}, and {owner.description} works on it"
            left = max(0.0, DEAD_AFTER - (now - owner.beat))
            return State(Standing.BUSY, why, last, deployed, left)
        return State(rest, f"{status}, and {owner.description}, which worked on it, is gone", last, deployed)
    age = age_of(last, now)
    if rest is Standing.UNINSTALLING:
        # As in Helm, the next uninstall or install takes over an interrupted uninstall.
        return State(rest, status, last, deployed)
    if age < pending_timeout:
        left = pending_timeout - age
        why = f"{status} for {age:.0f} s; it names no owner, so another process may still work on it"
        return State(Standing.UNCERTAIN, why, last, deployed, left)
    return State(rest, f"{status} for {age:.0f} s, longer than any operation should take", last, deployed)
