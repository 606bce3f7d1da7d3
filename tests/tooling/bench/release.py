# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole plays: coxswain.helm beside kubernetes.core, bare Helm and an empty task, in one run."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from harness import programs
from harness.progress import Report

from .. import byte_counter, clusters, environments, process, ssh_server
from ..environments import BENCH, TARGET
from ..errors import ToolingError
from ..paths import CORPUS, ROOT
from . import document, profile, render, rows, tables
from .results import Machine, Results, Sample, interleave
from .rows import Row
from .stage import Remote, Stage

#: Where the results go with ``--write``.
TEXT, PLOT = ROOT / "docs" / "speed.md", ROOT / "docs" / "speed.svg"


@dataclass(frozen=True)
class Choice:
    """What to measure.

    :param names: rows (:func:`rows.select`).
    :param ssh: whether rows over SSH are among all rows.
    :param plugins: the directory of Helm's plugins with helm-diff; None to ask Helm.
    :param write: whether to write the documentation.
    """

    names: tuple[str, ...] = ()
    ssh: bool = False
    plugins: Path | None = None
    write: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of :class:`Choice`."""
    group = parser.add_argument_group("release")
    group.add_argument("--rows", help="rows to measure, with commas (default: all)", default="")
    group.add_argument("--ssh", action="store_true", help="also measure the rows over SSH, with an sshd on loopback")
    group.add_argument("--helm-plugins", type=Path, help="directory of Helm's plugins with helm-diff (default: Helm's)")
    group.add_argument("--write", action="store_true", help="write docs/speed.md and docs/speed.svg")


def choice(options: argparse.Namespace) -> Choice:
    """Return what the arguments choose; ToolingError for those that contradict each other."""
    names = tuple(name for name in options.rows.split(",") if name)
    if options.write and names:
        raise ToolingError("--write needs all rows, so it cannot be combined with --rows")
    return Choice(names, options.ssh, options.helm_plugins, options.write)


def run(report: Report, runs: int, chosen: Choice) -> str:
    """Measure on a new cluster, which is removed afterwards."""
    wanted = rows.select(chosen.names, ssh=chosen.ssh)
    environments.ensure(BENCH, report)
    built = programs.ensure((*programs.CLUSTER, *programs.ORACLES), report)
    plugins = _plugins(chosen.plugins, built["helm3"])
    columns = rows.columns(plugins, str(built["helm3"]))
    results = Results(_machine(built["helm4"], built["helm3"], plugins), runs)
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(clusters.fresh(report, "bench", audit="all"))
        stage = Stage(cluster, columns, _charts(), built["helm4"])
        if any(row.ssh for row in wanted):
            stage.remote = stack.enter_context(_remote(report))
        for row in wanted:
            with report.step(f"Measure {row.key}") as step:
                _measure(stage, row, runs, results, step.note)
        if not chosen.names or rows.PROFILE in chosen.names:
            with report.step("Profile unchanged runs"):
                results.profiles = profile.measure(stage, runs)
    if not chosen.names:
        with report.step("Render for the first time"):
            results.rendering = render.first(_charts()[rows.LARGE.name], runs)
    if chosen.write:
        document.write(results, TEXT, PLOT)
    return tables.everything(results)


def _measure(stage: Stage, row: Row, runs: int, results: Results, note: Callable[[str], None]) -> None:
    keys = [key for key in row.columns if key in stage.columns]
    for key in keys:
        note(f"preparing {key}")
        stage.prepare(row, key)
    turns = iter(range(1, runs * len(keys) + 1))

    def measure(key: str) -> Sample:
        note(f"{next(turns)} of {runs * len(keys)}: {key}")
        return stage.measure(row, key)

    cells = interleave(keys, runs, measure)
    # Over SSH a part of the memory is the host's.
    for key, cell in cells.items() if not row.ssh else ():
        note(f"memory: {key}")
        cell.together = stage.together(row, key)
    results.cells[row.key] = cells


@contextlib.contextmanager
def _remote(report: Report) -> Iterator[Remote]:
    obstacle = ssh_server.obstacle()
    if obstacle:
        raise ToolingError(f"SSH cannot be measured: {obstacle}")
    environments.ensure(TARGET, report)
    with ssh_server.serve(report) as server, byte_counter.count(server.host, server.port) as counter:
        yield Remote(server, counter)


def _charts() -> dict[str, Path]:
    found = {}
    for chart in (rows.SMALL, rows.LARGE):
        archives = sorted(CORPUS.glob(f"repos/prom/{chart.name}-[0-9]*.tgz"))
        if not archives:
            raise ToolingError(f"the corpus of charts has no {chart.name}")
        found[chart.name] = archives[-1]
    return found


def _plugins(given: Path | None, helm: Path) -> str | None:
    """Return the directory of Helm's plugins if helm-diff is in it; say so loudly if it is not."""
    folder = str(given) if given else _output([str(helm), "env", "HELM_PLUGINS"]).strip()
    if _diff_version(helm, folder):
        return folder
    if given:
        raise ToolingError(f"helm-diff is not a plugin in {folder}")
    print(f"!!!! helm-diff is not a plugin in {folder}; its columns stay empty (--helm-plugins)", flush=True)
    return None


def _diff_version(helm: Path, folder: str) -> str:
    listed = _output([str(helm), "plugin", "list"], {"HELM_PLUGINS": folder})
    found = re.search(r"^diff\s+(\S+)", listed, re.M)
    return found[1] if found else ""


def _machine(helm4: Path, helm3: Path, plugins: str | None) -> Machine:
    core = _output([BENCH.program("ansible-galaxy"), "collection", "list", "kubernetes.core"])
    versions = {
        "Python": _output([str(BENCH.python), "--version"]).split()[-1],
        "ansible-core": _found(r"core (\S+)\]", _output([BENCH.program("ansible"), "--version"])),
        "kubernetes.core": _found(r"kubernetes\.core\s+(\S+)", core),
        "helm 4": _found(r"v(\S+)", _output([str(helm4), "version", "--template", "{{.Version}}"])),
        "helm 3 of kubernetes.core": _found(r"v(\S+)", _output([str(helm3), "version", "--template", "{{.Version}}"])),
    }
    if plugins:
        versions["helm-diff"] = _diff_version(helm3, plugins)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    charts = {chart.short: _charts()[chart.name].stem for chart in (rows.SMALL, rows.LARGE)}
    return Machine(os.cpu_count() or 1, memory, versions, charts)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else "unknown"


def _output(command: list[str], variables: dict[str, str] | None = None) -> str:
    return process.keep(command, os.environ | (variables or {})).output
