# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of where the time of a test run went."""

from __future__ import annotations

from collections.abc import Iterable

from harness.progress import elapsed

from .tally import Check, Tally

#: Number of rows of a table, and of characters of a name.
ROWS = 15
WIDTH = 110


def table(name: str, seconds: float, tally: Tally, count: int = ROWS) -> str:
    """Return the ``count`` slowest checks and files of one job as lines of text.

    :param seconds: how long the job took; the checks of parallel workers may add up to more.
    """
    lines = [f"{name}: {elapsed(seconds)}, {len(tally.checks)} checks of {elapsed(_sum(tally.checks))} in all"]
    files = _by_file(tally.checks)
    if 1 < len(files) < len(tally.checks):
        lines += _rows("slowest files", files, count)
    lines += _rows("slowest checks", tally.checks, count)
    return "\n".join(lines)


def _by_file(checks: Iterable[Check]) -> list[Check]:
    seconds: dict[str, float] = {}
    for check in checks:
        file = check.name.partition("::")[0]
        seconds[file] = seconds.get(file, 0.0) + check.seconds
    return [Check(file, total) for file, total in seconds.items()]


def _rows(title: str, checks: Iterable[Check], count: int) -> list[str]:
    slowest = sorted(checks, key=lambda check: -check.seconds)[:count]
    return [f"  {title}", *(f"  {check.seconds:8.1f} s  {check.name[:WIDTH]}" for check in slowest)]


def _sum(checks: Iterable[Check]) -> float:
    return sum(check.seconds for check in checks)
