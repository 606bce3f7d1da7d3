# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases on a real API server: a namespace for each test, charts made on the spot, and the real Helm as the judge.

The cluster is the one that ``COXSWAIN_CLUSTER`` names; ``KUBECONFIG``, ``HELM4`` and ``HELM3`` belong to it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import textwrap
from pathlib import Path

import harness
import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.rollback import rollback
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.history import history, read_release
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest

CONFIG_MAP = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-settings
data:
  greeting: {{ .Values.greeting | quote }}
"""

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
      annotations: {coxswain.test/behaviour: {{ .Values.behaviour }}, coxswain.test/log: "no bread, no milk"}
    spec:
      containers: [{name: app, image: "example/app:{{ .Values.tag }}"}]
"""

VALUES = {"greeting": "Ahoy", "replicas": 1, "behaviour": "ready", "tag": "1"}


@pytest.fixture(scope="session")
def cluster():
    return harness.Cluster(os.environ["COXSWAIN_CLUSTER"])


@pytest.fixture(scope="session")
def helm():
    """Call a real Helm: ``helm(4, "list", ...)`` gives its output; ``fails=True`` wants it to fail."""

    def call(major, *arguments, fails=False):
        command = [os.environ[f"HELM{major}"], *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + (done.stderr if fails else "")

    return call


@pytest.fixture(scope="session")
def session_api():
    """A connection for what several tests share."""
    api = connect(ConnectionOptions())
    yield api
    api.close()


@pytest.fixture
def connected():
    """Connect with options of a test's own; every connection is closed after the test."""
    opened = []

    def call(**options):
        opened.append(connect(ConnectionOptions(**options)))
        return opened[-1]

    yield call
    for api in opened:
        api.close()


@pytest.fixture
def api(connected):
    return connected()


@pytest.fixture
def namespace(api, request):
    """A namespace of the test's own."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[:40].strip("-") + f"-{os.urandom(2).hex()}"
    objects.create(api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    yield name
    objects.delete(api, objects.Ref("v1", "Namespace", "", name))


@pytest.fixture
def make_chart(tmp_path):
    """Make a chart's folder out of templates; files with a slash in their names are put beside ``templates/``."""

    def make(templates=None, *, name="shop", version="0.1.0", values=None, **metadata):
        folder = tmp_path / f"{name}-{version}-{len(list(tmp_path.iterdir()))}" / name
        (folder / "templates").mkdir(parents=True)
        head = {"apiVersion": "v2", "name": name, "version": version, "appVersion": "1.0", **metadata}
        (folder / "Chart.yaml").write_text(yaml.safe_dump(head))
        (folder / "values.yaml").write_text(yaml.safe_dump(VALUES if values is None else values))
        for path, text in ({"settings.yaml": CONFIG_MAP} if templates is None else templates).items():
            file = folder / path if "/" in path else folder / "templates" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text))
        return folder

    return make


class Shop:
    """The release ``shop`` in the test's namespace."""

    def __init__(self, api, namespace, cluster):
        self.api, self.namespace, self.cluster = api, namespace, cluster
        self.lines = []

    def request(self, chart=None, **fields):
        chart = load(str(chart)) if isinstance(chart, (str, Path)) else chart
        return ReleaseRequest("shop", self.namespace, chart, **{"timeout": 30.0, **fields})

    def backend(self, check=False, api=None):
        return DirectBackend(api or self.api, check, self.lines.append)

    def present(self, chart, check=False, **fields):
        return install_or_upgrade(self.backend(check), self.request(chart, **fields))

    def absent(self, check=False, **fields):
        return uninstall(self.backend(check), self.request(**fields))

    def rollback(self, revision=None, check=False, **fields):
        return rollback(self.backend(check), self.request(**fields), revision)

    def history(self):
        return [(r.revision, r.status) for r in history(self.api, "shop", self.namespace)]

    def release(self, revision=None):
        return read_release(self.api, "shop", self.namespace, revision)

    def get(self, kind, name, api_version="v1"):
        return objects.get(self.api, objects.Ref(api_version, kind, self.namespace, name))

    def edit(self, kind, name, body, api_version="v1", manager="kubectl-edit"):
        path = objects.path_of(self.api, objects.Ref(api_version, kind, self.namespace, name))
        return self.api.request("PATCH", path, {"fieldManager": manager}, body, "application/merge-patch+json")

    def delete(self, kind, name, api_version="v1"):
        assert objects.delete(self.api, objects.Ref(api_version, kind, self.namespace, name))

    def written(self, work, *arguments, **fields):
        """What a call gives, and the writes in this namespace that came of it, as the audit log tells them."""
        mark = self.cluster.audit.mark()
        result = work(*arguments, **fields)
        self.cluster.settle_audit()
        mine = [item for item in self.cluster.audit.writes(mark) if self.namespace in (item.namespace, item.name)]
        return result, mine

    def values(self):
        """The values of the newest revision, as Helm 4 tells them."""
        text = subprocess.run(
            [os.environ["HELM4"], "get", "values", "shop", "-n", self.namespace, "-o", "json"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return json.loads(text)


@pytest.fixture
def shop(api, namespace, cluster):
    return Shop(api, namespace, cluster)
