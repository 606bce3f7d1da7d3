# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on several threads that end with their caller, and never keep the process alive."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: seconds that work in progress gets when its caller is interrupted
_GRACE = 2.0


def each(work: Callable[[_Item], _Result], items: Iterable[_Item], workers: int) -> list[_Result]:
    """Call ``work`` for each item on up to ``workers`` threads, and return the results in the order of the items.

    Every item is processed; after that, the first error is raised. When the caller is interrupted, no other item is
    begun, and those in progress get a moment to end.
    """
    pending = list(items)
    if len(pending) < 2:
        return [work(item) for item in pending]
    todo = deque(enumerate(pending))
    results: dict[int, _Result] = {}
    errors: dict[int, BaseException] = {}

    def process(ended: threading.Event) -> None:
        try:
            while True:
                try:
                    index, item = todo.popleft()
                except IndexError:
                    return
                try:
                    results[index] = work(item)
                except BaseException as error:  # noqa: B036 - it is raised again in the caller's thread
                    errors[index] = error
        finally:
            ended.set()

    # Up to Python 3.12, a thread counts as dead once a signal has interrupted joining it, so events tell when they end.
    ends: list[threading.Event] = []
    try:
        for _dummy in range(min(workers, len(pending))):
            ended = threading.Event()
            threading.Thread(target=process, args=(ended,), daemon=True).start()
            ends.append(ended)
        for ended in ends:
            ended.wait()
    except BaseException:
        todo.clear()
        deadline = time.monotonic() + _GRACE
        for ended in ends:
            ended.wait(max(0.0, deadline - time.monotonic()))
        raise
    if errors:
        raise errors[min(errors)]
    return [results[index] for index in range(len(pending))]


def run_within(seconds: float, work: Callable[[], Any]) -> bool:
    """Call ``work``, and return whether it has ended within so many seconds; otherwise it goes on by itself."""
    ended = threading.Event()

    def body() -> None:
        try:
            work()
        finally:
            ended.set()

    threading.Thread(target=body, daemon=True).start()
    return ended.wait(seconds)
