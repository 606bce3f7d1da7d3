# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode writes nothing: the API server's audit log is the witness."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import harness
import pytest

NAMESPACE = "check-mode"
CHART = f"{os.environ['COXSWAIN_CHARTS_FOLDER']}/web"


@pytest.fixture(scope="module")
def cluster():
    return harness.Cluster(os.environ["COXSWAIN_CLUSTER"])


@pytest.fixture(scope="module", autouse=True)
def release():
    """A release of two revisions, which is removed afterwards."""
    for greeting in ("Ahoy", "Moin"):
        run("release", chart_ref=CHART, create_namespace=True, values={"greeting": greeting})
    yield
    run("release", state="absent")


def run(module: str, *options: str, **arguments: object) -> dict:
    """Run a module on the local host and return its result."""
    program = Path(sys.executable).parent / "ansible"
    given = {"name": "web", "namespace": NAMESPACE} | arguments
    command = [program, "localhost", "-m", f"coxswain.helm.{module}", "-a", json.dumps(given), *options]
    env = os.environ | {"ANSIBLE_LOAD_CALLBACK_PLUGINS": "1", "ANSIBLE_NOCOLOR": "1"}
    done = subprocess.run([str(part) for part in command], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # In diff mode the result stands between what is shown before and after it.
    head = re.search(r"^localhost \| [A-Z]+ => (?=\{)", done.stdout, re.M)
    assert head, done.stdout
    return json.JSONDecoder().raw_decode(done.stdout, head.end())[0]


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        pytest.param("release", {"chart_ref": CHART, "values": {"greeting": "Servus"}}, id="an upgrade"),
        pytest.param("release", {"chart_ref": CHART, "name": "new"}, id="an installation"),
        pytest.param(
            "release", {"chart_ref": CHART, "namespace": "not-there", "create_namespace": True}, id="a new namespace"
        ),
        pytest.param("release", {"state": "absent"}, id="a removal"),
        pytest.param("release_rollback", {"revision": 1}, id="a rollback"),
    ],
)
def test_a_change_is_predicted_and_nothing_is_written(cluster, module, arguments):
    mark = cluster.audit.mark()
    result = run(module, "--check", "--diff", **arguments)
    cluster.settle_audit()
    assert result["changed"] is True
    assert cluster.audit.changes(mark) == []


def test_a_run_without_check_mode_is_seen_by_the_audit_log(cluster):
    """Otherwise the test above could not fail."""
    mark = cluster.audit.mark()
    run("release", chart_ref=CHART, values={"greeting": "Moin", "replicas": 1})
    cluster.settle_audit()
    assert cluster.audit.changes(mark) != []


def test_an_unchanged_run_writes_nothing(cluster):
    arguments = {"chart_ref": CHART, "values": {"greeting": "Moin", "replicas": 1}}
    run("release", **arguments)
    mark = cluster.audit.mark()
    result = run("release", **arguments)
    cluster.settle_audit()
    assert result["changed"] is False
    assert cluster.audit.changes(mark) == []
