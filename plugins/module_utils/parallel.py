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


def each(
    work: Callable[[_Item], _Result],
    items: Iterable[_Item],
    workers: int,
    by_caller: Callable[[], bool] = lambda: False,
) -> list[_Result]:
    """Call ``work`` for each item on up to ``workers`` threads, and return the results in the order of the items.

    Every item is processed; after that, the first error is raised. When the caller is interrupted, no other item is
    begun, and those in progress get a moment to end.

    :param by_caller: returns whether the thread of the caller processes the next item; called before each item until it
        returns false.
    """
    todo = deque(enumerate(items))
    count = len(todo)
    results: dict[int, _Result] = {}
    errors: dict[int, BaseException] = {}

    def process_next(caught: type[BaseException]) -> bool:
        """Process one item, and return whether there was one."""
        try:
            index, item = todo.popleft()
        except IndexError:
            return False
        try:
            results[index] = work(item)
        except caught as error:
            # Raised once the other items are processed.
            errors[index] = error
        return True

    def process_all(ended: threading.Event) -> None:
        try:
            while process_next(BaseException):
                pass
        finally:
            ended.set()

    # In the caller's thread an interruption is no error of the work, and is raised at once.
    while todo and (len(todo) == 1 or by_caller()):
        process_next(Exception)
    # Up to Python 3.12, a thread counts as dead once a signal has interrupted joining it, so events tell when they end.
    ends: list[threading.Event] = []
    try:
        for _dummy in range(min(workers, len(todo))):
            ended = threading.Event()
            threading.Thread(target=process_all, args=(ended,), daemon=True).start()
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
    return [results[index] for index in range(count)]


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
