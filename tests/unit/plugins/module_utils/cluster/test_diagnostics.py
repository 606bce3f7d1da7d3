# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an object is not ready, as its Pods tell."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.diagnostics import explain_pods
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError

WEB = Ref("apps/v1", "Deployment", "shop", "web")
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {"selector": {"matchLabels": {"app": "web"}}},
}


class Server:
    def __init__(self, pods, refuses=()):
        self.pods, self.refuses = pods, refuses
        resources = [Resource("apps/v1", "Deployment", "deployments", True), Resource("v1", "Pod", "pods", True)]
        self.discovery = Discovery(resources, {"apps": ["v1"], "": ["v1"]}, [], self)

    def request(self, method, path, *_args, **_more):
        if "get" in self.refuses:
            raise ApiError("forbidden", status=403)
        return DEPLOYMENT if path.endswith("/deployments/web") else self.pods[0]

    def items(self, path, query=None):
        if "list" in self.refuses:
            raise ApiError("forbidden", status=403)
        return self.pods

    def pages(self, path, query=None, accept=None):
        yield {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": self.items(path, query)}


def pod(name="web-1", containers=(), **status):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "shop", "labels": {"app": "web"}},
        "status": {"containerStatuses": list(containers), **status},
    }


def container(**state):
    return {"name": "app", "state": state}


READY = {"conditions": [{"type": "Ready", "status": "True"}]}
PULL = container(waiting={"reason": "ImagePullBackOff", "message": 'Back-off pulling image "app:1"'})
PULLING = 'container app: ImagePullBackOff: Back-off pulling image "app:1"'

CASES = [
    ("an image", WEB, [pod(containers=[PULL])], (), f"Pod web-1: {PULLING}"),
    ("a Pod itself", Ref("v1", "Pod", "shop", "web-1"), [pod(containers=[PULL])], (), PULLING),
    ("an init container", WEB, [pod(initContainerStatuses=[PULL])], (), f"Pod web-1: {PULLING}"),
    (
        "a crash",
        WEB,
        [pod(containers=[container(terminated={"reason": "Error", "exitCode": 3})])],
        (),
        "Pod web-1: container app: Error: exit code 3",
    ),
    (
        "no node",
        WEB,
        [
            pod(
                conditions=[
                    {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "no node"}
                ]
            )
        ],
        (),
        "Pod web-1: Unschedulable: no node",
    ),
    ("just starting", WEB, [pod(containers=[container(waiting={"reason": "ContainerCreating"})])], (), ""),
    ("a Pod that is ready", WEB, [pod(containers=[PULL], **READY)], (), ""),
    ("the second Pod", WEB, [pod(), pod("web-2", [PULL])], (), f"Pod web-2: {PULLING}"),
    ("no Pods", WEB, [], (), ""),
    ("Pods that may not be listed", WEB, [pod(containers=[PULL])], ("list",), ""),
    ("an object that may not be read", WEB, [pod(containers=[PULL])], ("get",), ""),
]


@pytest.mark.parametrize(("ref", "pods", "refuses", "text"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_explain_pods(ref, pods, refuses, text):
    assert explain_pods(Server(pods, refuses), ref) == text
