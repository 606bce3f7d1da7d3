# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Report a wait: what changes, what is still awaited and why, and for how long.

The result of a task contains the changes only. Everything that depends on the time is shown live: how long it took, a
line whenever nothing has changed for a while, and one notice when a wait takes long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ...cluster.wait import Observer
from ..request import live

if TYPE_CHECKING:
    from ...cluster.objects import Ref
    from ...cluster.readiness import Readiness
    from ..request import Report

#: seconds without a change after which a line says what is still awaited
SILENCE = 15.0
#: seconds after which a notice says that a wait takes long
LONG = 30.0
#: how many objects such a line names
_NAMED = 3

READY, GONE, COMPLETE, ESTABLISHED = "ready", "gone", "complete", "established"

#: explains why an object is not ready, ``""`` when there is nothing to add to its readiness
Explain = Callable[["Ref"], str]


class Ticker:
    """When the lines of one wait are due: each :data:`SILENCE` seconds without another line, and the notice once.

    :param clock: seconds on a monotonic clock.
    """

    def __init__(self, report: Report, clock: Callable[[], float]) -> None:
        self._live = live(report)
        self._clock = clock
        self._started = self._last = clock()
        self._noticed = False

    @property
    def elapsed(self) -> float:
        """Seconds since the wait began."""
        return self._clock() - self._started

    def pause(self) -> float:
        """Return the seconds until the next line is due; infinite when nothing is shown."""
        if self._live is None:
            return float("inf")
        due = self._last + SILENCE
        if not self._noticed:
            due = min(due, self._started + LONG)
        return max(0.0, due - self._clock())

    def shown(self) -> None:
        """Note that a line was shown."""
        self._last = self._clock()

    def show(self, text: str, notice: Callable[[], str]) -> None:
        """Show the line that is due, if there is one.

        :param text: the line that says that the wait goes on.
        :param notice: returns the line that says that it takes long.
        """
        if self._live is None or self.pause() > 0:
            return
        if not self._noticed and self.elapsed >= LONG:
            self._noticed = True
            self._live.notice(notice())
        else:
            self._live.detail(text)
        self.shown()


class WaitReport(Observer):
    """Reports one wait for objects.

    :param purpose: what the objects are to be, as an adjective.
    :param total: how many objects there are.
    :param timeout: seconds.
    :param subject: what waits, for the notice, such as ``release shop``.
    :param collects: whether changes are added to the result.
    """

    def __init__(
        self,
        report: Report,
        purpose: str,
        total: int,
        timeout: float,
        subject: str,
        *,
        collects: bool = True,
        explain: Explain | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._report, self._live = report, live(report)
        self._purpose, self._total, self._timeout, self._subject = purpose, total, timeout, subject
        self._collects, self._explain = collects, explain
        self._ticker = Ticker(report, clock)

    def changed(self, ref: Ref, state: Readiness) -> None:
        line = f"{ref}: {state.message}"
        if self._live is None:
            if self._collects:
                self._report(line)
            return
        if self._collects:
            self._live.collect(line)
        self._live.detail(f"{line} ({self._ticker.elapsed:.0f} s)")
        self._ticker.shown()

    def pause(self) -> float:
        return self._ticker.pause()

    def idle(self, awaited: Mapping[Ref, Readiness]) -> None:
        def notice() -> str:
            return f"{self._subject}: {self._line(awaited, self._explain)}"

        self._ticker.show(self._line(awaited), notice)

    def _line(self, awaited: Mapping[Ref, Readiness], explain: Explain | None = None) -> str:
        """Return what is awaited, for how long, and why."""
        how = f"not {self._purpose} after {self._ticker.elapsed:.0f} s of {self._timeout:.0f} s"
        if self._total == 1:
            return "; ".join(f"{ref} is {how}: {_reason(ref, state, explain)}" for ref, state in awaited.items())
        be = "is" if len(awaited) == 1 else "are"
        return f"{len(awaited)} of {self._total} objects {be} {how}: {named(awaited, explain)}"


def named(awaited: Mapping[Ref, Readiness], explain: Explain | None = None) -> str:
    """Return the first objects that are not ready with the reasons, and how many others there are."""
    texts = [f"{ref}: {_reason(ref, state, explain)}" for ref, state in list(awaited.items())[:_NAMED]]
    more = len(awaited) - len(texts)
    return "; ".join([*texts, f"and {more} more"] if more else texts)


def _reason(ref: Ref, state: Readiness, explain: Explain | None) -> str:
    added = explain(ref) if explain is not None else ""
    return f"{state.message} ({added})" if added else state.message
