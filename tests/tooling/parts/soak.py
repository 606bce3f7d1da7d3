# SPDX-License-Identifier: GPL-3.0-or-later
"""Long proofs, whose figures are kept in docs/: the tests in tests/soak. `./dev test` alone leaves them out."""

from __future__ import annotations

from harness.progress import Report

from .. import suites
from ..environments import DEVELOPMENT
from ..paths import TESTS
from ..tally import Tally


def run(report: Report) -> Tally:
    """Run tests/soak, one test after the other."""
    if not list((TESTS / "soak").glob("**/test_*.py")):
        print("There is no long proof yet.")
        return Tally()
    return suites.pytest(DEVELOPMENT, "soak", TESTS / "soak")
