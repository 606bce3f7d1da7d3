# SPDX-License-Identifier: GPL-3.0-or-later
"""The CustomResourceDefinitions that a chart brings: made, brought up to date, guarded, left alone."""

from __future__ import annotations

import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError, UnknownKindError

from .conftest import CONFIG_MAP

V1 = "apiextensions.k8s.io/v1"


class Boats:
    """Definitions of a group of the test's own."""

    def __init__(self, api, namespace):
        self.api, self.group = api, f"{namespace}.example.org"

    def definition(self, *versions, plural="boats", kind="Boat", fields=("sail",)):
        properties = {"spec": {"type": "object", "properties": {name: {"type": "string"} for name in fields}}}
        return {
            "apiVersion": V1,
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{self.group}"},
            "spec": {
                "group": self.group,
                "scope": "Namespaced",
                "names": {"plural": plural, "kind": kind},
                "versions": [
                    {
                        "name": version,
                        "served": True,
                        "storage": version == versions[-1],
                        "schema": {"openAPIV3Schema": {"type": "object", "properties": properties}},
                    }
                    for version in versions
                ],
            },
        }

    def live(self, plural="boats"):
        return objects.get(self.api, objects.Ref(V1, "CustomResourceDefinition", "", f"{plural}.{self.group}"))

    def boat(self, version="v1", sail="big"):
        return (
            f"apiVersion: {self.group}/{version}\nkind: Boat\nmetadata: {{name: boat}}\nspec:\n"
            f"  sail: {{{{ .Values.sail | default {json.dumps(sail)} }}}}\n"
        )


@pytest.fixture
def boats(api, namespace):
    found = Boats(api, namespace)
    yield found
    for plural in ("boats", "buoys", "piers"):
        objects.delete(api, objects.Ref(V1, "CustomResourceDefinition", "", f"{plural}.{found.group}"))


@pytest.fixture
def chart(make_chart, boats):
    def make(*definitions, boat="v1", **options):
        templates = {f"crds/{number}.yaml": json.dumps(item) for number, item in enumerate(definitions)}
        if boat:
            templates["boat.yaml"] = boats.boat(boat)
        return make_chart({"settings.yaml": CONFIG_MAP, **templates}, **options)

    return make


def defined(outcome):
    return [
        (change.action, change.name.partition(".")[0])
        for change in outcome.changes
        if change.kind == "CustomResourceDefinition"
    ]


def test_they_are_made_side_by_side_and_waited_for(shop, boats, chart):
    definitions = [
        boats.definition("v1"),
        boats.definition("v1", plural="buoys", kind="Buoy"),
        boats.definition("v1", plural="piers", kind="Pier"),
    ]
    folder = chart(*definitions)
    predicted, asked = shop.written(shop.present, folder, check=True)
    assert [str(request) for request in asked if not request.dry_run] == []
    outcome = shop.present(folder)
    assert defined(predicted) == defined(outcome) == [("create", "boats"), ("create", "buoys"), ("create", "piers")]
    assert boats.api.discovery.find(f"{boats.group}/v1", "Pier") is not None
    assert shop.present(folder).changed is False
    # By the client: custom resources are merged as JSON.
    outcome = shop.present(folder, apply="client", values={"sail": "small"})
    assert [str(change) for change in outcome.changes if change.kind == "Boat"] == [f"patch Boat {shop.namespace}/boat"]
    assert shop.get("Boat", "boat", f"{boats.group}/v1")["spec"] == {"sail": "small"}
    shop.absent()
    assert boats.live() is not None


def test_what_an_upgrade_does(shop, boats, chart):
    shop.present(chart(boats.definition("v1")))
    newer = chart(
        boats.definition("v1", "v2", fields=("sail", "crew")),
        boats.definition("v1", plural="buoys", kind="Buoy"),
        boat="v2",
        version="0.2.0",
    )
    with pytest.raises(UnknownKindError, match="no matches for kind 'Boat' in version .*/v2"):
        shop.present(newer, crds="create")
    assert shop.history() == [(1, "deployed")]
    predicted, asked = shop.written(shop.present, newer, check=True, crds="upgrade")
    assert [str(request) for request in asked if not request.dry_run] == []
    outcome = shop.present(newer, crds="upgrade")
    assert [str(change) for change in outcome.changes] == [str(change) for change in predicted.changes]
    assert defined(outcome) == [("create", "buoys"), ("patch", "boats")]
    assert [version["name"] for version in boats.live()["spec"]["versions"]] == ["v1", "v2"]
    second, writes = shop.written(shop.present, newer, crds="upgrade")
    assert (second.changed, writes) == (False, [])


def test_a_definition_that_was_changed_by_hand_comes_back(shop, boats, chart):
    folder = chart(boats.definition("v1"))
    shop.present(folder, crds="upgrade")
    path = f"/apis/{V1}/customresourcedefinitions/boats.{boats.group}"
    body = {"spec": {"names": {"shortNames": ["bt"]}}, "metadata": {"labels": {"mine": "1"}}}
    boats.api.request("PATCH", path, {"fieldManager": "kubectl"}, body, "application/merge-patch+json")
    assert shop.present(folder, crds="upgrade").changed is False
    edited = boats.live()["spec"]["versions"]
    edited[0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"] = {"oars": {"type": "string"}}
    boats.api.request("PATCH", path, {"fieldManager": "kubectl"}, {"spec": {"versions": edited}}, "application/merge-patch+json")  # fmt: skip # noqa: E501
    assert shop.present(folder).changed is False
    assert shop.present(folder, check=True, crds="upgrade").action == "corrected"
    outcome = shop.present(folder, crds="upgrade")
    assert (outcome.action, defined(outcome), shop.history()) == (
        "corrected",
        [("patch", "boats")],
        [(1, "deployed")],
    )
    assert boats.live()["spec"]["names"]["shortNames"] == ["bt"]
    assert shop.present(folder, crds="upgrade").changed is False


def test_a_version_with_objects_does_not_go(shop, boats, chart):
    shop.present(chart(boats.definition("v1")))
    newer = chart(boats.definition("v2"), boat="v2", version="0.2.0")
    with pytest.raises(ReleaseError, match="no longer has the version v1, in which objects may still be stored"):
        shop.present(newer, crds="upgrade")
    assert shop.history() == [(1, "deployed")]
    assert [version["name"] for version in boats.live()["spec"]["versions"]] == ["v1"]


def test_they_are_left_alone(shop, boats, chart):
    with pytest.raises(UnknownKindError):
        shop.present(chart(boats.definition("v1")), crds="skip")
    assert boats.live() is None
    shop.present(chart(boats.definition("v1"), boat=None), crds="skip")
    assert boats.live() is None


def test_one_of_another_release_stays(shop, boats, chart):
    document = boats.definition("v1")
    document["metadata"]["annotations"] = {"meta.helm.sh/release-name": "fleet"}
    objects.create(boats.api, document)
    outcome = shop.present(chart(boats.definition("v1", "v2"), boat=None), crds="upgrade")
    assert any("it belongs to the release fleet" in text for text in outcome.warnings)
    assert [version["name"] for version in boats.live()["spec"]["versions"]] == ["v1"]
