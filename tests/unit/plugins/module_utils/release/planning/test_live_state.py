# SPDX-License-Identifier: GPL-3.0-or-later
"""How the live objects of a release are read."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning import ownership
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.live_state import (
    common_labels,
    read_live_objects,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.plan import Declared

INSTANCE, NAME = "app.kubernetes.io/instance", "app.kubernetes.io/name"


def declared(name, **labels):
    labels = {key.replace("instance", INSTANCE): value for key, value in labels.items()}
    document = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "labels": labels}}
    return Declared(Ref("v1", "ConfigMap", "web", name), ownership.stamp(document, "shop", "web"))


LABELS = [
    ("no labels", [{}, {}], {}),
    ("the instance", [{"instance": "shop"}, {"instance": "shop", "x": "y"}], {INSTANCE: "shop"}),
    ("different instances", [{"instance": "shop"}, {"instance": "other"}], {}),
    ("one without", [{"instance": "shop"}, {}], {}),
    ("the label of older charts", [{"release": "shop", "chart": "c"}, {"release": "shop"}], {"release": "shop"}),
    ("both", [{"instance": "shop", "release": "r"}, {"instance": "shop", "release": "r"}], {INSTANCE: "shop"}),
    ("a value that is no label", [{"instance": "a,b"}, {"instance": "a,b"}], {}),
    ("a value that is no text", [{"instance": None}, {"instance": None}], {}),
]


@pytest.mark.parametrize(("labels", "expected"), [row[1:] for row in LABELS], ids=[row[0] for row in LABELS])
def test_which_labels_select_the_objects(labels, expected):
    found = common_labels([declared(str(index), **given) for index, given in enumerate(labels)])
    assert found == {ownership.MANAGED_BY: "Helm", **expected}


class FakeApi:
    """Live objects by name; ``forbidden`` refuses lists."""

    def __init__(self, objects, *, forbidden=False):
        self.objects, self.forbidden = objects, forbidden
        self.asked = []
        self.discovery = Discovery([Resource("v1", "ConfigMap", "configmaps", True)], {"": ["v1"]}, [], None)

    def each(self, work, items):
        return [work(item) for item in items]

    def items(self, path, query):
        self.asked.append(query["labelSelector"])
        if self.forbidden:
            raise ApiError("no", status=403)
        wanted = dict(pair.split("=") for pair in query["labelSelector"].split(","))
        return [item for item in self.objects.values() if wanted.items() <= item["metadata"]["labels"].items()]

    def request(self, method, path):
        name = path.rpartition("/")[2]
        self.asked.append(name)
        if name not in self.objects:
            raise ApiError("no", status=404)
        return self.objects[name]


def live(name, **labels):
    document = declared(name, **labels).document
    return {**document, "metadata": {**document["metadata"], "namespace": "web"}}


WANTED = [declared("a", instance="shop"), declared("b", instance="shop")]
SELECTED = f"{ownership.MANAGED_BY}=Helm,{INSTANCE}=shop"

READS = [
    ("all are listed", {"a": "shop", "b": "shop", "c": "shop"}, {}, {"a", "b"}, [SELECTED]),
    ("one has lost its label", {"a": "shop", "b": "edited"}, {}, {"a", "b"}, [SELECTED, "b"]),
    ("one is gone", {"a": "shop"}, {}, {"a"}, [SELECTED, "b"]),
    ("lists are forbidden", {"a": "shop", "b": "shop"}, {"forbidden": True}, {"a", "b"}, [SELECTED, "a", "b"]),
]


@pytest.mark.parametrize(
    ("objects", "options", "found", "asked"), [row[1:] for row in READS], ids=[row[0] for row in READS]
)
def test_objects_that_a_list_lacks_are_read_by_name(objects, options, found, asked):
    api = FakeApi({name: live(name, instance=value) for name, value in objects.items()}, **options)
    observed = read_live_objects(api, WANTED)
    assert {item.ref.name for item in WANTED if observed.get(item.ref) is not None} == found
    assert api.asked == asked


def test_an_object_of_its_own_kind_is_read_by_name():
    api = FakeApi({"a": live("a", instance="shop")})
    assert read_live_objects(api, WANTED[:1]).get(WANTED[0].ref) is not None
    assert api.asked == ["a"]
