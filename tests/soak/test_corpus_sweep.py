# SPDX-License-Identifier: GPL-3.0-or-later
"""Every chart of the corpus, tested as in tests/integration/python/sweep. The figures are kept in docs/corpus-sweep.md.

Every twelfth is taken over from Helm 3 and Helm 4 too, and every third upgraded to a version with other templates.
"""

from __future__ import annotations

import os

import harness
import pytest
from integration.python.sweep.charts import candidates
from integration.python.sweep.figures import complaints, table
from integration.python.sweep.trial import Findings, Trial
from tooling.paths import CORPUS, OUTPUT

pytestmark = pytest.mark.skipif(not (CORPUS / "cases.json").is_file(), reason="there is no corpus beside the checkout")

CHARTS = candidates(CORPUS) if (CORPUS / "cases.json").is_file() else []
#: The required percentage of charts with removed API versions that can be installed when these are rewritten.
REACH = 90


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    trial = Trial(harness.Cluster(os.environ["COXSWAIN_CLUSTER"]), tmp_path_factory.mktemp("sweep"))
    yield trial
    trial.close()


@pytest.fixture(scope="module")
def all_findings():
    """The findings of the charts so far."""
    found: list[Findings] = []
    return found


@pytest.mark.parametrize("number", range(len(CHARTS)), ids=lambda number: str(CHARTS[number]))
def test_a_chart(trial, all_findings, number):
    findings = trial.run(CHARTS[number], f"sweep-{number}", third=number % 12 == 0, structure=number % 3 == 0)
    all_findings.append(findings)
    assert findings.complaints == []
    assert findings.refused is None or findings.both_refuse


def test_the_figures(all_findings):
    if len(all_findings) < len(CHARTS):
        pytest.skip("only some charts were tested")
    text = table(all_findings)
    (OUTPUT / "corpus-sweep.md").write_text("\n".join([text, "", *complaints(all_findings), ""]))
    print(text)
    assert sum(item.rewritten == "" for item in all_findings) >= REACH
