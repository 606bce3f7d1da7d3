# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode writes nothing: the API server's audit log is the witness."""

from __future__ import annotations

import os

import harness
import pytest

NAMESPACE = "check-mode"
CHART = f"{os.environ['COXSWAIN_CHARTS_FOLDER']}/web"


@pytest.fixture(scope="module")
def cluster():
    return harness.Cluster(os.environ["COXSWAIN_CLUSTER"])


@pytest.fixture(scope="module")
def run(module):
    """Run a module for the release of these tests."""

    def call(name, /, *options, **arguments):
        return module(name, *options, **({"name": "web", "namespace": NAMESPACE} | arguments))

    return call


@pytest.fixture(scope="module", autouse=True)
def release(run):
    """A release of two revisions, which is removed afterwards."""
    for greeting in ("Ahoy", "Moin"):
        run("release", chart_ref=CHART, create_namespace=True, values={"greeting": greeting})
    yield
    run("release", state="absent")


@pytest.mark.parametrize(
    ("name", "arguments"),
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
def test_a_change_is_predicted_and_nothing_is_written(cluster, run, name, arguments):
    mark = cluster.audit.mark()
    result = run(name, "--check", "--diff", **arguments)
    cluster.settle_audit()
    assert result["changed"] is True
    assert cluster.audit.changes(mark) == []


def test_a_run_without_check_mode_is_seen_by_the_audit_log(cluster, run):
    """Otherwise the test above could not fail."""
    mark = cluster.audit.mark()
    run("release", chart_ref=CHART, values={"greeting": "Moin", "replicas": 1})
    cluster.settle_audit()
    assert cluster.audit.changes(mark) != []


def test_an_unchanged_run_writes_nothing(cluster, run):
    arguments = {"chart_ref": CHART, "values": {"greeting": "Moin", "replicas": 1}}
    run("release", **arguments)
    mark = cluster.audit.mark()
    result = run("release", **arguments)
    cluster.settle_audit()
    assert result["changed"] is False
    assert cluster.audit.changes(mark) == []
