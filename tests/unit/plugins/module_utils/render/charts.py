# SPDX-License-Identifier: GPL-3.0-or-later
"""Create charts from templates and render them, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load_files
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import RenderedChart, render_chart

FACTS = ReleaseFacts("rel", "ns1")


def chart(files: Mapping[str, str | bytes], dialect: Dialect = HELM4, metadata: str = "") -> Chart:
    """Return a chart named ``boat`` with these files, by their paths in the chart."""
    kind = "v1" if dialect.major == 2 else "v2"
    texts: dict[str, str | bytes] = {
        "Chart.yaml": f"apiVersion: {kind}\nname: boat\nversion: 1.0.0\n{metadata}",
        **files,
    }
    return load_files(
        [File(name, text.encode() if isinstance(text, str) else text) for name, text in texts.items()], dialect
    )


def rendered(
    files: Mapping[str, str | bytes], values: Mapping[str, Any] | None = None, dialect: Dialect = HELM4, **options: Any
) -> RenderedChart:
    """Render such a chart."""
    return render_chart(
        chart(files, dialect, options.pop("metadata", "")), values or {}, FACTS, dialect=dialect, **options
    )


def text_of(template: str, values: Mapping[str, Any] | None = None, dialect: Dialect = HELM4, **options: Any) -> str:
    """Return the output of one template."""
    files = {"templates/t/NOTES.txt": template, **options.pop("files", {})}
    return rendered(files, values, dialect, **options).files["boat/templates/t/NOTES.txt"]
