# SPDX-License-Identifier: GPL-3.0-or-later
"""What hands do between two runs, by policy and by who made the release; and what autoscalers do, run after run."""

from __future__ import annotations

import os
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.apply import apply

from .conftest import CONFIG_MAP, DEPLOYMENT
from .stories import OURS, Party

SOAK = bool(os.environ.get("COXSWAIN_SOAK"))
#: Number of runs that have to leave an autoscaler's replicas alone.
RUNS = 10 if SOAK else 3
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: shop, labels: {tier: web}}
spec: {selector: {app: shop}, ports: [{name: http, port: 80}, {name: more, port: 81}]}
"""
LOGIN = """
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {password: s3cr3t}
"""
TEMPLATES = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "service.yaml": SERVICE, "login.yaml": LOGIN}


def edited(shop):
    shop.edit("ConfigMap", "shop-settings", {"data": {"greeting": "Hacked"}})


def emptied(shop):
    shop.edit("ConfigMap", "shop-settings", {"data": None})


def relabelled(shop):
    shop.edit("Service", "shop", {"metadata": {"labels": {"tier": None}}})


def scaled(shop):
    shop.edit("Deployment", "shop", {"spec": {"replicas": 5}}, "apps/v1")


def another_image(shop):
    image = {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": "example/app:9"}]}}}}
    shop.edit("Deployment", "shop", image, "apps/v1")


def a_port_renamed(shop):
    shop.edit("Service", "shop", {"spec": {"ports": [{"name": "http", "port": 80}, {"name": "other", "port": 81}]}})


def another_password(shop):
    shop.edit("Secret", "login", {"data": {"password": "b3RoZXI="}})


def deleted(shop):
    shop.delete("ConfigMap", "shop-settings")


def recreated(shop):
    """Deleted, and made anew by hand without the marks of the release."""
    shop.delete("ConfigMap", "shop-settings")
    path = f"/api/v1/namespaces/{shop.namespace}/configmaps"
    document = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "shop-settings"},
        "data": {"greeting": "x"},
    }
    shop.api.request("POST", path, {"fieldManager": "kubectl-create"}, document)


#: by name: the hand, the object, what is done about it, and a field that is named
HANDS = {
    "edited": (edited, "shop-settings", "patch", "/data/greeting"),
    "emptied": (emptied, "shop-settings", "patch", "/data"),
    "relabelled": (relabelled, "shop", "patch", "/metadata/labels/tier"),
    "scaled": (scaled, "shop", "patch", "/spec/replicas"),
    "another image": (another_image, "shop", "patch", "/spec/template/spec/containers"),
    "a port renamed": (a_port_renamed, "shop", "patch", "/spec/ports"),
    "another password": (another_password, "login", "patch", "password"),
    "deleted": (deleted, "shop-settings", "create", "/"),
    "made anew": (recreated, "shop-settings", "patch", "/data/greeting"),
}
ROWS = [
    *((hand, OURS, policy) for hand in HANDS for policy in ("correct", "report", "ignore")),
    *((hand, maker, "correct") for hand in ("edited", "scaled", "deleted") for maker in ("helm3", "helm4")),
]


@pytest.mark.parametrize(("hand", "maker", "policy"), ROWS, ids=["-".join(row) for row in ROWS])
def test_a_hand(shop, make_chart, hand, maker, policy):
    act, name, action, field = HANDS[hand]
    folder = make_chart(TEMPLATES)
    Party(maker, shop.api, shop.namespace, folder).install()
    wish = {"values": {"greeting": "Ahoy"}, "drift": policy}
    assert shop.present(folder, **wish).changed is False
    act(shop)
    predicted, asked = shop.written(shop.present, folder, check=True, **wish)
    assert [str(request) for request in asked if not request.dry_run] == []
    outcome, written = shop.written(shop.present, folder, **wish)
    changes = [str(request) for request in written if request.changes]
    assert (predicted.changed, predicted.changes) == (outcome.changed, outcome.changes)
    if policy == "ignore":
        assert (outcome.changed, outcome.warnings, written) == (False, [], [])
        return
    found = {ref.name: fields for ref, fields in outcome.drifted.items()}
    assert list(found) == [name]
    assert any(field in path for path in found[name]), found
    if policy == "report":
        assert (outcome.changed, changes) == (False, [])
        assert any(f"{name} has drifted" in text for text in outcome.warnings)
        assert "b3RoZXI" not in str(outcome.warnings)
        return
    assert (outcome.changed, outcome.action) == (True, "corrected")
    assert [(change.action, change.name) for change in outcome.changes] == [(action, name)]
    assert [revision for revision, _ in shop.history()] == [1]
    again, written = shop.written(shop.present, folder, **wish)
    assert (again.changed, written) == (False, [])


IGNORED = [
    ("one key", edited, ["/data/greeting"], False),
    ("everything below", edited, ["/data"], False),
    ("any key", edited, ["/data/*"], False),
    ("the replicas of anything", scaled, ["/spec/replicas"], False),
    ("an entry of a list by its place", a_port_renamed, ["/spec/ports/1"], False),
    ("another key", edited, ["/data/other"], True),
    ("a key that begins alike", edited, ["/data/greet"], True),
]


@pytest.mark.parametrize(("hand", "rules", "corrected"), [row[1:] for row in IGNORED], ids=[row[0] for row in IGNORED])
def test_paths_that_are_ignored(shop, make_chart, hand, rules, corrected):
    folder = make_chart(TEMPLATES)
    shop.present(folder)
    hand(shop)
    outcome, written = shop.written(shop.present, folder, drift_ignore=tuple(rules))
    assert outcome.changed is corrected
    assert any(request.changes for request in written) is corrected


def through_scale(shop, replicas):
    path = f"/apis/apps/v1/namespaces/{shop.namespace}/deployments/shop/scale"
    body = {"spec": {"replicas": replicas}}
    shop.api.request("PATCH", path, {"fieldManager": "autoscaler"}, body, "application/merge-patch+json")


def by_apply(shop, replicas):
    document = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "shop", "namespace": shop.namespace},
        "spec": {"replicas": replicas},
    }
    apply(shop.api, document, force=True, manager="autoscaler")


def by_an_autoscaler(shop, replicas):
    """The one of Kubernetes, which raises the replicas to its minimum even where it cannot measure anything."""
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"},
        "minReplicas": replicas,
        "maxReplicas": 9,
    }
    head = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler"}
    document = {**head, "metadata": {"name": "shop", "namespace": shop.namespace}, "spec": spec}
    apply(shop.api, document, force=True, manager="kubectl")
    deadline = time.monotonic() + 60
    while shop.get("Deployment", "shop", "apps/v1")["spec"]["replicas"] != replicas:
        assert time.monotonic() < deadline
        time.sleep(0.5)


AUTOSCALERS = {"the scale subresource": through_scale, "another manager's apply": by_apply}
if SOAK:
    # It looks every 15 s only.
    AUTOSCALERS["a HorizontalPodAutoscaler"] = by_an_autoscaler


SCALED = [(name, maker) for name in AUTOSCALERS for maker in (OURS, "helm3", "helm4")[: 3 if "scale" in name else 1]]


@pytest.mark.parametrize(("autoscaler", "maker"), SCALED, ids=[f"{name}-{maker}" for name, maker in SCALED])
def test_an_autoscaler_keeps_its_replicas(shop, make_chart, autoscaler, maker):
    """Over several runs, an upgrade, as many runs more and a rollback."""

    def replicas():
        return shop.get("Deployment", "shop", "apps/v1")["spec"]["replicas"]

    folder = make_chart(TEMPLATES)
    Party(maker, shop.api, shop.namespace, folder).install()
    AUTOSCALERS[autoscaler](shop, 3)
    wish = {"values": {"greeting": "Ahoy"}}
    _settled(shop)
    for _ in range(RUNS):
        outcome, written = shop.written(shop.present, folder, **wish)
        assert (outcome.changed, written, replicas()) == (False, [], 3)
    assert {ref.kind: fields for ref, fields in outcome.foreign.items()} == {"Deployment": ["/spec/replicas"]}
    wish = {"values": {"greeting": "Moin", "tag": "2"}}
    assert shop.present(folder, **wish).action == "upgraded"
    assert replicas() == 3
    AUTOSCALERS[autoscaler](shop, 4)
    _settled(shop)
    for _ in range(RUNS):
        outcome, written = shop.written(shop.present, folder, **wish)
        assert (outcome.changed, written, replicas()) == (False, [], 4)
    shop.rollback(1)
    assert replicas() == 4


def _settled(shop):
    """Wait until the controllers have nothing more to write to the Deployment."""
    seen = None
    while seen != (seen := shop.get("Deployment", "shop", "apps/v1")["metadata"]["resourceVersion"]):
        time.sleep(0.2)
