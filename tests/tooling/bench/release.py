# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays with one task: a ping, our release and kubernetes.core's, unchanged and changed, and bare `helm upgrade`."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import harness
from harness import programs
from harness.progress import Report

from .. import ansible, environments, process
from ..environments import BENCH
from ..errors import ToolingError
from ..paths import CHARTS, CORPUS, OUTPUT
from . import clock

#: The measured charts of the corpus, with values for the test cluster.
PUBLIC = ("prometheus-node-exporter", "kube-prometheus-stack")
NAMESPACE = "bench"

#: A value that every chart ignores: changing it changes the release and nothing else.
MARK = "coxswainBench"


def run(report: Report, runs: int) -> str:
    """Measure on a new cluster, which is removed afterwards."""
    environments.ensure(BENCH, report)
    helm = programs.ensure((*programs.CLUSTER, "helm3"), report)["helm3"]
    cluster = harness.Cluster("bench")
    cluster.up(report)
    try:
        variables = ansible.variables(BENCH, cluster.env() | ansible.helm_homes(OUTPUT / "bench" / "helm"))
        bench = _Bench(variables, helm, runs)
        with report.step("An empty task"):
            bench.empty = clock.median(lambda: bench.play("ansible.builtin.ping", {}), runs)
        rows = [["(ping)", "", clock.seconds(bench.empty), "", "", ""]]
        for chart in _charts():
            with report.step(f"Release {chart.name}"):
                rows += bench.rows(chart)
    finally:
        cluster.down()
    return clock.table(("chart", "task", "coxswain.helm", "kubernetes.core", "what ours adds / theirs", "helm"), rows)


def _charts() -> list[Path]:
    found = [CHARTS / "web"]
    for name in PUBLIC:
        found += sorted(CORPUS.glob(f"repos/prom/{name}-[0-9]*.tgz"))[-1:]
    return found


class _Bench:
    def __init__(self, variables: dict[str, str], helm: Path, runs: int) -> None:
        self.variables = variables
        self.helm = helm
        self.runs = runs
        self.empty = 0.0
        self.turns = itertools.count(1)

    def rows(self, chart: Path) -> list[list[str]]:
        """Measure an unchanged and a changed release of one chart."""
        self.play("coxswain.helm.release", self._ours(chart, 0))
        self.play("kubernetes.core.helm", self._theirs(chart, 0))
        return [
            self._row(chart, "unchanged", lambda: 0, bare=False),
            self._row(chart, "changed", lambda: next(self.turns), bare=True),
        ]

    def _row(self, chart: Path, what: str, mark: Callable[[], int], *, bare: bool) -> list[str]:
        ours = clock.median(lambda: self.play("coxswain.helm.release", self._ours(chart, mark())), self.runs)
        theirs = clock.median(lambda: self.play("kubernetes.core.helm", self._theirs(chart, mark())), self.runs)
        helm = clock.median(lambda: self._upgrade(chart, mark()), self.runs) if bare else None
        added = clock.ratio(ours - self.empty, theirs - self.empty)
        return [chart.name, what, clock.seconds(ours), clock.seconds(theirs), added, clock.seconds(helm)]

    def _ours(self, chart: Path, mark: int) -> dict[str, Any]:
        return self._options("ours", chart, mark)

    def _theirs(self, chart: Path, mark: int) -> dict[str, Any]:
        return self._options("theirs", chart, mark) | {"binary_path": str(self.helm)}

    def _options(self, owner: str, chart: Path, mark: int) -> dict[str, Any]:
        return {
            "release_name": f"{owner}-{chart.name.split('-')[0]}",
            "release_namespace": f"{NAMESPACE}-{owner}",
            "create_namespace": True,
            "chart_ref": str(chart),
            "release_values": {MARK: mark},
        }

    def _upgrade(self, chart: Path, mark: int) -> None:
        options = self._options("theirs", chart, mark)
        command = [str(self.helm), "upgrade", options["release_name"], str(chart)]
        command += ["--namespace", options["release_namespace"], "--set", f"{MARK}={mark}"]
        self._run(command)

    def play(self, module: str, options: dict[str, Any]) -> None:
        """Run a play with one task."""
        OUTPUT.joinpath("bench").mkdir(parents=True, exist_ok=True)
        file = OUTPUT / "bench" / "play.yml"
        file.write_text(
            json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [{module: options, "name": module}]}])
        )
        self._run(ansible.playbook(BENCH, file))

    def _run(self, command: list[str]) -> None:
        outcome = process.keep(command, self.variables, limit=300)
        if outcome.code:
            raise ToolingError(f"{os.path.basename(command[0])} failed:\n{outcome.output[-3000:]}")
