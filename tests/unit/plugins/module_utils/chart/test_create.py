# SPDX-License-Identifier: GPL-3.0-or-later
"""New charts: the built-in starter renders with any name, and custom starters are used."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import create, loader, starter
from ansible_collections.coxswain.helm.plugins.module_utils.chart.create import ChartFields
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import render_chart

EVERYTHING = {
    "ingress": {"enabled": True, "tls": [{"hosts": ["h"]}], "className": "c", "annotations": {"a": "b"}},
    "httpRoute": {"enabled": True},
    "autoscaling": {"enabled": True, "targetMemoryUtilizationPercentage": 50.0},
    "serviceAccount": {"annotations": {"a": "b"}},
    "resources": {"limits": {"cpu": "1"}},
    "podLabels": {"x": "y"},
    "podAnnotations": {"x": "y"},
    "imagePullSecrets": [{"name": "s"}],
    "nodeSelector": {"a": "b"},
}


def test_the_files_are_those_that_helm_makes():
    assert sorted(starter.FILES) == [
        ".helmignore",
        "Chart.yaml",
        "templates/NOTES.txt",
        "templates/_helpers.tpl",
        "templates/deployment.yaml",
        "templates/hpa.yaml",
        "templates/httproute.yaml",
        "templates/ingress.yaml",
        "templates/service.yaml",
        "templates/serviceaccount.yaml",
        "templates/tests/test-connection.yaml",
        "values.yaml",
    ]


@pytest.mark.parametrize("name", ["web", "My_App.1", "1.10", "true", "a" * 60, "x-"])
@pytest.mark.parametrize("values", [{}, EVERYTHING], ids=["default", "everything"])
def test_starter_renders_with_any_name(name, values):
    chart = loader.load_files(create.new_chart(ChartFields(name)))
    assert (chart.name, chart.version, chart.type) == (name, "0.1.0", "application")
    rendering = render_chart(chart, values, ReleaseFacts("rel"))
    kinds = [manifest.kind for manifest in rendering.manifests]
    wanted = ["ServiceAccount", "Service", "Deployment"]
    assert kinds == (wanted + ["HorizontalPodAutoscaler", "Ingress", "HTTPRoute"] if values else wanted)
    assert len(rendering.hooks) == 1
    assert starter.MARK not in rendering.manifest + rendering.notes


def test_fields_of_chart_yaml():
    chart = loader.load_files(
        create.new_chart(
            ChartFields("a", version="1.2.3", app_version="1.10", description="It's: a\nchart", type="library")
        )
    )
    assert (chart.version, chart.app_version, chart.type) == ("1.2.3", "1.10", "library")
    assert chart.metadata["description"] == "It's: a chart"


@pytest.mark.parametrize("name", ["", "a/b", "..", ".", "a b", "\u00e4", "a" * 251, "a\n"])
def test_invalid_names(name):
    with pytest.raises(ChartError, match="is not a valid chart name"):
        create.new_chart(ChartFields(name))


def test_invalid_versions():
    with pytest.raises(ChartError, match="is not a semantic version"):
        create.new_chart(ChartFields("a", version="one"))


class TestStarter:
    @pytest.fixture
    def folder(self, tmp_path):
        for path, text in {
            "Chart.yaml": "apiVersion: v2\nname: base\nversion: 9.9.9\n",
            "values.yaml": "# of <CHARTNAME>\nname: <CHARTNAME>\n",
            "templates/a.yaml": "a: <CHARTNAME>\n",
            "README.md": "<CHARTNAME>",
            "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
            ".helmignore": "*.md\n",
        }.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return str(tmp_path)

    def test_name_is_replaced_in_templates_and_values(self, folder):
        files = {file.name: file.data.decode() for file in create.from_starter(folder, ChartFields("web"))}
        assert files["values.yaml"] == "# of web\nname: web\n"
        assert files["templates/a.yaml"] == "a: web\n"
        assert "README.md" not in files
        chart = loader.load_files(create.from_starter(folder, ChartFields("web", version="2.0.0")))
        assert (chart.name, chart.version, [one.name for one in chart.dependencies]) == ("web", "2.0.0", ["db"])

    def test_invalid_starters(self, tmp_path):
        with pytest.raises(ChartError, match="has no Chart.yaml"):
            create.from_starter(str(tmp_path), ChartFields("web"))
        with pytest.raises(ChartError, match="cannot be read"):
            create.from_starter(str(tmp_path / "none"), ChartFields("web"))
