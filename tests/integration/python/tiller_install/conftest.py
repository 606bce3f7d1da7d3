# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for Tillers on simulated nodes, whose pods become ready but do not run. The reference is Helm 2.17."""

from __future__ import annotations

import os
import re
import subprocess

import harness
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.ensure import ensure
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.specs import (
    CertificateSpec,
    DirectorySpec,
    server_hosts,
)
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect


@pytest.fixture(scope="session")
def cluster():
    return harness.Cluster(os.environ["COXSWAIN_CLUSTER"])


@pytest.fixture(scope="session")
def api():
    api = connect(ConnectionOptions())
    yield api
    api.close()


@pytest.fixture
def namespace(api, request):
    """Create a namespace for the Tiller of one test."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[:40].strip("-") + f"-{os.urandom(2).hex()}"
    objects.create(api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    yield name
    objects.delete(api, objects.Ref("v1", "Namespace", "", name))


@pytest.fixture(scope="session")
def helm2(tmp_path_factory):
    """Return a function that calls Helm 2; with ``fails=True`` the call must fail."""
    home = tmp_path_factory.mktemp("helm2")

    def call(*arguments, fails=False):
        command = [os.environ["HELM2"], "--home", str(home), *map(str, arguments)]
        for _ in range(5):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            # Helm does not retry when the Deployment's controller has written in between.
            if "please apply your changes to the latest version" not in done.stderr:
                break
        assert (done.returncode != 0) == fails, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + (done.stderr if fails else "")

    return call


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """Create a directory with a CA and the certificates of Tiller and a client."""
    folder = str(tmp_path_factory.mktemp("ssl"))
    server = CertificateSpec("tiller", {"CN": "tiller-server"}, server_hosts("kube-system"), server=True)
    wanted = DirectorySpec(folder, (server, CertificateSpec("helm", {"CN": "helm"})))
    ensure(wanted)
    return wanted
