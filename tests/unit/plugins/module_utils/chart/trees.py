# SPDX-License-Identifier: GPL-3.0-or-later
"""Build charts in memory for tests."""

from __future__ import annotations

from typing import Any

from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load_files
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_out
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM4, Dialect


def tree(
    name: str,
    values: dict[str, Any] | None = None,
    *subcharts: Chart,
    dependencies: list[dict[str, Any]] | None = None,
    dialect: Dialect = HELM4,
    files: dict[str, str] | None = None,
    **metadata: Any,
) -> Chart:
    """Return a chart with values, dependencies and subcharts."""
    fields = {"apiVersion": "v1" if dialect.major == 2 else "v2", "name": name, "version": "1.0.0", **metadata}
    texts = dict(files or {})
    if dependencies is not None:
        if dialect.major == 2:
            texts["requirements.yaml"] = yaml_out.marshal({"dependencies": dependencies})
        else:
            fields["dependencies"] = dependencies
    texts["Chart.yaml"] = yaml_out.marshal(fields)
    if values is not None:
        texts["values.yaml"] = yaml_out.marshal(values)
    chart = load_files([File(path, text.encode()) for path, text in texts.items()], dialect)
    chart.set_dependencies(list(subcharts))
    return chart
