# SPDX-License-Identifier: GPL-3.0-or-later
"""The migration of a real Tiller's releases; Helm 3 and 4 list, upgrade and roll back each of them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys

import harness.tiller
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError, TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import TillerOptions
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import connect as connect_tiller
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.migration import migrate_releases as migration
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.charts import chart_message
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.records import Records

from .test_releases import BROKEN

NAMES = ["deleted", "failed", "one", "three", "two"]
REVISIONS = [1, 2, 3]


def helm(major, *arguments, fails=False):
    command = [os.environ[f"HELM{major}"], *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


class OldReleases:
    """The releases of a Tiller, with three revisions each."""

    def __init__(self, api, tiller_namespace, namespace, folder):
        self.api, self.tiller_namespace, self.namespace, self.folder = api, tiller_namespace, namespace, folder

    def migrate(self, check=False, **fields):
        request = migration.ReleaseMigrationRequest(tiller_namespace=self.tiller_namespace, **fields)
        return migration.migrate_releases(self.api, request, check, lambda text: None)

    def records(self):
        return {(record.name, record.revision) for record in Records(self.api, self.tiller_namespace).read()}

    def migrated(self):
        """Return the revisions in Helm 3's records by name."""
        items = self.api.items(f"/api/v1/namespaces/{self.namespace}/secrets", {"labelSelector": "owner=helm"})
        found = {}
        for labels in (item["metadata"]["labels"] for item in items):
            found.setdefault(labels["name"], []).append(int(labels["version"]))
        return {name: sorted(found[name]) for name in sorted(found)}


@pytest.fixture
def old(request, cluster, api, new_namespace, make_chart):
    names = getattr(request, "param", NAMES)
    tiller_namespace, namespace = new_namespace("tiller-old"), new_namespace("old")
    text = BROKEN.replace("name: other", "name: {{ .Release.Name }}-other")
    folder = make_chart({"settings.yaml": text})
    chart = load(str(folder), HELM2)
    with (
        harness.tiller.run(cluster, tiller_namespace, namespace=tiller_namespace) as running,
        connect_tiller(TillerOptions(host=running.address), api) as tiller,
    ):
        sent = chart_message(chart, {})
        for name in names:
            tiller.install(name, namespace, sent, "color: red\n", 20)
            tiller.update(name, sent, "color: blue\n", 20)
            with pytest.raises(TillerError) if name == "failed" else contextlib.nullcontext():
                tiller.update(name, sent, f"color: {'bad' if name == 'failed' else 'green'}\n", 20)
        if "deleted" in names:
            tiller.uninstall("deleted", 20, purge=False, disable_hooks=False, description="")
    return OldReleases(api, tiller_namespace, namespace, folder)


@pytest.mark.libraries
def test_five_releases_are_migrated(old):
    planned = old.migrate(check=True)
    assert [(entry.name, [release.revision for release in entry.create]) for entry in planned.migrations] == [
        (name, [3, 2, 1]) for name in NAMES
    ]
    assert old.migrated() == {}
    done = old.migrate()
    assert [str(change) for change in done.changes] == [str(change) for change in planned.changes]
    assert old.migrated() == dict.fromkeys(NAMES, REVISIONS)
    assert not old.migrate().changed
    assert old.records() == {(name, revision) for name in NAMES for revision in REVISIONS}

    statuses = {"deleted": "uninstalled", "failed": "failed"}
    for major, options in ((4, ()), (3, ("--all",))):
        listed = json.loads(helm(major, "list", "-n", old.namespace, "-o", "json", *options))
        assert [(entry["name"], entry["status"]) for entry in listed] == [
            (name, statuses.get(name, "deployed")) for name in NAMES
        ]
    history = json.loads(helm(4, "history", "failed", "-n", old.namespace, "-o", "json"))
    assert [entry["status"] for entry in history] == ["superseded", "deployed", "failed"]
    assert "color: blue" in helm(3, "get", "values", "one", "-n", old.namespace, "--revision", "2")

    for name in NAMES:
        if name == "deleted":
            helm(4, "rollback", name, "2", "-n", old.namespace)
        helm(4, "upgrade", name, old.folder, "-n", old.namespace, "--set", "color=white")
        helm(4, "rollback", name, "1", "-n", old.namespace)
        live = objects.get(old.api, objects.Ref("v1", "ConfigMap", old.namespace, name))
        assert live["data"] == {"color": "red"}
    helm(3, "upgrade", "one", old.folder, "-n", old.namespace, "--set", "color=white")
    helm(3, "rollback", "one", "2", "-n", old.namespace)

    # With newer revisions of Helm 3 nothing is written; Tiller's records are deleted on request.
    later = old.migrate()
    assert not later.changed and all(entry.moved_on for entry in later.migrations)
    planned = old.migrate(check=True, delete_records=True)
    assert len(planned.changes) == 15 and len(old.records()) == 15
    assert old.migrate(delete_records=True, names=("one", "two")).changed
    assert {name for name, _revision in old.records()} == {"deleted", "failed", "three"}
    old.migrate(delete_records=True)
    assert old.records() == set()
    again = old.migrate(names=("one",))
    assert (again.changed, again.missing) == (False, ["one"])


