# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases made by one of us, Helm 3 and Helm 4, and used by another: every cell of the table is a test.

What is stored is compared field by field: where one party stands in for Helm 4, the records have to be the same.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects

from .conftest import CONFIG_MAP, DEPLOYMENT
from .stories import CHART, OURS, PARTIES, Party, Story, call_helm, unlike, write_chart

STEPS = Story.STEPS


@pytest.fixture(scope="module")
def stories(session_api, tmp_path_factory):
    """Every pair of a maker and a user, told side by side."""
    folder = write_chart(tmp_path_factory.mktemp("interplay") / "shop", CHART)
    told = {}
    for maker in PARTIES:
        for user in PARTIES:
            namespace = f"interplay-{maker}-{user}-{os.urandom(2).hex()}"
            objects.create(session_api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
            told[maker, user] = Story(session_api, namespace, folder, maker, user)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Story.run, told.values()))
    yield told
    for story in told.values():
        objects.delete(session_api, objects.Ref("v1", "Namespace", "", story.namespace))


AHOY = {"shop-settings": {"greeting": "Ahoy", "large": "1.2345678901e+10"}, "shop-bottles": {"bottles": "3"}}


def greeting(text):
    return {**AHOY, "shop-settings": {**AHOY["shop-settings"], "greeting": text}}


def is_listed(told, story):
    (one,) = told
    assert one.pop("updated").endswith("+0000 UTC")
    assert one == {
        "name": "shop",
        "namespace": story.namespace,
        "revision": "1",
        "status": "deployed",
        "chart": "shop-0.1.0",
        "app_version": "1.0",
    }


def is_status(told, story):
    manifest = told.pop("manifest")
    assert [document["kind"] for document in manifest] == ["Secret", "ConfigMap", "ConfigMap", "Deployment"]
    assert told == {
        "name": "shop",
        "namespace": story.namespace,
        "revision": "1",
        "status": "deployed",
        "notes": "Say Ahoy!",
    }


def is_values(told, story):
    assert told["user"] == {"greeting": "Ahoy"}
    chart = yaml.safe_load(CHART["values.yaml"])
    whole = {**chart, "greeting": "Ahoy", "cellar": {**chart["cellar"], "global": {}}}
    assert {key: entry for key, entry in told["all"].items() if entry is not None} == {
        key: entry for key, entry in whole.items() if entry is not None
    }


def is_tested(_told, story):
    (now,) = story.stored["tested"]
    phases = {hook["name"]: hook["last_run"].get("phase", "") for hook in now["release"]["hooks"]}
    assert phases == {"shop-check": "Succeeded", "shop-hook": "Succeeded", "shop-kept-hook": "Succeeded"}


def is_upgraded(told, story):
    assert told["history"] == [(1, "superseded"), (2, "deployed")]
    assert told["live"] == greeting("Moin")
    assert told["maker"] == {"greeting": "Moin"}


def is_rolled_back(told, story):
    assert told["history"] == [(1, "superseded"), (2, "superseded"), (3, "deployed")]
    assert told["live"] == greeting("Ahoy")
    assert [(one["revision"], one["status"]) for one in told["maker"]] == [("3", "deployed")]
    history = [(1, "superseded"), (2, "superseded"), (3, "superseded"), (4, "deployed")]
    assert told["after"] == (history, greeting("Servus"))


def is_uninstalled(told, story):
    assert told["history"] == [(1, "superseded"), (2, "superseded"), (3, "superseded"), (4, "uninstalled")]
    assert told["live"] == {"shop-settings": None, "shop-bottles": None}
    assert told["after"] == []


EXPECTED = {
    "listed": is_listed,
    "status": is_status,
    "values": is_values,
    "tested": is_tested,
    "upgraded": is_upgraded,
    "rolled back": is_rolled_back,
    "uninstalled": is_uninstalled,
}


@pytest.mark.parametrize("user", PARTIES, ids=lambda user: f"by-{user}")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("maker", PARTIES, ids=lambda maker: f"made-by-{maker}")
def test_a_release(stories, maker, step, user):
    story = stories[maker, user]
    EXPECTED[step](story.answer(step), story)


