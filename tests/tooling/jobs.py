# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a test run: a part, or a group of a part that can run beside the other groups.

``unit`` names a part, ``integration:tiller`` a group of one. Each part is a module below parts/ with ``run(report)``,
or ``run(report, group)`` where it has groups.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass

from harness.progress import Report

from .errors import ToolingError
from .tally import Tally

#: Part to its groups, with minutes on a quiet machine of two cores. Jobs start in descending order of these.
PARTS: dict[str, dict[str, float]] = {
    "unit": {"": 1},
    "lint": {"": 1.5},
    "conformance": {"": 1},
    "integration": {"targets": 5, "releases": 4, "other": 4, "tiller": 3, "corpus": 3},
    "node": {"": 4},
    "oldest": {"unit": 2, "integration": 3},
    "newest": {"unit": 2, "integration": 3},
}
#: Parts that run only when they are named, since they take hours.
BY_NAME = {"soak": {"": 60.0}}
#: Parts that use all cores by themselves and run before the lanes start.
ALONE = ("unit", "soak")


@dataclass(frozen=True)
class Job:
    """What one process of a test run does."""

    part: str
    group: str = ""

    @property
    def name(self) -> str:
        return f"{self.part}:{self.group}" if self.group else self.part

    @property
    def minutes(self) -> float:
        return (PARTS | BY_NAME)[self.part][self.group]

    def run(self, report: Report) -> Tally:
        """Run the job in this process."""
        module = importlib.import_module(f".parts.{self.part}", __package__)
        tally: Tally = module.run(report, self.group) if self.group else module.run(report)
        return tally


def select(names: Iterable[str]) -> list[Job]:
    """Return the jobs of parts and groups; of all parts but :data:`BY_NAME` without names.

    Raises ToolingError for an unknown name.
    """
    known = PARTS | BY_NAME
    chosen: list[Job] = []
    for name in list(names) or PARTS:
        part, _, group = name.partition(":")
        if part not in known or (group and group not in known[part]):
            raise ToolingError(f"there is no part {name}; the parts are {', '.join(listed())}")
        chosen += [Job(part, each) for each in ([group] if group else known[part])]
    return list(dict.fromkeys(chosen))


def listed() -> list[str]:
    """Return the names of all parts, each with its groups in brackets."""
    return [f"{part} ({', '.join(groups)})" if "" not in groups else part for part, groups in (PARTS | BY_NAME).items()]
