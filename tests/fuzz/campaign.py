# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the fuzzer over a range of cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .engine import Answer, Oracle, OracleCrash, cases, compare, same, smallest
from .shrink import Case


@dataclass
class Disagreement:
    """A minimized case on which the two answers differ.

    :param number: the number of the original case.
    """

    number: int
    case: Case
    ours: Answer
    theirs: Answer


@dataclass
class Result:
    """The results of a run.

    :param compared: number of cases that both answered.
    :param refused: number of those that both reject with the same error.
    :param crashes: number of cases that crash Helm's packages, so that there is nothing to compare with.
    """

    compared: int = 0
    refused: int = 0
    crashes: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)


def run(
    program: Path,
    seed: int,
    start: int,
    count: int,
    *,
    most: int = 20,
    progress: Callable[[int], object] = lambda _n: None,
    tell: Callable[[Disagreement], object] = lambda _found: None,
) -> Result:
    """Compare ``count`` cases of a seed from case number ``start`` on; stop after ``most`` disagreements.

    :param tell: called with each minimized disagreement.
    """
    result = Result()
    with Oracle(program) as oracle:
        for number, case in enumerate(cases(seed, start, count), start):
            try:
                mine, theirs = compare(oracle, case)
            except OracleCrash:
                result.crashes += 1
                continue
            result.compared += 1
            if not same(mine, theirs):
                result.disagreements.append(Disagreement(number, *smallest(oracle, case)))
                tell(result.disagreements[-1])
                if len(result.disagreements) >= most:
                    break
            elif "error" in mine:
                result.refused += 1
            if number % 50 == 0:
                progress(number - start)
    return result
