# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting: lists and watches, how a wait ends, and the messages for objects that are not ready."""

from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import wait
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError


def job(name, **status):
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "status": status}


DONE = {"conditions": [{"type": "Complete", "status": "True"}]}
BROKEN = {"conditions": [{"type": "Failed", "status": "True", "message": "gave up"}]}


class FakeApi:
    """A list of objects, then batches of events; after the last batch a watch stays silent."""

    def __init__(self, listed, *batches, refuse=()):
        self.listed = listed
        self.batches = list(batches)
        self.refuse = refuse
        self.paths = []
        self.silence = threading.Event()
        self.discovery = Discovery([Resource("batch/v1", "Job", "jobs", True)], {"batch": ["v1"]}, [], self)

    def pages(self, path, query=None):
        self.paths.append(("list", path, query))
        if "list" in self.refuse:
            raise ApiError("forbidden", status=403)
        yield {"metadata": {"resourceVersion": "7"}, "items": self.listed}

    def watch(self, path, query=None, timeout=0.0, opened=None):
        self.paths.append(("watch", path, query))
        opened(self.silence.set)
        if not self.batches:
            self.silence.wait(timeout)
            return
        batch = self.batches.pop(0)
        if isinstance(batch, ApiError):
            raise batch
        yield from batch

    def request(self, method, path, **_):
        self.paths.append((method, path))
        if "get" in self.refuse:
            raise ApiError("forbidden here too", status=403)
        return self.listed[0]


class Noting(wait.Observer):
    """Records the calls of a wait, which are due every ``interval`` seconds."""

    def __init__(self, interval=float("inf")):
        self.interval, self.last = interval, time.monotonic()
        self.seen, self.awaited = [], []

    def changed(self, ref, state):
        self.seen.append(state.status)

    def pause(self):
        return max(0.0, self.last + self.interval - time.monotonic())

    def idle(self, awaited):
        self.last = time.monotonic()
        self.awaited.append([ref.name for ref in awaited])


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(wait, "_RESTART_PAUSE", 0.01)


def ref(name):
    return Ref("batch/v1", "Job", "web", name)


def judge(document):
    return wait.rules.readiness(document, jobs=True)


def test_ready_objects_cost_no_request():
    api = FakeApi([])
    assert wait.wait_ready(api, [ref("a")], 5, judge=judge, known={ref("a"): job("a", **DONE)}).ready
    assert api.paths == []


def test_one_object_is_watched_by_name():
    api = FakeApi([job("a")], [("MODIFIED", job("a", active=1)), ("MODIFIED", job("a", **DONE))])
    observer = Noting()
    waited = wait.wait_ready(api, [ref("a")], 5, judge=judge, observer=observer)
    assert waited == (True, False, {})
    selector = {"fieldSelector": "metadata.name=a"}
    path = "/apis/batch/v1/namespaces/web/jobs"
    assert api.paths[:2] == [("list", path, selector), ("watch", path, {**selector, "resourceVersion": "7"})]
    assert observer.seen[-1] == "Current"


def test_several_objects_share_a_watch():
    api = FakeApi([job("a"), job("b")], [("MODIFIED", job("a", **DONE)), ("MODIFIED", job("b", **DONE))])
    assert wait.wait_ready(api, [ref("a"), ref("b")], 5, judge=judge).ready
    assert [path[0] for path in api.paths] == ["list", "watch"]
    assert api.paths[0][2] == {}


def test_failure_ends_the_wait_when_the_others_are_settled():
    api = FakeApi([job("a"), job("b")], [("MODIFIED", job("a", **BROKEN)), ("MODIFIED", job("b", **DONE))])
    waited = wait.wait_ready(api, [ref("a"), ref("b")], 5, judge=judge)
    assert (waited.ready, waited.timed_out) == (False, False)
    assert {ref.name: state for ref, state in waited.failed.items()} == {"a": ("Failed", "gave up")}


def test_timeout():
    api = FakeApi([job("a", active=1)])
    waited = wait.wait_ready(api, [ref("a")], 0.2, judge=judge)
    assert api.silence.is_set(), "the watch is still open"
    assert (waited.ready, waited.timed_out) == (False, True)
    assert waited.failed[ref("a")].message == "not completed yet (1 active, 0 succeeded, 0 failed)"


def test_what_is_awaited_is_told_while_nothing_changes():
    api = FakeApi([job("a", **DONE), job("b")])
    observer = Noting(0.1)
    waited = wait.wait_ready(api, [ref("a"), ref("b")], 0.55, judge=judge, observer=observer)
    assert waited.timed_out
    # The wait sleeps in between: it neither spins nor ends with the first pause.
    assert 3 <= len(observer.awaited) <= 6
    assert observer.awaited[-1] == ["b"]


def test_expired_watch_is_restarted():
    api = FakeApi([job("a")], ApiError("too old", status=410), [("MODIFIED", job("a", **DONE))])
    assert wait.wait_ready(api, [ref("a")], 5, judge=judge).ready
    assert [path[0] for path in api.paths] == ["list", "watch", "list", "watch"]


def test_objects_are_polled_without_permission_to_list():
    api = FakeApi([job("a", **DONE)], refuse=("list",))
    assert wait.wait_ready(api, [ref("a")], 5, judge=judge).ready
    assert api.paths[-1] == ("GET", "/apis/batch/v1/namespaces/web/jobs/a")


def test_forbidden():
    api = FakeApi([], refuse=("list", "get"))
    with pytest.raises(ApiError, match="forbidden"):
        wait.wait_ready(api, [ref("a")], 5, judge=judge)


def test_deleted():
    api = FakeApi([job("a")], [("DELETED", job("a"))])
    assert wait.wait_gone(api, [ref("a")], 5).ready


def test_remaining_finalizers_are_reported():
    held = job("a")
    held["metadata"]["finalizers"] = ["x/y"]
    api = FakeApi([held])
    waited = wait.wait_gone(api, [ref("a")], 0.2)
    assert waited.failed[ref("a")].message == "still exists, waiting for finalizers: x/y"
