# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests of a release: the hooks of the event ``test``, and keep in the record how they went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...errors import ClusterError, ReleaseError
from ..execution.hooks import HookFailed, logs_of, run_hooks
from ..planning.plan import hooks_for
from ..records.model import SERVER_SIDE, UNINSTALLED, Hook, Release
from ..records.storage import Storage
from ..request import CLIENT, SERVER
from .lifecycle import quiet

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...cluster.trouble import Trouble
    from ..request import Report

_EVENT = "test"


#: how often the outcome is stored anew when the revision was changed by somebody else meanwhile
_TRIES = 3


@dataclass(frozen=True)
class ReleaseTestResult:
    """How the tests of a release went.

    :param hooks: the tests with how they went, in the order in which they ran; those that did not run are left out. In
        check mode, those that would run.
    :param logs: name of a test → ``pod/container`` → lines, when they were asked for.
    :param failure: what is to be told when a test failed, otherwise ``None``.
    :param troubles: what is known of the objects of the test that failed.
    """

    release: Release
    hooks: list[Hook]
    logs: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    failure: str | None = None
    troubles: list[Trouble] = field(default_factory=list)


def run_tests(
    api: Api,
    name: str,
    namespace: str,
    report: Report = quiet,
    *,
    chosen: Sequence[str] = (),
    left_out: Sequence[str] = (),
    timeout: float = 300.0,
    logs: bool = False,
    driver: str = "secret",
    check_mode: bool = False,
) -> ReleaseTestResult:
    """Run the tests of the newest revision.

    :param chosen: names of tests to run, all by default.
    :param left_out: names of tests not to run.
    :param timeout: seconds for each test.
    :param logs: gather the logs of the tests' containers.
    :raises ReleaseError: there is no such release, or no such test.
    """
    storage = Storage(api, namespace, driver)
    entries = storage.entries(name)
    release = storage.get(name, entries[-1].revision) if entries else None
    if release is None or release.status == UNINSTALLED:
        raise ReleaseError("release: not found", f"release {name}", "Install it first, or check name and namespace.")
    tests = hooks_for(release.hooks, _EVENT)
    known = {hook.name for hook in tests}
    missing = sorted((set(chosen) | set(left_out)) - known)
    if missing:
        raise ReleaseError(
            f"has no test {', '.join(missing)}",
            f"release {name}",
            f"Its tests are {', '.join(sorted(known))}." if known else "It has no tests.",
        )
    wanted = [hook for hook in tests if (not chosen or hook.name in chosen) and hook.name not in left_out]
    if check_mode:
        return ReleaseTestResult(release, [replace(hook, phase="", started_at="", completed_at="") for hook in wanted])
    gathered: dict[str, dict[str, list[str]]] = {}

    def gather(hooks: Sequence[Hook]) -> None:
        for hook in hooks if logs else ():
            try:
                gathered[hook.name] = logs_of(api, hook, namespace)
            except ClusterError as error:
                report(f"the log of the test {hook.name} cannot be read: {error}")

    failure: str | None = None
    troubles: list[Trouble] = []
    way = SERVER if release.apply_method == SERVER_SIDE else CLIENT
    try:
        ran = run_hooks(api, wanted, _EVENT, namespace, timeout, report, before_deletion=gather, way=way)
    except HookFailed as error:
        ran, failure, troubles = error.hooks, str(error), error.troubles
    if ran:
        release = _noted(storage, release, ran)
    return ReleaseTestResult(release, ran, gathered, failure, troubles)


def _noted(storage: Storage, release: Release, ran: Sequence[Hook]) -> Release:
    """Store how tests went in the revision that they were run for, whatever became of it meanwhile."""
    by_key = {(hook.path, hook.name, hook.kind): hook for hook in ran}
    for attempt in range(_TRIES):
        hooks = tuple(by_key.get((hook.path, hook.name, hook.kind), hook) for hook in release.hooks)
        try:
            return storage.update(release.replace(hooks=hooks))
        except ReleaseError:
            found = storage.get(release.name, release.revision)
            if found is None or attempt + 1 == _TRIES:
                raise
            release = found
    raise AssertionError("unreachable")
