# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a release: namespaces, definitions, kept objects, history, values of earlier revisions, storage."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.history import (
    ReleaseFilter,
    history,
    list_releases,
)

from .conftest import CONFIG_MAP, DEPLOYMENT, VALUES

KEPT = """
apiVersion: v1
kind: ConfigMap
metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
"""


def test_kept_objects_stay(shop, make_chart):
    shop.present(make_chart({"settings.yaml": CONFIG_MAP, "kept.yaml": KEPT}))
    outcome = shop.present(make_chart())
    assert [(change.action, change.name) for change in outcome.changes if change.kind == "ConfigMap"] == [
        ("keep", "kept")
    ]
    assert shop.get("ConfigMap", "kept") is not None
    shop.present(make_chart({"settings.yaml": CONFIG_MAP, "kept.yaml": KEPT}))
    shop.absent()
    assert shop.get("ConfigMap", "kept") is not None
    assert shop.get("ConfigMap", "shop-settings") is None


@pytest.mark.parametrize("remover", ["ours", "helm4"])
def test_any_resource_policy_keeps_an_object_from_uninstalling(shop, make_chart, helm, namespace, remover):
    """Helm drops an object with another policy out of its lists of what to keep and what to delete alike."""
    other = KEPT.replace("name: kept", "name: other").replace(": keep}", ": ' Retain '}")
    folder = make_chart({"settings.yaml": CONFIG_MAP, "kept.yaml": KEPT, "other.yaml": other})
    shop.present(folder)
    if remover == "ours":
        predicted = shop.absent(check=True)
        outcome = shop.absent()
        assert predicted.changes == outcome.changes
        kept = [change.name for change in outcome.changes if change.action == "keep"]
        assert sorted(kept) == ["kept", "other"]
    else:
        helm(4, "uninstall", "shop", "-n", namespace)
    there = {name: shop.get("ConfigMap", name) is not None for name in ("kept", "other", "shop-settings")}
    assert there == {"kept": True, "other": True, "shop-settings": False}


def test_another_policy_does_not_keep_an_object_from_an_upgrade(shop, make_chart):
    other = KEPT.replace("name: kept", "name: other").replace(": keep}", ": retain}")
    shop.present(make_chart({"settings.yaml": CONFIG_MAP, "other.yaml": other}))
    outcome = shop.present(make_chart())
    assert [str(change) for change in outcome.changes if change.kind == "ConfigMap"] == [
        f"delete ConfigMap {shop.namespace}/other"
    ]


def test_labels_of_the_namespace(shop, make_chart, api, namespace):
    def labels():
        found = objects.get(api, objects.Ref("v1", "Namespace", "", namespace))["metadata"]["labels"]
        return {key: value for key, value in found.items() if key != "kubernetes.io/metadata.name"}

    folder = make_chart()
    shop.present(folder, namespace_labels={"team": "web"})
    assert labels() == {"team": "web"}
    second, writes = shop.written(shop.present, folder, namespace_labels={"team": "web"})
    assert (second.changed, writes) == (False, [])
    # Another task adds one of its own, and one changes: no revision comes of it.
    predicted, asked = shop.written(shop.present, folder, check=True, namespace_labels={"tier": "1"})
    assert [str(request) for request in asked if not request.dry_run] == []
    outcome = shop.present(folder, namespace_labels={"tier": "1"})
    assert (outcome.action, outcome.changes) == ("corrected", predicted.changes)
    shop.present(folder, namespace_labels={"team": "db"})
    assert labels() == {"team": "db", "tier": "1"}
    assert shop.history() == [(1, "deployed")]


def test_objects_that_leave_the_chart_are_deleted(shop, make_chart):
    shop.present(make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT}))
    outcome = shop.present(make_chart())
    assert [str(change) for change in outcome.changes if change.action == "delete"] == [
        f"delete Deployment {shop.namespace}/shop"
    ]


def test_an_object_that_was_given_to_somebody_else_is_not_deleted(shop, make_chart):
    shop.present(make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT}))
    shop.edit("Deployment", "shop", {"metadata": {"annotations": {"meta.helm.sh/release-name": "other"}}}, "apps/v1")
    shop.present(make_chart())
    assert shop.get("Deployment", "shop", "apps/v1") is not None


@pytest.mark.parametrize("driver", ["secret", "configmap"])
def test_history_is_bounded(shop, make_chart, driver, helm, namespace, monkeypatch):
    for number in range(5):
        shop.present(make_chart(), values={"greeting": str(number)}, history_max=3, driver=driver)
    kept = history(shop.api, "shop", namespace, driver=driver)
    assert [(release.revision, release.status) for release in kept] == [
        (3, "superseded"),
        (4, "superseded"),
        (5, "deployed"),
    ]
    monkeypatch.setenv("HELM_DRIVER", driver)
    assert "Upgrade complete" in helm(4, "history", "shop", "-n", namespace).splitlines()[-1]
    assert shop.absent(driver=driver).changed is True
    assert history(shop.api, "shop", namespace, driver=driver) == []


def test_kept_history_can_be_taken_up_again(shop, make_chart, helm, namespace):
    shop.present(make_chart())
    shop.absent(keep_history=True)
    assert shop.history() == [(1, "uninstalled")]
    assert "uninstalled" in helm(4, "history", "shop", "-n", namespace)
    assert shop.absent(keep_history=True).changed is False
    outcome = shop.present(make_chart())
    assert (outcome.action, outcome.release.revision) == ("installed", 2)
    assert shop.absent().changed is True
    assert shop.history() == []
    assert shop.absent().changed is False


