# SPDX-License-Identifier: GPL-3.0-or-later
"""Timing, and tables of what came of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def median(action: Callable[[], object], runs: int) -> float:
    """The median of the seconds that ``runs`` calls take."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def seconds(value: float | None) -> str:
    """Seconds for a table; nothing for None."""
    return "" if value is None else f"{value:.3f} s"


def ratio(ours: float, theirs: float | None) -> str:
    """How many times as long ours takes."""
    return "" if not theirs else f"{ours / theirs:.2f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, with columns as wide as they need to be."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, rows)])
