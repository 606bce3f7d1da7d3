# SPDX-License-Identifier: GPL-3.0-or-later
"""Hooks: order, waiting, deletion and logs by their policies, failures."""

from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError

from .conftest import CONFIG_MAP

pytestmark = pytest.mark.libraries


def job(name, events, behaviour="completes", **annotations):
    marks = {
        "helm.sh/hook": events,
        **{f"helm.sh/{key.replace('_', '-')}": value for key, value in annotations.items()},
    }
    lines = "".join(f"    {key}: {str(value)!r}\n" for key, value in marks.items())
    return (
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n"
        f"  name: {name}\n  annotations:\n{lines}"
        "spec:\n  backoffLimit: 0\n  template:\n    metadata:\n      annotations:\n"
        f"        coxswain.test/behaviour: {behaviour}\n        coxswain.test/log: 'said by {name}'\n"
        "    spec:\n      restartPolicy: Never\n      containers: [{name: main, image: x}]\n"
    )


def ran(shop):
    return [line for line in shop.lines if line.startswith("run the ")]


def test_they_run_by_weight_then_by_name(shop, make_chart):
    templates = {
        "settings.yaml": CONFIG_MAP,
        "b.yaml": job("b", "pre-install"),
        "c.yaml": job("c", "pre-install", hook_weight=-5),
        "a.yaml": job("a", "pre-install,post-install", hook_weight=3),
        "u.yaml": job("u", "pre-upgrade"),
    }
    folder = make_chart(templates)
    outcome = shop.present(folder)
    assert ran(shop) == [
        "run the pre-install hook Job c",
        "run the pre-install hook Job b",
        "run the pre-install hook Job a",
        "run the post-install hook Job a",
    ]
    actions = [(change.action, change.name) for change in outcome.changes if change.action != "record revision"]
    assert actions == [
        ("run hook", "c"),
        ("run hook", "b"),
        ("run hook", "a"),
        ("create", "shop-settings"),
        ("run hook", "a"),
    ]
    phases = {hook.name: hook.phase for hook in shop.release().hooks}
    assert phases == {"a": "Succeeded", "b": "Succeeded", "c": "Succeeded", "u": ""}
    shop.lines.clear()
    shop.present(folder, values={"greeting": "Moin"})
    assert ran(shop) == ["run the pre-upgrade hook Job u"]


POLICIES = [
    ("none: before the next creation", {}, True),
    ("succeeded", {"hook_delete_policy": "hook-succeeded"}, False),
    ("failed", {"hook_delete_policy": "hook-failed"}, True),
]


@pytest.mark.parametrize(("policy", "there"), [row[1:] for row in POLICIES], ids=[row[0] for row in POLICIES])
def test_deletion_after_success(shop, make_chart, policy, there):
    shop.present(make_chart({"settings.yaml": CONFIG_MAP, "h.yaml": job("h", "post-install", **policy)}))
    assert (shop.get("Job", "h", "batch/v1") is not None) is there


def test_the_one_before_makes_room(shop, make_chart):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "h.yaml": job("h", "post-install,post-upgrade")})
    shop.present(folder)
    first = shop.get("Job", "h", "batch/v1")["metadata"]["uid"]
    shop.present(folder, values={"greeting": "Moin"})
    assert shop.get("Job", "h", "batch/v1")["metadata"]["uid"] != first


def test_a_failure_stops_the_run_and_says_why(shop, make_chart):
    templates = {
        "settings.yaml": CONFIG_MAP,
        "h.yaml": job("h", "pre-install", "exit-3", hook_output_log_policy="hook-failed"),
        "i.yaml": job("i", "pre-install"),
    }
    with pytest.raises(CoxswainError, match="the pre-install hook Job h failed") as caught:
        shop.present(make_chart(templates))
    assert shop.history() == [(1, "failed")]
    assert ran(shop) == ["run the pre-install hook Job h"]
    assert any("said by h" in line for line in shop.lines)
    assert shop.get("ConfigMap", "shop-settings") is None
    assert {hook.name: hook.phase for hook in shop.release().hooks} == {"h": "Failed", "i": ""}
    assert "is not ready (Failed)" in str(caught.value)
    fixed = {**templates, "h.yaml": job("h", "pre-install")}
    outcome = shop.present(make_chart(fixed))
    assert (outcome.action, shop.history()) == ("installed", [(1, "failed"), (2, "deployed")])


def test_one_that_does_not_end_runs_into_its_time_out(shop, make_chart):
    with pytest.raises(CoxswainError, match="did not complete within 2 s"):
        shop.present(make_chart({"h.yaml": job("h", "pre-install", "never-ready")}), timeout=2.0)


def test_they_may_be_left_out(shop, make_chart):
    outcome = shop.present(make_chart({"h.yaml": job("h", "pre-install", "exit-1")}), disable_hooks=True)
    assert [change.action for change in outcome.changes] == ["record revision"]


def test_on_the_way_out(shop, make_chart):
    templates = {"settings.yaml": CONFIG_MAP, "a.yaml": job("a", "pre-delete"), "b.yaml": job("b", "post-delete")}
    shop.present(make_chart(templates))
    shop.lines.clear()
    shop.absent()
    assert ran(shop) == ["run the pre-delete hook Job a", "run the post-delete hook Job b"]
    assert shop.history() == []


def test_on_the_way_back(shop, make_chart):
    templates = {"settings.yaml": CONFIG_MAP, "a.yaml": job("a", "pre-rollback"), "b.yaml": job("b", "post-rollback")}
    folder = make_chart(templates)
    shop.present(folder)
    shop.present(folder, values={"greeting": "Moin"})
    shop.rollback(1)
    assert ran(shop) == ["run the pre-rollback hook Job a", "run the post-rollback hook Job b"]


def test_a_pod_that_fails_is_a_failure(shop, make_chart):
    pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: p, annotations: {helm.sh/hook: pre-install, coxswain.test/behaviour: exit-1}}
    spec: {restartPolicy: Never, containers: [{name: c, image: x}]}
    """
    with pytest.raises(CoxswainError, match="the pre-install hook Pod p failed"):
        shop.present(make_chart({"p.yaml": pod}))


def test_watches_do_not_stay_open(shop, make_chart):
    """More hooks that are waited for than there are connections in the pool."""
    templates = {f"h{n}.yaml": job(f"h{n}", "pre-install", hook_delete_policy="hook-succeeded") for n in range(6)}
    begun = time.monotonic()
    shop.present(make_chart(templates), timeout=60.0)
    assert time.monotonic() - begun < 40.0
    left = [thread for thread in threading.enumerate() if "_follow" in thread.name]
    for thread in left:
        thread.join(5.0)
    assert not [thread for thread in left if thread.is_alive()]
