# SPDX-License-Identifier: GPL-3.0-or-later
"""Long proofs, whose figures are kept in docs/: the tests in tests/soak. `./dev test` alone leaves them out.

They find the cluster and the chart repository as the integration tests do.
"""

from __future__ import annotations

from harness.progress import Report

from .. import suites
from ..environments import DEVELOPMENT
from ..paths import TESTS
from ..tally import Tally
from . import conformance, integration

FUZZ_CASES = 100_000


def run(report: Report) -> Tally:
    """Compare generated cases with Helm's packages, then run tests/soak, one test after the other."""
    generated = conformance.fuzz(report, seed=2, count=FUZZ_CASES)
    if not list((TESTS / "soak").glob("**/test_*.py")):
        print("There is no long proof yet.")
        return generated
    with integration.stage(report) as extra:
        return generated + suites.pytest(DEVELOPMENT, "soak", TESTS / "soak", extra=extra)
