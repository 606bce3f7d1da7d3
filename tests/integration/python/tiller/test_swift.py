# SPDX-License-Identifier: GPL-3.0-or-later
"""``swift_info`` as a user calls it, against a stand-in for swift: its answers, its faults, and many clusters."""

from __future__ import annotations

import contextlib

import pytest
import yaml
from tooling import swift_server as stand_in

RELEASES = [
    stand_in.release("shop", 1, "SUPERSEDED"),
    stand_in.release("shop", 2),
    stand_in.release("blog", 3, "FAILED", "blog"),
    stand_in.release("old", 1, "DELETED"),
]


@pytest.fixture
def clusters(tmp_path):
    """Two clusters in one kubeconfig, each with a swift behind its API server and a token of its own."""
    config = {"apiVersion": "v1", "kind": "Config", "clusters": [], "users": [], "contexts": []}
    with contextlib.ExitStack() as stack:
        for name, releases in (("east", RELEASES), ("west", [])):
            token = f"{stand_in.TOKEN}-{name}"
            url = stack.enter_context(stand_in.serve(stand_in.Swift(releases, token=token), stand_in.PROXY))
            config["clusters"].append({"name": name, "cluster": {"server": url}})
            config["users"].append({"name": name, "user": {"token": token}})
            config["contexts"].append({"name": name, "context": {"cluster": name, "user": name}})
        path = tmp_path / "kubeconfig"
        path.write_text(yaml.safe_dump(config))
        path.chmod(0o600)
        yield str(path)


def named(releases):
    return [(release["name"], release["revision"], release["status"]) for release in releases]


def test_many_clusters_through_their_api_servers(module, clusters):
    found = module("swift_info", kubeconfig=clusters, contexts=["east", "west"])
    assert found["changed"] is False
    assert [(entry["context"], named(entry["releases"])) for entry in found["clusters"]] == [
        ("east", [("blog", "3", "failed"), ("shop", "2", "deployed")]),
        # The nil pointer of an empty list.
        ("west", []),
    ]
    assert {release["context"] for release in found["releases"]} == {"east"}
    refused = module("swift_info", kubeconfig=clusters, contexts=["east", "nowhere"], fails=True)
    assert "nowhere" in refused["msg"]


def test_one_release_and_one_that_is_not_there(module, clusters):
    found = module("swift_info", kubeconfig=clusters, context="east", name="shop", history=True)
    assert (found["version"], found["status"]["notes"]) == ("v2.14.0", "Ahoy")
    assert named(found["history"]) == [("shop", "1", "superseded"), ("shop", "2", "deployed")]
    assert "eA==" not in str(found)
    # Swift answers with an internal error.
    gone = module("swift_info", kubeconfig=clusters, context="east", name="nobody", history=True)
    assert gone["history"] == [] and "status" not in gone


def test_faults_are_told_clearly(module):
    server = stand_in.Swift([])
    with stand_in.serve(server) as url:
        server.answer = lambda path, query: (503, {"code": 14, "message": "transport is closing"})
        assert "swift does not reach Tiller" in module("swift_info", url=url, fails=True)["msg"]
        server.answer = lambda path, query: (0, None)
        assert "no answer within swift's limit of 30 s" in module("swift_info", url=url, fails=True)["msg"]
    assert "cannot reach" in module("swift_info", url=url, fails=True)["msg"]
