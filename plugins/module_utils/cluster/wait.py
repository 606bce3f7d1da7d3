# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until objects are ready or deleted, by watching them, and diagnose those that are not.

There is one watch for each kind and namespace. Objects that are known to be ready cost no request.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ApiError, ClusterError
from . import readiness as rules
from .diagnostics import ObjectDiagnosis, diagnose
from .objects import Ref, collection_path, get
from .readiness import Readiness
from .retry import is_transient

if TYPE_CHECKING:
    from .api import Api

#: seconds until an interrupted watch is restarted
_RESTART_PAUSE = 1.0
#: the longest duration of one watch request, in seconds
_WATCH_TIMEOUT = 60.0
#: seconds between requests for single objects, where watching is forbidden
_POLL_INTERVAL = 2.0

Judge = Callable[["dict[str, Any] | None"], Readiness]


class Stop(threading.Event):
    """An event that ends open watches, and watches that open after it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[Callable[[], None]] = []

    def add(self, end: Callable[[], None]) -> None:
        """Register a function that ends a watch."""
        self._open.append(end)
        if self.is_set():
            end()

    def set(self) -> None:
        """End all watches."""
        super().set()
        for end in self._open:
            end()


class Observer:
    """Follows a wait. This class ignores everything. The waiting thread calls all methods."""

    def changed(self, ref: Ref, state: Readiness) -> None:
        """Handle a change of an object's readiness."""

    def pause(self) -> float:
        """Return the maximum number of seconds until the next call of :meth:`idle`."""
        return float("inf")

    def idle(self, awaited: Mapping[Ref, Readiness]) -> None:
        """Handle the objects that are still awaited. Afterwards, :meth:`pause` must return a positive number."""


class WaitResult(NamedTuple):
    """The result of a wait.

    :param ready: whether every object has the desired status.
    :param failed: the objects that do not, because they failed or the wait timed out.
    """

    ready: bool
    timed_out: bool
    failed: dict[Ref, Readiness]


def wait_ready(
    api: Api,
    refs: Iterable[Ref],
    timeout: float,
    *,
    judge: Judge = rules.readiness,
    known: dict[Ref, dict[str, Any]] | None = None,
    observer: Observer | None = None,
) -> WaitResult:
    """Wait until every object is ready or has failed, or ``timeout`` seconds have passed.

    :param judge: returns the readiness of an object; :func:`readiness.hook_readiness` for hooks.
    :param known: live objects that were just read.
    :param observer: receives each change of readiness, and now and then the objects that are still awaited.
    """
    states: dict[Ref, Readiness] = {}
    for ref in refs:
        document = (known or {}).get(ref)
        states[ref] = judge(document) if document is not None else Readiness(rules.IN_PROGRESS, "not observed yet")
    settled = (rules.CURRENT, rules.FAILED)
    return _watch(api, states, judge, settled, rules.CURRENT, timeout, observer)


def wait_gone(api: Api, refs: Iterable[Ref], timeout: float, *, observer: Observer | None = None) -> WaitResult:
    """Wait until all objects are deleted, or ``timeout`` seconds have passed."""

    def judge(document: dict[str, Any] | None) -> Readiness:
        if document is None:
            return Readiness(rules.NOT_FOUND, "deleted")
        finalizers = (document.get("metadata") or {}).get("finalizers") or []
        blocked = f", waiting for finalizers: {', '.join(map(str, finalizers))}" if finalizers else ""
        return Readiness(rules.TERMINATING, "still exists" + blocked)

    states = {ref: Readiness(rules.TERMINATING, "still exists") for ref in refs}
    return _watch(api, states, judge, (rules.NOT_FOUND,), rules.NOT_FOUND, timeout, observer)


def diagnose_failed(api: Api, result: WaitResult) -> list[ObjectDiagnosis]:
    """Return the diagnostics of the objects that are not ready."""
    return [diagnose(api, ref, state) for ref, state in result.failed.items()]


