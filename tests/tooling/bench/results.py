# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of one run of `./dev bench release`."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """One run of a play or command.

    :param processor: processor seconds, on the controller and, over SSH, of all sessions on the host.
    :param wall: wall seconds.
    :param largest: the most memory of a single process of the controller, in MB.
    :param requests: requests to the API server.
    :param sent: bytes sent over SSH.
    """

    processor: float
    wall: float
    largest: float
    requests: float
    sent: float = 0


@dataclass
class Cell:
    """All runs of a row in a column.

    :param together: the most memory of all processes at a time, in MB, of one more run.
    """

    samples: list[Sample] = field(default_factory=list)
    together: float = 0.0

    def median(self, figure: str) -> float:
        """Return the median of a field of :class:`Sample`."""
        return statistics.median(float(getattr(sample, figure)) for sample in self.samples)


@dataclass
class Machine:
    """What the figures depend on.

    :param memory: GiB.
    :param versions: versions of programs by name.
    :param charts: names and versions of the charts by size, ``small`` and ``large``.
    """

    cores: int
    memory: float
    versions: dict[str, str]
    charts: dict[str, str]


@dataclass
class Results:
    """The cells by row and column, and the profiles of unchanged runs by title: seconds by phase.

    :param rendering: processor seconds of a first rendering of the large chart in a process without any cache; None if
        it was not measured.
    """

    machine: Machine
    runs: int
    cells: dict[str, dict[str, Cell]] = field(default_factory=dict)
    profiles: dict[str, dict[str, float]] = field(default_factory=dict)
    rendering: float | None = None

    def median(self, row: str, column: str, figure: str) -> float | None:
        """Return a median; None if it was not measured."""
        cell = self.cells.get(row, {}).get(column)
        return cell.median(figure) if cell and cell.samples else None

    def ratio(self, row: str, one: str, other: str, figure: str) -> float | None:
        """Return the ratio of the medians of two columns of a row; None if either was not measured."""
        above, below = self.median(row, one, figure), self.median(row, other, figure)
        return above / below if above is not None and below else None


def interleave(keys: list[str], runs: int, measure: Callable[[str], Sample]) -> dict[str, Cell]:
    """Measure columns in turns, A B C A B C …, so that what disturbs the machine meets all of them alike."""
    cells = {key: Cell() for key in keys}
    for _ in range(runs):
        for key in keys:
            cells[key].samples.append(measure(key))
    return cells
