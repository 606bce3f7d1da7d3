# SPDX-License-Identifier: GPL-3.0-or-later
"""The phases of unchanged runs: where their processor time goes."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ToolingError
from . import rows

if TYPE_CHECKING:
    from .stage import Stage

#: The folder with the file that Python imports at its start.
HOOK = Path(__file__).with_name("phases")
#: What is profiled: a row of :data:`rows.ROWS` by title.
PROFILED = {"small chart": "unchanged", "large chart": "unchanged-large", "20 in a loop": "loop"}
#: What no process has recorded: mostly Python's clearing up at the end of ansible-playbook.
REST = "end of Python"
#: The phases in the order of the table; ``phases/sitecustomize.py`` says what they are.
ORDER = (
    "Ansible: start",
    "import coxswain.helm and its libraries",
    "Ansible: run the play",
    "Ansible: fork",
    "Ansible: task",
    "validate, and return the result",
    "import in the task",
    "connect",
    "discover",
    "load the chart",
    "fingerprint",
    "read the release",
    "read objects",
    "compare",
    "rest of the task",
    "Ansible: end",
    REST,
)


def measure(stage: Stage, runs: int) -> dict[str, dict[str, float]]:
    """Return the median processor seconds of each phase for each profiled row."""
    found = {}
    for title, key in PROFILED.items():
        (row,) = (row for row in rows.ROWS if row.key == key)
        stage.prepare(row, rows.OURS)
        found[title] = medians([_once(stage, row) for _ in range(runs)])
    return found


def total(lines: Iterable[str], processor: float) -> dict[str, float]:
    """Return seconds by phase of a play, from the lines that its processes wrote.

    :param processor: processor seconds of the whole play; what the lines do not explain is a phase of its own.
    """
    phases: dict[str, float] = {}
    for line in lines:
        record: dict[str, Any] = json.loads(line)
        for phase, seconds in record["phases"].items():
            phases[phase] = phases.get(phase, 0.0) + seconds
    phases[REST] = max(0.0, processor - sum(phases.values()))
    return phases


def medians(found: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each phase; a phase that a run does not have took no time in it."""
    phases = dict.fromkeys(phase for each in found for phase in each)
    return {phase: statistics.median(each.get(phase, 0.0) for each in found) for phase in phases}


def _once(stage: Stage, row: rows.Row) -> dict[str, float]:
    from .stage import FOLDER

    file = FOLDER / "phases.jsonl"
    file.unlink(missing_ok=True)
    used = stage.profile(row, rows.OURS, {"PYTHONPATH": str(HOOK), "COXSWAIN_PHASES": str(file)})
    if not file.exists():
        raise ToolingError(f"no phase was recorded:\n{used.output[-1000:]}")
    for line in used.output.splitlines():
        if line.startswith("!!!!"):
            print(line, flush=True)
    return total(file.read_text().splitlines(), used.processor)
