# SPDX-License-Identifier: GPL-3.0-or-later
"""What is rewritten and what is not, in documents and in the texts of manifests."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in
from ansible_collections.coxswain.helm.plugins.module_utils.release.api_rewrite.conversions import GONE, ROUTES
from ansible_collections.coxswain.helm.plugins.module_utils.release.api_rewrite.rewrite import Rewriter
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Hook, Release

NEW = "v1 ConfigMap, networking.k8s.io/v1 Ingress, policy/v1 PodDisruptionBudget, apps/v1 Deployment, batch/v1 CronJob"


def serving(text, incomplete=()):
    """A cluster that serves ``apiVersion Kind, …``."""
    resources = [Resource(*entry.split(), name="x", namespaced=True) for entry in text.split(", ")]
    return Rewriter(Discovery(resources, {}, list(incomplete), None))


def document(api_version, kind, name="a", **fields):
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


BUDGET = document("policy/v1beta1", "PodDisruptionBudget")


def test_only_what_is_not_served_is_rewritten():
    rewriter = serving(NEW + ", policy/v1beta1 PodDisruptionBudget")
    assert rewriter.document(BUDGET) is BUDGET
    assert (rewriter.moved, rewriter.warnings) == ([], [])


def test_the_original_stays_as_it_is():
    rewriter = serving(NEW)
    old = document("extensions/v1beta1", "Ingress", spec={"backend": {"serviceName": "a", "servicePort": 1}})
    new = rewriter.document(old)
    assert old["spec"] == {"backend": {"serviceName": "a", "servicePort": 1}}
    assert new == document(
        "networking.k8s.io/v1", "Ingress", spec={"defaultBackend": {"service": {"name": "a", "port": {"number": 1}}}}
    )
    assert rewriter.moved == ["rewrite Ingress a from extensions/v1beta1 to networking.k8s.io/v1"]


def test_the_best_successor_that_is_served_is_taken():
    old = document("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema")
    for served in ("v1beta3", "v1"):
        rewriter = serving(f"flowcontrol.apiserver.k8s.io/{served} FlowSchema")
        assert rewriter.document(old)["apiVersion"] == f"flowcontrol.apiserver.k8s.io/{served}"


@pytest.mark.parametrize(
    ("old", "incomplete", "obstacle"),
    [
        pytest.param(document("x/v1", "Thing"), (), "it has no successor that the cluster serves", id="unknown"),
        pytest.param(
            document("batch/v1beta1", "CronJob"), ("batch/v1beta1",), None, id="of a server that does not answer"
        ),
        pytest.param(
            document("apps/v1beta1", "Deployment", spec={"template": {}}),
            (),
            "apps/v1 requires a selector, and its pod template has no labels to derive one from",
            id="not to be converted",
        ),
        pytest.param(
            document("apps/v1beta1", "StatefulSet"),
            (),
            "it has no successor that the cluster serves",
            id="whose successor is not served either",
        ),
    ],
)
def test_what_cannot_be_rewritten_is_given_back(old, incomplete, obstacle):
    rewriter = serving(NEW, incomplete)
    assert rewriter.document(old) is old
    assert rewriter.obstacle(old) == obstacle
    assert rewriter.helps(old) is False
    assert (rewriter.moved, rewriter.warnings) == ([], [])


def test_what_is_nested_too_deeply():
    schema = {}
    for _ in range(5000):
        schema = {"properties": {"a": schema}}
    old = document(
        "apiextensions.k8s.io/v1beta1",
        "CustomResourceDefinition",
        spec={"version": "v1", "validation": {"openAPIV3Schema": schema}},
    )
    rewriter = serving("apiextensions.k8s.io/v1 CustomResourceDefinition")
    assert rewriter.document(old) is old
    assert rewriter.obstacle(old) == "it is nested too deeply"


@pytest.mark.parametrize("key", sorted(GONE), ids=" ".join)
def test_kinds_that_are_gone_for_good_are_left_out_with_a_warning(key):
    rewriter = serving(NEW)
    assert rewriter.document(document(*key)) is None
    assert rewriter.warnings == [f"{key[1]} a of {key[0]} is left out: {GONE[key]}"]


def test_no_kind_is_both_gone_and_moved():
    assert GONE.keys() & ROUTES.keys() == set()


def test_no_successor_is_given_up_itself():
    """Kubernetes 1.36 serves every version that stands first in a route."""
    first = {route[0][0] for route in ROUTES.values()}
    assert first & {api_version for api_version, _kind in ROUTES} == set()
    assert all(api_version.rpartition("/")[2] in ("v1", "v2") for api_version in first)


KEPT = """---
# Source: shop/templates/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata:   {name: a}   # as somebody wrote it
data:
  policy: policy/v1beta1 in a text
"""
OLD = """---
# Source: shop/templates/budget.yaml

# about it
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:   {name: a}
"""
POLICY = """---
# Source: shop/templates/policy.yaml
apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata: {name: a}
"""


def test_a_manifest_keeps_what_need_not_change():
    rewriter = serving(NEW)
    assert rewriter.text(KEPT) is KEPT or rewriter.text(KEPT) == KEPT
    assert rewriter.text(KEPT + OLD + KEPT) == (
        KEPT
        + "---\n# Source: shop/templates/budget.yaml\n\n# about it\n"
        + "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: a\n"
        + KEPT
    )
    assert rewriter.moved == ["rewrite PodDisruptionBudget a from policy/v1beta1 to policy/v1"]


def test_rewriting_twice_changes_nothing():
    rewriter = serving(NEW)
    once = rewriter.text(KEPT + OLD + POLICY)
    assert serving(NEW).text(once) == once


def test_a_kind_that_is_gone_leaves_the_manifest():
    assert serving(NEW).text(KEPT + POLICY + KEPT) == KEPT + KEPT
    assert serving(NEW).text(POLICY) == ""


def test_a_list():
    items = "- {apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: a}}\n"
    text = "---\napiVersion: v1\nkind: List\nitems:\n" + items
    gone = "- {apiVersion: policy/v1beta1, kind: PodSecurityPolicy, metadata: {name: b}}\n"
    (found,) = yaml_in.load_objects(serving(NEW).text(text + gone))
    assert found == {
        "apiVersion": "v1",
        "kind": "List",
        "items": [document("policy/v1", "PodDisruptionBudget")],
    }
    assert serving(NEW).text("---\napiVersion: v1\nkind: List\nitems:\n" + gone) == ""


def test_a_document_that_is_no_yaml_is_left_for_others_to_refuse():
    text = "---\npolicy/v1beta1: {\n"
    assert serving(NEW).text(text) == text


@pytest.mark.parametrize("text", ["policy/v1beta1", "---\n- policy/v1beta1\n", "---\n# policy/v1beta1\n", ""])
def test_texts_that_are_no_objects(text):
    assert serving(NEW).text(text) == text


def test_a_revision_with_its_hooks():
    hooks = (
        Hook("a", "PodDisruptionBudget", "x.yaml", OLD, ("pre-delete",)),
        Hook("b", "PodSecurityPolicy", "y.yaml", POLICY, ("pre-install",)),
        Hook("c", "ConfigMap", "z.yaml", KEPT, ("post-install",)),
    )
    old = Release("shop", "web", manifest=KEPT, hooks=hooks)
    new = serving(NEW).release(old)
    assert [hook.name for hook in new.hooks] == ["a", "c"]
    assert "policy/v1\n" in new.hooks[0].manifest
    assert new.hooks[1] is hooks[2]
    fine = Release("shop", "web", manifest=KEPT, hooks=hooks[2:])
    assert serving(NEW).release(fine) == fine
