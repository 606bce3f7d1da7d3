# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules with public charts for Helm 2, and helm 2 as the reference."""

from __future__ import annotations

import pytest
from tooling.paths import CORPUS

pytestmark = pytest.mark.libraries

ARCHIVES = CORPUS / "repos" / "stable"
CHARTS = {
    "mysql": ("mysql-1.6.9.tgz", {"persistence": {"enabled": False}}, {"resources": {"requests": {"cpu": "50m"}}}),
    "redis": (
        "redis-10.5.7.tgz",
        {"master": {"persistence": {"enabled": False}}, "slave": {"persistence": {"enabled": False}}},
        {"cluster": {"enabled": False}},
    ),
}


def lines(changes):
    return [f"{change['action']} {change['kind']} {change['name']}" for change in changes]


@pytest.mark.skipif(not ARCHIVES.is_dir(), reason="there is no corpus beside the checkout")
def test_mysql(module, helm2, server, cluster, new_namespace):
    chart, (archive, values, more) = "mysql", CHARTS["mysql"]
    namespace = new_namespace(chart)
    shared = {
        "name": f"{chart}-{namespace[-6:]}",
        "namespace": namespace,
        "backend": "tiller",
        "tiller_host": server.address,
        "tiller_namespace": server.namespace,
        "kubeconfig": str(cluster.kubeconfig),
    }
    wanted = {**shared, "chart_ref": str(ARCHIVES / archive), "values": values, "wait": True}
    planned = module("release", "--check", **wanted)
    made = module("release", **wanted)
    assert (made["action"], made["status"]["revision"], made["status"]["status"]) == ("installed", "1", "deployed")
    assert lines(planned["changes"]) == lines(made["changes"])
    assert made["notes"]
    assert module("release", **wanted)["changed"] is False
    assert chart in helm2("list", "--namespace", namespace)

    changed = {**wanted, "values": {**values, **more}}
    assert module("release", **changed)["action"] == "upgraded"
    assert module("release", "--check", **changed)["changed"] is False

    found = module("release_info", **shared, history=True, resources=True)
    assert [entry["status"] for entry in found["history"]] == ["superseded", "deployed"]
    assert found["status"]["notes"] and found["status"]["values"] == {**values, **more}
    assert all(entry["exists"] and entry["ready"] for entry in found["status"]["resources"])

    back = module("release_rollback", **shared, revision=1)
    assert (back["action"], back["status"]["revision"]) == ("rolled back", "3")
    status = helm2("status", shared["name"])
    assert "STATUS: DEPLOYED" in status and "NOTES:" in status
    assert "Rollback to 1" in helm2("history", shared["name"])

    gone = module("release", **shared, state="absent", purge=False)
    assert gone["status"]["status"] == "uninstalled"
    assert "DELETED" in helm2("list", "--all", shared["name"])
    assert module("release", **shared, state="absent")["changed"] is True
    assert helm2("list", "--all", shared["name"]) == ""


@pytest.mark.skipif(not ARCHIVES.is_dir(), reason="there is no corpus beside the checkout")
def test_redis(shop, helm2):
    archive, values, more = CHARTS["redis"]
    chart = ARCHIVES / archive
    planned = shop.present(chart, check=True, values=values)
    made = shop.present(chart, values=values, wait=True)
    assert [str(change) for change in planned.changes] == [str(change) for change in made.changes]
    assert not shop.present(chart, values=values).changed
    assert shop.present(chart, values={**values, **more}).action == "upgraded"
    assert not shop.present(chart, values={**values, **more}).changed
    back = shop.rollback(1)
    assert (back.action, back.release.revision) == ("rolled back", 3)
    status = helm2("status", shop.name)
    assert "STATUS: DEPLOYED" in status and "NOTES:" in status and "StatefulSet" in status
    assert shop.absent().changed
    assert helm2("list", "--all", shop.name) == ""


def test_release_info_without_a_running_tiller(module, helm2, cluster, new_namespace, make_chart):
    import harness.tiller

    namespace = new_namespace("tiller-down")
    shared = {"backend": "tiller", "tiller_namespace": namespace, "kubeconfig": str(cluster.kubeconfig)}
    with harness.tiller.run(cluster, namespace, namespace=namespace, storage="secret") as running:
        helm2("install", "--name", "down", "--namespace", namespace, make_chart(), host=running.address)
        helm2("upgrade", "down", make_chart(), "--set", "color=blue", host=running.address)
    found = module("release_info", **shared, name="down", namespace=namespace, history=True)
    assert [entry["revision"] for entry in found["history"]] == ["1", "2"]
    assert found["status"]["values"] == {"color": "blue"}
    assert [entry["name"] for entry in module("release_info", **shared)["releases"]] == ["down"]
