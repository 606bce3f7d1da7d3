# SPDX-License-Identifier: GPL-3.0-or-later
"""Who merges: the server, the client as Helm 3 does it, or nobody, since objects are replaced."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError

from .conftest import CONFIG_MAP, DEPLOYMENT
from .test_drift import scale

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{name: web, port: {{ .Values.port | default 80 }}, targetPort: 8080}]}
"""
TEMPLATES = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "service.yaml": SERVICE}


@pytest.fixture
def folder(make_chart):
    return make_chart(TEMPLATES)


def managers(shop, kind="ConfigMap", name="shop-settings", version="v1"):
    """Who holds fields of an object, without those that only hold its status."""
    entries = shop.get(kind, name, version)["metadata"]["managedFields"]
    return sorted({(entry["manager"], entry["operation"]) for entry in entries if not entry.get("subresource")})


BY_CLIENT, BY_SERVER = [("helm", "Update")], [("helm", "Apply")]


@pytest.mark.parametrize(("maker", "expected"), [(3, BY_CLIENT), (4, BY_SERVER)], ids=["helm 3", "helm 4"])
def test_it_goes_on_as_helm_began(shop, folder, helm, namespace, maker, expected):
    helm(maker, "install", "shop", folder, "-n", namespace)
    assert managers(shop) == expected
    assert shop.present(folder, values={"greeting": "Moin", "tag": "2"}).action == "upgraded"
    assert managers(shop) == expected
    assert shop.release().apply_method == {3: "csa", 4: "ssa"}[maker]
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Moin"}
    # Both can go on with it, and so can we.
    helm(4, "upgrade", "shop", folder, "-n", namespace, "--set", "greeting=Servus")
    assert managers(shop) == expected
    shop.rollback(2)
    assert managers(shop) == expected
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Moin"}
    helm(3, "uninstall", "shop", "-n", namespace)


WAYS = [("auto", BY_SERVER), ("server", BY_SERVER), ("client", BY_CLIENT)]


@pytest.mark.parametrize(("way", "expected"), WAYS, ids=[row[0] for row in WAYS])
def test_an_installation(shop, folder, way, expected):
    shop.present(folder, apply=way)
    assert managers(shop) == managers(shop, "Service", "shop") == expected
    second, writes = shop.written(shop.present, folder, apply=way)
    assert (second.changed, writes) == (False, [])


def test_from_one_to_the_other_and_back(shop, folder):
    shop.present(folder, apply="client")
    shop.present(folder, apply="server", values={"greeting": "Moin"})
    assert managers(shop) == managers(shop, "Deployment", "shop", "apps/v1")[-1:] == BY_SERVER
    shop.present(folder, apply="client", values={"tag": "2"})
    assert shop.release().apply_method == "csa"
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy"}


def test_by_the_client_others_keep_what_they_have(shop, make_chart, api):
    """Three states are merged: what the chart gave up goes, what others added stays, what they changed comes back."""
    shop.present(make_chart({**TEMPLATES, "settings.yaml": CONFIG_MAP + "  old: value\n"}), apply="client")
    shop.edit("ConfigMap", "shop-settings", {"data": {"mine": "1", "greeting": "Hacked"}})
    sidecar = {"spec": {"template": {"spec": {"containers": [{"name": "proxy", "image": "p"}]}}}}
    path = f"/apis/apps/v1/namespaces/{shop.namespace}/deployments/shop"
    api.request("PATCH", path, {"fieldManager": "mesh"}, sidecar, "application/strategic-merge-patch+json")
    folder = make_chart({**TEMPLATES, "app.yaml": DEPLOYMENT.replace("name: app,", "name: app, args: [serve],")})
    predicted, asked = shop.written(shop.present, folder, check=True, values={"port": 81.0})
    assert [str(request) for request in asked if not request.dry_run] == []
    outcome = shop.present(folder, values={"port": 81.0})
    assert [str(change) for change in outcome.changes] == [str(change) for change in predicted.changes]
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy", "mine": "1"}
    containers = shop.get("Deployment", "shop", "apps/v1")["spec"]["template"]["spec"]["containers"]
    assert {entry["name"]: entry.get("args") for entry in containers} == {"app": ["serve"], "proxy": None}
    assert [port["port"] for port in shop.get("Service", "shop")["spec"]["ports"]] == [81]
    assert shop.present(folder, values={"port": 81.0}).changed is False


