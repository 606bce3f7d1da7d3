# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uninstall a release: delete its objects and, unless it is kept, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ReleaseError
from ..backend import Backend, Result
from ..records.state import Standing
from ..reporting.outcome import Outcome
from .carry_out import carry_out

if TYPE_CHECKING:
    from ..request import ReleaseRequest


def uninstall(backend: Backend, request: ReleaseRequest) -> Outcome:
    """Uninstall a release, as ``helm uninstall`` does; do nothing when it does not exist.

    These fields of the request apply: ``wait``, ``timeout``, ``disable_hooks``, ``keep_history``,
    ``deletion_propagation`` and ``description``.
    """
    entries, state = backend.settle(request)
    if state.last is None:
        return backend.outcome(request, "unchanged", Result(), changed=False)
    if state.standing is Standing.UNINSTALLED:
        if request.keep_history:
            kept = backend.get(request, state.last.revision)
            return backend.outcome(request, "unchanged", Result(kept), changed=False)
        return backend.outcome(request, "uninstalled", Result(changes=backend.forget(request, entries)))
    last = backend.get(request, state.last.revision)
    if last is None:
        raise ReleaseError(
            "the newest revision was removed by another process", f"release {request.name}", "Run the task again."
        )
    operation = backend.prepare_uninstall(request, entries, last)
    return backend.outcome(request, "uninstalled", carry_out(operation))
