# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster with one real node (tier 2): pods run, ports are forwarded, Tiller answers."""

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
    """The folder of the real Helm 2."""
    home = tmp_path_factory.mktemp("helm2")
    command = [os.environ["HELM2"], "--home", str(home), "init", "--client-only", "--skip-refresh", "--skip-repos"]
    subprocess.run(command, check=True, capture_output=True)
    return home


@pytest.fixture(scope="session")
def helm2(helm2_home):
    """Call the real Helm 2; ``fails=True`` wants it to fail, and gives what it said."""

    def call(*arguments, fails=False):
        common = ["--home", str(helm2_home), "--tiller-connection-timeout", "20"]
        command = [os.environ["HELM2"], *common, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + (done.stderr if fails else "")

    return call


@pytest.fixture
def play(tmp_path):
    """Run a playbook of the collection for an inventory of one cluster and one node, or of those that are given; gives
    what each host changed."""

    def call(name, *options, clusters=None, nodes=("node-1",), fails=False, **variables):
        inventory = {"clusters": clusters or {"north": {}}, "nodes": {node: {} for node in nodes}}
        file = PLAYBOOKS / f"{name}.yml"
        played = run_playbook(file, inventory, tmp_path, *options, fails=fails, bootstrap_become=False, **variables)
        return played.output if fails else played.changed

    return call
