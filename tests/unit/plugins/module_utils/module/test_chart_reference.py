# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart that a task names."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError
from ansible_collections.coxswain.helm.plugins.module_utils.module import chart_reference

CHART = "apiVersion: v2\nname: a\nversion: 1.0.0\n"
DEPENDENT = CHART + "dependencies: [{name: b, version: 1.x, repository: 'https://h', condition: b.enabled}]\n"


@pytest.fixture
def load(task, tmp_path):
    def run(chart, *held, **params):
        (tmp_path / "Chart.yaml").write_text(chart)
        for name in held:
            (tmp_path / "charts" / name).mkdir(parents=True)
            (tmp_path / "charts" / name / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.2.0\n")
        module = task(chart_reference.SPEC, chart_ref=str(tmp_path), **params)
        return chart_reference.chart_from(module.params, module.warn), module.warnings

    return run


def test_a_folder(load):
    chart, warnings = load(CHART)
    assert (chart.name, chart.version, warnings) == ("a", "1.0.0", [])


def test_a_chart_with_all_it_needs(load):
    chart, warnings = load(DEPENDENT, "b")
    assert [held.name for held in chart.dependencies] == ["b"]
    assert warnings == []


def test_a_chart_that_lacks_one(load):
    with pytest.raises(ChartError, match=r"a: the charts that it depends on are not in its charts/ folder: b\. Put"):
        load(DEPENDENT)


def test_dependency_update_that_would_matter(load):
    with pytest.raises(ChartError, match="dependency_update is not supported yet"):
        load(DEPENDENT, dependency_update=True)


def test_dependency_update_of_a_chart_that_has_all(load):
    _chart, warnings = load(DEPENDENT, "b", dep_up=True)
    assert warnings == ["dependency_update: chart a is used with the charts in its charts/ folder."]


def test_dependency_update_of_a_chart_that_needs_none(load):
    _chart, warnings = load(CHART, dependency_update=True)
    assert warnings == ["dependency_update: chart a declares no dependencies."]
