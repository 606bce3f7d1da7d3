# SPDX-License-Identifier: GPL-3.0-or-later
"""Integration tests: the targets as roles, and the Python tests, against a cluster of their own.

A target is a folder below tests/integration/targets, as for `ansible-test integration`, and gets its variables
``output_dir`` (an empty folder) and ``resource_prefix``, and these: ``charts_folder`` (tests/charts),
``chart_repository_url`` (where those charts are served), ``helm4`` and ``helm3`` (the real programs, to compare with),
``audit_log`` (what the API server was asked to write), and those of ``registries.py``. The Python tests find the same
in the environment, with ``COXSWAIN_CLUSTER`` as the name of the cluster. KUBECONFIG is set for both.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator

import harness
from harness.progress import Report

from .. import ansible, chart_repository, process, registries, suites
from ..environments import DEVELOPMENT, Environment
from ..paths import CHARTS, OUTPUT, ROOT, SCRATCH, TESTS
from ..tally import Tally

TARGETS = TESTS / "integration" / "targets"
PYTHON = TESTS / "integration" / "python"
#: test files that run with the development environment only
ONCE = ("test_quickstart.py", "test_sample.py", "test_client_role.py")


def run(report: Report) -> Tally:
    """Run the targets and the Python tests with the development environment."""
    return run_in(DEVELOPMENT, report)


def run_in(environment: Environment, report: Report) -> Tally:
    """Run the targets and the Python tests with one environment.

    The quickstart has its own environment, and neither the sample of the corpus nor the role of Helm's client shows
    anything about libraries: each runs once.
    """
    with stage(report) as extra:
        whole = Tally()
        for target in sorted(path.parent.parent for path in TARGETS.glob("*/tasks/main.yml")):
            if not target.name.startswith("setup_"):
                whole += _target(environment, target.name, extra, report)
        files = sorted(PYTHON.glob("**/test_*.py"))
        if environment != DEVELOPMENT:
            files = [file for file in files if file.name not in ONCE]
        if files:
            name = f"integration{environment.folder.name.removeprefix('.venv')}"
            whole += suites.pytest(environment, name, *files, extra=extra)
    return whole


@contextlib.contextmanager
def stage(report: Report) -> Iterator[dict[str, str]]:
    """A cluster, a chart repository and registries for tests; gives the variables by which they find them."""
    harness.programs.ensure((*harness.programs.CLUSTER, *harness.programs.ORACLES, "registry"), report)
    with _cluster(report) as cluster, chart_repository.serve(CHARTS) as url, registries.serve() as found:
        yield (
            cluster.env()
            | found
            | {
                "COXSWAIN_CLUSTER": cluster.name,
                "COXSWAIN_CHARTS_FOLDER": str(CHARTS),
                "COXSWAIN_CHART_REPOSITORY_URL": url,
            }
        )


@contextlib.contextmanager
def _cluster(report: Report) -> Iterator[harness.Cluster]:
    """A new cluster, one at a time for this checkout."""
    SCRATCH.mkdir(exist_ok=True)
    digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    with (SCRATCH / "integration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster = harness.Cluster(f"test-{digest}", audit="writes")
        # What a run that was killed left behind.
        cluster.down()
        try:
            cluster.up(report)
            yield cluster
        finally:
            cluster.down()


def _target(environment: Environment, name: str, extra: dict[str, str], report: Report) -> Tally:
    folder = OUTPUT / f"integration{environment.folder.name.removeprefix('.venv')}" / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "output").mkdir(parents=True)
    play = {
        "name": f"Target {name}",
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {
            "output_dir": str(folder / "output"),
            "resource_prefix": f"t-{name.replace('_', '-')}",
            "charts_folder": extra["COXSWAIN_CHARTS_FOLDER"],
            "chart_repository_url": extra["COXSWAIN_CHART_REPOSITORY_URL"],
            "helm4": extra["HELM4"],
            "helm3": extra["HELM3"],
            "audit_log": extra["COXSWAIN_AUDIT_LOG"],
            **{name: extra.get(variable, "") for name, variable in registries.VARIABLES.items()},
        },
        "roles": [{"role": name}],
    }
    (folder / "play.yml").write_text(json.dumps([play], indent=1))
    variables = ansible.variables(environment, extra | ansible.helm_homes(folder / "helm"))
    variables["ANSIBLE_ROLES_PATH"] = str(TARGETS)
    with report.step(f"Target {name}") as step:
        outcome = process.keep(ansible.playbook(environment, folder / "play.yml"), variables, limit=600)
        step.finish("failed" if outcome.code else "done")
    (folder / "log").write_text(outcome.output)
    if outcome.code:
        print(f"-- target {name}\n{outcome.output.rstrip()}\n", flush=True)
        return Tally(0, 1)
    return Tally(1, 0)
