# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server in memory, for what a release of ConfigMaps needs, that interrupts its caller at one request."""

from __future__ import annotations

import copy
import itertools
import signal
import threading
from types import SimpleNamespace

from ansible_collections.coxswain.helm.plugins.module_utils.cluster.api import APPLY_PATCH, Api
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError

KINDS = [
    Resource("v1", "ConfigMap", "configmaps", True),
    Resource("v1", "Secret", "secrets", True),
    Resource("v1", "Namespace", "namespaces", False),
]
BEFORE, AFTER = "before", "after"


class MemoryServer(Api):
    """Objects by their paths.

    :ivar requests_sent: how many requests there were.
    """

    def __init__(self):
        # Far away, so that requests are sent from several threads.
        self.transport = SimpleNamespace(session=SimpleNamespace(latency=float("inf")))
        self.objects = {}
        self._versions = itertools.count(1)
        self._mutex = threading.Lock()
        self._discovery = Discovery(KINDS, {"": ["v1"]}, [], self)
        self.disarm()

    def disarm(self):
        """Interrupt nothing any more, and count requests from the start."""
        self.requests_sent, self.at, self.when, self.error = 0, 0, BEFORE, None

    def interrupt(self, at, when, error):
        """Raise ``error`` in the main thread, before or after the request with the number ``at`` takes effect.

        As for a real interruption, a signal does that; the request may be one of another thread.
        """
        self.disarm()
        self.at, self.when, self.error = at, when, error
        signal.signal(signal.SIGUSR1, self._raise)

    def _raise(self, _number, _frame):
        raise self.error

    def _fire(self):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)

    def watch(self, path, query=None, timeout=300.0, opened=None):
        """Send nothing until the watch ends: listed objects do not change by themselves."""
        ended = threading.Event()
        opened(ended.set)
        ended.wait(timeout)
        yield from ()

    def request(self, method, path, query=None, body=None, content_type="", timeout=None, accept=None):
        with self._mutex:
            self.requests_sent += 1
            fires = self.requests_sent == self.at
        if fires and self.when == BEFORE:
            self._fire()
        try:
            with self._mutex:
                return copy.deepcopy(self._answer(method, path, query or {}, body, content_type))
        finally:
            if fires and self.when == AFTER:
                self._fire()

    def _answer(self, method, path, query, body, content_type):
        if path == "/version":
            return {"gitVersion": "v1.33.0"}
        found = self.objects.get(path)
        if method == "GET" and path.rpartition("/")[2] in ("configmaps", "secrets"):
            return {"kind": "List", "apiVersion": "v1", "metadata": {}, "items": self._list(path, query)}
        if method == "POST":
            path = f"{path}/{body['metadata']['name']}"
            if path in self.objects:
                raise ApiError("already exists", status=409, reason="AlreadyExists")
            return self._store(path, body)
        if found is None and not (method == "PATCH" and content_type == APPLY_PATCH):
            raise ApiError(f"{path} not found", status=404, reason="NotFound")
        if method == "GET":
            return found
        if method == "DELETE":
            del self.objects[path]
            return {}
        if method == "PUT":
            wanted = body["metadata"].get("resourceVersion")
            if wanted and wanted != found["metadata"]["resourceVersion"]:
                raise ApiError("the object has been modified", status=409, reason="Conflict")
            return self._store(path, body)
        assert method == "PATCH"
        if content_type == APPLY_PATCH:
            return self._store(path, body)
        merged = copy.deepcopy(found)
        merged["metadata"].setdefault("annotations", {}).update(body["metadata"]["annotations"])
        return self._store(path, merged)

    def _list(self, path, query):
        selector = dict(pair.split("=") for pair in (query.get("labelSelector") or "").split(",") if pair)
        return [
            item
            for name, item in sorted(self.objects.items())
            if name.startswith(f"{path}/") and selector.items() <= item["metadata"].get("labels", {}).items()
        ]

    def _store(self, path, body):
        stored = copy.deepcopy(body)
        before = self.objects.get(path)
        if before is not None and _content(before) == _content(stored):
            return before
        uid = before["metadata"]["uid"] if before is not None else f"uid-{next(self._versions)}"
        stored["metadata"].update(
            uid=uid, resourceVersion=str(next(self._versions)), creationTimestamp="2024-01-01T00:00:00Z"
        )
        self.objects[path] = stored
        return stored


def _content(document):
    dropped = ("uid", "resourceVersion", "creationTimestamp")
    return {**document, "metadata": {key: value for key, value in document["metadata"].items() if key not in dropped}}