#: migrates a release and kills itself before the second write, so that each run does one
KILLED = """
import os, signal, sys
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.migration import migrate_releases as migration
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.records import Records
done = []
def once(write):
    def call(*arguments, **options):
        if done:
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(True)
        return write(*arguments, **options)
    return call
migration.Storage.create, Records.delete = once(migration.Storage.create), once(Records.delete)
request = migration.ReleaseMigrationRequest(tiller_namespace=sys.argv[1], names=("three",), delete_records=True)
migration.migrate_releases(connect(ConnectionOptions()), request, False, lambda text: None)
"""


@pytest.mark.parametrize("old", [("three",)], indirect=True)
def test_a_kill_after_each_write(old):
    """No revision is ever missing from both histories, nor the newest one from a history that Helm 3 has begun."""
    seen = []
    for _ in range(6):
        command = [sys.executable, "-W", "ignore", "-c", KILLED, old.tiller_namespace]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        theirs = sorted(revision for name, revision in old.records() if name == "three")
        seen.append((old.migrated()["three"], theirs))
        helm(4, "status", "three", "-n", old.namespace)
    assert seen == [
        ([3], REVISIONS),
        ([2, 3], REVISIONS),
        (REVISIONS, REVISIONS),
        # The newest is deleted first, so that Tiller does not consider one of the remaining revisions deployed.
        *((REVISIONS, REVISIONS[:left]) for left in (2, 1)),
        (REVISIONS, []),
    ]
    assert done.returncode == 0, done.stderr
    helm(4, "rollback", "three", "1", "-n", old.namespace)


def test_an_interrupted_run_is_continued(old, monkeypatch):
    written = []
    create = migration.Storage.create

    def interrupted_create(self, release, **options):
        if len(written) == 4:
            raise KeyboardInterrupt
        written.append(release)
        return create(self, release, **options)

    with monkeypatch.context() as patch:
        patch.setattr(migration.Storage, "create", interrupted_create)
        with pytest.raises(KeyboardInterrupt):
            old.migrate(names=("one", "two"))
    # The newest revision is written first, so Helm 3 can already manage the release.
    assert old.migrated() == {"one": REVISIONS, "two": [3]}
    helm(4, "status", "two", "-n", old.namespace)
    done = old.migrate(names=("one", "two"))
    assert [(entry.name, entry.present, len(entry.create)) for entry in done.migrations] == [
        ("one", REVISIONS, 0),
        ("two", [3], 2),
    ]

    deleted = []
    delete = Records.delete

    def interrupted_delete(self, record):
        if len(deleted) == 2:
            raise KeyboardInterrupt
        deleted.append(record)
        delete(self, record)

    with monkeypatch.context() as patch:
        patch.setattr(Records, "delete", interrupted_delete)
        with pytest.raises(KeyboardInterrupt):
            old.migrate(names=("one",), delete_records=True)
    assert old.migrate(names=("one",), delete_records=True).migrations[0].deleted == [1]
    assert old.migrated()["one"] == REVISIONS and not any(name == "one" for name, _revision in old.records())

    # revisions_max selects the newest; a release that cannot be migrated prevents the whole migration.
    few = old.migrate(names=("three",), revisions_max=1)
    assert (few.migrations[0].left, old.migrated()["three"]) == ([1, 2], [3])
    with pytest.raises(
        ReleaseError, match="1 release.s. cannot be migrated: release nobody: Tiller has no record of it"
    ):
        old.migrate(names=("failed", "nobody"))
    assert "failed" not in old.migrated()