REUSE = [
    ("reset", {"reset_values": True}, {"b": "2"}),
    ("reuse", {"reset_values": False, "reuse_values": True}, {"a": "1", "b": "2"}),
    ("reset then reuse", {"reset_values": False, "reset_then_reuse_values": True}, {"a": "1", "b": "2"}),
    ("none of them, values given", {"reset_values": False}, {"b": "2"}),
]


@pytest.mark.parametrize(("fields", "expected"), [row[1:] for row in REUSE], ids=[row[0] for row in REUSE])
def test_values_of_the_last_revision(shop, make_chart, fields, expected):
    shop.present(make_chart(), values={"a": "1"})
    shop.present(make_chart(), values={"b": "2"}, **fields)
    assert shop.values() == expected
    assert shop.present(make_chart(), values={"b": "2"}, **fields).changed is False


def test_without_values_and_flags_the_old_ones_stay(shop, make_chart):
    shop.present(make_chart(), values={"a": "1"})
    outcome = shop.present(make_chart(version="0.2.0"), reset_values=False)
    assert outcome.action == "upgraded"
    assert shop.values() == {"a": "1"}


def test_reused_values_bring_the_old_defaults(shop, make_chart):
    shop.present(make_chart())
    newer = make_chart(version="0.2.0", values={**VALUES, "greeting": "New"})
    shop.present(newer, reset_values=False, reuse_values=True)
    assert shop.get("ConfigMap", "shop-settings")["data"]["greeting"] == "Ahoy"
    shop.present(newer, reset_values=False, reset_then_reuse_values=True)
    assert shop.get("ConfigMap", "shop-settings")["data"]["greeting"] == "New"


DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.NAMESPACE.example.org}
spec:
  group: NAMESPACE.example.org
  scope: Namespaced
  names: {plural: boats, kind: Boat}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {sails: {type: integer}}}}}
"""
BOAT = """
apiVersion: NAMESPACE.example.org/v1
kind: Boat
metadata: {name: yawl}
spec: {sails: {{ .Values.sails }}}
"""


def test_definitions_come_first_and_stay(shop, make_chart, api, namespace):
    name = f"boats.{namespace}.example.org"
    folder = make_chart(
        {
            "crds/boat.yaml": DEFINITION.replace("NAMESPACE", namespace),
            "boat.yaml": BOAT.replace("NAMESPACE", namespace),
        },
        values={"sails": 2},
    )
    predicted, asked = shop.written(shop.present, folder, check=True)
    assert [request for request in asked if not request.dry_run] == []
    outcome = shop.present(folder)
    kinds = [(change.action, change.kind) for change in outcome.changes]
    assert kinds == [
        ("create", "CustomResourceDefinition"),
        ("record revision", "Secret"),
        ("create", "Boat"),
    ]
    assert [(change.action, change.kind) for change in predicted.changes] == kinds
    assert predicted.changes[-1].predicted is True
    boat = shop.get("Boat", "yawl", f"{namespace}.example.org/v1")
    assert boat["spec"] == {"sails": 2}
    assert shop.present(folder).changed is False
    shop.absent()
    definition = objects.Ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", name)
    assert objects.get(api, definition) is not None
    objects.delete(api, definition)


def test_objects_in_other_namespaces(shop, make_chart, api, namespace):
    other = f"{namespace}-2"
    objects.create(api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": other}})
    elsewhere = CONFIG_MAP.replace("-settings", f"-other\n  namespace: {other}")
    folder = make_chart({"settings.yaml": CONFIG_MAP, "other.yaml": elsewhere})
    shop.present(folder)
    ref = objects.Ref("v1", "ConfigMap", other, "shop-other")
    assert objects.get(api, ref)["metadata"]["annotations"]["meta.helm.sh/release-namespace"] == namespace
    assert shop.present(folder).changed is False
    shop.absent()
    assert objects.get(api, ref) is None
    objects.delete(api, objects.Ref("v1", "Namespace", "", other))


def test_labels_and_description(shop, make_chart, helm, namespace):
    shop.present(make_chart(), labels={"team": "web", "tier": "1"}, description="first")
    shop.present(make_chart(), labels={"tier": "null"}, values={"greeting": "Moin"})
    assert shop.release().labels == {"team": "web"}
    assert [release.description for release in history(shop.api, "shop", namespace)] == [
        "first",
        "Upgrade complete",
    ]
    assert "shop" in helm(4, "list", "-n", namespace, "-l", "team=web")
    assert [item.name for item in list_releases(shop.api, None, ReleaseFilter(labels={"team": "web"}))] == ["shop"]


def test_names_are_generated_once_a_revision(shop, make_chart):
    folder = make_chart({"s.yaml": CONFIG_MAP.replace("name: {{ .Release.Name }}-settings", "generateName: s-")})
    outcome = shop.present(folder)
    (made,) = [change.name for change in outcome.changes if change.action == "create"]
    assert made.startswith("s-") and len(made) > 2
    outcome = shop.present(folder, values={"greeting": "Moin"})
    assert [change.action for change in outcome.changes if change.kind == "ConfigMap"] == ["create"]
    assert [shown["after_header"][:15] for shown in outcome.diff if shown["after"]] == ["v1 ConfigMap s-"]
    outcome = shop.rollback(1)
    assert [change.action for change in outcome.changes if change.kind == "ConfigMap"] == ["create"]
