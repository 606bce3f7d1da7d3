# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery: aggregated and legacy discovery have the same result."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import discover
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, UnknownKindError


class FakeApi:
    """Responses by path."""

    def __init__(self, responses):
        self.responses = responses
        self.asked = []

    def request(self, method, path, query=None, accept=None, **_):
        self.asked.append(path)
        response = self.responses.get(path)
        if response is None:
            raise ApiError("not available", status=503)
        return response

    def if_changed(self, path, accept, tag):
        return self.request("GET", path, accept=accept), ""

    def each(self, work, items):
        return [work(item) for item in items]


def served(name, kind, scope="Namespaced", **subresources):
    entry = {"resource": name, "responseKind": {"kind": kind}, "scope": scope, "verbs": ["get", "list"]}
    if subresources:
        entry["subresources"] = [
            {"subresource": sub, "responseKind": {"kind": kind}} for sub, kind in subresources.items()
        ]
    return entry


AGGREGATED = {
    "/api": {
        "kind": "APIGroupDiscoveryList",
        "items": [{"metadata": {}, "versions": [{"version": "v1", "resources": [served("pods", "Pod", log="Pod")]}]}],
    },
    "/apis": {
        "kind": "APIGroupDiscoveryList",
        "items": [
            {
                "metadata": {"name": "apps"},
                "versions": [
                    {"version": "v1", "resources": [served("deployments", "Deployment", scale="Scale")]},
                    {"version": "v1beta1", "resources": [served("deployments", "Deployment")]},
                ],
            },
            {"metadata": {"name": "metrics.k8s.io"}, "versions": [{"version": "v1", "freshness": "Stale"}]},
        ],
    },
}

LEGACY = {
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/api/v1": {
        "resources": [
            {"name": "pods", "kind": "Pod", "namespaced": True, "verbs": ["get", "list"]},
            {"name": "pods/log", "kind": "Pod", "namespaced": True, "verbs": ["get"]},
        ]
    },
    "/apis": {
        "kind": "APIGroupList",
        "groups": [
            {
                "name": "apps",
                "versions": [{"version": "v1beta1"}, {"version": "v1"}],
                "preferredVersion": {"version": "v1"},
            },
            {"name": "metrics.k8s.io", "versions": [{"version": "v1"}]},
        ],
    },
    "/apis/apps/v1": {
        "resources": [
            {"name": "deployments/scale", "kind": "Scale", "namespaced": True, "verbs": ["get"]},
            {"name": "deployments", "kind": "Deployment", "namespaced": True, "verbs": ["get", "list"]},
        ]
    },
    "/apis/apps/v1beta1": {
        "resources": [{"name": "deployments", "kind": "Deployment", "namespaced": True, "verbs": ["get", "list"]}]
    },
}


@pytest.fixture(params=[AGGREGATED, LEGACY], ids=["aggregated", "legacy"])
def discovery(request):
    return discover(FakeApi(request.param))


def test_aggregated_takes_two_requests():
    api = FakeApi(AGGREGATED)
    discover(api)
    assert sorted(api.asked) == ["/api", "/apis"]


def test_resources(discovery):
    pod = discovery.resource_for("v1", "Pod")
    assert (pod.base, pod.name, pod.namespaced, pod.verbs) == ("/api/v1", "pods", True, {"get", "list"})
    deployment = discovery.resource_for("apps/v1", "Deployment")
    assert (deployment.base, deployment.group, deployment.subresources) == ("/apis/apps/v1", "apps", {"scale": "Scale"})


def test_api_versions_contain_kinds_of_subresources(discovery):
    assert discovery.api_versions() == [
        "apps/v1",
        "apps/v1/Deployment",
        "apps/v1/Scale",
        "apps/v1beta1",
        "apps/v1beta1/Deployment",
        "metrics.k8s.io/v1",
        "v1",
        "v1/Pod",
    ]


def test_versions_of_a_kind_in_order_of_preference(discovery):
    assert discovery.versions_of("apps", "Deployment") == ["apps/v1", "apps/v1beta1"]


UNKNOWN = [
    ("a removed version", "apps/v1alpha1", "Deployment", "The cluster serves this kind in apps/v1, apps/v1beta1"),
    ("a removed group", "extensions/v1beta1", "Deployment", "serves this kind in apps/v1, apps/v1beta1"),
    ("an unknown kind", "x/v1", "X", "no matches for kind 'X' in version 'x/v1'$"),
    (
        "an unavailable API service",
        "metrics.k8s.io/v1",
        "NodeMetrics",
        "the API service for metrics.k8s.io/v1 is unavailable",
    ),
]


@pytest.mark.parametrize(("version", "kind", "text"), [row[1:] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN])
def test_unknown_kinds(discovery, version, kind, text):
    assert discovery.find(version, kind) is None
    with pytest.raises(UnknownKindError, match=text):
        discovery.resource_for(version, kind)
