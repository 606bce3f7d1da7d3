# SPDX-License-Identifier: GPL-3.0-or-later
"""The module chart_lint, from options to result."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError
from ansible_collections.coxswain.helm.plugins.module_utils.module import chart_lint, runner

CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\n"
INGRESS = "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata:\n  name: {{ .Values.name }}\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text(CHART)
    (tmp_path / "values.yaml").write_text("name: web\n")
    (tmp_path / "templates" / "a.yaml").write_text(INGRESS)
    return tmp_path


@pytest.fixture
def call(task, folder):
    def run(**params):
        return runner.run(task(chart_lint.SPEC, path=str(folder), **params), chart_lint.MODULE)

    return run


def test_a_chart_that_passes(call, folder):
    result = call(kube_version="1.18")
    assert (result["changed"], result["passed"]) == (False, True)
    assert result["messages"] == [
        {"severity": "INFO", "path": "Chart.yaml", "message": "an icon is recommended"},
        {
            "severity": "WARNING",
            "path": "templates/a.yaml",
            "message": "extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; "
            "use networking.k8s.io/v1 Ingress",
        },
    ]
    assert result["api_versions"] == [
        {
            "path": "templates/a.yaml",
            "api_version": "extensions/v1beta1",
            "kind": "Ingress",
            "name": "web",
            "deprecated_in": "1.14",
            "removed_in": "1.22",
            "replacement": "networking.k8s.io/v1 Ingress",
            "removed": False,
        }
    ]
    assert result["stdout"].startswith(f"==> Linting {folder}\n[INFO] Chart.yaml: ")


@pytest.mark.parametrize(
    "options",
    [{"strict": True}, {"removed_api_versions": "error"}, {"values": {"name": "A"}, "strict": True}],
    ids=["strict", "removed", "values"],
)
def test_a_chart_that_does_not_pass_fails_the_task(call, options):
    result = call(kube_version="1.30", **options)
    assert result["failed"] is True
    assert result["passed"] is False
    assert "1 of 1 charts do not pass" in result["msg"]
    assert "templates/a.yaml" in result["msg"]
    softly = call(kube_version="1.30", fail_on_findings=False, **options)
    assert (softly["passed"], "failed" in softly) == (False, False)


def test_subcharts_are_linted_on_request(call, folder):
    (folder / "charts" / "db").mkdir(parents=True)
    (folder / "charts" / "db" / "Chart.yaml").write_text("apiVersion: v2\nname: db\n")
    assert len(call(fail_on_findings=False)["charts"]) == 1
    result = call(with_subcharts=True, fail_on_findings=False)
    assert [chart["passed"] for chart in result["charts"]] == [False, False]
    assert result["charts"][1]["path"].endswith("charts/db")


def test_a_missing_chart(task, tmp_path):
    with pytest.raises(ChartError, match="/none: does not exist"):
        chart_lint.run(task(chart_lint.SPEC, path=str(tmp_path / "none")))
