# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes below a process, on Linux."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """Return the processes below ``pid``, in whatever session they are."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            children.setdefault(int(_fields(stat.read_text(errors="replace"))[1]), []).append(int(stat.parent.name))
    found = list(children.get(pid, []))
    for each in found:
        found += children.get(each, [])
    return found


def ended_children(pid: int) -> float:
    """Return the processor seconds of the children of ``pid``, and those below them, that have ended."""
    return children_seconds(Path(f"/proc/{pid}/stat").read_text(errors="replace"))


def children_seconds(stat: str) -> float:
    """Return the processor seconds of ended children from the content of ``/proc/PID/stat``."""
    user, system = _fields(stat)[13:15]
    return (int(user) + int(system)) / _TICKS


def proportional_memory(pids: list[int]) -> int:
    """Return the bytes in memory of processes; each of N processes that share a page counts for 1/N of it (PSS)."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            total += pss(Path(f"/proc/{pid}/smaps_rollup").read_text())
    return total


def pss(rollup: str) -> int:
    """Return the proportional set size in bytes from the content of ``/proc/PID/smaps_rollup``; 0 without one."""
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _fields(stat: str) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` after the program's name, which may contain spaces and parentheses."""
    return stat.rpartition(")")[2].split()
