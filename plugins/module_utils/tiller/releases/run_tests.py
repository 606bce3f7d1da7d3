# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests of a release, through Tiller."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...errors import ReleaseError
from ...release.operations.run_tests import ReleaseTestResult
from ..protocol.convert import release_of

if TYPE_CHECKING:
    from .session import Session

_EVENT = "test"


def run_tests(session: Session, name: str, namespace: str, timeout: float, *, logs: bool = False) -> ReleaseTestResult:
    """Run the tests of the newest revision; Tiller deletes their pods afterwards, so that they can run again.

    :raises CoxswainError: there is no such release, or Tiller cannot run them.
    """
    revisions = session.tiller.history(name)
    if not revisions or revisions[0].namespace != namespace:
        raise ReleaseError("release: not found", f"release {name}", "Install it first, or check name and namespace.")
    release = release_of(revisions[0])
    if session.check_mode:
        return ReleaseTestResult(release, [hook for hook in release.hooks if _EVENT in hook.events])
    messages = session.tiller.test(name, max(1, math.ceil(timeout)), cleanup=True, logs=logs)
    for text, _status in messages:
        session.report(text.rstrip())
    release = release_of(session.tiller.content(name))
    hooks = [hook for hook in release.hooks if _EVENT in hook.events and hook.phase]
    lines = [line for text, _status in messages for line in text.splitlines()]
    gathered = {hook.name: {hook.name: lines} for hook in hooks} if logs else {}
    failed = [text.strip() for text, status in messages if status == "FAILURE"]
    failure = f"{len(failed)} test(s) failed: {'; '.join(failed)}" if failed else None
    return ReleaseTestResult(release, hooks, gathered, failure)
