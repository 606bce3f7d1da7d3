# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks ``bootstrap`` and ``teardown`` with two clusters: one with a real node, where Tiller is verified with a
call, and one with simulated nodes, whose pods become ready but do not run.

The tests depend on each other and run in this order.
"""

from __future__ import annotations

import os

import harness
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect

NAMESPACE = f"tiller-fleet-{os.urandom(2).hex()}"
LABELS = {"labelSelector": "app=helm,name=tiller"}


@pytest.fixture(scope="module")
def south(cluster):
    """Start a second cluster."""
    other = harness.Cluster(f"{cluster.name}-south"[:40].strip("-"), audit="writes", tier=1)
    other.down()
    try:
        other.up()
        yield other
    finally:
        other.down()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return {name: tmp_path_factory.mktemp(name) for name in ("north", "south")}


@pytest.fixture
def apis(cluster, south):
    found = {
        name: connect(ConnectionOptions(kubeconfig=str(one.kubeconfig)))
        for name, one in (("north", cluster), ("south", south))
    }
    yield found
    for api in found.values():
        api.close()


@pytest.fixture
def fleet(play, cluster, south, folders):
    """Return a function that runs a playbook for both clusters and a node of each, and returns the changes per host."""

    def call(name, *options, **variables):
        hosts = {
            host: {
                "bootstrap_connection": {"kubeconfig": str(one.kubeconfig)},
                "bootstrap_ssl": str(folders[host] / "ssl"),
                "client_home_path": str(folders[host] / "home"),
            }
            for host, one in (("north", cluster), ("south", south))
        }
        hosts["south"]["tiller_wait_for"] = "ready"
        common = {"bootstrap_namespace": NAMESPACE, **variables}
        return play(name, *options, clusters=hosts, nodes=("north-1", "south-1"), **common)

    return call


def found(api, folder):
    """Return which steps of bootstrap have been done."""
    paths = {
        "rbac": f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts",
        "tiller": f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments",
    }
    there = {step for step, path in paths.items() if any("tiller" in o["metadata"]["name"] for o in api.items(path))}
    return there | ({"certificates"} if os.path.exists(folder / "ssl" / "tiller.cert.pem") else set())


STEPS = ["nodes", "certificates", "rbac", "tiller", "verify"]


def test_step_by_step(fleet, apis, folders):
    """Each tag runs only its own step, for every cluster."""
    done = set()
    for step in STEPS:
        changed = fleet("bootstrap", "--tags", step)
        done |= {step} & {"certificates", "rbac", "tiller"}
        for host, api in apis.items():
            assert found(api, folders[host]) == done, (step, host)
            assert changed[host] == int(step in done), (step, changed)
    # All steps together are the whole playbook.
    assert set(fleet("bootstrap").values()) == {0}


def test_each_cluster_has_its_own_authority(folders):
    first, second = ((folders[host] / "ssl" / "ca.cert.pem").read_bytes() for host in ("north", "south"))
    assert first != second


def test_one_cluster_alone(fleet):
    assert set(fleet("bootstrap", "--limit", "south")) == {"south"}


def test_a_client_that_is_newer_than_tiller_is_refused(fleet):
    output = fleet("bootstrap", "--tags", "client", fails=True, bootstrap_client=True, client_version="v2.18.1")
    assert "A client of version v2.18.1 cannot talk to ghcr.io/helm/tiller:v2.17.0" in output


def test_teardown(fleet, apis, folders):
    changed = fleet("teardown", "--check", teardown_certificates=True)
    assert changed["north"] == changed["south"] == 2
    assert fleet("teardown", teardown_certificates=True) == changed
    for host, api in apis.items():
        assert found(api, folders[host]) == set()
    assert set(fleet("teardown", teardown_certificates=True).values()) == {0}
