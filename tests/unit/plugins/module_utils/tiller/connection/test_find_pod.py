# SPDX-License-Identifier: GPL-3.0-or-later
"""The choice of Tiller's pod."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.find_pod import find_pod


def pod(name, *, ready=True, owner=None, created="2026-01-01T00:00:00Z", hash_=None, deleted=False, **status):
    metadata = {"name": name, "creationTimestamp": created, "labels": {"pod-template-hash": hash_} if hash_ else {}}
    if owner:
        metadata["ownerReferences"] = [{"controller": True, "kind": "ReplicaSet", "name": owner}]
    if deleted:
        metadata["deletionTimestamp"] = created
    conditions = [{"type": "Ready", "status": "True" if ready else "False", **status}]
    return {"metadata": metadata, "status": {"phase": "Running", "conditions": conditions}}


class FakeApi:
    """An API server that returns the given pods."""

    def __init__(self, *pods):
        self.pods = list(pods)

    def items(self, path, query):
        assert (path, query) == ("/api/v1/namespaces/kube-system/pods", {"labelSelector": "app=helm,name=tiller"})
        return self.pods


@pytest.mark.parametrize(
    ("pods", "name"),
    [
        pytest.param([pod("a")], "a", id="one"),
        pytest.param([pod("a", ready=False), pod("b")], "b", id="one of two is ready"),
        pytest.param(
            [
                pod("t-1-a", owner="t-1", hash_="1", created="2026-01-01T00:00:00Z"),
                pod("t-2-b", owner="t-2", hash_="2", created="2026-01-02T00:00:00Z"),
            ],
            "t-2-b",
            id="a rollout",
        ),
        pytest.param([pod("t-1-a", owner="t-1"), pod("t-1-b", owner="t-1")], "t-1-b", id="replicas"),
        pytest.param([pod("old", deleted=True), pod("new")], "new", id="one is terminating"),
    ],
)
def test_the_chosen_pod(pods, name):
    assert find_pod(FakeApi(*pods), "kube-system") == name


@pytest.mark.parametrize(
    ("pods", "reason", "message"),
    [
        ([], "absent", "could not find tiller in namespace kube-system"),
        ([pod("a", ready=False, message="image missing")], "not-ready", "a is Running (image missing)"),
        ([pod("a"), pod("b")], "several", "several Tillers in namespace kube-system: a, b"),
        ([pod("x-1-a", owner="x-1", hash_="1"), pod("y-1-a", owner="y-1", hash_="1")], "several", "x, y"),
    ],
    ids=["none", "not ready", "two pods", "two deployments"],
)
def test_no_suitable_pod(pods, reason, message):
    with pytest.raises(TillerError) as caught:
        find_pod(FakeApi(*pods), "kube-system")
    assert caught.value.reason == reason and message in str(caught.value)
