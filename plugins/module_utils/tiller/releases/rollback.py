# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go back to a revision of a release, through Tiller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import ReleaseError
from ...release.records import model
from ...release.records.codec import normalized
from ...release.records.state import Standing
from ...release.reporting.outcome import Outcome
from ..protocol.convert import release_of, status_of
from .manifest_changes import changes_between
from .session import history_of, hook_changes, record_change, seconds, wanted_release

if TYPE_CHECKING:
    from ...release.records.model import Release
    from ...release.request import ReleaseRequest
    from .session import History, Session


def rollback(session: Session, request: ReleaseRequest, revision: int) -> Outcome:
    """Go back to a revision, by adding one that repeats it.

    :param revision: 0 for the last good one: the newest that is or was deployed.
    :raises CoxswainError: there is no such revision, or Tiller fails.
    """
    history = history_of(session, request)
    where = f"release {request.name}"
    if history.standing is Standing.ABSENT:
        raise ReleaseError("release: not found", where, "Install it first, or check name and namespace.")
    current = release_of(history.last)
    target = release_of(_target(history, revision, where))
    if history.standing is Standing.DEPLOYED and _repeats(current, target):
        return Outcome(False, "unchanged", current, warnings=session.all_warnings(), namespace=request.namespace)
    options = {
        "disable_hooks": request.disable_hooks,
        "wait": request.waits,
        "force": request.force,
        "description": request.description,
        "cleanup_on_fail": request.cleanup_on_fail,
    }
    said = request.description or f"Rollback to {target.revision}"
    planned = session.tiller.rollback(request.name, target.revision, seconds(request), dry_run=True, **options)
    release = wanted_release(planned, model.DEPLOYED, said).replace(revision=current.revision + 1)
    # The objects of a release that was deleted are gone: all of them are made anew.
    before = "" if history.standing is Standing.UNINSTALLED else current.manifest
    objects, pairs = changes_between(session, before, target.manifest, request.namespace)
    hooks = () if request.disable_hooks else target.hooks
    changes = [
        record_change(session, request.name, release.revision),
        *hook_changes(session, hooks, ("pre-rollback",), request.namespace),
        *objects,
        *hook_changes(session, hooks, ("post-rollback",), request.namespace),
    ]
    if not session.check_mode:
        session.report(f"roll back {request.name} to revision {target.revision} through Tiller")
        release = release_of(session.tiller.rollback(request.name, target.revision, seconds(request), **options))
    return Outcome(
        True,
        "rolled back",
        release.replace(rollback_revision=target.revision),
        changes,
        session.all_warnings(),
        pairs=pairs,
        namespace=request.namespace,
        sensitive=request.sensitive,
    )


def _target(history: History, revision: int, where: str) -> Any:
    if revision:
        found = history.find(revision)
        if found is not None:
            return found
        known = ", ".join(str(entry.version) for entry in reversed(history.revisions))
        raise ReleaseError(f"release has no {revision} version", where, f"Its revisions are {known}.")
    good = (model.DEPLOYED, model.SUPERSEDED)
    for entry in history.revisions:
        if status_of(entry.info.status.code) in good:
            return entry
    raise ReleaseError("none of its revisions was ever deployed", where, "Install it anew.")


def _repeats(current: Release, target: Release) -> bool:
    if current.revision == target.revision:
        return True
    return (
        current.manifest == target.manifest
        and current.hooks == target.hooks
        and normalized(current.config) == normalized(target.config)
        and current.metadata == target.metadata
    )
