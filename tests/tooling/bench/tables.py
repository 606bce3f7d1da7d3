# SPDX-License-Identifier: GPL-3.0-or-later
"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import clock, profile
from .goals import GOALS
from .results import Cell, Results
from .rows import COMPETITORS, EMPTY, HELM, OURS, PING, ROWS, SHIPPED, TITLES, Row


def everything(results: Results) -> str:
    """Return all tables with headings, for a terminal."""
    parts = [
        ("Processor time", times(results, "processor")),
        ("Wall time", times(results, "wall")),
        ("Memory: largest process / all processes", memory(results)),
        ("Requests to the API server", requests(results)),
        ("Bytes sent over SSH", sent(results)),
        ("Profile", profiles(results)),
        ("Goals", goals(results)),
    ]
    return "\n\n".join(f"{title}\n\n{table}" for title, table in parts if table)


def times(results: Results, figure: str) -> str:
    """Return seconds of each row; for those of others the ratio of ours to theirs in parentheses."""

    def cell(row: str, column: str) -> str:
        value = results.median(row, column, figure)
        ratio = results.ratio(row, OURS, column, figure) if column in COMPETITORS else None
        return _seconds(value) if ratio is None else f"{_seconds(value)} ({ratio:.2f})"

    return _table(results, _measured(results, lambda row: row.key != EMPTY), list(TITLES), cell)


def memory(results: Results) -> str:
    """Return the most memory in MB: of the largest process, and of all at a time."""

    def cell(row: str, column: str) -> str:
        found = _cell(results, row, column)
        return "" if found is None else f"{found.median('largest'):.0f} / {found.together:.0f} MB"

    return _table(results, _measured(results, lambda row: not row.ssh), list(TITLES), cell)


def requests(results: Results) -> str:
    """Return requests to the API server."""

    def cell(row: str, column: str) -> str:
        value = results.median(row, column, "requests")
        return "" if value is None else f"{value:.0f}"

    columns = [column for column in TITLES if column not in (PING, SHIPPED)]
    return _table(results, _measured(results, lambda row: row.key != EMPTY and not row.ssh), columns, cell)


def sent(results: Results) -> str:
    """Return kilobytes sent over SSH."""

    def cell(row: str, column: str) -> str:
        value = results.median(row, column, "sent")
        return "" if value is None else f"{value / 1000:.0f} KB"

    columns = [column for column in TITLES if column != HELM]
    return _table(results, _measured(results, lambda row: row.ssh), columns, cell)


def baseline(results: Results) -> str:
    """Return the figures of plays without work."""
    rows = []
    for column, title in ((EMPTY, "a play without tasks"), (PING, "`ping`")):
        found = _cell(results, EMPTY, column)
        if found:
            times_of = [_seconds(found.median("processor")), _seconds(found.median("wall"))]
            rows.append([title, *times_of, f"{found.median('largest'):.0f} MB"])
    return clock.table(("play", "processor time", "wall time", "largest process"), rows) if rows else ""


def profiles(results: Results) -> str:
    """Return milliseconds of processor time by phase."""
    titles = list(results.profiles)
    rows = []
    for phase in profile.ORDER:
        values = [results.profiles[title].get(phase) for title in titles]
        if any(value is not None for value in values):
            rows.append([phase, *("" if value is None else f"{value * 1000:.0f} ms" for value in values)])
    if not rows:
        return ""
    rows.append(["all", *(f"{sum(results.profiles[title].values()) * 1000:.0f} ms" for title in titles)])
    return clock.table(("phase", *titles), rows)


def goals(results: Results) -> str:
    """Return each goal with its limit and figure, and whether it is reached."""
    rows = []
    for goal in GOALS:
        found = goal.figure(results)
        digits = 0 if goal.limit >= 10 else 2
        if found is not None:
            verdict = "reached" if goal.reached(results) else "not reached"
            rows.append([goal.title, f"≤ {goal.limit:g}{goal.unit}", f"{found:.{digits}f}{goal.unit}", verdict])
    return clock.table(("goal", "limit", "measured", ""), rows) if rows else ""


def texts(results: Results) -> str:
    """Return what each measured row does."""
    rows = [[row.title, row.text] for row in ROWS if row.key in results.cells]
    return clock.table(("row", "play"), rows)


def _measured(results: Results, wanted: Callable[[Row], bool]) -> list[Row]:
    return [row for row in ROWS if row.key in results.cells and wanted(row)]


def _table(results: Results, rows: Sequence[Row], columns: Sequence[str], cell: Callable[[str, str], str]) -> str:
    """Return a table without the columns that no row has; empty without rows."""
    body = [[row.title, *(cell(row.key, column) for column in columns)] for row in rows]
    filled = [0, *(place for place in range(1, len(columns) + 1) if any(line[place] for line in body))]
    head = ["", *(TITLES[column] for column in columns)]
    return (
        clock.table([head[place] for place in filled], [[line[place] for place in filled] for line in body])
        if body
        else ""
    )


def _cell(results: Results, row: str, column: str) -> Cell | None:
    found = results.cells.get(row, {}).get(column)
    return found if found and found.samples else None


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} s"
