# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Report long calls to Tiller. Tiller is silent until it has finished, so the objects are read instead."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ...cluster.objects import Ref, get
from ...cluster.readiness import CURRENT, Readiness, readiness
from ...errors import ClusterError
from ...release.execution.wait_report import Ticker, named

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...release.request import Report

#: returns the objects that are not ready yet, as far as that is known
Unready = Callable[[], "dict[Ref, Readiness]"]


class CallReport:
    """Reports one call that changes a release.

    :param name: the release.
    :param timeout: seconds that Tiller takes at most for each hook, and for the wait.
    """

    def __init__(
        self,
        report: Report,
        name: str,
        timeout: float,
        unready: Unready,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._timeout, self._unready = name, timeout, unready
        self._ticker = Ticker(report, clock)

    def pause(self) -> float:
        """Return the seconds until :meth:`idle` is to be called; infinite when nothing is shown."""
        return self._ticker.pause()

    def idle(self) -> None:
        """Show the line that is due."""
        awaited = self._unready()
        line = f"Tiller has not finished after {self._ticker.elapsed:.0f} s (timeout {self._timeout:.0f} s)"
        if awaited:
            line += f"; not ready: {named(awaited)}"
        self._ticker.show(line, lambda: f"release {self._name}: {line}")


def unready_objects(api: Api, declared: Iterable[Ref]) -> dict[Ref, Readiness]:
    """Return the objects that are not ready; none if they cannot be read.

    :param declared: also objects of cluster-scoped kinds with a namespace.
    """
    refs = []
    try:
        for ref in declared:
            resource = api.discovery.find(ref.api_version, ref.kind)
            if resource is not None and ref.name:
                refs.append(ref if resource.namespaced else ref._replace(namespace=""))
        states = zip(refs, api.each(lambda ref: readiness(get(api, ref)), refs))
        return {ref: state for ref, state in states if state.status != CURRENT}
    except ClusterError:
        return {}
