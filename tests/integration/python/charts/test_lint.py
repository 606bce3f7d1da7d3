# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of the linter compared with ``helm lint``: test charts, invalid charts, and a sample of the corpus.

The soak tests use the complete corpus.
"""

from __future__ import annotations

import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import read_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.render.linter import LintOptions, lint_chart
from integration.python.charts import verdicts
from tooling.paths import CHARTS, CORPUS
from unit.plugins.module_utils.render.lint_cases import CASES

OWN = sorted(path.parent for path in CHARTS.glob("*/Chart.yaml") if "engine:" not in path.read_text())
SAMPLE = json.loads((CORPUS / "cases.json").read_text())[::60] if (CORPUS / "cases.json").is_file() else []


def compare(user, version, path, values=None):
    options = ["--values", values] if values else []
    dialect = DIALECTS[f"helm{version}"]
    given = read_values(values.read_bytes(), dialect) if values else {}
    ours = verdicts.ours(lint_chart(str(path), given, LintOptions(dialect=dialect)))
    assert ours == verdicts.theirs(user.run(version, "lint", path, *options))


@pytest.mark.parametrize("chart", OWN, ids=[path.name for path in OWN])
def test_own_charts(user, version, chart):
    compare(user, version, chart)


@pytest.mark.parametrize("case", SAMPLE, ids=[f"{case['chart']}-{case['case']}" for case in SAMPLE])
def test_a_sample_of_the_corpus(user, version, case):
    compare(user, version, CORPUS / case["archive"], CORPUS / case["values"] if case["values"] else None)


def test_invalid_charts(user, version):
    for number, (name, files) in list(enumerate(CASES.items()))[::4]:
        folder = user.home / str(number) / "web"
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        ours = verdicts.ours(lint_chart(str(folder), {}, LintOptions(dialect=DIALECTS[f"helm{version}"])))
        assert ours == verdicts.theirs(user.run(version, "lint", folder)), name


@pytest.mark.parametrize("kubernetes", ["1.15", "1.22", "1.31"])
def test_a_target_kubernetes(user, version, kubernetes):
    folder = user.home / "web"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    for kind in ("extensions/v1beta1 Ingress", "policy/v1beta1 PodDisruptionBudget", "batch/v1beta1 CronJob"):
        api_version, _blank, name = kind.partition(" ")
        text = f"apiVersion: {api_version}\nkind: {name}\nmetadata: {{name: web}}\n"
        (folder / "templates" / f"{name.lower()}.yaml").write_text(text)
    options = LintOptions(dialect=DIALECTS[f"helm{version}"], kube_version=kubernetes)
    ours = verdicts.ours(lint_chart(str(folder), {}, options))
    assert ours == verdicts.theirs(user.run(version, "lint", folder, "--kube-version", kubernetes))
