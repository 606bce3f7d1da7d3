# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a manifest, and what is said of those that are none."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError, RenderError, UnknownKindError
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.manifest_objects import (
    check_served,
    check_stored,
    declare,
    declare_served,
    documents_of,
)

RESOURCES = [
    Resource("v1", "ConfigMap", "configmaps", True),
    Resource("v1", "Namespace", "namespaces", False),
    Resource("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", True),
]
DISCOVERY = Discovery(RESOURCES, {"": ["v1"], "policy": ["v1"]}, [], None)


def test_documents():
    text = "---\n# Source: a\napiVersion: v1\nkind: A\nmetadata: {name: a}\ncount: 3\n---\n# nothing\n---\n"
    text += "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: B, metadata: {name: b}}]\n"
    found = documents_of(text, "x")
    assert [(document["kind"], document["metadata"]["name"]) for document in found] == [("A", "a"), ("B", "b")]
    assert type(found[0]["count"]) is int


BROKEN = [
    ("no YAML", "a: b: c", "yaml"),
    ("a text", "hello", "not a mapping"),
    ("no kind", "apiVersion: v1\nmetadata: {name: a}", "Object 'kind' is missing"),
    ("no version", "kind: A\nmetadata: {name: a}", "Object 'apiVersion' is missing"),
    ("no name", "apiVersion: v1\nkind: A", "A has neither metadata.name nor"),
    ("labels that are none", "apiVersion: v1\nkind: A\nmetadata: {name: a, labels: [x]}", "metadata.labels of A a"),
    ("a list of texts", "apiVersion: v1\nkind: List\nitems: [x]", "an entry of a list of objects"),
]


@pytest.mark.parametrize(("text", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_documents_that_are_no_objects(text, said):
    with pytest.raises(RenderError, match=f"(?i){said}"):
        documents_of(text, "x")


def document(kind, version="v1", **metadata):
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "a", **metadata}}


def test_namespaces_and_marks():
    found = declare(
        [document("ConfigMap"), document("ConfigMap", namespace="other"), document("Namespace", namespace="x")],
        DISCOVERY,
        "shop",
        "web",
    )
    assert [item.ref.namespace for item in found] == ["web", "other", ""]
    assert [item.document["metadata"].get("namespace") for item in found] == ["web", "other", None]
    assert found[0].document["metadata"]["labels"] == {"app.kubernetes.io/managed-by": "Helm"}
    assert found[0].document["metadata"]["annotations"] == {
        "meta.helm.sh/release-name": "shop",
        "meta.helm.sh/release-namespace": "web",
    }


def test_both_kinds_of_names():
    with pytest.raises(CoxswainError, match="cannot both be set"):
        declare([document("ConfigMap", generateName="a-")], DISCOVERY, "shop", "web")


def test_all_that_is_not_served_is_told_at_once():
    wanted = [document("PodDisruptionBudget", "policy/v1beta1"), document("Thing", "x/v1"), document("ConfigMap")]
    with pytest.raises(UnknownKindError) as caught:
        declare(wanted, DISCOVERY, "shop", "web")
    assert str(caught.value) == (
        "release shop: no matches for kind 'PodDisruptionBudget' in version 'policy/v1beta1' (a); "
        "no matches for kind 'Thing' in version 'x/v1' (a). Nothing was changed. The cluster serves "
        "PodDisruptionBudget in policy/v1. With rewrite_apis, only PodDisruptionBudget (policy/v1beta1) can be "
        "rewritten. Use a newer version of the chart, or values that fit the cluster's version of Kubernetes."
    )


def test_all_objects_are_told_and_that_they_can_be_rewritten():
    budgets = [document("PodDisruptionBudget", "policy/v1beta1", **extra) for extra in ({}, {"namespace": "other"})]
    with pytest.raises(UnknownKindError) as caught:
        check_stored(budgets, DISCOVERY, "shop", 3)
    assert str(caught.value) == (
        "release shop: the stored manifest of revision 3: no matches for kind 'PodDisruptionBudget' in version "
        "'policy/v1beta1' (a, other/a). Nothing was changed. The cluster serves PodDisruptionBudget in policy/v1. "
        "Set rewrite_apis to rewrite them, or use a newer version of the chart."
    )


def test_why_one_cannot_be_rewritten():
    resources = [*RESOURCES, Resource("apps/v1", "Deployment", "deployments", True)]
    discovery = Discovery(resources, {"": ["v1"], "apps": ["v1"]}, [], None)
    bare = {**document("Deployment", "apps/v1beta1"), "spec": {"template": {}}}
    with pytest.raises(
        UnknownKindError, match=r"Deployment \(apps/v1beta1\) cannot be rewritten: apps/v1 requires a sel"
    ):
        check_served([bare], discovery, "shop")


def test_what_will_be_served():
    (item,) = declare([document("Thing", "x/v1")], DISCOVERY, "shop", "web", upcoming={("x/v1", "Thing"): True})
    assert item.ref.namespace == "web"


def test_stored_objects_are_looked_for_in_a_version_that_is_served():
    wanted = [document("PodDisruptionBudget", "policy/v1beta1"), document("Thing", "x/v1")]
    found, unreachable = declare_served(wanted, DISCOVERY, "shop", "web")
    assert [item.ref.api_version for item in found] == ["policy/v1"]
    assert unreachable == ["Thing a (x/v1)"]


def test_stored_objects_are_looked_for_in_the_group_that_they_moved_to():
    resources = [Resource("networking.k8s.io/v1", "Ingress", "ingresses", True)]
    discovery = Discovery(resources, {"networking.k8s.io": ["v1"]}, [], None)
    found, unreachable = declare_served([document("Ingress", "extensions/v1beta1")], discovery, "shop", "web")
    assert [item.ref.identity for item in found] == [("networking.k8s.io", "Ingress", "web", "a")]
    assert unreachable == []
