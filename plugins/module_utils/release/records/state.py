# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a release stands, and why: one answer out of its stored revisions."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from . import model
from .owner import DEAD_AFTER, Owner, age_of
from .storage import Entry


class Standing(enum.Enum):
    """Where a release stands."""

    #: no revision is stored
    ABSENT = "absent"
    #: the newest revision is deployed
    DEPLOYED = "deployed"
    #: the newest revision failed, or was superseded or is of unknown status; an older one may be deployed
    FAILED = "failed"
    #: the newest revision was uninstalled and its history kept
    UNINSTALLED = "uninstalled"
    #: an uninstall is under way, or was cut off
    UNINSTALLING = "uninstalling"
    #: somebody works on the newest revision
    BUSY = "busy"
    #: nobody is known to work on the newest revision, but it is not certain yet that nobody does
    UNCERTAIN = "uncertain"
    #: whoever worked on the newest revision is gone
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class State:
    """Where a release stands.

    :param last: its newest revision.
    :param deployed: the newest revision that is deployed.
    :param why: a sentence for a person.
    :param wait: for ``UNCERTAIN``: the seconds after which it is certain.
    """

    standing: Standing
    why: str
    last: Entry | None = None
    deployed: Entry | None = None
    wait: float = 0.0

    @property
    def exists(self) -> bool:
        """Is there something that an upgrade or an uninstall can begin from?"""
        return self.standing not in (Standing.ABSENT, Standing.UNINSTALLED)

    @property
    def current(self) -> Entry | None:
        """The revision whose objects are those in the cluster, as far as Helm knows: what an upgrade begins from."""
        return self.deployed or self.last


def determine(entries: list[Entry], now: float, pending_timeout: float) -> State:
    """Where a release stands.

    :param entries: its stored revisions.
    :param now: seconds since 1970.
    :param pending_timeout: seconds after which a pending revision that names no owner counts as abandoned.
    """
    if not entries:
        return State(Standing.ABSENT, "no revision is stored")
    ordered = sorted(entries, key=lambda entry: entry.revision)
    last = ordered[-1]
    deployed = next((entry for entry in reversed(ordered) if entry.status == model.DEPLOYED), None)
    said = f"revision {last.revision} has the status {last.status}"
    if last.status == model.DEPLOYED:
        return State(Standing.DEPLOYED, said, last, deployed)
    if last.status == model.UNINSTALLED:
        return State(Standing.UNINSTALLED, said, last, deployed)
    if last.status not in model.PENDING and last.status != model.UNINSTALLING:
        return State(Standing.FAILED, said, last, deployed)
    rest = Standing.UNINSTALLING if last.status == model.UNINSTALLING else Standing.ABANDONED
    owner = Owner.of(last.annotations)
    if owner is not None:
        if owner.alive(now):
            why = f"{said}, and {owner.here_or_elsewhere} works on it"
            left = max(0.0, DEAD_AFTER - (now - owner.beat))
            return State(Standing.BUSY, why, last, deployed, left)
        return State(rest, f"{said}, and {owner.here_or_elsewhere}, which worked on it, is gone", last, deployed)
    age = age_of(last, now)
    if rest is Standing.UNINSTALLING:
        # Helm takes up an uninstall that was cut off whenever it is asked to, and so do we.
        return State(rest, said, last, deployed)
    if age < pending_timeout:
        left = pending_timeout - age
        why = f"{said} since {age:.0f} s; it names no owner, so somebody may still work on it"
        return State(Standing.UNCERTAIN, why, last, deployed, left)
    return State(rest, f"{said} since {age:.0f} s, longer than any operation should take", last, deployed)
