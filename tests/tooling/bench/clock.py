# SPDX-License-Identifier: GPL-3.0-or-later
"""Timing, and tables of the results."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def median(action: Callable[[], object], runs: int) -> float:
    """Return the median of the seconds that ``runs`` calls take."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def seconds(value: float | None) -> str:
    """Format seconds for a table; None is empty."""
    return "" if value is None else f"{value:.3f} s"


def ratio(ours: float, theirs: float | None) -> str:
    """Format the ratio of our time to theirs."""
    return "" if not theirs else f"{ours / theirs:.2f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table with aligned columns."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, rows)])
