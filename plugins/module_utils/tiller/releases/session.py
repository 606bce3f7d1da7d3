# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every operation through Tiller begins with: the history of a release, and where it stands."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...errors import CoxswainError, TillerError
from ...release.planning.change import RECORD, RUN_HOOK, Change
from ...release.records import model
from ...release.records.state import Standing
from ..protocol.convert import release_of, status_of
from ..records import Records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...cluster.api import Api
    from ...release.records.model import Hook, Release
    from ...release.request import ReleaseRequest, Report
    from ..connection.client import Tiller

_PENDING = {"pending-install", "pending-upgrade", "pending-rollback"}


@dataclass
class Session:
    """One Tiller, and what else there is to work with.

    :param api: the API server, when the task names one; ``None`` leaves only what Tiller tells.
    :param namespace: Tiller's own.
    """

    tiller: Tiller
    api: Api | None
    namespace: str
    check_mode: bool
    report: Report
    warnings: list[str] = field(default_factory=list)

    def all_warnings(self) -> list[str]:
        """Those of the operation and those of the connection."""
        return self.warnings + self.tiller.warnings


@dataclass(frozen=True)
class History:
    """The revisions of a release, newest first, as Tiller has them, and where the release stands."""

    revisions: list[Any]
    standing: Standing

    @property
    def last(self) -> Any:
        """The newest revision."""
        return self.revisions[0]

    @property
    def deployed(self) -> Any | None:
        """The newest revision that is deployed: what an upgrade begins from."""
        return next((entry for entry in self.revisions if status_of(entry.info.status.code) == model.DEPLOYED), None)

    def find(self, revision: int) -> Any | None:
        """The revision of a number."""
        return next((entry for entry in self.revisions if entry.version == revision), None)


def history_of(session: Session, request: ReleaseRequest, *, settle: bool = True) -> History:
    """The history of a release, once it is certain that nobody works on it.

    A revision that was left pending, longer than ``pending_timeout`` ago, is marked as failed in Tiller's records,
    since Tiller itself refuses everything as long as it is there.

    :param settle: without it, a pending revision is told and left as it is.
    :raises TillerError: somebody may still work on it, or the release is in another namespace.
    """
    revisions = session.tiller.history(request.name)
    if not revisions:
        return History([], Standing.ABSENT)
    last = revisions[0]
    where = f"release {request.name}"
    if last.namespace != request.namespace:
        raise TillerError(
            f"is in the namespace {last.namespace}, not in {request.namespace}",
            where,
            "Give that namespace, or another name: Tiller keeps one release of a name for all namespaces.",
            reason="namespace",
        )
    status = status_of(last.info.status.code)
    if status == model.DEPLOYED:
        return History(revisions, Standing.DEPLOYED)
    if status == model.UNINSTALLED:
        return History(revisions, Standing.UNINSTALLED)
    if status == model.UNINSTALLING:
        return History(revisions, Standing.UNINSTALLING)
    if status not in _PENDING:
        return History(revisions, Standing.FAILED)
    age = max(0.0, time.time() - last.info.last_deployed.seconds)
    said = f"revision {last.version} has the status {status} since {age:.0f} s"
    if age < request.pending_timeout:
        raise TillerError(
            f"another operation (install/upgrade/rollback) is in progress: {said}",
            where,
            f"It is taken over {request.pending_timeout - age:.0f} s from now; set pending_timeout lower if nobody "
            "works on it.",
            reason="locked",
        )
    if settle:
        session.report(f"{said}, longer than any operation should take: it was cut off")
        _abandon(session, request.name, int(last.version))
        if not session.check_mode:
            return history_of(session, request)
    return History(revisions, Standing.ABANDONED)


def _abandon(session: Session, name: str, revision: int) -> None:
    if session.api is None:
        raise TillerError(
            f"revision {revision} was left pending, and Tiller refuses everything as long as it is",
            f"release {name}",
            "Give the API server of its cluster as well (kubeconfig, context or host), so that the revision can be "
            "marked as failed in Tiller's records.",
            reason="locked",
        )
    if session.check_mode:
        return
    records = Records(session.api, session.namespace)
    for record in records.read(name):
        if record.revision == revision:
            records.mark(record, "FAILED", "The operation was cut off")
            return
    raise TillerError(
        f"the record of revision {revision} is not in the namespace {session.namespace}",
        f"release {name}",
        "Name the namespace that Tiller runs in with tiller_namespace.",
        reason="locked",
    )


def seconds(request: ReleaseRequest) -> int:
    """The time-out of a request as Tiller takes it. It is never 0, with which some of its waits end at once."""
    return max(1, math.ceil(request.timeout))


def record_change(session: Session, name: str, revision: int) -> Change:
    """That a revision is recorded."""
    return Change(RECORD, "", "Release", session.namespace, f"{name}.v{revision}", session.check_mode)


def hook_changes(session: Session, hooks: Sequence[Hook], events: Sequence[str], namespace: str) -> list[Change]:
    """That hooks run, those of one event after those of the one before."""
    found = []
    for event in events:
        running = sorted((hook for hook in hooks if event in hook.events), key=lambda hook: (hook.weight, hook.name))
        found += [Change(RUN_HOOK, "", hook.kind, namespace, hook.name, session.check_mode) for hook in running]
    return found


def quietly(work: Any, report: Report, what: str) -> str | None:
    """Do what is to undo a failure; gives back why that failed too."""
    try:
        work()
        return None
    except CoxswainError as error:
        report(f"{what}: {error}")
        return str(error)


def wanted_release(message: Any, status: str, description: str) -> Release:
    """A revision as a dry run answers it, as it will be."""
    return release_of(message).replace(status=status, description=description)
