# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``swift_info`` with a fake swift: responses, known bugs, and several clusters."""

from __future__ import annotations

import contextlib

import pytest
import yaml
from tooling import swift_server

RELEASES = [
    swift_server.release("shop", 1, "SUPERSEDED"),
    swift_server.release("shop", 2),
    swift_server.release("blog", 3, "FAILED", "blog"),
    swift_server.release("old", 1, "DELETED"),
]


@pytest.fixture
def clusters(tmp_path):
    """Create a kubeconfig with two clusters, each with a token and a swift behind its API server."""
    config = {"apiVersion": "v1", "kind": "Config", "clusters": [], "users": [], "contexts": []}
    with contextlib.ExitStack() as stack:
        for name, releases in (("east", RELEASES), ("west", [])):
            token = f"{swift_server.TOKEN}-{name}"
            url = stack.enter_context(swift_server.serve(swift_server.Swift(releases, token=token), swift_server.PROXY))
            config["clusters"].append({"name": name, "cluster": {"server": url}})
            config["users"].append({"name": name, "user": {"token": token}})
            config["contexts"].append({"name": name, "context": {"cluster": name, "user": name}})
        path = tmp_path / "kubeconfig"
        path.write_text(yaml.safe_dump(config))
        path.chmod(0o600)
        yield str(path)


def summary(releases):
    return [(release["name"], release["revision"], release["status"]) for release in releases]


def test_several_clusters_through_their_api_servers(module, clusters):
    found = module("swift_info", kubeconfig=clusters, contexts=["east", "west"])
    assert found["changed"] is False
    assert [(entry["context"], summary(entry["releases"])) for entry in found["clusters"]] == [
        ("east", [("blog", "3", "failed"), ("shop", "2", "deployed")]),
        # swift fails with a nil pointer error.
        ("west", []),
    ]
    assert {release["context"] for release in found["releases"]} == {"east"}
    refused = module("swift_info", kubeconfig=clusters, contexts=["east", "nowhere"], fails=True)
    assert "nowhere" in refused["msg"]


def test_one_release_and_a_missing_one(module, clusters):
    found = module("swift_info", kubeconfig=clusters, context="east", name="shop", history=True)
    assert (found["version"], found["status"]["notes"]) == ("v2.14.0", "Ahoy")
    assert summary(found["history"]) == [("shop", "1", "superseded"), ("shop", "2", "deployed")]
    assert "eA==" not in str(found)
    # swift fails with an internal error.
    gone = module("swift_info", kubeconfig=clusters, context="east", name="nobody", history=True)
    assert gone["history"] == [] and "status" not in gone


def test_errors(module):
    server = swift_server.Swift([])
    with swift_server.serve(server) as url:
        server.answer = lambda path, query: (503, {"code": 14, "message": "transport is closing"})
        assert "swift cannot connect to Tiller" in module("swift_info", url=url, fails=True)["msg"]
        server.answer = lambda path, query: (0, None)
        assert "no response within swift's timeout of 30 s" in module("swift_info", url=url, fails=True)["msg"]
    assert "cannot reach" in module("swift_info", url=url, fails=True)["msg"]
