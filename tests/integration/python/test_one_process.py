# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of different clusters, users, Helm versions and charts run in one process, and none leaves anything behind.

A worker of Ansible runs the items of a loop one after another. So each order of the tasks is run in one process, and
each result must be the one of the task alone in a new process.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import harness
import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load
from tooling.result_comparison import differences

CHARTS = Path(os.environ["COXSWAIN_CHARTS_FOLDER"])

RUN = """
import json, sys
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load
direct = load("module_utils.module.direct")
environment = load("plugin_utils.environment")
for name, options, settings, variables in json.load(sys.stdin):
    definition = load("module_utils.module." + name).MODULE
    with environment.applied(variables):
        result = direct.run(definition, options, direct.TaskSettings(name=name, **settings))
    print(json.dumps(result))
"""


@pytest.fixture(scope="module")
def kubeconfigs(tmp_path_factory):
    """Two kubeconfigs of the cluster: of the administrator, and of a service account without permissions."""
    folder = tmp_path_factory.mktemp("kubeconfigs")
    cluster = harness.Cluster(os.environ["COXSWAIN_CLUSTER"])
    api = load("module_utils.cluster.connection").connect(
        load("module_utils.cluster.connection").ConnectionOptions(kubeconfig=cluster.env()["KUBECONFIG"])
    )
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "one-process"}}
    api.request("POST", "/api/v1/namespaces", body=namespace)
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "nobody"}}
    accounts = "/api/v1/namespaces/one-process/serviceaccounts"
    api.request("POST", accounts, body=account)
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    token = api.request("POST", f"{accounts}/nobody/token", body=request)["status"]["token"]
    api.close()
    admin = yaml.safe_load(Path(cluster.env()["KUBECONFIG"]).read_text())
    nobody = json.loads(json.dumps(admin))
    nobody["users"] = [{"name": user["name"], "user": {"token": token}} for user in admin["users"]]
    paths = {}
    for name, document in {"admin": admin, "nobody": nobody}.items():
        paths[name] = str(folder / name)
        (folder / name).write_text(yaml.safe_dump(document))
    return paths


@pytest.fixture(scope="module")
def tasks(kubeconfigs, tmp_path_factory):
    """The tasks: module, options, settings and environment."""
    folder = tmp_path_factory.mktemp("charts")
    old = _chart(folder / "old", "v1", "{{ .Values.number }} {{ .Capabilities.KubeVersion.GitVersion }}\n")
    broken = _chart(folder / "broken", "v2", '{{ fail "never" }}\n')
    release = {"name": "web", "namespace": "one-process", "chart_ref": str(CHARTS / "web")}
    check = {"check_mode": True, "diff": True}
    return [
        ["release", {**release, "kubeconfig": kubeconfigs["admin"], "values": {"replicas": 2}}, check, {}],
        ["release", {**release, "values": {"replicas": 3}}, check, {"K8S_AUTH_KUBECONFIG": kubeconfigs["nobody"]}],
        ["template", {"chart_ref": old, "dialect": "helm2", "values": {"number": 1}}, {}, {}],
        ["template", {"chart_ref": broken}, {}, {}],
        ["release_info", {"name": "none", "namespace": "one-process", "kubeconfig": kubeconfigs["admin"]}, {}, {}],
    ]


def _chart(folder, api_version, template):
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: {api_version}\nname: {folder.name}\nversion: 1.0.0\n")
    (folder / "templates" / "a.yaml").write_text(f"text: {template}")
    return str(folder)


def run(tasks):
    """Run tasks in one new process; their results."""
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(tasks), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_order_in_one_process(tasks):
    alone = [run([task])[0] for task in tasks]
    assert [result.get("failed", False) for result in alone] == [False, True, False, True, False]
    assert "forbidden" in alone[1]["msg"]
    orders = list(itertools.permutations(range(len(tasks))))
    results = run([tasks[index] for order in orders for index in order])
    for number, order in enumerate(orders):
        found = results[number * len(order) : (number + 1) * len(order)]
        expected = [{"task": f"{order}: task {index}", "result": alone[index]} for index in order]
        got = [{"task": f"{order}: task {index}", "result": result} for index, result in zip(order, found, strict=True)]
        assert differences(expected, got) == []


def test_a_worker_imports_nothing_for_an_unchanged_release(kubeconfigs):
    """What the action plugin imports in Ansible's main process is all that a usual task needs."""
    release = {"name": "steady", "namespace": "one-process", "chart_ref": str(CHARTS / "web")}
    options = {**release, "kubeconfig": kubeconfigs["admin"], "wait": False}
    run([["release", options, {}, {}]])
    script = """
import sys
import ansible_collections.coxswain.helm.plugins.action.release
before = set(sys.modules)
""" + RUN.replace("print(json.dumps(result))", "print(json.dumps([result, sorted(set(sys.modules) - before)]))")
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps([["release", options, {}, {}]]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result, imported = json.loads(done.stdout)
    assert result["changed"] is False
    assert [name for name in imported if name.startswith(("_coxswain_helm", "urllib3", "ssl", "yaml"))] == []
