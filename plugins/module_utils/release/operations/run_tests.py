# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests of a release: its hooks of the event ``test``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import ReleaseError
from ..backend import Backend
from ..planning.plan import hooks_for
from ..records.model import UNINSTALLED
from ..reporting.outcome import ReleaseTestResult

if TYPE_CHECKING:
    from ..request import ReleaseRequest


def run_tests(
    backend: Backend,
    request: ReleaseRequest,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    logs: bool = False,
) -> ReleaseTestResult:
    """Run the tests of the newest revision.

    :param include: names of the tests to run, all by default.
    :param exclude: names of tests to leave out.
    :param logs: whether to collect the logs of the tests' containers.
    :raises ReleaseError: there is no such release, or no such test.
    """
    where = f"release {request.name}"
    entries = backend.entries(request)
    release = backend.get(request, entries[-1].revision) if entries else None
    if release is None or release.status == UNINSTALLED:
        raise ReleaseError("release: not found", where, "Install it first, or check name and namespace.")
    tests = hooks_for(release.hooks, "test")
    known = {hook.name for hook in tests}
    missing = sorted((set(include) | set(exclude)) - known)
    if missing:
        raise ReleaseError(
            f"has no test {', '.join(missing)}",
            where,
            f"Its tests are {', '.join(sorted(known))}." if known else "It has no tests.",
        )
    chosen = [hook for hook in tests if (not include or hook.name in include) and hook.name not in exclude]
    if backend.check_mode:
        return ReleaseTestResult(release, [replace(hook, phase="", started_at="", completed_at="") for hook in chosen])
    return backend.run_tests(request, release, chosen, logs)
