# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the result of a backend to the outcome that modules report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..backend import Backend, Result
from ..reporting.outcome import Outcome

if TYPE_CHECKING:
    from ..request import ReleaseRequest


def outcome_of(
    backend: Backend, request: ReleaseRequest, action: str, result: Result, *, changed: bool = True
) -> Outcome:
    """Return the outcome of an operation, with the warnings that the backend has collected."""
    return Outcome(
        changed=changed,
        action=action,
        release=result.release,
        changes=list(result.changes),
        warnings=backend.all_warnings(),
        drifted=result.drifted,
        foreign=result.foreign,
        pairs=list(result.pairs),
        namespace=request.namespace,
        sensitive=request.sensitive,
        random=result.random,
    )
