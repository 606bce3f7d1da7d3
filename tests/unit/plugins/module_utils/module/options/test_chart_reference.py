# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart that a task selects."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import package
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import chart_reference

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


def test_a_chart_with_its_dependencies(load):
    chart, warnings = load(DEPENDENT, "b")
    assert [held.name for held in chart.dependencies] == ["b"]
    assert warnings == []


def test_a_chart_with_a_missing_dependency(load):
    message = r"a: found in Chart.yaml, but missing in charts/ directory: b\. Set dependency_update"
    with pytest.raises(ChartError, match=message):
        load(DEPENDENT)


class TestDependencyUpdate:
    @pytest.fixture(autouse=True)
    def beside(self, tmp_path, monkeypatch):
        """A chart next to the one that depends on it."""
        monkeypatch.setenv("HELM_CONFIG_HOME", str(tmp_path / "c"))
        monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "k"))
        (tmp_path / "beside" / "b").mkdir(parents=True)
        (tmp_path / "beside" / "b" / "Chart.yaml").write_text("apiVersion: v2\nname: b\nversion: 1.5.0\n")
        (tmp_path / ".helmignore").write_text("beside/\nc/\nk/\n")

    CHART = CHART + "dependencies: [{name: b, version: 1.x, repository: 'file://beside/b'}]\n"

    def test_dependencies_are_fetched_without_modifying_the_directory(self, load, tmp_path):
        before = sorted(tmp_path.iterdir())
        chart, warnings = load(self.CHART, dependency_update=True)
        assert [(held.name, held.version) for held in chart.dependencies] == [("b", "1.5.0")]
        assert warnings == []
        assert set(tmp_path.iterdir()) - set(before) == {tmp_path / "Chart.yaml"}

    def test_a_chart_without_dependencies(self, load):
        chart, warnings = load(CHART, dep_up=True)
        assert (chart.dependencies, warnings) == ([], [])

    def test_an_unavailable_dependency(self, load):
        with pytest.raises(ChartError, match="dependency b: .*no such folder"):
            load(self.CHART.replace("beside/b", "beside/c"), dependency_update=True)

    def test_a_packaged_chart(self, task, tmp_path, load):
        chart, _warnings = load(self.CHART, "b")
        (tmp_path / "a.tgz").write_bytes(package.pack(chart))
        module = task(chart_reference.SPEC, chart_ref=str(tmp_path / "a.tgz"), dependency_update=True)
        chart = chart_reference.chart_from(module.params, module.warn)
        assert [held.version for held in chart.dependencies] == ["1.2.0"]
        warning = "dependency_update is ignored for the packaged chart a, which contains its dependencies."
        assert module.warnings == [warning]
