# SPDX-License-Identifier: GPL-3.0-or-later
"""The digest of a chart depends on its files, not on its packaging."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.content_digest import chart_digest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load, load_archive

from .packing import CHART, package

FILES = {
    "Chart.yaml": CHART,
    "values.yaml": "a: 1",
    "templates/a.yaml": "a",
    "charts/sail/Chart.yaml": "name: sail\nversion: 1.0.0\n",
    "charts/sail/templates/s.yaml": "s",
}


def test_packaging_does_not_change_the_digest(tmp_path: Path) -> None:
    expected = chart_digest(load_archive(package(FILES)))
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert chart_digest(load(tmp_path)) == expected
    assert chart_digest(load_archive(package(dict(reversed(FILES.items())), top="other"))) == expected
    sail = {name.removeprefix("charts/sail/"): text for name, text in FILES.items() if name.startswith("charts/")}
    own = {name: text for name, text in FILES.items() if not name.startswith("charts/")}
    assert chart_digest(load_archive(package({**own, "charts/sail-1.0.0.tgz": package(sail, top="sail")}))) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"values.yaml": "a: 2"},
        {"README.md": ""},
        {"charts/sail/templates/s.yaml": "t"},
        {"templates/a.yaml": "", "templates/b.yaml": "a"},
    ],
    ids=["values", "a file more", "in a subchart", "another name"],
)
def test_content_changes_the_digest(change: dict[str, str]) -> None:
    assert chart_digest(load_archive(package({**FILES, **change}))) != chart_digest(load_archive(package(FILES)))
