# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster with one real node (tier 2): pods run, ports are forwarded, Tiller answers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import harness
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect

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
def helm2(tmp_path_factory):
    """Call the real Helm 2; ``fails=True`` wants it to fail, and gives what it said."""
    home = tmp_path_factory.mktemp("helm2")

    def call(*arguments, fails=False):
        command = [os.environ["HELM2"], "--home", str(home), "--tiller-connection-timeout", "20", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + (done.stderr if fails else "")

    call("init", "--client-only", "--skip-refresh")
    return call


@pytest.fixture
def play(tmp_path):
    """Run a playbook of the collection for an inventory of one cluster and one node; gives what each host changed."""

    def call(name, *options, **variables):
        common = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "bootstrap_become": False,
        }
        groups = {"clusters": {"hosts": {"north": {}}}, "nodes": {"hosts": {"node-1": {}}}}
        inventory = tmp_path / "inventory.json"
        inventory.write_text(json.dumps({"all": {"vars": common | variables, "children": groups}}))
        program = Path(sys.executable).with_name("ansible-playbook")
        command = [str(program), "-i", str(inventory), str(PLAYBOOKS / f"{name}.yml"), *options]
        env = os.environ | {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_INVENTORY_ENABLED": "yaml"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        recap = re.findall(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)", done.stdout, re.M)
        return {host: int(changed) for host, changed in recap}

    return call