#: Pairs whose records have to be the same, since one of us and Helm 4 did the same there.
TWINS = [
    ((OURS, OURS), ("helm4", "helm4")),
    ((OURS, "helm4"), ("helm4", "helm4")),
    (("helm4", OURS), ("helm4", "helm4")),
    (("helm3", OURS), ("helm3", "helm4")),
    ((OURS, "helm3"), ("helm4", "helm3")),
]


@pytest.mark.parametrize("step", ["installed", "tested", "upgraded", "rolled back", "kept"])
@pytest.mark.parametrize(("one", "other"), TWINS, ids=[f"{'+'.join(a)}={'+'.join(b)}" for a, b in TWINS])
def test_what_is_stored_is_helms(stories, one, other, step):
    """Whole Secrets: names, types, labels and the record; `stories.record` says what is left out, and why."""
    for pair in (one, other):
        stories[pair].answer("uninstalled" if step == "kept" else step)
    found = unlike(stories[one].stored[step], stories[other].stored[step])
    assert found == []


@pytest.mark.parametrize("maker", ["helm3", "helm4"])
def test_what_helm_made_is_taken_as_it_is(shop, make_chart, helm, maker):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "NOTES.txt": "{{ .Values.greeting }}\n"})
    helm(int(maker[-1]), "install", "shop", folder, "--set", "greeting=Ahoy", "-n", shop.namespace)
    outcome, writes = shop.written(shop.present, folder, values={"greeting": "Ahoy"})
    assert (outcome.changed, outcome.action, writes) == (False, "unchanged", [])


@pytest.mark.parametrize("maker", ["helm3", "helm4"])
def test_live_objects_are_those_that_helm_makes(shop, make_chart, maker):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT})

    def live():
        found = []
        for kind, name, version in (("ConfigMap", "shop-settings", "v1"), ("Deployment", "shop", "apps/v1")):
            document = shop.get(kind, name, version)
            document.pop("status", None)
            metadata = document["metadata"]
            managed = metadata.pop("managedFields")
            metadata["annotations"].pop("deployment.kubernetes.io/revision", None)
            for key in ("uid", "resourceVersion", "creationTimestamp", "generation"):
                metadata.pop(key, None)
            own = [(entry["manager"], entry["operation"]) for entry in managed if entry["manager"] == "helm"]
            found.append((document, own if maker == "helm4" else None))
        return yaml.safe_dump(found)

    theirs = Party(maker, shop.api, shop.namespace, folder)
    theirs.install()
    made = live()
    theirs.uninstall(keep_history=False)
    Party(OURS, shop.api, shop.namespace, folder).install()
    assert live() == made


def test_a_field_that_leaves_the_chart_leaves_an_object_that_helm_3_made(shop, helm, make_chart, namespace):
    folder = make_chart({"settings.yaml": CONFIG_MAP + "  old: value\n"})
    helm(3, "install", "shop", folder, "-n", namespace)
    shop.present(make_chart(), apply="server")
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy"}
    managers = [
        (entry["manager"], entry["operation"])
        for entry in shop.get("ConfigMap", "shop-settings")["metadata"]["managedFields"]
    ]
    assert managers == [("helm", "Apply")]


@pytest.mark.parametrize("driver", ["secret", "configmap"])
def test_a_configmap_holds_what_a_secret_holds(shop, make_chart, monkeypatch, driver):
    """Helm's other place for records, read by both Helms and written by both."""
    folder = make_chart()
    shop.present(folder, driver=driver)
    monkeypatch.setenv("HELM_DRIVER", driver)
    for major in (3, 4):
        (told,) = json.loads(call_helm(major, "list", "-n", shop.namespace, "-o", "json"))
        assert (told["name"], told["status"]) == ("shop", "deployed")
        call_helm(major, "upgrade", "shop", folder, "-n", shop.namespace, "--set", f"greeting={major}")
        assert shop.present(folder, values={"greeting": float(major)}, driver=driver).action == "unchanged"
