# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource limits of templates, so that an untrusted chart ends in a clear error instead of hanging the machine.

Of these, Go only limits the template depth. They are far above what charts need.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Callable, TypeVar

from ..errors import TemplateError
from .watchdog import Watchdog

_R = TypeVar("_R")
_local = threading.local()

#: the longest string, in characters, that a template function may return
MAX_TEXT = 32 * 1024 * 1024
#: the longest list that a template function may return
MAX_ELEMENTS = 4_000_000


class LimitError(TemplateError):
    """A template exceeded a limit. No function call or ``tpl`` may catch this error."""


@dataclass(frozen=True)
class Limits:
    """The limits of one rendering (a set of templates and its clones).

    :param output: characters of output, of all templates and includes together.
    :param steps: loop iterations plus template invocations.
    :param depth: how deep template invocations may nest; Go's own limit is 100,000.
    :param seconds: processor time; None for no limit.
    :param memory: bytes by which the process may grow; None for no limit.
    """

    output: int = 256 * 1024 * 1024
    steps: int = 20_000_000
    depth: int = 5_000
    seconds: float | None = 20.0
    memory: int | None = 512 * 1024 * 1024


#: function results above this size are counted
LARGE = 64 * 1024


def guard(size: int) -> None:
    """Count a text of ``size`` characters that a function is about to build.

    Functions whose result may be far larger than their arguments call this first, for sizes above :data:`LARGE`.

    :raises LimitError: the text is too long, or the running templates have built too much in total.
    """
    if size > MAX_TEXT:
        raise LimitError(f"a function would make a value of {size} characters, more than the {MAX_TEXT} allowed")
    meter = getattr(_local, "meter", None)
    if meter is not None and size > LARGE:
        meter.write(size)


def guard_list(size: int) -> None:
    """Raise :class:`LimitError` if a function is about to build too long a list."""
    if size > MAX_ELEMENTS:
        raise LimitError(f"a function would make a list of {size} elements, more than the {MAX_ELEMENTS} allowed")


def join(pieces: Sequence[str], separator: str = "") -> str:
    """Return ``separator.join(pieces)``, counted before it is built."""
    if len(pieces) > 4:
        size = sum(map(len, pieces)) + len(separator) * len(pieces)
        if size > LARGE:
            guard(size)
    text = separator.join(pieces)
    if len(pieces) <= 4 and len(text) > LARGE:
        guard(len(text))
    return text


class Meter:
    """Counts the resources that a rendering uses. A set of templates and its clones share one."""

    __slots__ = ("limits", "steps", "output", "depth", "started", "next_check")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = 0
        self.output = 0
        self.depth = 0
        self.started: float | None = None
        self.next_check = 0

    def reset(self) -> None:
        """Start counting a new rendering."""
        self.steps = self.output = self.depth = self.next_check = 0
        self.started = None

    def step(self, count: int) -> None:
        """Count ``count`` iterations that are about to run."""
        self.steps += count
        if self.steps >= self.next_check:
            self._check()

    def write(self, size: int) -> None:
        """Count ``size`` characters of output."""
        self.output += size
        if self.output > self.limits.output:
            raise LimitError(f"templates printed more than {self.limits.output} characters")

    def _check(self) -> None:
        if self.steps > self.limits.steps:
            raise LimitError(f"templates ran more than {self.limits.steps} loop iterations and invocations")
        seconds = self.limits.seconds
        if seconds is not None:
            now = time.process_time()
            if self.started is None:
                self.started = now
            elif now - self.started > seconds:
                raise LimitError(f"templates ran for more than {seconds:g} seconds")
        self.next_check = min(self.steps + 10_000, self.limits.steps + 1)

    def activate(self) -> Meter | None:
        """Make :func:`guard` count on this meter; return the previous one for :func:`restore`."""
        before = getattr(_local, "meter", None)
        _local.meter = self
        return before


def restore(meter: Meter | None) -> None:
    """Undo :meth:`Meter.activate`."""
    _local.meter = meter


# ------------------------------------------------------------------------------------------------------ deep stacks

_STACK_SIZE = 512 * 1024 * 1024
_RECURSION_LIMIT = 60_000


def is_deep() -> bool:
    """Return whether this thread was started by :func:`run_deep`."""
    return getattr(_local, "deep", False)


def run_deep(work: Callable[..., _R], *args: Any, limits: Limits | None = None) -> _R:
    """Call ``work`` in a thread whose stack is large enough for thousands of nested template invocations.

    The thread is stopped once it exceeds its time or memory limit. Inside such a thread this is a plain call. The
    result or exception of ``work`` is passed on. Stack memory is only reserved, and used as needed.

    :param limits: the limits on time and memory.
    :raises LimitError: a limit was exceeded.
    """
    if is_deep():
        return work(*args)
    outcome: list[Any] = []
    abandoned, ended = threading.Event(), threading.Event()

    def attempt() -> None:
        try:
            outcome.extend((True, work(*args)))
        except BaseException as error:  # noqa: B036 - it is raised again in the caller's thread
            outcome.extend((False, error))

    def body() -> None:
        _local.deep = True
        # The watchdog may raise again while its first error still propagates.
        with contextlib.suppress(LimitError):
            try:
                if not abandoned.is_set():
                    attempt()
            finally:
                ended.set()

    bounds = limits or Limits()
    watchdog = Watchdog(bounds.seconds, bounds.memory, LimitError)
    old_limit = sys.getrecursionlimit()
    threads: list[threading.Thread] = []
    try:
        if not _start_deep(body, threads):
            sys.setrecursionlimit(old_limit)
            return work(*args)
        watchdog.join(threads[-1], ended)
    except BaseException:
        # The caller was interrupted: nobody waits for the output any more.
        abandoned.set()
        if threads:
            watchdog.stop(threads[-1], ended)
        raise
    finally:
        sys.setrecursionlimit(old_limit)
    if len(outcome) != 2:
        raise LimitError(watchdog.reason or "templates were stopped")
    good, value = outcome
    if good:
        return value  # type: ignore[no-any-return]
    raise value


def _start_deep(body: Callable[[], None], threads: list[threading.Thread]) -> bool:
    """Start a thread with the largest stack that the system allows, and return whether it allows one.

    :param threads: the thread is appended before it is started.
    """
    old_limit = sys.getrecursionlimit()
    old_size = None
    for size in (_STACK_SIZE, _STACK_SIZE // 4, _STACK_SIZE // 16):
        try:
            old_size = threading.stack_size(size)
            threads.append(threading.Thread(target=body, name="templates", daemon=True))
            sys.setrecursionlimit(max(old_limit, _RECURSION_LIMIT * size // _STACK_SIZE))
            threads[-1].start()
            return True
        except (ValueError, RuntimeError):
            # The system does not allow so large a stack.
            continue
        finally:
            if old_size is not None:
                threading.stack_size(old_size)
    return False
