# SPDX-License-Identifier: GPL-3.0-or-later
"""A fixed sample of the corpus: what is installed and upgraded here equals what Helm makes of it, a second run changes
nothing, check mode foretells every change, and API versions that are gone are rewritten."""

from __future__ import annotations

import os

import harness
import pytest
from tooling.paths import CORPUS

from .charts import candidates
from .trial import Trial

pytestmark = pytest.mark.skipif(not (CORPUS / "cases.json").is_file(), reason="there is no corpus beside the checkout")

#: random passwords, StatefulSets, DaemonSets, webhooks, definitions, subcharts
INSTALLED = (
    "stable/mysql",
    "stable/redis",
    "prom/prometheus-node-exporter",
    "ingress/ingress-nginx",
    "argo/argo-workflows",
    "stable/wordpress",
)
#: budgets, roles and definitions of versions that are gone
GONE = ("stable/airflow", "stable/velero")
#: taken over from Helm 3 too, and upgraded to a version with other templates
FULL = ("stable/mysql", "prom/prometheus-node-exporter")


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    trial = Trial(harness.Cluster(os.environ["COXSWAIN_CLUSTER"]), tmp_path_factory.mktemp("sweep"))
    yield trial
    trial.close()


@pytest.fixture(scope="module")
def run(trial):
    known = {str(candidate): candidate for candidate in candidates(CORPUS)}

    def call(chart, **options):
        return trial.run(known[chart], f"sweep-{chart.replace('/', '-')}", **options)

    return call


@pytest.mark.parametrize("chart", INSTALLED)
def test_a_chart_that_helm_installs(run, chart):
    findings = run(chart, third=chart in FULL, structure=chart in FULL)
    assert findings.refused is None
    assert findings.complaints == []
    claims = {"as Helm: install", "as Helm: upgrade", "run again at once", "predicted: values changed"}
    assert claims <= findings.counts.keys()


@pytest.mark.parametrize("chart", GONE)
def test_a_chart_of_api_versions_that_are_gone(run, chart):
    findings = run(chart)
    assert (findings.gone, findings.both_refuse, findings.rewritten) == (True, True, "")
    assert findings.complaints == []
    assert findings.counts["rewritten and run again"] == 1
