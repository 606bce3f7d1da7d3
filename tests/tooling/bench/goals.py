# SPDX-License-Identifier: GPL-3.0-or-later
"""The goals for speed, and whether results reach them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .results import Results
from .rows import CORE, DIFF, EMPTY, OURS, PING


@dataclass(frozen=True)
class Goal:
    """A limit for one figure.

    :param unit: what follows the figure; empty for a ratio.
    :param figure: finds the figure in results; None when it was not measured.
    """

    title: str
    limit: float
    unit: str
    figure: Callable[[Results], float | None]

    def reached(self, results: Results) -> bool | None:
        """Return whether the figure is within the limit; None when it was not measured."""
        found = self.figure(results)
        return None if found is None else found <= self.limit


def _ratio(row: str, other: str, figure: str = "processor") -> Callable[[Results], float | None]:
    return lambda results: results.ratio(row, OURS, other, figure)


def _sent(results: Results) -> float | None:
    sent = results.median("ssh", OURS, "sent")
    return None if sent is None else sent / 1000


def largest(results: Results) -> float | None:
    """Return the most memory of a process of our plays, in MB; those over SSH have a part of it on the host."""
    names = [row for row in results.cells if row != EMPTY and not row.startswith("ssh")]
    return max((results.median(row, OURS, "largest") or 0.0 for row in names), default=None)


#: In the order of the table. Ratios are of processor time of whole plays, unless the title says otherwise.
GOALS = (
    Goal("unchanged, small chart ÷ ping", 1.0, "", _ratio("unchanged", PING)),
    Goal("unchanged, small chart ÷ kubernetes.core", 0.65, "", _ratio("unchanged", CORE)),
    Goal("unchanged, large chart ÷ kubernetes.core", 0.9, "", _ratio("unchanged-large", CORE)),
    Goal("unchanged, large chart ÷ kubernetes.core with helm-diff", 0.4, "", _ratio("unchanged-large", DIFF)),
    Goal("changed, large chart ÷ kubernetes.core", 0.45, "", _ratio("changed-large", CORE)),
    Goal("20 unchanged in a loop ÷ kubernetes.core", 0.12, "", _ratio("loop", CORE)),
    Goal("20 first installs in a loop ÷ kubernetes.core", 0.15, "", _ratio("loop-first", CORE)),
    Goal("later task over SSH: sent", 60, " KB", _sent),
    Goal("later task over SSH, wall time ÷ kubernetes.core", 1.0, "", _ratio("ssh", CORE, "wall")),
    Goal("first rendering of kube-prometheus-stack in a process, no cache", 0.45, " s", lambda found: found.rendering),
    Goal("memory of the largest process of a local play", 90, " MB", largest),
)
