# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches on rendered objects. Which objects a target fits is what kustomize says."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.patches import apply_patches, read_patches

WEB = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "labels": {"tier": "front"}, "annotations": {"note": "x"}},
    "spec": {"template": {"spec": {"containers": [{"name": "web", "image": "w:1"}]}}},
}
SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {}}
DATA = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "web-data", "namespace": "other", "labels": {"tier": "back"}},
    "data": {"a": "1", "b": "2"},
}
BOAT = {
    "apiVersion": "example.com/v1",
    "kind": "Boat",
    "metadata": {"name": "boat"},
    "spec": {"crew": [{"name": "a"}], "sail": "big"},
}
DOCUMENTS = [WEB, SERVICE, DATA, BOAT]

TARGETS = [
    ("a kind has to fit as a whole", {"kind": "Conf"}, []),
    ("an expression", {"kind": "Conf.*"}, ["web-data"]),
    ("one of two", {"kind": "Service|ConfigMap"}, ["web", "web-data"]),
    ("a name", {"name": "web"}, ["web", "web"]),
    ("names", {"name": "web.*"}, ["web", "web", "web-data"]),
    ("a version", {"version": "v1"}, ["web", "web", "web-data", "boat"]),
    ("a group", {"group": "apps"}, ["web"]),
    ("the namespace of the release", {"namespace": "shop"}, ["web", "web", "boat"]),
    ("another namespace", {"namespace": "other"}, ["web-data"]),
    ("labels", {"label_selector": "tier in (back, front)"}, ["web", "web-data"]),
    ("annotations", {"annotation_selector": "note=x"}, ["web"]),
    ("all of them", {"kind": "Deployment", "label_selector": "tier=back"}, []),
]


@pytest.mark.parametrize(("target", "expected"), [row[1:] for row in TARGETS], ids=[row[0] for row in TARGETS])
def test_targets(target, expected):
    patches = read_patches([{"patch": [{"op": "add", "path": "/hit", "value": True}], "target": target}])
    found, warnings = apply_patches(copy.deepcopy(DOCUMENTS), patches, "shop")
    assert [document["metadata"]["name"] for document in found if document.get("hit")] == expected
    assert bool(warnings) is (not expected)


def changed(*entries):
    given = copy.deepcopy(DOCUMENTS)
    found, warnings = apply_patches(given, read_patches(list(entries)), "shop")
    assert given == DOCUMENTS
    assert warnings == []
    return found


def test_a_strategic_merge_finds_its_object_by_itself():
    text = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: proxy, image: p}]}}}
    """
    found = changed({"patch": text})
    assert found[0]["spec"]["template"]["spec"]["containers"] == [
        {"name": "proxy", "image": "p"},
        {"name": "web", "image": "w:1"},
    ]
    assert found[1:] == DOCUMENTS[1:]


def test_several_patches_in_one_text_and_one_after_the_other():
    text = "- {op: add, path: /data/c, value: '3'}\n- {op: remove, path: /data/b}\n"
    found = changed(
        {"patch": text, "target": {"kind": "ConfigMap"}},
        {"patch": [{"op": "replace", "path": "/data/c", "value": "4"}], "target": {"name": "web-data"}},
    )
    assert found[2]["data"] == {"a": "1", "c": "4"}


def test_with_a_target_a_patch_renames_nothing():
    body = {"apiVersion": "v2", "kind": "X", "metadata": {"name": "y", "labels": {"a": "b"}}}
    found = changed({"patch": body, "target": {"kind": "Service"}})
    assert found[1] == {**SERVICE, "metadata": {"name": "web", "labels": {"a": "b"}}}


def test_an_object_is_deleted():
    found = changed({"patch": {"$patch": "delete"}, "target": {"kind": "Service"}})
    assert found == [WEB, None, DATA, BOAT]


def test_lists_of_custom_resources_are_replaced():
    body = {**{key: BOAT[key] for key in ("apiVersion", "kind", "metadata")}, "spec": {"crew": [{"name": "b"}]}}
    assert changed({"patch": body})[3]["spec"] == {"crew": [{"name": "b"}], "sail": "big"}


def test_objects_of_a_list_are_found():
    documents = [{"apiVersion": "v1", "kind": "List", "items": [SERVICE, DATA]}]
    patches = read_patches([{"patch": {"$patch": "delete"}, "target": {"kind": "Service"}}])
    found, _warnings = apply_patches(documents, patches, "shop")
    assert found == [{"apiVersion": "v1", "kind": "List", "items": [DATA]}]


UNREADABLE = [
    ("no text", {"patch": " \n"}, "the patch is empty"),
    ("no mapping", {"patch": "3"}, "neither a mapping nor a list"),
    ("no YAML", {"patch": "{a"}, "patches, entry 2: "),
    ("operations without a target", {"patch": [{"op": "remove", "path": "/a"}]}, "does not name an object. Add a"),
    ("a list that is no JSON patch", {"patch": [{"a": 1}], "target": {"kind": "A"}}, "has op and path"),
    ("no name", {"patch": {"apiVersion": "v1", "kind": "A"}}, "names its object by apiVersion, kind and metadata.name"),
    (
        "no expression",
        {"patch": {"a": 1}, "target": {"kind": "("}},
        "kind of the target is not a valid regular expression",
    ),
    ("no selector", {"patch": {"a": 1}, "target": {"label_selector": "a b"}}, "is not a valid label selector"),
]


@pytest.mark.parametrize(("entry", "message"), [row[1:] for row in UNREADABLE], ids=[row[0] for row in UNREADABLE])
def test_unreadable(entry, message):
    with pytest.raises(RenderError) as caught:
        read_patches([{"patch": {"a": 1}, "target": {"kind": "A"}}, entry])
    assert message in str(caught.value)
    assert str(caught.value).startswith("patches, entry 2: ")


INAPPLICABLE = [
    (
        "nothing of that name",
        {"patch": {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "nope"}}},
        "patches, entry 1: there is no object Service nope (v1)",
    ),
    (
        "another namespace",
        {"patch": {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "other"}}},
        "there is no object Service web (v1)",
    ),
    (
        "an operation that fails",
        {"patch": [{"op": "remove", "path": "/data/z"}], "target": {"kind": "ConfigMap"}},
        "patches, entry 1, ConfigMap web-data: operation 1: /data/z does not exist",
    ),
    (
        "nothing is left",
        {"patch": [{"op": "replace", "path": "", "value": []}], "target": {"kind": "ConfigMap"}},
        "the patch leaves nothing of the object",
    ),
]


@pytest.mark.parametrize(("entry", "message"), [row[1:] for row in INAPPLICABLE], ids=[row[0] for row in INAPPLICABLE])
def test_inapplicable(entry, message):
    with pytest.raises(RenderError) as caught:
        apply_patches(copy.deepcopy(DOCUMENTS), read_patches([entry]), "shop")
    assert message in str(caught.value)
