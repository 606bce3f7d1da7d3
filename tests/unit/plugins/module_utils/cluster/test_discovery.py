# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery: aggregated and legacy discovery have the same result."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Memory, discover
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, UnknownKindError


class FakeApi:
    """Responses by path."""

    def __init__(self, responses):
        self.responses = dict(responses)
        self.tags = {}
        self.asked = []

    def request(self, method, path, query=None, accept=None, **_):
        self.asked.append(path)
        response = self.responses.get(path)
        if response is None:
            raise ApiError("not available", status=503)
        return response

    def if_changed(self, path, accept, tag):
        """Answer with a tag if there is one, which is the number of the version of a document."""
        found = self.tags.get(path, "")
        if tag and tag == found:
            self.asked.append(f"{path} 304")
            return None, tag
        return self.request("GET", path, accept=accept), found

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


# ------------------------------------------------------------------------------ what an earlier task has discovered

#: a definition that adds a kind, and one that removes one
GROUP = {
    "metadata": {"name": "example.org"},
    "versions": [{"version": "v1", "resources": [served("things", "Thing")]}],
}
WITH_THINGS = {**AGGREGATED["/apis"], "items": [*AGGREGATED["/apis"]["items"], GROUP]}


class Tagged(FakeApi):
    """A server with aggregated discovery and tags, asked by one task after another."""

    def __init__(self, responses=AGGREGATED):
        super().__init__({**responses, "/version": {"gitVersion": "v1.36.3"}})
        self.tags = {"/api": "a1", "/apis": "b1"}
        self.memory = Memory()

    def task(self):
        self.asked.clear()
        return discover(self, self.memory)

    def define(self):
        self.responses["/apis"] = WITH_THINGS
        self.tags["/apis"] = "b2"


def kind(discovery):
    return discovery.find("apps/v1", "Deployment") is not None


def other_kind(discovery):
    return discovery.find("example.org/v1", "Thing") is not None


def versions(discovery):
    return "apps/v1" in discovery.api_versions()


def other_versions(discovery):
    return "example.org/v1" in discovery.api_versions()


def other_versions_of_kind(discovery):
    return bool(discovery.versions_of("example.org", "Thing"))


def time_passes(api, monkeypatch):
    api.memory.confirmed -= 11.0


def defined(api, monkeypatch):
    api.define()


def told(api, monkeypatch):
    api.memory.outdate()


def nothing(api, monkeypatch):
    pass


LATER = [
    ("a kind that is known", nothing, kind, True, []),
    ("a kind that is not known", nothing, other_kind, False, ["/apis 304"]),
    ("all versions", nothing, versions, True, ["/apis 304"]),
    ("a kind that has come", defined, other_kind, True, ["/apis"]),
    ("versions that have come", defined, other_versions, True, ["/apis"]),
    ("versions of a kind that has come", defined, other_versions_of_kind, True, ["/apis"]),
    ("a known kind, later", time_passes, kind, True, ["/api 304", "/apis 304"]),
    ("a known kind after a definition was written", told, kind, True, ["/api 304", "/apis 304"]),
]


@pytest.mark.parametrize(
    ("event", "question", "answer", "asked"), [row[1:] for row in LATER], ids=[row[0] for row in LATER]
)
def test_what_a_later_task_asks(monkeypatch, event, question, answer, asked):
    api = Tagged()
    assert kind(api.task())
    assert sorted(api.asked) == ["/api", "/apis"]
    event(api, monkeypatch)
    discovery = api.task()
    assert question(discovery) is answer
    assert sorted(api.asked) == asked
    # Whatever it was, it is asked once.
    api.asked.clear()
    assert question(discovery) is answer
    assert api.asked == []


def test_a_kind_that_was_removed_is_missed_once_that_is_known():
    api = Tagged()
    api.define()
    assert other_kind(api.task())
    api.responses["/apis"], api.tags["/apis"] = AGGREGATED["/apis"], "b3"
    assert not other_versions(api.task())
    api.memory.outdate()
    assert not other_kind(api.task())


def test_a_definition_is_looked_for_again_until_it_must_have_shown():
    """Discovery lists a new kind a moment after its definition was written."""
    api = Tagged()
    api.task()
    api.memory.outdate()
    for _turn in range(2):
        api.task()
        assert sorted(api.asked) == ["/api 304", "/apis 304"]


def test_the_version_is_as_old_as_the_rest():
    api = Tagged()
    assert api.task().version == {"gitVersion": "v1.36.3"}
    discovery = api.task()
    assert discovery.version == {"gitVersion": "v1.36.3"}
    assert api.asked == []
    api.memory.confirmed -= 11.0
    api.responses["/version"] = {"gitVersion": "v1.37.0"}
    assert api.task().version == {"gitVersion": "v1.37.0"}


def test_a_server_without_tags_is_asked_for_everything():
    api = Tagged()
    api.tags = {}
    api.task()
    assert not other_kind(api.task())
    assert api.asked == ["/apis"]


def test_a_tag_says_nothing_about_the_documents_of_versions():
    api = Tagged(LEGACY)
    api.task()
    assert not other_kind(api.task())
    assert sorted(api.asked) == ["/apis", "/apis/apps/v1", "/apis/apps/v1beta1", "/apis/metrics.k8s.io/v1"]
