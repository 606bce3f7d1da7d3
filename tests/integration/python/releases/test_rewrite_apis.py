# SPDX-License-Identifier: GPL-3.0-or-later
"""API versions that the cluster has given up, in a chart and in what is stored; real Helm stops there."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.errors import UnknownKindError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import codec

from .conftest import CONFIG_MAP

INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
  - http:
      paths:
      - {path: /, pathType: ImplementationSpecific, backend: {service: {name: shop, port: {number: 80}}}}
"""
BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: shop}
spec: {minAvailable: 1, selector: {matchLabels: {app: shop}}}
"""
OLD_INGRESS = """
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
  - http:
      paths:
      - {path: /, backend: {serviceName: shop, servicePort: 80}}
"""
OLD_BUDGET = BUDGET.replace("policy/v1", "policy/v1beta1")
OLD_APP = """
apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: app, image: "example/app:1"}]}
"""
POLICY = """
apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata: {name: shop}
spec: {}
"""
TODAY = {"settings.yaml": CONFIG_MAP, "ingress.yaml": INGRESS, "budget.yaml": BUDGET}
PAST = {"settings.yaml": CONFIG_MAP, "ingress.yaml": OLD_INGRESS, "budget.yaml": OLD_BUDGET}
GONE = "no matches for kind 'Ingress' in version 'extensions/v1beta1' (shop)"


def age(shop, revision=1):
    """Have a stored revision look as if it had been installed when its API versions were served."""
    ref = objects.Ref("v1", "Secret", shop.namespace, f"sh.helm.release.v1.shop.v{revision}")
    secret = objects.get(shop.api, ref)
    release = codec.decode(base64.b64decode(secret["data"]["release"]), "the test")
    kept = next(part for part in release.manifest.split("---\n") if "kind: ConfigMap" in part)
    manifest = "---\n" + "---\n".join(text.lstrip("\n") for text in (POLICY, kept, OLD_BUDGET, OLD_INGRESS))
    record = codec.encode(release.replace(manifest=manifest))
    objects.patch(shop.api, ref, {"data": {"release": base64.b64encode(record.encode()).decode()}})


def refused(shop, work, *arguments, **fields):
    """The error of a call that writes nothing."""

    def call():
        with pytest.raises(UnknownKindError) as caught:
            work(*arguments, **fields)
        return caught.value

    error, writes = shop.written(call)
    assert [str(request) for request in writes] == []
    return str(error)


def versions(release):
    return [line for line in release.manifest.splitlines() if line.startswith("apiVersion: ")]


def unchanged(shop, chart):
    outcome, writes = shop.written(shop.present, chart, rewrite_apis=True)
    assert (outcome.changed, [str(request) for request in writes if not request.dry_run]) == (False, [])


def test_an_old_chart(shop, helm, make_chart):
    chart = make_chart({**PAST, "app.yaml": OLD_APP, "policy.yaml": POLICY})
    helm(4, "install", "shop", chart, "-n", shop.namespace, fails=True)
    told = refused(shop, shop.present, chart)
    assert GONE in told
    assert "PodDisruptionBudget" in told
    assert "'PodSecurityPolicy' in version 'policy/v1beta1' (shop)" in told
    assert "Set rewrite_apis" in told

    predicted = shop.present(chart, check=True, rewrite_apis=True)
    outcome = shop.present(chart, rewrite_apis=True)
    assert predicted.changes == outcome.changes
    assert [text for text in outcome.warnings if "PodSecurityPolicy" in text] == [
        "PodSecurityPolicy shop of policy/v1beta1 is left out: Kubernetes 1.25 has no pod security policies; "
        "see pod security admission"
    ]
    assert "rewrite Ingress shop from extensions/v1beta1 to networking.k8s.io/v1" in shop.lines
    app = shop.get("Deployment", "shop", "apps/v1")["spec"]
    assert app["selector"] == {"matchLabels": {"app": "shop"}}
    assert app["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 1}
    backend = shop.get("Ingress", "shop", "networking.k8s.io/v1")["spec"]["rules"][0]["http"]["paths"][0]["backend"]
    assert backend == {"service": {"name": "shop", "port": {"number": 80}}}
    unchanged(shop, chart)

    assert versions(shop.release()) == [
        "apiVersion: policy/v1",
        "apiVersion: v1",
        "apiVersion: apps/v1",
        "apiVersion: networking.k8s.io/v1",
    ]
    helm(4, "upgrade", "shop", make_chart(TODAY), "-n", shop.namespace)
    assert shop.get("Deployment", "shop", "apps/v1") is None
    helm(3, "rollback", "shop", "1", "-n", shop.namespace)
    assert shop.get("Deployment", "shop", "apps/v1") is not None


@pytest.mark.parametrize("major", [3, 4])
def test_what_is_stored_is_old(shop, helm, make_chart, major):
    chart, newer = make_chart(TODAY), make_chart(TODAY, version="0.2.0")
    helm(major, "install", "shop", chart, "-n", shop.namespace)
    age(shop)
    assert "no matches for kind" in helm(major, "upgrade", "shop", newer, "-n", shop.namespace, fails=True)
    told = refused(shop, shop.present, newer)
    assert "the stored manifest of revision 1: " in told
    assert GONE in told
    before = shop.get("Ingress", "shop", "networking.k8s.io/v1")["metadata"]["uid"]

    outcome = shop.present(newer, rewrite_apis=True)
    assert (outcome.action, shop.history()) == ("upgraded", [(1, "superseded"), (2, "deployed")])
    assert shop.get("Ingress", "shop", "networking.k8s.io/v1")["metadata"]["uid"] == before
    unchanged(shop, newer)

    helm(major, "upgrade", "shop", make_chart({"settings.yaml": CONFIG_MAP}, version="0.3.0"), "-n", shop.namespace)
    assert shop.get("Ingress", "shop", "networking.k8s.io/v1") is None
    helm(major, "rollback", "shop", "2", "-n", shop.namespace)
    assert shop.get("Ingress", "shop", "networking.k8s.io/v1") is not None
    helm(major, "uninstall", "shop", "-n", shop.namespace)


def test_an_object_that_leaves_the_chart_is_deleted_where_it_is_served_now(shop, make_chart):
    shop.present(make_chart(TODAY))
    age(shop)
    outcome = shop.present(make_chart({"settings.yaml": CONFIG_MAP}), rewrite_apis=True)
    assert [(change.action, change.kind) for change in outcome.changes if change.kind != "Secret"] == [
        ("delete", "PodDisruptionBudget"),
        ("delete", "Ingress"),
    ]
    assert shop.get("Ingress", "shop", "networking.k8s.io/v1") is None


def test_the_cluster_gave_a_version_up_since_the_last_run(shop, make_chart):
    """Nothing else has changed, and yet the record is renewed, so that Helm can go on."""
    chart = make_chart(PAST)
    shop.present(chart, rewrite_apis=True)
    age(shop)
    outcome = shop.present(chart, rewrite_apis=True)
    assert (outcome.action, shop.history()) == ("upgraded", [(1, "superseded"), (2, "deployed")])
    unchanged(shop, chart)


def test_back_to_a_revision_that_is_old(shop, make_chart):
    shop.present(make_chart(TODAY))
    shop.present(make_chart({"settings.yaml": CONFIG_MAP}))
    age(shop)
    assert GONE in refused(shop, shop.rollback, 1)
    outcome = shop.rollback(1, rewrite_apis=True)
    assert outcome.action == "rolled back"
    assert shop.get("Ingress", "shop", "networking.k8s.io/v1") is not None
    assert "extensions/v1beta1" in shop.release(1).manifest
    assert "extensions/v1beta1" not in shop.release().manifest
    assert shop.rollback(1, rewrite_apis=True).changed is False


def test_back_from_a_revision_that_is_old(shop, make_chart):
    shop.present(make_chart({"settings.yaml": CONFIG_MAP}))
    shop.present(make_chart(TODAY))
    age(shop, 2)
    assert GONE in refused(shop, shop.rollback, 1)
    shop.rollback(1, rewrite_apis=True)
    assert shop.get("Ingress", "shop", "networking.k8s.io/v1") is None


def test_what_is_old_can_be_removed(shop, helm, make_chart):
    shop.present(make_chart(TODAY))
    age(shop)
    assert "failed to delete release" in helm(3, "uninstall", "shop", "-n", shop.namespace, fails=True)
    outcome = shop.absent()
    assert outcome.action == "uninstalled"
    assert shop.get("Ingress", "shop", "networking.k8s.io/v1") is None
    assert shop.get("PodDisruptionBudget", "shop", "policy/v1") is None
    assert shop.history() == []


OLD_DEFINITION = """
apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: ships.sea.example}
spec:
  group: sea.example
  version: v1
  names: {kind: Ship, plural: ships}
  validation: {openAPIV3Schema: {properties: {spec: {properties: {sails: {anyOf: [{type: integer}, {type: string}]}}}}}}
  additionalPrinterColumns: [{name: Sails, type: string, JSONPath: .spec.sails}]
  subresources: {status: {}}
"""
SHIP = """
apiVersion: sea.example/v1
kind: Ship
metadata: {name: shop}
spec: {sails: 3, figurehead: a lion}
"""


def test_an_old_definition_with_objects_of_its_own(shop, api, make_chart):
    """As helm keeps it, it stays when the release goes."""
    chart = make_chart({"crds/ships.yaml": OLD_DEFINITION, "ship.yaml": SHIP})
    try:
        assert "CustomResourceDefinition" in refused(shop, shop.present, chart)
        shop.present(chart, rewrite_apis=True)
        assert shop.get("Ship", "shop", "sea.example/v1")["spec"] == {"sails": 3, "figurehead": "a lion"}
        unchanged(shop, chart)
    finally:
        objects.delete(api, objects.Ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "ships.sea.example"))
