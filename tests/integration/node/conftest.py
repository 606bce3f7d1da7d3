# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for a cluster with a real node (tier 2): pods run, ports are forwarded, Tiller responds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import harness
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from tooling.by_hand import run_module, run_playbook

PLAYBOOKS = Path(__file__).resolve().parents[3] / "playbooks"


@pytest.fixture(scope="session")
def cluster():
    return harness.Cluster(os.environ["COXSWAIN_CLUSTER"])


@pytest.fixture(scope="session")
def api():
    api = connect(ConnectionOptions())
    yield api
    api.close()


@pytest.fixture(scope="session")
def module():
    """:func:`tooling.by_hand.run_module`."""
    return run_module


@pytest.fixture(scope="session")
def helm2_home(tmp_path_factory):
    """Create the home directory of Helm 2."""
    home = tmp_path_factory.mktemp("helm2")
    command = [os.environ["HELM2"], "--home", str(home), "init", "--client-only", "--skip-refresh", "--skip-repos"]
    subprocess.run(command, check=True, capture_output=True)
    return home


@pytest.fixture(scope="session")
def helm2(helm2_home):
    """Return a function that calls Helm 2; with ``fails=True`` the call must fail."""

    def call(*arguments, fails=False):
        common = ["--home", str(helm2_home), "--tiller-connection-timeout", "20"]
        command = [os.environ["HELM2"], *common, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + (done.stderr if fails else "")

    return call


@pytest.fixture
def play(tmp_path):
    """Return a function that runs a playbook, normally with a cluster and a node, and returns each host's changes."""

    def call(name, *options, clusters=None, nodes=("node-1",), fails=False, **variables):
        inventory = {"clusters": clusters or {"north": {}}, "nodes": {node: {} for node in nodes}}
        file = PLAYBOOKS / f"{name}.yml"
        played = run_playbook(file, inventory, tmp_path, *options, fails=fails, bootstrap_become=False, **variables)
        return played.output if fails else played.changed

    return call
