# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are killed or meet one another: the next run converges, and nothing is torn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release import lock, model
from ansible_collections.coxswain.helm.plugins.module_utils.release.storage import Storage

from .conftest import CONFIG_MAP, Shop
from .test_hooks import job

# A run that kills itself at a write: before it is sent, or after it was answered.
KILLED = """
import os, signal, sys
from ansible_collections.coxswain.helm.plugins.module_utils.chart.load import load
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.transport import Transport
from ansible_collections.coxswain.helm.plugins.module_utils.release import operations
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest
import json
namespace, folder, operation, at, when, values = sys.argv[1:]
send, count = Transport.send, 0
def counting(self, method, target, **more):
    global count
    if method == "GET":
        return send(self, method, target, **more)
    count += 1
    if count == int(at) and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    response = send(self, method, target, **more)
    if count == int(at) and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return response
Transport.send = counting
api = connect(ConnectionOptions())
chart = load(folder) if folder else None
request = ReleaseRequest("shop", namespace, chart, values=json.loads(values), timeout=20.0)
if operation == "present":
    operations.ensure_present(api, request, False)
elif operation == "absent":
    operations.ensure_absent(api, request, False)
else:
    operations.rollback(api, request, 1, False)
print(count)
"""


#: after a write and before the next one is the same but for the last
MOMENTS = ["before", "after"] if os.environ.get("COXSWAIN_SOAK") else ["before"]


def killed(namespace, folder, operation, at, when, values=None):
    """Run an operation that is killed; whether it was (it has fewer writes otherwise)."""
    arguments = [namespace, str(folder or ""), operation, str(at), when, json.dumps(values or {})]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in (0, -9), done.stderr
    return done.returncode == -9


def sound(shop, helm):
    """The newest revision is deployed and the only one that is; Helm reads the history."""
    history = shop.history()
    assert [status for _, status in history].count(model.DEPLOYED) == 1
    assert history[-1][1] == model.DEPLOYED
    assert not {status for _, status in history} & model.PENDING
    assert helm(4, "status", "shop", "-n", shop.namespace)
    assert len(helm(3, "history", "shop", "-n", shop.namespace).splitlines()) == len(history) + 1


TEMPLATES = {
    "settings.yaml": CONFIG_MAP,
    "hook.yaml": job("h", "pre-install,pre-upgrade,post-rollback,pre-delete", hook_delete_policy="hook-succeeded"),
}


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("operation", ["install", "upgrade", "rollback"])
def test_the_next_run_converges(shop, make_chart, helm, operation, when):
    folder = make_chart(TEMPLATES)
    at = 0
    while True:
        at += 1
        assert at < 25
        if operation == "install":
            wanted: dict[str, str] = {}
        else:
            shop.present(folder)
            wanted = {"greeting": "Moin"}
        if operation == "rollback":
            shop.present(folder, values={"greeting": "Moin"})
            hit = killed(shop.namespace, None, "rollback", at, when)
            wanted = {}
        else:
            hit = killed(shop.namespace, folder, "present", at, when, wanted)
        shop.present(folder, values=wanted)
        sound(shop, helm)
        assert shop.get("ConfigMap", "shop-settings")["data"]["greeting"] == wanted.get("greeting", "Ahoy")
        outcome, writes = shop.written(shop.present, folder, values=wanted)
        assert (outcome.changed, writes) == (False, [])
        shop.absent(wait=True)
        assert shop.history() == []
        if not hit:
            break
    assert at > 5


@pytest.mark.parametrize("when", MOMENTS)
def test_an_uninstall_is_taken_up_again(shop, make_chart, when):
    folder = make_chart(TEMPLATES)
    at = 0
    hit = True
    while hit:
        at += 1
        shop.present(folder)
        hit = killed(shop.namespace, None, "absent", at, when)
        shop.absent(wait=True)
        assert shop.history() == []
        assert shop.get("ConfigMap", "shop-settings") is None
    assert at > 3


def test_two_runs_at_once(shop, make_chart, cluster, connected):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "h.yaml": job("h", "pre-upgrade")})
    shop.present(folder)
    results: list[object] = []

    def run(greeting):
        other = Shop(connected(), shop.namespace, cluster)
        try:
            results.append(other.present(folder, values={"greeting": greeting}))
        except ReleaseError as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(greeting,)) for greeting in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    errors = [result for result in results if isinstance(result, ReleaseError)]
    assert len(errors) < 2
    assert all("in progress" in str(error) for error in errors)
    deployed = [revision for revision, status in shop.history() if status == "deployed"]
    assert len(deployed) == 1
    live = shop.get("ConfigMap", "shop-settings")["data"]["greeting"]
    assert live == shop.release(deployed[0]).config["greeting"]


def pending(shop, folder, owner=None):
    """A deployed release whose next revision was left pending."""
    shop.present(folder)
    record = shop.release().replace(revision=2, status=model.PENDING_UPGRADE, annotations={})
    if owner is not None:
        record = record.replace(annotations={lock.ANNOTATION: owner.annotation()})
    Storage(shop.api, shop.namespace).create(record)


def here(**changes):
    return replace(lock.Owner.here(time.time()), **changes)


def test_a_living_owner_is_respected(shop, make_chart):
    folder = make_chart()
    pending(shop, folder, here())
    with pytest.raises(ReleaseError, match=f"in progress: .* process {os.getpid()} on"):
        shop.present(folder)
    with pytest.raises(ReleaseError, match="in progress"):
        shop.absent()
    with pytest.raises(ReleaseError, match="in progress"):
        shop.rollback(1)


OWNERS = [
    ("whose process is gone", {"pid": 2**22 + 1}),
    ("whose process number was taken again", {"started": "1"}),
    ("of an earlier boot, long silent", {"boot": "x", "beat": 1.0}),
    ("elsewhere, long silent", {"host": "elsewhere", "beat": 1.0}),
]


@pytest.mark.parametrize("changes", [row[1] for row in OWNERS], ids=[row[0] for row in OWNERS])
def test_an_owner_that_is_gone(shop, make_chart, changes):
    folder = make_chart()
    pending(shop, folder, here(**changes))
    outcome = shop.present(folder, values={"greeting": "Moin"})
    assert outcome.action == "upgraded"
    assert shop.history() == [(1, "superseded"), (2, "failed"), (3, "deployed")]


def test_helms_own_pending_revision_is_judged_by_age(shop, make_chart):
    folder = make_chart()
    pending(shop, folder)
    with pytest.raises(ReleaseError, match="it names no owner, so somebody may still work on it"):
        shop.present(folder)
    time.sleep(1.1)
    assert shop.present(folder, pending_timeout=1.0).action == "upgraded"
    assert shop.history() == [(1, "superseded"), (2, "failed"), (3, "deployed")]


def test_a_heartbeat_is_written(shop, make_chart, monkeypatch):
    monkeypatch.setattr(lock, "HEARTBEAT", 0.2)
    folder = make_chart({"settings.yaml": CONFIG_MAP, "h.yaml": job("h", "post-install", "never-ready")})
    seen = []

    def look():
        for _ in range(20):
            time.sleep(0.1)
            stored = shop.get("Secret", "sh.helm.release.v1.shop.v1")
            if stored is not None:
                owner = lock.Owner.of(stored["metadata"].get("annotations") or {})
                if owner is not None:
                    seen.append(owner.beat)

    thread = threading.Thread(target=look)
    thread.start()
    with pytest.raises(ReleaseError):
        shop.present(folder, timeout=2.0)
    thread.join()
    assert len(set(seen)) > 3
    assert lock.ANNOTATION not in shop.release().annotations
