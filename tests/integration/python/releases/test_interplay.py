# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases made by one of us, Helm 3 and Helm 4, and used by another."""

from __future__ import annotations

import base64
import gzip
import json

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.release import operations

from .conftest import CONFIG_MAP, DEPLOYMENT

MAKERS = ["ours", "helm3", "helm4"]
TEMPLATES = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "NOTES.txt": "Say {{ .Values.greeting }}!\n"}


class Parties:
    """The same wishes to each of the three."""

    def __init__(self, shop, helm, folder):
        self.shop, self.helm, self.folder = shop, helm, folder

    def _helm(self, who, *arguments):
        return self.helm(int(who[-1]), *arguments, "-n", self.shop.namespace)

    def install(self, who, greeting="Ahoy"):
        if who == "ours":
            self.shop.present(self.folder, values={"greeting": greeting})
        else:
            self._helm(who, "install", "shop", self.folder, "--set", f"greeting={greeting}")

    def upgrade(self, who, greeting="Moin"):
        if who == "ours":
            self.shop.present(self.folder, values={"greeting": greeting})
        else:
            self._helm(who, "upgrade", "shop", self.folder, "--set", f"greeting={greeting}")

    def rollback(self, who, revision):
        if who == "ours":
            self.shop.rollback(revision)
        else:
            self._helm(who, "rollback", "shop", revision)

    def uninstall(self, who):
        if who == "ours":
            self.shop.absent(wait=True)
        else:
            self._helm(who, "uninstall", "shop")

    def seen(self, who):
        """Name, namespace, revision, status, chart, app version, values and notes, as a party sees them."""
        if who == "ours":
            (release,) = operations.list_releases(self.shop.api, self.shop.namespace)
            chart = f"{release.chart_name}-{release.chart_version}"
            named = (release.name, release.namespace, str(release.revision), release.status, chart, release.app_version)
            return named, release.config, release.notes.strip()
        (listed,) = json.loads(self._helm(who, "list", "-o", "json"))
        keys = ("name", "namespace", "revision", "status", "chart", "app_version")
        values = json.loads(self._helm(who, "get", "values", "shop", "-o", "json"))
        notes = self._helm(who, "get", "notes", "shop").partition("NOTES:\n")[2].strip()
        return tuple(str(listed[key]) for key in keys), values, notes

    @property
    def greeting(self):
        live = self.shop.get("ConfigMap", "shop-settings")
        return live and live["data"]["greeting"]


@pytest.fixture
def parties(shop, helm, make_chart):
    return Parties(shop, helm, make_chart(TEMPLATES))


@pytest.mark.parametrize("user", MAKERS)
@pytest.mark.parametrize("maker", MAKERS)
def test_one_makes_and_another_uses(parties, shop, maker, user):
    parties.install(maker)
    expected = ("shop", shop.namespace, "1", "deployed", "shop-0.1.0", "1.0")
    assert parties.seen(user) == (expected, {"greeting": "Ahoy"}, "Say Ahoy!")

    parties.upgrade(user)
    assert parties.greeting == "Moin"
    assert shop.history() == [(1, "superseded"), (2, "deployed")]
    assert parties.seen(maker)[1:] == ({"greeting": "Moin"}, "Say Moin!")

    parties.rollback(user, 1)
    assert parties.greeting == "Ahoy"
    assert shop.history() == [(1, "superseded"), (2, "superseded"), (3, "deployed")]
    assert parties.seen(maker)[0][2:4] == ("3", "deployed")

    parties.upgrade(maker, "Servus")
    assert parties.greeting == "Servus"

    parties.uninstall(user)
    assert shop.history() == []
    assert parties.greeting is None


def record(shop, revision):
    stored = shop.get("Secret", f"sh.helm.release.v1.shop.v{revision}")
    return stored, json.loads(gzip.decompress(base64.b64decode(base64.b64decode(stored["data"]["release"]))))


def test_the_stored_record_is_helms(parties, shop):
    """Equal in everything but times; the times of files are not kept, since archives and folders differ in them."""
    parties.install("helm4")
    theirs, their_record = record(shop, 1)
    parties.uninstall("helm4")
    parties.install("ours")
    ours, our_record = record(shop, 1)
    for document in (their_record, our_record):
        for key in ("first_deployed", "last_deployed"):
            assert document["info"].pop(key).endswith("Z")
        document["chart"].pop("modtime", None)
        for file in document["chart"]["templates"] + (document["chart"]["files"] or []):
            file.pop("modtime", None)
        document["chart"]["templates"].sort(key=lambda file: file["name"])
    assert our_record == their_record
    assert ours["type"] == theirs["type"]
    for stored in (ours, theirs):
        assert stored["metadata"]["labels"].pop("modifiedAt").isdigit()
    assert ours["metadata"]["labels"] == theirs["metadata"]["labels"]


@pytest.mark.parametrize("maker", ["helm3", "helm4"])
def test_what_helm_made_is_taken_as_it_is(parties, shop, maker):
    parties.install(maker)
    outcome, writes = shop.written(shop.present, parties.folder, values={"greeting": "Ahoy"})
    assert (outcome.changed, outcome.action, writes) == (False, "unchanged", [])


@pytest.mark.parametrize("maker", ["helm3", "helm4"])
def test_live_objects_are_those_that_helm_makes(parties, shop, helm, maker):
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

    parties.install(maker)
    theirs = live()
    parties.uninstall(maker)
    parties.install("ours")
    assert live() == theirs


def test_a_field_that_leaves_the_chart_leaves_an_object_that_helm_3_made(shop, helm, make_chart, namespace):
    folder = make_chart({"settings.yaml": CONFIG_MAP + "  old: value\n"})
    helm(3, "install", "shop", folder, "-n", namespace)
    shop.present(make_chart())
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy"}
    managers = [
        (entry["manager"], entry["operation"])
        for entry in shop.get("ConfigMap", "shop-settings")["metadata"]["managedFields"]
    ]
    assert managers == [("helm", "Apply")]
