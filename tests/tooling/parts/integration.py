# SPDX-License-Identifier: GPL-3.0-or-later
"""Integration tests: targets (roles) and Python tests, in groups that each have a cluster of their own.

A target is a folder below tests/integration/targets, as for `ansible-test integration`. It gets the variables
``output_dir`` (an empty folder) and ``resource_prefix`` and these: ``charts_folder`` (tests/charts),
``chart_repository_url`` (where those charts are served), ``helm4`` and ``helm3`` (real Helm, to compare with),
``audit_log`` (the requests to the API server that write), and those of ``registries.py``. Python tests find the same
in the environment, with ``COXSWAIN_CLUSTER`` as the name of the cluster. KUBECONFIG is set for both.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import harness
from harness.progress import Report

from .. import chart_repository, clusters, registries, suites, targets_both_ways
from ..environments import DEVELOPMENT, Environment
from ..paths import CHARTS, TARGETS, TESTS
from ..tally import Tally

PYTHON = TESTS / "integration" / "python"

#: Group of Python tests to its folders and files below :data:`PYTHON`; the group ``other`` runs all other files.
FOLDERS = {
    "releases": ("releases",),
    "tiller": ("tiller", "tiller_install"),
    "corpus": ("sweep", "test_corpus_charts.py"),
}


def run(report: Report, group: str) -> Tally:
    """Run the targets, or one group of Python tests, with the development environment."""
    if group == "targets":
        return run_in(DEVELOPMENT, report, group, targets=target_names())
    return run_in(DEVELOPMENT, report, group, files=python_files(group))


def target_names() -> list[str]:
    """Return the names of all targets."""
    names = sorted(path.parent.parent.name for path in TARGETS.glob("*/tasks/main.yml"))
    return [name for name in names if not name.startswith("setup_")]


def python_files(group: str) -> list[Path]:
    """Return the Python test files of a group."""
    grouped = [name for names in FOLDERS.values() for name in names]
    files = sorted(PYTHON.glob("**/test_*.py"))
    if group in FOLDERS:
        return [file for file in files if file.relative_to(PYTHON).parts[0] in FOLDERS[group]]
    return [file for file in files if file.relative_to(PYTHON).parts[0] not in grouped]


def run_in(
    environment: Environment,
    report: Report,
    name: str,
    targets: Iterable[str] = (),
    files: Iterable[Path | str] = (),
) -> Tally:
    """Run targets and Python tests in one environment, against a new cluster.

    :param name: name of the cluster and of the results in tests/output.
    :param files: test files, and other arguments of pytest.
    """
    match = os.environ.get(suites.MATCH, "")
    with stage(report, name) as extra:
        whole = Tally()
        for target in targets:
            if match in target:
                whole += targets_both_ways.run(environment, target, extra, report)
        arguments = list(files)
        if arguments:
            whole += suites.pytest(environment, f"integration-{name}", *arguments, extra=extra)
    return whole


@contextlib.contextmanager
def stage(report: Report, name: str) -> Iterator[dict[str, str]]:
    """Start a cluster, a chart repository and registries, and yield the variables by which tests find them."""
    harness.programs.ensure((*harness.programs.CLUSTER, *harness.programs.ORACLES, "registry"), report)
    with clusters.fresh(report, name) as cluster, chart_repository.serve(CHARTS) as url, registries.serve() as found:
        yield (
            cluster.env()
            | found
            | {
                "COXSWAIN_CLUSTER": cluster.name,
                "COXSWAIN_CHARTS_FOLDER": str(CHARTS),
                "COXSWAIN_CHART_REPOSITORY_URL": url,
            }
        )
