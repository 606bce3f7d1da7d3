# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts as messages for Tiller."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load_files
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol import charts


def chart(files, values=None):
    loaded = load_files([File(name, text.encode()) for name, text in files.items()], HELM2)
    return charts.chart_message(loaded, values or {})


FILES = {
    "Chart.yaml": "name: web\nversion: 1.0.0\n",
    "values.yaml": "# kept\na: 1\n",
    "templates/x.yaml": "x",
    "R": "r",
}


def test_the_message_for_a_chart():
    message = chart(FILES)
    assert message.metadata.name == "web"
    assert message.values.raw == "# kept\na: 1\n"
    assert [(entry.name, entry.data) for entry in message.templates] == [("templates/x.yaml", b"x")]
    assert [(entry.type_url, entry.value) for entry in message.files] == [("R", b"r")]
    # Tiller crashes if they are not set.
    assert chart({"Chart.yaml": "name: web\n"}).HasField("values")


def test_imported_values_are_sent():
    files = {
        **FILES,
        "requirements.yaml": "dependencies: [{name: sub, version: 1.0.0, import-values: [data]}]\n",
        "charts/sub/Chart.yaml": "name: sub\nversion: 1.0.0\n",
        "charts/sub/values.yaml": "exports: {data: {b: 2}}\n",
    }
    assert "b: 2" in chart(files).values.raw
    assert [entry.metadata.name for entry in chart(files).dependencies] == ["sub"]


def test_a_chart_without_a_required_subchart():
    with pytest.raises(CoxswainError, match="missing in charts/ directory: sub"):
        chart({**FILES, "requirements.yaml": "dependencies: [{name: sub, version: 1.0.0}]\n"})


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"values.yaml": "a:   1\n"}, True),
        ({"values.yaml": "a: 2\n"}, False),
        ({"templates/x.yaml": "y"}, False),
        ({"R": "s"}, False),
        ({"Chart.yaml": "name: web\nversion: 1.0.1\n"}, False),
        ({"charts/sub/Chart.yaml": "name: sub\n"}, False),
    ],
)
def test_equal_and_different_charts(changes, same):
    assert charts.same_chart(chart(FILES), chart({**FILES, **changes})) is same


def test_charts_that_differ_in_values():
    assert charts.same_chart(chart(FILES), chart({**FILES, "values.yaml": "a: 2\n"}), values=False)
