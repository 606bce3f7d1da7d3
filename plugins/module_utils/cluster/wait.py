# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until objects are ready, or gone, by watching them; and say why when they are not.

One watch runs for each kind and namespace that has something to wait for. Objects that are ready when the wait begins
cost nothing.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ApiError, ClusterError
from . import readiness as rules
from .objects import Ref, collection_path, get
from .readiness import Readiness
from .trouble import Trouble, explain

if TYPE_CHECKING:
    from .api import Api

#: seconds after which a watch that was cut off begins anew
_AGAIN = 1.0
#: the longest that one watch request stays open, in seconds
_WATCH = 60.0

Judge = Callable[["dict[str, Any] | None"], Readiness]
Progress = Callable[[Ref, Readiness], None]


class Stop(threading.Event):
    """Ends watches: those that are open, and those that are about to be."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[Callable[[], None]] = []

    def add(self, end: Callable[[], None]) -> None:
        """Have a watch ended by a function."""
        self._open.append(end)
        if self.is_set():
            end()

    def set(self) -> None:
        """End all watches."""
        super().set()
        for end in self._open:
            end()


class Waited(NamedTuple):
    """How a wait ended.

    :param ready: whether every object came to what was waited for.
    :param failed: the objects that failed for good, or did not come to it in time.
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
    progress: Progress | None = None,
) -> Waited:
    """Wait until every object is ready, or has failed, or ``timeout`` seconds have passed.

    :param judge: what decides; :func:`readiness.hook_readiness` for hooks.
    :param known: live objects as they were seen just now.
    :param progress: called at every change of an object's readiness.
    """
    states: dict[Ref, Readiness] = {}
    for ref in refs:
        document = (known or {}).get(ref)
        states[ref] = judge(document) if document is not None else Readiness(rules.IN_PROGRESS, "not seen yet")
    settled = (rules.CURRENT, rules.FAILED)
    return _watch(api, states, judge, settled, rules.CURRENT, timeout, progress)


def wait_gone(api: Api, refs: Iterable[Ref], timeout: float, *, progress: Progress | None = None) -> Waited:
    """Wait until none of the objects exists any more, or ``timeout`` seconds have passed."""

    def judge(document: dict[str, Any] | None) -> Readiness:
        if document is None:
            return Readiness(rules.NOT_FOUND, "gone")
        finalizers = (document.get("metadata") or {}).get("finalizers") or []
        held = f", held by {', '.join(map(str, finalizers))}" if finalizers else ""
        return Readiness(rules.TERMINATING, "still exists" + held)

    states = {ref: Readiness(rules.TERMINATING, "still exists") for ref in refs}
    return _watch(api, states, judge, (rules.NOT_FOUND,), rules.NOT_FOUND, timeout, progress)


def troubles(api: Api, waited: Waited) -> list[Trouble]:
    """Why objects are not ready: their conditions, events and the last lines of their logs."""
    return [explain(api, ref, state) for ref, state in waited.failed.items()]


def _watch(
    api: Api,
    states: dict[Ref, Readiness],
    judge: Judge,
    settled: tuple[str, ...],
    wanted: str,
    timeout: float,
    progress: Progress | None,
) -> Waited:
    pending = [ref for ref, state in states.items() if state.status not in settled]
    deadline = time.monotonic() + timeout
    if pending:
        news: queue.Queue[Any] = queue.Queue()
        stop = Stop()
        groups: dict[tuple[str, str, str], list[Ref]] = {}
        for ref in pending:
            groups.setdefault((ref.api_version, ref.kind, ref.namespace), []).append(ref)
        for group in groups.values():
            threading.Thread(target=_follow, args=(api, group, news, stop, deadline), daemon=True).start()
        waiting = set(pending)
        try:
            while waiting:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                try:
                    ref, document = news.get(timeout=left)
                except queue.Empty:
                    break
                if isinstance(document, ClusterError):
                    raise document
                if ref not in states:
                    continue
                state = judge(document)
                if state != states[ref] and progress is not None:
                    progress(ref, state)
                states[ref] = state
                # A failure is settled for good; an object that was ready may cease to be while others are awaited.
                if state.status in settled:
                    waiting.discard(ref)
                elif ref in pending:
                    waiting.add(ref)
        finally:
            stop.set()
    failed = {ref: state for ref, state in states.items() if state.status != wanted}
    timed_out = any(state.status not in settled for state in failed.values())
    return Waited(not failed, timed_out, failed)


def _follow(api: Api, refs: list[Ref], news: queue.Queue[Any], stop: Stop, deadline: float) -> None:
    """Put ``(ref, object or None)`` into ``news`` for each change of objects of one kind and namespace."""
    first = refs[0]
    try:
        resource = api.discovery.resource_for(first.api_version, first.kind)
        path = collection_path(resource, first.namespace)
        selector = {"fieldSelector": f"metadata.name={first.name}"} if len(refs) == 1 else {}
        wanted = {ref.name: ref for ref in refs}
        while not stop.is_set() and time.monotonic() < deadline:
            try:
                version = _list(api, path, selector, wanted, news)
                left = max(1.0, min(_WATCH, deadline - time.monotonic()))
                for kind, document in api.watch(path, {**selector, "resourceVersion": version}, left, stop.add):
                    if stop.is_set():
                        return
                    ref = wanted.get(str((document.get("metadata") or {}).get("name")))
                    if kind != "BOOKMARK" and ref is not None:
                        news.put((ref, None if kind == "DELETED" else document))
            except ApiError as error:
                if error.status == 403:
                    # Watching or listing may be forbidden where reading one object is not.
                    if not _poll(api, refs, news, stop, deadline):
                        raise
                    return
                if error.status not in (410, 429) and error.status < 500:
                    raise
            stop.wait(_AGAIN)
    except ClusterError as error:
        news.put((first, error))


def _list(api: Api, path: str, selector: dict[str, str], wanted: dict[str, Ref], news: queue.Queue[Any]) -> str:
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
                news.put((ref, document))
    for ref in wanted.values():
        if ref not in seen:
            news.put((ref, None))
    return version


def _poll(api: Api, refs: list[Ref], news: queue.Queue[Any], stop: Stop, deadline: float) -> bool:
    first = True
    while not stop.is_set() and time.monotonic() < deadline:
        for ref in refs:
            try:
                news.put((ref, get(api, ref)))
            except ApiError as error:
                if first and error.status == 403:
                    return False
        first = False
        stop.wait(2.0)
    return True
