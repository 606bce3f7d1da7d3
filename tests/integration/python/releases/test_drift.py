# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that were changed by hand: seen, reported or corrected; and fields that others rightly hold."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.apply import apply
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError

from .conftest import CONFIG_MAP, DEPLOYMENT

TEMPLATES = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT}


@pytest.fixture
def folder(make_chart):
    return make_chart(TEMPLATES)


def edit(shop):
    shop.edit("ConfigMap", "shop-settings", {"data": {"greeting": "Hacked"}})


def delete(shop):
    shop.delete("ConfigMap", "shop-settings")


HANDS = [("edited", edit, "patch", ["/data/greeting"]), ("deleted", delete, "create", ["/"])]


@pytest.mark.parametrize(("hand", "action", "fields"), [row[1:] for row in HANDS], ids=[row[0] for row in HANDS])
def test_it_is_corrected_without_a_revision(shop, folder, hand, action, fields):
    shop.present(folder)
    hand(shop)
    predicted, asked = shop.written(shop.present, folder, check=True)
    assert [str(request) for request in asked if not request.dry_run] == []
    outcome, writes = shop.written(shop.present, folder)
    assert (outcome.changed, outcome.action) == (True, "corrected")
    assert [(change.action, change.name) for change in outcome.changes] == [(action, "shop-settings")]
    assert predicted.changes == outcome.changes
    assert {ref.name: found for ref, found in outcome.drifted.items()} == {"shop-settings": fields}
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy"}
    assert shop.history() == [(1, "deployed")]
    assert [request.resource for request in writes if not request.dry_run] == ["configmaps"]
    assert shop.present(folder).changed is False


def test_it_is_reported(shop, folder):
    shop.present(folder)
    edit(shop)
    outcome, writes = shop.written(shop.present, folder, drift="report")
    assert (outcome.changed, [request for request in writes if not request.dry_run]) == (False, [])
    assert any("shop-settings has drifted: /data/greeting" in text for text in outcome.warnings)
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Hacked"}


@pytest.mark.parametrize(
    "fields", [{"drift": "ignore"}, {"drift_ignore": ("/data/*",)}, {"drift_ignore": ("/data",)}], ids=str
)
def test_it_is_ignored(shop, folder, fields):
    shop.present(folder)
    edit(shop)
    outcome, writes = shop.written(shop.present, folder, **fields)
    assert (outcome.changed, outcome.warnings, writes) == (False, [], [])


def test_a_field_that_the_chart_does_not_declare_is_no_drift(shop, folder):
    shop.present(folder)
    shop.edit("ConfigMap", "shop-settings", {"data": {"more": "x"}, "metadata": {"labels": {"a": "b"}}})
    outcome, writes = shop.written(shop.present, folder)
    assert (outcome.changed, writes) == (False, [])


def scale(shop, replicas, manager="kube-controller-manager"):
    path = f"/apis/apps/v1/namespaces/{shop.namespace}/deployments/shop/scale"
    body = {"spec": {"replicas": replicas}}
    shop.api.request("PATCH", path, {"fieldManager": manager}, body, "application/merge-patch+json")


def test_an_autoscaler_keeps_its_replicas(shop, folder):
    shop.present(folder)
    scale(shop, 3)
    for _ in range(3):
        outcome, writes = shop.written(shop.present, folder)
        assert (outcome.changed, writes) == (False, [])
    assert {ref.kind: fields for ref, fields in outcome.foreign.items()} == {"Deployment": ["/spec/replicas"]}
    outcome = shop.present(folder, values={"tag": "2"})
    assert (outcome.changed, outcome.action) == (True, "upgraded")
    assert shop.get("Deployment", "shop", "apps/v1")["spec"]["replicas"] == 3
    outcome = shop.present(folder, values={"tag": "2"}, force_conflicts=True)
    assert (outcome.changed, outcome.action) == (True, "corrected")
    assert shop.get("Deployment", "shop", "apps/v1")["spec"]["replicas"] == 1


def test_what_another_manager_applies_is_left_alone(shop, folder):
    shop.present(folder)
    document = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "shop-settings", "namespace": shop.namespace},
        "data": {"greeting": "Theirs"},
    }
    apply(shop.api, document, force=True, manager="gitops")
    outcome, writes = shop.written(shop.present, folder)
    assert (outcome.changed, writes) == (False, [])
    assert list(outcome.foreign.values()) == [["/data/greeting"]]


def test_a_finished_job_that_vanished_is_no_drift(shop, make_chart):
    job = """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: once}
    spec:
      template:
        metadata: {annotations: {coxswain.test/behaviour: completes}}
        spec: {restartPolicy: Never, containers: [{name: c, image: x}]}
    """
    folder = make_chart({"job.yaml": job})
    shop.present(folder, wait=True, wait_for_jobs=True)
    shop.delete("Job", "once", "batch/v1")
    assert shop.present(folder).changed is False


def test_defaults_of_the_server_are_no_drift(shop, make_chart):
    odd = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: odd}
    spec:
      selector: {matchLabels: {a: b}}
      template:
        metadata: {labels: {a: b}, annotations: null}
        spec:
          hostNetwork: false
          containers:
            - name: c
              image: x
              env: [{name: A, value: ""}, {name: B, value: null}]
              resources: {limits: {cpu: 1000m, memory: 1024Mi}, requests: {cpu: 0.5}}
              ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: mixed}
    data: {a: "YQ=="}
    stringData: {b: "two"}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: odd}
    spec: {selector: {a: b}, ports: [{name: w, port: 80, targetPort: 8080}, {name: x, port: 81}], clusterIP: ""}
    """
    folder = make_chart({"odd.yaml": odd})
    shop.present(folder)
    outcome, writes = shop.written(shop.present, folder)
    assert (outcome.changed, outcome.changes) == (False, [])
    assert [request for request in writes if not request.dry_run] == []


def test_an_edit_in_the_way_of_an_upgrade_names_manager_and_field(shop, folder):
    shop.present(folder)
    edit(shop)
    with pytest.raises(ReleaseError, match=r'conflict with field manager "kubectl-edit": \.data\.greeting'):
        shop.present(folder, values={"greeting": "Moin"})
    assert shop.history() == [(1, "deployed"), (2, "failed")]
    outcome = shop.present(folder, values={"greeting": "Moin"}, force_conflicts=True)
    assert outcome.action == "upgraded"
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Moin"}
