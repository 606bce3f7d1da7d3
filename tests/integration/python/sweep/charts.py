# SPDX-License-Identifier: GPL-3.0-or-later
"""Which charts are tried, and how their values and templates are changed for an upgrade."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load

EXTRA = "sweep-extra"
_EXTRA_TEMPLATE = f"""apiVersion: v1
kind: ConfigMap
metadata: {{name: {EXTRA}, labels: {{release: {{{{ .Release.Name | quote }}}}}}}}
data: {{version: {{{{ .Chart.Version | quote }}}}}}
"""


@dataclass(frozen=True)
class Candidate:
    """A chart of the corpus that Helm 4 renders with its defaults."""

    repository: str
    name: str
    archive: Path

    def __str__(self) -> str:
        return f"{self.repository}/{self.name}"

    def load(self) -> Chart:
        return load(str(self.archive))


def candidates(corpus: Path) -> list[Candidate]:
    """All of them, in the order of the corpus."""
    found = {}
    for case in json.loads((corpus / "cases.json").read_text()):
        if case["values"] is None and case["helm4"] == "ok":
            key = (case["repo"], case["chart"])
            found.setdefault(key, Candidate(case["repo"], case["chart"], corpus / case["archive"]))
    return list(found.values())


def changed_values(chart: Chart) -> dict[str, Any]:
    """Values that change what the chart renders, as far as the usual names of values allow: replicas, tags, resources,
    annotations of pods; another name for everything when the chart has none of these."""
    found = _changes(chart.values)
    return found or {"nameOverride": "renamed"}


def _changes(values: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not isinstance(values, dict):
        return found
    for key, value in values.items():
        if key in ("replicaCount", "replicas") and isinstance(value, (int, float)) and not isinstance(value, bool):
            found[key] = float(value + 1)
        elif key in ("tag", "imageTag", "image_tag") and isinstance(value, str) and value:
            found[key] = f"{value}-swept"
        elif key == "podAnnotations" and value in ({}, None):
            found[key] = {"example.com/swept": "yes"}
        elif key == "resources" and value in ({}, None):
            found[key] = {"requests": {"cpu": "150m"}}
        elif below := _changes(value):
            found[key] = below
    return found


def next_version(chart: Chart, without: str | None) -> Chart:
    """The chart with another version, one template more and (``without``) one template less."""
    result = chart.deep_copy()
    result.metadata["version"] = f"{chart.version.partition('+')[0].partition('-')[0]}-swept"
    templates = [file for file in result.templates if file.name != without]
    result.templates = [*templates, File(f"templates/{EXTRA}.yaml", _EXTRA_TEMPLATE.encode())]
    result.raw = [file for file in result.raw if file.name != without] + result.templates[-1:]
    return result


def removable(chart: Chart, manifest: str) -> Iterable[str]:
    """Templates of the chart itself that gave objects, those with the fewest first."""
    counts: dict[str, int] = {}
    for line in manifest.splitlines():
        if line.startswith(f"# Source: {chart.name}/templates/"):
            name = line.removeprefix(f"# Source: {chart.name}/")
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (counts[name], name))
