# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roll a release back to one of its revisions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import ReleaseError
from ..backend import Backend, Result
from ..execution.hooks import policies_of
from ..records import model
from ..records.codec import normalized
from ..records.model import Release
from ..records.state import Standing
from ..records.storage import Entry
from ..reporting.outcome import Outcome
from .carry_out import carry_out

if TYPE_CHECKING:
    from ..records.model import Hook
    from ..request import ReleaseRequest


def rollback(backend: Backend, request: ReleaseRequest, revision: int | None) -> Outcome:
    """Roll a release back, with a new revision that repeats an old one.

    :param revision: ``None`` or 0 for the last good one: the newest that is or was deployed.
    :raises ReleaseError: there is no such revision.
    """
    where = f"release {request.name}"
    entries, state = backend.settle(request)
    if state.last is None:
        raise ReleaseError("release: not found", where, "Install it first, or check name and namespace.")
    number = _target(entries, revision, where).revision
    current = backend.get(request, state.last.revision)
    target = backend.get(request, number)
    if current is None or target is None:
        raise ReleaseError("a revision was removed by another process", where, "Run the task again.")
    target = backend.rewritten(request, target)
    if state.standing is Standing.DEPLOYED and _repeats(current, target):
        return backend.outcome(request, "unchanged", Result(current), changed=False)
    operation = backend.prepare_rollback(request, entries, state, current, target)
    return backend.outcome(request, "rolled back", carry_out(operation))


def _target(entries: list[Entry], revision: int | None, where: str) -> Entry:
    if revision:
        for entry in entries:
            if entry.revision == revision:
                return entry
        known = ", ".join(str(entry.revision) for entry in entries)
        raise ReleaseError(f"release has no {revision} version", where, f"Its revisions are {known}.")
    good = [entry for entry in entries if entry.status in (model.DEPLOYED, model.SUPERSEDED)]
    if not good:
        raise ReleaseError("none of its revisions was ever deployed", where, "Install it again.")
    return good[-1]


def _repeats(current: Release, target: Release) -> bool:
    """Return whether the newest revision is the target, or already repeats it."""
    if current.revision == target.revision:
        return True
    return (
        current.manifest == target.manifest
        and [_as_rendered(hook) for hook in current.hooks] == [_as_rendered(hook) for hook in target.hooks]
        and normalized(current.config) == normalized(target.config)
        and current.metadata == target.metadata
    )


def _as_rendered(hook: Hook) -> Hook:
    """Return a hook with the default deletion policy, which Helm records once a hook has run."""
    return replace(hook, delete_policies=policies_of(hook))