def test_drift_is_corrected_by_the_client(shop, folder):
    shop.present(folder, apply="client")
    shop.edit("ConfigMap", "shop-settings", {"data": {"greeting": "Hacked"}})
    shop.delete("Service", "shop")
    outcome, writes = shop.written(shop.present, folder)
    assert (outcome.action, [str(change).split()[0] for change in outcome.changes]) == (
        "corrected",
        ["patch", "create"],
    )
    assert [(item.verb, item.resource) for item in writes if not item.dry_run] == [
        ("patch", "configmaps"),
        ("create", "services"),
    ]
    assert managers(shop, "Service", "shop") == BY_CLIENT
    assert shop.present(folder).changed is False


def test_an_autoscaler_keeps_its_replicas_by_the_client(shop, folder):
    shop.present(folder, apply="client")
    scale(shop, 3)
    assert shop.present(folder).changed is False
    outcome = shop.present(folder, values={"tag": "2"})
    assert {ref.kind: fields for ref, fields in outcome.foreign.items()} == {"Deployment": ["/spec/replicas"]}
    assert shop.get("Deployment", "shop", "apps/v1")["spec"]["replicas"] == 3


def test_objects_are_replaced(shop, folder):
    shop.present(folder)
    scale(shop, 3)
    shop.edit("ConfigMap", "shop-settings", {"data": {"mine": "1"}})
    address = shop.get("Service", "shop")["spec"]["clusterIP"]
    predicted = shop.present(folder, check=True, replace=True, values={"greeting": "Moin"})
    outcome, writes = shop.written(shop.present, folder, replace=True, values={"greeting": "Moin"})
    assert outcome.changes == predicted.changes
    assert [str(change) for change in outcome.changes if change.kind == "ConfigMap"] == [
        f"replace ConfigMap {shop.namespace}/shop-settings"
    ]
    assert {item.verb for item in writes if item.resource in ("configmaps", "deployments")} == {"update"}
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Moin"}
    assert shop.get("Deployment", "shop", "apps/v1")["spec"]["replicas"] == 3
    assert shop.get("Service", "shop")["spec"]["clusterIP"] == address
    assert shop.release().apply_method == "csa"
    assert shop.present(folder, replace=True, values={"greeting": "Moin"}).changed is False


def test_by_the_client_what_is_there_already_is_refused_or_taken(shop, make_chart, api):
    path = f"/api/v1/namespaces/{shop.namespace}/configmaps"
    api.request("POST", path, None, {"metadata": {"name": "shop-settings"}, "data": {"a": "b"}})
    with pytest.raises(ReleaseError, match="cannot be imported"):
        shop.present(make_chart(), apply="client")
    shop.present(make_chart(), apply="client", take_ownership=True)
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"a": "b", "greeting": "Ahoy"}


def test_a_rollback_follows_the_revision_that_it_goes_back_to(shop, folder):
    shop.present(folder, apply="client")
    shop.present(folder, apply="server", values={"greeting": "Moin"})
    shop.rollback(1)
    assert (shop.release().apply_method, shop.get("ConfigMap", "shop-settings")["data"]) == (
        "csa",
        {"greeting": "Ahoy"},
    )
    shop.rollback(2, replace=True)
    assert (shop.release().apply_method, shop.get("ConfigMap", "shop-settings")["data"]) == (
        "csa",
        {"greeting": "Moin"},
    )


def test_a_rollback_that_fails_cleans_up(shop, make_chart):
    broken = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT}
    with pytest.raises(ReleaseError):
        shop.present(make_chart(broken), wait=True, timeout=1.5, values={"behaviour": "never-ready"})
    shop.present(make_chart())
    assert shop.get("Deployment", "shop", "apps/v1") is None
    with pytest.raises(ReleaseError, match="1 object is not ready after 2 s"):
        shop.rollback(1, wait=True, timeout=1.5, cleanup_on_fail=True)
    assert shop.get("Deployment", "shop", "apps/v1") is None
    assert shop.get("ConfigMap", "shop-settings") is not None
