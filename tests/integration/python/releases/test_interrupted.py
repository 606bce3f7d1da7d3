# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are killed or meet one another: the next run converges, and nothing is torn."""

from __future__ import annotations

import json
import os
import queue
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import lock_owner as owners
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import model
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.storage import Storage

from .conftest import CONFIG_MAP, DEPLOYMENT, Shop
from .runs import AFTER, BEFORE, DONE, Nursery
from .stories import call_helm
from .test_hooks import job

WORKERS = 4
#: Without it, runs are killed before each write and after the last one: after a write is before the next one. Of
#: operations that begin as another one does, every third write is taken.
SOAK = bool(os.environ.get("COXSWAIN_SOAK"))

HOOK = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: hook
  annotations:
    helm.sh/hook: pre-install,post-upgrade,post-rollback,pre-delete
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
"""
SMALL = {"settings.yaml": CONFIG_MAP, "hook.yaml": HOOK, "NOTES.txt": "{{ .Values.greeting }}"}
LARGE = {
    **SMALL,
    "app.yaml": DEPLOYMENT,
    "many.yaml": "{{ range until 12 }}\n---"
    + CONFIG_MAP.replace("settings", "{{ . }}").replace(".Release", "$.Release").replace(".Values", "$.Values")
    + "{{ end }}",
    "gone.yaml": '{{ if eq .Values.greeting "Ahoy" }}' + CONFIG_MAP.replace("settings", "gone") + "{{ end }}",
    # A hook that fails for want of time would otherwise be in the way of the next run, as it is with Helm.
    "job.yaml": job("job", "pre-upgrade,post-install", hook_delete_policy="before-hook-creation,hook-succeeded"),
}
CHARTS = {"small": SMALL, "large": LARGE} if SOAK else {"small": SMALL}


@pytest.fixture(scope="module")
def nursery(tmp_path_factory):
    made = Nursery(tmp_path_factory.mktemp("runs"))
    yield made
    made.close()


@pytest.fixture
def yards(session_api, cluster, request):
    """Namespaces in which runs are killed side by side."""
    made = []
    for _ in range(WORKERS):
        name = f"killed-{os.urandom(4).hex()}"
        objects.create(session_api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        made.append(Shop(session_api, name, cluster))
    yield made
    for shop in made:
        objects.delete(session_api, objects.Ref("v1", "Namespace", "", shop.namespace))


AHOY, MOIN = {"greeting": "Ahoy"}, {"greeting": "Moin"}


class Operation:
    """One kind of run: what is there before it, the run, and what has to be there after the next run.

    :param before: the values of the revisions that are there already.
    :param run: the operation and the fields of its request.
    :param again: the next run, by which the release has to be as it is wanted.
    :param wanted: the greeting then, ``None`` for no release.
    :param stride: how many writes lie between two kills, but in the part soak.
    """

    def __init__(self, before, run, again, wanted, stride=1):
        self.before, self.run, self.again, self.wanted = before, run, again, wanted
        self.stride = 1 if SOAK else stride


PRESENT = {"operation": "present"}
ABSENT = {"operation": "absent", "wait": True}
OPERATIONS = {
    "install": Operation([], {**PRESENT, "values": AHOY}, {**PRESENT, "values": AHOY}, "Ahoy"),
    "upgrade": Operation([AHOY], {**PRESENT, "values": MOIN}, {**PRESENT, "values": MOIN}, "Moin"),
    "upgrade, then another": Operation([AHOY], {**PRESENT, "values": MOIN}, {**PRESENT, "values": AHOY}, "Ahoy", 3),
    "rollback": Operation([AHOY, MOIN], {"operation": "rollback", "revision": 1}, {**PRESENT, "values": AHOY}, "Ahoy"),
    "rollback, then again": Operation(
        [AHOY, MOIN], {"operation": "rollback", "revision": 1}, {"operation": "rollback", "revision": 1}, "Ahoy", 3
    ),
    "uninstall": Operation([AHOY], ABSENT, ABSENT, None),
    "uninstall, then install": Operation([AHOY, MOIN], ABSENT, {**PRESENT, "values": AHOY}, "Ahoy", 3),
    "uninstall that keeps its history": Operation(
        [AHOY, MOIN], {**ABSENT, "keep_history": True}, {**ABSENT, "keep_history": True}, None, 3
    ),
}
if SOAK:
    OPERATIONS["upgrade that is undone"] = Operation(
        [AHOY],
        {**PRESENT, "values": {**MOIN, "behaviour": "never-ready"}, "atomic": True, "timeout": 5.0},
        {**PRESENT, "values": AHOY},
        "Ahoy",
    )


class Kills:
    """Kill an operation at each of its writes, and see what the next run makes of it."""

    def __init__(self, nursery, yards, folder, operation):
        self.nursery, self.yards, self.operation = nursery, queue.SimpleQueue(), operation
        for shop in yards:
            self.yards.put(shop)
        self.folder = str(folder)

    def all(self):
        """Kill at every moment; return the number of writes and of moments."""
        writes = self._at(0, BEFORE)
        moments = [(at, BEFORE) for at in range(1, writes + 1, self.operation.stride)] + [(writes, AFTER)]
        if SOAK:
            moments += [(at, AFTER) for at in range(1, writes)]
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(lambda moment: self._at(*moment), moments))
        return writes, len(moments)

    def _at(self, at, when):
        shop = self.yards.get()
        try:
            return self._in(shop, at, when)
        except AssertionError as error:
            raise AssertionError(f"killed {when} write {at}: {error}") from error
        finally:
            self.yards.put(shop)

    def _in(self, shop, at, when):
        for values in self.operation.before:
            shop.present(self.folder, values=values)
        first = self._run(shop, self.operation.run, at=at, when=when)
        assert first["killed"] == bool(at), first
        judge = 3 + at % 2
        if any(status != "uninstalled" for _, status in shop.history()):
            # A real Helm can read what is there, before anybody has mended it.
            call_helm(judge, "history", "shop", "-n", shop.namespace)
            call_helm(judge, "status", "shop", "-n", shop.namespace)
        again = self._run(shop, self.operation.again)
        assert again["status"] == DONE, again
        if self.operation.wanted is None:
            self._gone(shop)
        else:
            self._sound(shop, judge)
        shop.absent(wait=True)
        assert shop.history() == []
        return first.get("writes", 0)

    def _run(self, shop, fields, **more):
        return run(self.nursery, shop, self.folder, {**fields, **more})

    def _sound(self, shop, judge):
        """As wanted, one revision deployed and that the newest, nothing to do, and a real Helm goes on from there."""
        wanted = self.operation.wanted
        assert shop.get("ConfigMap", "shop-settings")["data"]["greeting"] == wanted
        self._history_is_sound(shop, judge)
        before = versions(shop)
        third = self._run(shop, {**PRESENT, "values": {"greeting": wanted}})
        assert (third["action"], third["writes"]) == ("unchanged", 0)
        assert versions(shop) == before
        call_helm(judge, "upgrade", "shop", self.folder, "-n", shop.namespace, "--set", "greeting=Servus")
        assert shop.get("ConfigMap", "shop-settings")["data"]["greeting"] == "Servus"
        self._history_is_sound(shop, 7 - judge)

    def _history_is_sound(self, shop, judge):
        history = shop.history()
        numbers = [revision for revision, _ in history]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert [status for _, status in history].count(model.DEPLOYED) == 1, history
        assert history[-1][1] == model.DEPLOYED, history
        assert not {status for _, status in history} & {*model.PENDING, model.UNINSTALLING}, history
        told = json.loads(call_helm(judge, "history", "shop", "-n", shop.namespace, "-o", "json"))
        assert [(entry["revision"], entry["status"]) for entry in told] == history

    def _gone(self, shop):
        kept = self.operation.again.get("keep_history")
        assert shop.get("ConfigMap", "shop-settings") is None
        assert {status for _, status in shop.history()[-1:]} == ({"uninstalled"} if kept else set())
        if kept:
            assert model.DEPLOYED not in {status for _, status in shop.history()}


def run(nursery, shop, folder, fields):
    """Carry an operation out in a process of its own."""
    chart = {"chart": folder} if fields["operation"] == "present" else {}
    return nursery.run(namespace=shop.namespace, **fields, **chart)


def versions(shop):
    """The versions of everything in a namespace that a release may write."""
    found = {}
    for kind in ("secrets", "configmaps"):
        for item in shop.api.items(f"/api/v1/namespaces/{shop.namespace}/{kind}"):
            found[kind, item["metadata"]["name"]] = item["metadata"]["resourceVersion"]
    return found


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_next_run_converges(nursery, yards, make_chart, operation, chart):
    writes, moments = Kills(nursery, yards, make_chart(CHARTS[chart]), OPERATIONS[operation]).all()
    print(f"{operation} of the {chart} chart: killed at {moments} moments")
    assert writes > 3 and moments > writes // OPERATIONS[operation].stride


#: Runs that meet: what each of them wants.
RACES = {
    "two installations": ([], [{**PRESENT, "values": AHOY}, {**PRESENT, "values": MOIN}]),
    "two upgrades": ([AHOY], [{**PRESENT, "values": MOIN}, {**PRESENT, "values": {"greeting": "Servus"}}]),
    "the same upgrade": ([AHOY], [{**PRESENT, "values": MOIN}, {**PRESENT, "values": MOIN}]),
    "upgrade and rollback": (
        [AHOY, MOIN],
        [{**PRESENT, "values": {"greeting": "Servus"}}, {"operation": "rollback", "revision": 1}],
    ),
    "upgrade and removal": ([AHOY], [{**PRESENT, "values": MOIN}, ABSENT]),
    "rollback and removal": ([AHOY, MOIN], [{"operation": "rollback", "revision": 1}, ABSENT]),
    "two removals": ([AHOY], [ABSENT, ABSENT]),
    "upgrade and tests": ([AHOY], [{**PRESENT, "values": MOIN}, {"operation": "test"}]),
}
ROUNDS = 30 if SOAK else 1
CLEAR = re.compile(
    r"another operation \(install/upgrade/rollback\) is in progress"
    r"|was (changed|removed) by another process"
    r"|release: not found"
)
CHECK = """
apiVersion: v1
kind: ConfigMap
metadata: {name: check, annotations: {helm.sh/hook: test}}
"""


@pytest.mark.parametrize("race", RACES)
def test_two_processes_at_once(nursery, yards, make_chart, race):
    """One wins; the other waits, finds nothing to do or ends in a clear error; what is left is whole."""
    before, wishes = RACES[race]
    folder = str(make_chart({**SMALL, "check.yaml": CHECK}))

    def meet(shop):
        for _ in range(ROUNDS):
            for values in before:
                shop.present(folder, values=values)
            with ThreadPoolExecutor(len(wishes)) as pool:
                results = list(pool.map(lambda wish: run(nursery, shop, folder, wish), wishes))
            assert DONE in [result["status"] for result in results], results
            assert all(CLEAR.search(result["error"]) for result in results if "error" in result), results
            whole(shop, results)
            shop.absent(wait=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(meet, yards[:2]))


def whole(shop, results):
    """Either there is a release, with one revision deployed and its objects as it has them, or nothing is left."""
    history, live = shop.history(), shop.get("ConfigMap", "shop-settings")
    statuses = [status for _, status in history]
    assert not {*statuses} & {*model.PENDING, model.UNINSTALLING}, (history, results)
    if history:
        assert statuses.count(model.DEPLOYED) == 1, (history, results)
        deployed = shop.release(history[statuses.index(model.DEPLOYED)][0])
        assert live is not None, (history, results)
        assert live["data"]["greeting"] == deployed.config["greeting"], (history, results)
    else:
        assert live is None, results


def test_two_runs_at_once_in_one_process(shop, make_chart, cluster, connected):
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
    whole(shop, results)


def pending(shop, folder, owner=None):
    """A deployed release whose next revision was left pending."""
    shop.present(folder)
    record = shop.release().replace(revision=2, status=model.PENDING_UPGRADE, annotations={})
    if owner is not None:
        record = record.replace(annotations={owners.ANNOTATION: owner.annotation()})
    Storage(shop.api, shop.namespace).create(record)


def here(**changes):
    return replace(owners.Owner.here(time.time()), **changes)


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
    with pytest.raises(ReleaseError, match="it names no owner, so another process may still work on it"):
        shop.present(folder)
    time.sleep(1.1)
    assert shop.present(folder, pending_timeout=1.0).action == "upgraded"
    assert shop.history() == [(1, "superseded"), (2, "failed"), (3, "deployed")]


def test_a_heartbeat_is_written(shop, make_chart, monkeypatch):
    monkeypatch.setattr(owners, "HEARTBEAT", 0.2)
    folder = make_chart({"settings.yaml": CONFIG_MAP, "h.yaml": job("h", "post-install", "never-ready")})
    seen = []

    def look():
        for _ in range(20):
            time.sleep(0.1)
            stored = shop.get("Secret", "sh.helm.release.v1.shop.v1")
            if stored is not None:
                owner = owners.Owner.of(stored["metadata"].get("annotations") or {})
                if owner is not None:
                    seen.append(owner.beat)

    thread = threading.Thread(target=look)
    thread.start()
    with pytest.raises(ReleaseError):
        shop.present(folder, timeout=2.0)
    thread.join()
    assert len(set(seen)) > 3
    assert owners.ANNOTATION not in shop.release().annotations
