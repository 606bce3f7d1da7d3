# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts that strangers wrote, installed from the corpus served as a repository, and real Helm's word on them."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from tooling.chart_repository import serve_folder
from tooling.paths import CORPUS

pytestmark = pytest.mark.skipif(not (CORPUS / "cases.json").is_file(), reason="there is no corpus beside the checkout")

#: repository, chart, the values that it needs on a cluster without volumes of its own
CHARTS = [
    pytest.param("stable", "mysql", {}, id="stable/mysql"),
    pytest.param(
        "stable",
        "redis",
        {"master": {"persistence": {"enabled": False}}, "slave": {"persistence": {"enabled": False}}},
        id="stable/redis",
    ),
    pytest.param("prom", "prometheus-node-exporter", {}, id="prom/prometheus-node-exporter"),
    pytest.param("ingress", "ingress-nginx", {}, id="ingress/ingress-nginx"),
]


@pytest.fixture(scope="module")
def repositories(module, tmp_path_factory):
    """The corpus over HTTP, known to Helm's files in a folder of these tests; gives the variables that name it."""
    home = tmp_path_factory.mktemp("helm")
    variables = {f"HELM_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA")}
    with serve_folder(CORPUS / "repos") as url:
        for name in ("stable", "prom", "ingress"):
            added = module("repository", name=name, url=f"{url}/{name}", variables=variables)
            assert added["changed"] is True
        yield variables


@pytest.mark.parametrize(("repository", "chart", "values"), CHARTS)
def test_a_chart_is_installed_and_then_unchanged(module, repositories, repository, chart, values):
    namespace = f"corpus-{chart}"
    wanted = {
        "name": chart,
        "namespace": namespace,
        "create_namespace": True,
        "chart_ref": f"{repository}/{chart}",
        "values": values,
        "wait": True,
        "wait_timeout": "120s",
    }
    try:
        installed = module("release", variables=repositories, **wanted)
        assert (installed["changed"], installed["status"]["status"]) == (True, "deployed")
        again = module("release", "--diff", variables=repositories, **wanted)
        assert again["changed"] is False
        assert helm_list(namespace) == [
            {
                "name": chart,
                "namespace": namespace,
                "revision": "1",
                "status": "deployed",
                "chart": installed["status"]["chart"],
                "app_version": installed["status"]["app_version"],
            }
        ]
    finally:
        module("release", name=chart, namespace=namespace, state="absent", wait=True)
    assert helm_list(namespace) == []


def test_an_api_version_that_is_gone_is_an_error_unless_it_is_to_be_rewritten(repositories, module):
    """An old chart asks for PodDisruptionBudget in policy/v1beta1, which Kubernetes 1.36 no longer serves."""
    wanted = {
        "name": "old",
        "namespace": "corpus-old",
        "create_namespace": True,
        "chart_ref": "stable/nginx-ingress",
        "values": {"controller": {"replicaCount": 2, "minAvailable": 1}, "defaultBackend": {"replicaCount": 2}},
    }
    refused = module("release", variables=repositories, fails=True, **wanted)
    assert "policy/v1beta1" in refused["msg"]
    assert "rewrite_apis" in refused["error"]["remedy"]
    assert helm_list("corpus-old") == []
    try:
        installed = module("release", variables=repositories, rewrite_apis=True, **wanted)
        assert "from policy/v1beta1 to policy/v1" in installed["stdout"]
        assert module("release", variables=repositories, rewrite_apis=True, **wanted)["changed"] is False
        assert [release["status"] for release in helm_list("corpus-old")] == ["deployed"]
    finally:
        module("release", name="old", namespace="corpus-old", state="absent")


def helm_list(namespace: str) -> list[dict[str, str]]:
    """What real Helm lists, without the time."""
    done = subprocess.run(
        [os.environ["HELM4"], "list", "--namespace", namespace, "--output", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [{key: value for key, value in release.items() if key != "updated"} for release in json.loads(done.stdout)]
