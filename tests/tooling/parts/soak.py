# SPDX-License-Identifier: GPL-3.0-or-later
"""Long proofs, whose figures are kept in docs/: the tests in tests/soak. `./dev test` alone leaves them out.

They find the cluster and the chart repository as the integration tests do. Some of the integration tests run once more,
with larger charts and more rounds, where ``COXSWAIN_SOAK`` is set.
"""

from __future__ import annotations

from harness.progress import Report

from .. import suites
from ..environments import DEVELOPMENT
from ..paths import TESTS
from ..tally import Tally
from . import conformance, integration

FUZZ_CASES = 100_000
#: integration tests that know a longer form
LONGER = [integration.PYTHON / "releases" / name for name in ("test_interrupted.py", "test_drift_table.py")]


def run(report: Report) -> Tally:
    """Compare generated cases with Helm's packages, then run tests/soak, one test after the other."""
    generated = conformance.fuzz(report, seed=2, count=FUZZ_CASES)
    with integration.stage(report) as extra:
        proofs = suites.pytest(DEVELOPMENT, "soak", TESTS / "soak", extra=extra)
        longer = suites.pytest(DEVELOPMENT, "soak-releases", "-s", *LONGER, extra=extra | {"COXSWAIN_SOAK": "1"})
    return generated + proofs + longer
