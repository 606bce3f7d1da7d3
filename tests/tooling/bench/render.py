# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering in this process against one `helm template` process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import programs
from harness.progress import Report

from ..errors import ToolingError
from ..paths import CHARTS, CORPUS, ROOT
from . import clock

#: The measured charts of the corpus, if there is one: a small and a large one.
PUBLIC = ("prometheus-node-exporter", "kube-prometheus-stack")


def run(report: Report, runs: int) -> str:
    """Measure each chart: in a new process without a cache and with one, in one process that has rendered nothing and
    in one that has rendered it, and by helm 4."""
    helm = programs.ensure(["helm4"], report)["helm4"]
    rows = []
    for chart in _charts():
        with report.step(f"Render {chart.name}"):
            rows.append(_row(chart, helm, runs))
    charts = clock.table(
        (
            "chart",
            "cold",
            "new process",
            "first in process",
            "in process",
            "memory",
            "helm template",
            "in process / helm",
        ),
        rows,
    )
    if not (CORPUS / "cases.json").is_file():
        return charts
    return f"{charts}\n\n{_corpus(helm, report)}"


def _corpus(helm: Path, report: Report) -> str:
    """Measure all cases of the corpus in one process, each beside a helm 4 process: without caches, then with them."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="coxswain-bench-") as scratch:
        for state in ("cold", "warm"):
            with report.step(f"Render the corpus, {state}"):
                command = [sys.executable, "-m", "tooling.bench.whole_corpus", str(CORPUS), str(helm), scratch]
                cases, ours, theirs, memory = _call(command, dict(os.environ, PYTHONPATH=_PATHS)).split()
            figures = [clock.seconds(float(ours)), f"{float(memory):.0f} MB", clock.seconds(float(theirs))]
            rows.append([f"{cases} cases, {state}", *figures, clock.ratio(float(ours), float(theirs))])
    return clock.table(("corpus", "one process", "memory", "helm template, a process a case", "ours / helm"), rows)


def _charts() -> list[Path]:
    found = [CHARTS / "web"]
    for name in PUBLIC:
        found += sorted(CORPUS.glob(f"repos/prom/{name}-[0-9]*.tgz"))[-1:]
    return found


def first(chart: Path, runs: int) -> float:
    """Return the processor seconds of a first rendering in a process, without any cache."""
    with tempfile.TemporaryDirectory(prefix="coxswain-bench-") as scratch:
        return _inside(chart, runs, dict(os.environ, XDG_CACHE_HOME=scratch))[3]


def _row(chart: Path, helm: Path, runs: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="coxswain-bench-") as scratch:
        env = dict(os.environ, XDG_CACHE_HOME=scratch)
        command = [sys.executable, str(ROOT / "dev"), "render", str(chart)]
        cold = clock.median(lambda: _call(command, env), 1)
        warm = clock.median(lambda: _call(command, env), runs)
        first, inside, memory, _processor = _inside(chart, runs, env)
    theirs = clock.median(lambda: _call([str(helm), "template", str(chart)], os.environ), runs)
    figures = [clock.seconds(value) for value in (cold, warm, first, inside)]
    return [chart.name, *figures, f"{memory:.0f} MB", clock.seconds(theirs), clock.ratio(inside, theirs)]


#: The search path of a new process for the tooling and the collection.
_PATHS = os.pathsep.join(sys.path)

_INSIDE = """
import pathlib, resource, sys, time
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_template_output import template_output
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import render_chart
taken, processor = [], []
for turn in range(int(sys.argv[2]) + 1):
    started, worked = time.perf_counter(), time.process_time()
    template_output(render_chart(load(pathlib.Path(sys.argv[1])), {}, ReleaseFacts("release-name")))
    taken.append(time.perf_counter() - started)
    processor.append(time.process_time() - worked)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(taken[0], sorted(taken[1:])[len(taken[1:]) // 2], memory, processor[0])
"""


def _inside(chart: Path, runs: int, env: dict[str, str]) -> tuple[float, float, float, float]:
    """Seconds for a first rendering, which compiles everything, and for one after it, the most memory in MB, and the
    processor seconds of the first rendering; each the median of processes of their own."""
    command = [sys.executable, "-c", _INSIDE, str(chart), str(runs)]
    told = [[float(word) for word in _call(command, env).split()] for _ in range(runs)]
    first, later, memory, processor = (sorted(column)[len(column) // 2] for column in zip(*told, strict=True))
    return first, later, memory, processor


def _call(command: list[str], env: os._Environ[str] | dict[str, str]) -> str:
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolingError(f"{' '.join(command)} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout
