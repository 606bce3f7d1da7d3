# SPDX-License-Identifier: GPL-3.0-or-later
"""Long tests, whose figures are kept in docs/: tests/soak. `./dev test` alone leaves them out.

They find the cluster and the chart repository as the integration tests do. Integration tests with a longer form run
once more where ``COXSWAIN_SOAK`` is set: with larger charts, more rounds and more rows.
"""

from __future__ import annotations

from harness.progress import Report

from .. import suites
from ..environments import DEVELOPMENT
from ..paths import TESTS
from ..tally import Tally
from . import conformance, integration

FUZZ_CASES = 100_000
#: Integration tests with a longer form.
LONGER = [integration.PYTHON / "releases" / name for name in ("test_interrupted.py", "test_drift_table.py")]


def run(report: Report) -> Tally:
    """Compare generated cases with Helm's packages, then run tests/soak and the longer forms."""
    generated = conformance.fuzz(report, seed=2, count=FUZZ_CASES)
    with integration.stage(report, "soak") as extra:
        proofs = suites.pytest(DEVELOPMENT, "soak", TESTS / "soak", extra=extra)
        longer = suites.pytest(DEVELOPMENT, "soak-longer", "-s", *LONGER, extra=extra | {"COXSWAIN_SOAK": "1"})
    return generated + proofs + longer
