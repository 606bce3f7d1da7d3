# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a release to its desired state: install it, upgrade it, correct drift, or find that nothing has changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ...errors import CoxswainError
from ..backend import Backend, UpgradeOperation
from ..records import model
from ..records.state import Standing
from ..reporting.outcome import Outcome
from .carry_out import carry_out
from .correct_drift import correct_drift
from .rollback import rollback
from .uninstall import uninstall

if TYPE_CHECKING:
    from ..request import ReleaseRequest


def install_or_upgrade(backend: Backend, request: ReleaseRequest) -> Outcome:
    """Bring a release to its desired state, as ``helm upgrade --install`` does.

    :raises CoxswainError: it failed. Before anything is written when the chart does not render, does not fit the
        cluster, or its objects belong to another owner; otherwise the failure is recorded, and undone with ``atomic``.
    """
    model.check_name(request.name)
    model.check_labels(request.labels)
    request.required_chart  # noqa: B018 - refuses a request without one
    entries, state = backend.settle(request)
    base = backend.base(request, state)
    rendering = backend.rendering(request, base)
    if state.standing is Standing.DEPLOYED and base is not None and rendering.reproduces(base):
        return correct_drift(backend, request, base, rendering.values)
    operation = backend.prepare_upgrade(request, entries, state, base, rendering)
    action = "installed" if operation.is_install else "upgraded"
    undo = partial(_undo, backend, request, operation) if request.atomic else None
    return backend.outcome(request, action, carry_out(operation, undo))


def _undo(backend: Backend, request: ReleaseRequest, operation: UpgradeOperation) -> str:
    """Uninstall a release that failed to install, or roll a failed upgrade back; return how it went."""
    # What the undoing warns of is not what the task did.
    warnings = list(backend.warnings)
    try:
        revision = operation.undo()
        if revision is None and operation.is_install:
            uninstall(backend, request)
        elif revision is None:
            outcome = rollback(backend, replace(request, atomic=False, wait=True, description=""), None)
            revision = outcome.release.rollback_revision if outcome.release is not None else 0
        done = "uninstalled" if operation.is_install else f"rolled back to revision {revision}"
        return f" and was {done} (atomic)"
    except CoxswainError as error:
        backend.report(f"the failed {'install' if operation.is_install else 'upgrade'} could not be undone: {error}")
        return f" and could not be undone ({error})"
    finally:
        backend.warnings[:] = warnings