def _watch(
    api: Api,
    states: dict[Ref, Readiness],
    judge: Judge,
    settled: tuple[str, ...],
    wanted: str,
    timeout: float,
    observer: Observer | None,
) -> WaitResult:
    observer = observer or Observer()
    pending = [ref for ref, state in states.items() if state.status not in settled]
    deadline = time.monotonic() + timeout
    if pending:
        updates: queue.Queue[Any] = queue.Queue()
        stop = Stop()
        groups: dict[tuple[str, str, str], list[Ref]] = {}
        for ref in pending:
            groups.setdefault((ref.api_version, ref.kind, ref.namespace), []).append(ref)
        waiting = set(pending)
        try:
            for group in groups.values():
                threading.Thread(target=_follow, args=(api, group, updates, stop, deadline), daemon=True).start()
            while waiting:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                pause = observer.pause()
                if pause <= 0:
                    observer.idle({ref: state for ref, state in states.items() if ref in waiting})
                    continue
                try:
                    ref, document = updates.get(timeout=min(left, pause))
                except queue.Empty:
                    continue
                if isinstance(document, ClusterError):
                    raise document
                if ref not in states:
                    continue
                state = judge(document)
                if state != states[ref]:
                    observer.changed(ref, state)
                states[ref] = state
                # A failure is final, but a ready object can become unready while others are awaited.
                if state.status in settled:
                    waiting.discard(ref)
                elif ref in pending:
                    waiting.add(ref)
        finally:
            stop.set()
    failed = {ref: state for ref, state in states.items() if state.status != wanted}
    timed_out = any(state.status not in settled for state in failed.values())
    return WaitResult(not failed, timed_out, failed)


def _follow(api: Api, refs: list[Ref], updates: queue.Queue[Any], stop: Stop, deadline: float) -> None:
    """Put ``(ref, object or None)`` into ``updates`` for each change to the objects of one kind and namespace."""
    first = refs[0]
    try:
        resource = api.discovery.resource_for(first.api_version, first.kind)
        path = collection_path(resource, first.namespace)
        selector = {"fieldSelector": f"metadata.name={first.name}"} if len(refs) == 1 else {}
        wanted = {ref.name: ref for ref in refs}
        while not stop.is_set() and time.monotonic() < deadline:
            try:
                version = _list(api, path, selector, wanted, updates)
                left = max(1.0, min(_WATCH_TIMEOUT, deadline - time.monotonic()))
                for kind, document in api.watch(path, {**selector, "resourceVersion": version}, left, stop.add):
                    if stop.is_set():
                        return
                    ref = wanted.get(str((document.get("metadata") or {}).get("name")))
                    if kind != "BOOKMARK" and ref is not None:
                        updates.put((ref, None if kind == "DELETED" else document))
            except ApiError as error:
                if error.status == 403:
                    # Permission to get single objects may exist without list and watch.
                    if not _poll(api, refs, updates, stop, deadline):
                        raise
                    return
                if error.status != 410 and not is_transient(error):
                    raise
            stop.wait(_RESTART_PAUSE)
    except ClusterError as error:
        updates.put((first, error))


def _list(api: Api, path: str, selector: dict[str, str], wanted: dict[str, Ref], updates: queue.Queue[Any]) -> str:
    seen = set()
    version = ""
    for page in api.pages(path, selector):
        version = (page.get("metadata") or {}).get("resourceVersion") or ""
        for document in page.get("items") or []:
            ref = wanted.get(str((document.get("metadata") or {}).get("name")))
            if ref is not None:
                document.setdefault("apiVersion", ref.api_version)
                document.setdefault("kind", ref.kind)
                seen.add(ref)
                updates.put((ref, document))
    for ref in wanted.values():
        if ref not in seen:
            updates.put((ref, None))
    return version


def _poll(api: Api, refs: list[Ref], updates: queue.Queue[Any], stop: Stop, deadline: float) -> bool:
    first = True
    while not stop.is_set() and time.monotonic() < deadline:
        for ref in refs:
            try:
                updates.put((ref, get(api, ref)))
            except ApiError as error:
                if first and error.status == 403:
                    return False
        first = False
        stop.wait(_POLL_INTERVAL)
    return True
