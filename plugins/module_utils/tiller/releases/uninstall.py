# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have no release of a name, through Tiller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...release.planning.change import FORGET, Change
from ...release.records import model
from ...release.records.state import Standing
from ...release.reporting.outcome import Outcome
from ..protocol.convert import release_of
from .manifest_changes import Pair, gone, removals
from .session import history_of, hook_changes, seconds

if TYPE_CHECKING:
    from ...release.request import ReleaseRequest
    from .session import Session


def uninstall(session: Session, request: ReleaseRequest) -> Outcome:
    """Delete a release with its objects; of the request the same counts as without Tiller.

    :raises CoxswainError: it cannot be done.
    """
    history = history_of(session, request)
    if history.standing is Standing.ABSENT:
        return Outcome(False, "unchanged", warnings=session.all_warnings(), namespace=request.namespace)
    last = release_of(history.last)
    purge = not request.keep_history
    deleted = history.standing is Standing.UNINSTALLED
    if deleted and not purge:
        return Outcome(False, "unchanged", last, warnings=session.all_warnings(), namespace=request.namespace)
    forgotten = [
        Change(FORGET, "", "Release", session.namespace, f"{request.name}.v{entry.version}", session.check_mode)
        for entry in reversed(history.revisions)
    ]
    changes: list[Change] = []
    pairs: list[Pair] = []
    if not deleted:
        hooks = () if request.disable_hooks else last.hooks
        objects, pairs = removals(session, last.manifest, request.namespace)
        changes += hook_changes(session, hooks, ("pre-delete",), request.namespace)
        changes += objects
        changes += hook_changes(session, hooks, ("post-delete",), request.namespace)
    changes += forgotten if purge else []
    release = last.replace(status=model.UNINSTALLED, description=request.description or "Deletion complete")
    if not session.check_mode:
        session.report(f"delete {request.name} from {request.namespace} through Tiller")
        answer, kept = session.tiller.uninstall(
            request.name,
            seconds(request),
            purge=purge,
            disable_hooks=request.disable_hooks,
            description=request.description,
        )
        for line in kept.splitlines():
            if line.strip():
                session.report(line.strip())
        if answer.HasField("info") and answer.HasField("chart"):
            release = release_of(answer)
        if request.waits and not deleted:
            gone(session, request, last.manifest)
    return Outcome(
        True,
        "uninstalled",
        None if purge else release,
        changes,
        session.all_warnings(),
        pairs=pairs,
        namespace=request.namespace,
        sensitive=request.sensitive,
    )
