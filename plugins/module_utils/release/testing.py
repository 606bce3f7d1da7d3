# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests of a release: the hooks of the event ``test``, and keep in the record how they went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import ClusterError, ReleaseError
from .hooks import HookFailed, logs_of, run_hooks
from .model import Hook, Release
from .pipeline import quiet
from .plan import hooks_for
from .storage import Storage

if TYPE_CHECKING:
    from ..cluster.api import Api
    from .request import Report

_EVENT = "test"


@dataclass(frozen=True)
class Tested:
    """How the tests of a release went.

    :param hooks: the tests with how they went, in the order in which they ran; those that did not run are left out.
    :param logs: ``pod/container`` → lines, when they were asked for.
    :param failure: what is to be told when a test failed, otherwise ``None``.
    """

    release: Release
    hooks: list[Hook]
    logs: dict[str, list[str]] = field(default_factory=dict)
    failure: str | None = None


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
) -> Tested:
    """Run the tests of the newest revision.

    :param chosen: names of tests to run, all by default.
    :param left_out: names of tests not to run.
    :param logs: gather the logs of the tests' containers.
    :raises ReleaseError: there is no such release.
    """
    storage = Storage(api, namespace, driver)
    entries = storage.entries(name)
    release = storage.get(name, entries[-1].revision) if entries else None
    if release is None:
        raise ReleaseError("release: not found", f"release {name}", "Install it first, or check name and namespace.")
    wanted = [
        hook
        for hook in hooks_for(release.hooks, _EVENT)
        if (not chosen or hook.name in chosen) and hook.name not in left_out
    ]
    failure = None
    gathered: dict[str, list[str]] = {}

    def gather(hooks: Sequence[Hook]) -> None:
        for hook in hooks if logs else ():
            try:
                gathered.update(logs_of(api, hook, namespace))
            except ClusterError as error:
                report(f"the log of the test {hook.name} cannot be read: {error}")

    try:
        ran = run_hooks(api, wanted, _EVENT, namespace, timeout, report, before_deletion=gather)
    except HookFailed as error:
        ran, failure = error.hooks, str(error)
    by_key = {(hook.path, hook.name, hook.kind): hook for hook in ran}

    def told(stored: Release) -> Release:
        # Its status may have changed while the tests ran.
        hooks = tuple(by_key.get((hook.path, hook.name, hook.kind), hook) for hook in stored.hooks)
        return stored.replace(hooks=hooks)

    if ran:
        release = storage.revise(name, release.revision, told) or told(release)
    return Tested(release, ran, gathered, failure)
