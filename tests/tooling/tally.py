# SPDX-License-Identifier: GPL-3.0-or-later
"""Count what passed and failed, and keep how long each check took."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Check:
    """One test, target or tool, and the seconds it took."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Tally:
    """The number of checks that passed and failed; two tallies are equal when their numbers are."""

    passed: int = 0
    failed: int = 0
    checks: tuple[Check, ...] = field(default=(), compare=False)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.checks + other.checks)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"


def one(name: str, seconds: float, passed: bool) -> Tally:
    """Return the tally of a single check."""
    return Tally(int(passed), int(not passed), (Check(name, seconds),))


def of_pytest(file: Path, code: int) -> Tally:
    """Return the tally of a pytest run from its JUnit file; a run that broke off counts as a failure."""
    try:
        suites = list(ElementTree.parse(file).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return Tally(0, 1)
    passed = failed = 0
    for suite in suites:
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += bad
        passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    if code and not failed:
        failed = 1
    return Tally(passed, failed, tuple(_check(case) for suite in suites for case in suite.iter("testcase")))


def _check(case: ElementTree.Element) -> Check:
    module = case.get("classname", "").removeprefix("tests.").removeprefix("unit.").removeprefix("integration.")
    return Check(f"{module}::{case.get('name', '')}", float(case.get("time", 0)))


def save(tally: Tally, file: Path) -> None:
    """Write a tally for the process that started this one."""
    checks = [[check.name, check.seconds] for check in tally.checks]
    scratch = file.with_suffix(".part")
    scratch.write_text(json.dumps({"passed": tally.passed, "failed": tally.failed, "checks": checks}))
    scratch.rename(file)


def load(file: Path, code: int) -> Tally:
    """Read a tally that another process wrote; a process that broke off counts as a failure."""
    try:
        saved = json.loads(file.read_text())
        found = Tally(saved["passed"], saved["failed"], tuple(Check(*check) for check in saved["checks"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Tally(0, 1)
    return found + Tally(0, 1) if code and not found.failed else found
