# SPDX-License-Identifier: GPL-3.0-or-later
"""Counting what passed and failed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Tally:
    """How many checks passed and failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"


def of_pytest(file: Path, code: int) -> Tally:
    """The tally of a pytest run, from the JUnit file it wrote; a run that broke off counts as a failure."""
    try:
        suites = ElementTree.parse(file).getroot().iter("testsuite")
    except (OSError, ElementTree.ParseError):
        return Tally(0, 1)
    passed = failed = 0
    for suite in suites:
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += bad
        passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    if code and not failed:
        failed = 1
    return Tally(passed, failed)
