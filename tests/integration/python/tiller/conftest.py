# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for releases through real Tillers, which run next to the API server. The reference is Helm 2.

Each Tiller has its own namespace, so that releases do not interfere.
"""

from __future__ import annotations

import os
import subprocess
import textwrap

import harness
import harness.tiller
import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.rollback import rollback
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import TillerOptions
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import connect as connect_tiller
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.releases.backend import TillerBackend
from harness.authority import Authority

CONFIG_MAP = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  color: {{ .Values.color | quote }}
  {{- if .Values.secret }}
  secret: {{ randAlphaNum 12 }}
  {{- end }}
"""


@pytest.fixture(scope="session")
def cluster():
    return harness.Cluster(os.environ["COXSWAIN_CLUSTER"])


@pytest.fixture(scope="session")
def api():
    api = connect(ConnectionOptions())
    yield api
    api.close()


@pytest.fixture(scope="session")
def new_namespace(api):
    """Return a function that creates a namespace with a unique name."""
    made = []

    def make(prefix):
        made.append(f"{prefix}-{os.urandom(3).hex()}")
        objects.create(api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": made[-1]}})
        return made[-1]

    yield make
    for name in made:
        objects.delete(api, objects.Ref("v1", "Namespace", "", name))


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.establish()
    return made


@pytest.fixture(scope="session")
def server(cluster, new_namespace):
    """Run a Tiller without TLS, with its records in ConfigMaps."""
    namespace = new_namespace("tiller")
    with harness.tiller.run(cluster, namespace, namespace=namespace) as running:
        yield running


@pytest.fixture(scope="session")
def helm2(server, tmp_path_factory):
    """Return a function that calls Helm 2 and returns its output; with ``fails=True`` the call must fail."""
    program = str(harness.programs.ensure(["helm2"])["helm2"])
    home = tmp_path_factory.mktemp("helm2")
    subprocess.run(
        [program, "init", "--client-only", "--skip-refresh", "--skip-repos", "--home", home],
        check=True,
        capture_output=True,
    )

    def call(*arguments, fails=False, host=server.address):
        command = [program, "--host", host, "--home", str(home), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + (done.stderr if fails else "")

    call.home = home
    return call


@pytest.fixture
def make_chart(tmp_path):
    """Return a function that creates a chart for Helm 2."""

    def make(templates=None, *, name="shop", version="1.0.0", values=None, **metadata):
        folder = tmp_path / f"{name}-{version}-{len(list(tmp_path.iterdir()))}" / name
        (folder / "templates").mkdir(parents=True)
        head = {"name": name, "version": version, "appVersion": "1.0", **metadata}
        (folder / "Chart.yaml").write_text(yaml.safe_dump(head))
        (folder / "values.yaml").write_text(yaml.safe_dump({"color": "red", "secret": False, **(values or {})}))
        for path, text in ({"settings.yaml": CONFIG_MAP} if templates is None else templates).items():
            file = folder / path if "/" in path else folder / "templates" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text))
        return folder

    return make


class Shop:
    """A release of a Tiller, in the namespace of one test."""

    def __init__(self, tiller, api, tiller_namespace, name, namespace):
        self.tiller, self.api, self.name, self.namespace = tiller, api, name, namespace
        self.tiller_namespace = tiller_namespace
        self.lines = []

    def backend(self, check=False, api=...):
        api = self.api if api is ... else api
        return TillerBackend(self.tiller, api, self.tiller_namespace, check, self.lines.append)

    def request(self, chart=None, **fields):
        chart = load(str(chart), HELM2) if chart is not None else None
        return ReleaseRequest(self.name, self.namespace, chart, **{"timeout": 20.0, **fields})

    def present(self, chart, check=False, api=..., **fields):
        return install_or_upgrade(self.backend(check, api), self.request(chart, **fields))

    def absent(self, check=False, **fields):
        return uninstall(self.backend(check), self.request(**fields))

    def rollback(self, revision=0, check=False, **fields):
        return rollback(self.backend(check), self.request(**fields), revision)

    def live(self, name=None, kind="ConfigMap"):
        return objects.get(self.api, objects.Ref("v1", kind, self.namespace, name or self.name))


@pytest.fixture(scope="session")
def tiller(server, api):
    with connect_tiller(TillerOptions(host=server.address), api) as connected:
        yield connected


@pytest.fixture
def shop(tiller, api, server, new_namespace):
    namespace = new_namespace("shop")
    return Shop(tiller, api, server.namespace, namespace, namespace)
