# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests of a release through the API server, and store their results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import ClusterError
from ..execution.hooks import HookFailed, logs_of, run_hooks, with_results
from ..records.model import SERVER_SIDE, Hook, Release
from ..records.storage import OutdatedError
from ..reporting.outcome import ReleaseTestResult
from ..request import CLIENT, SERVER, ReleaseRequest, Report

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...cluster.diagnostics import ObjectDiagnosis
    from ..records.storage import Storage


def run_tests(
    api: Api,
    storage: Storage,
    request: ReleaseRequest,
    release: Release,
    tests: Sequence[Hook],
    logs: bool,
    report: Report,
) -> ReleaseTestResult:
    """Run test hooks of a revision, each within the timeout of the request."""
    gathered: dict[str, dict[str, list[str]]] = {}

    def gather(hooks: Sequence[Hook]) -> None:
        for hook in hooks if logs else ():
            try:
                gathered[hook.name] = logs_of(api, hook, request.namespace)
            except ClusterError as error:
                report(f"the log of the test {hook.name} cannot be read: {error}")

    failure: str | None = None
    diagnostics: Sequence[ObjectDiagnosis] = ()
    apply_side = SERVER if release.apply_method == SERVER_SIDE else CLIENT
    try:
        ran = run_hooks(
            api,
            tests,
            "test",
            request.namespace,
            request.timeout,
            report,
            before_deletion=gather,
            apply_side=apply_side,
        )
    except HookFailed as error:
        ran, failure, diagnostics = error.hooks, str(error), error.diagnostics
    if ran:
        release = _store_results(storage, release, ran)
    return ReleaseTestResult(release, ran, gathered, failure, list(diagnostics))


def _store_results(storage: Storage, release: Release, ran: Sequence[Hook]) -> Release:
    """Store the results in the revision that was tested, whatever else was written to it meanwhile."""

    def noted(stored: Release) -> Release:
        return stored.replace(hooks=with_results(stored.hooks, ran))

    revised = storage.revise(release.name, release.revision, noted)
    if revised is None:
        raise OutdatedError(
            f"revision {release.revision} was removed by another process while its tests ran",
            f"release {release.name}",
            "Run the task again.",
        )
    return revised
