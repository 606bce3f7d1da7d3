# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a template may use up, so that a stranger's chart ends in a clear error and not in a machine that hangs.

Go has none of these bounds but the depth of templates; they are far above what charts need.
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

#: the longest string, in characters, that a function of templates may make
MAX_TEXT = 32 * 1024 * 1024
#: the longest list that a function of templates may make
MAX_ELEMENTS = 4_000_000


class LimitError(TemplateError):
    """A template used up more than it may; no function call or ``tpl`` hides this error."""


@dataclass(frozen=True)
class Limits:
    """The bounds of one rendering (a set of templates and its clones).

    :param output: characters of text, of all templates and included ones together.
    :param steps: iterations of loops plus invocations of templates.
    :param depth: how deep templates may invoke each other; Go's own bound is 100,000.
    :param seconds: processor time; None for no bound.
    :param memory: bytes that the process may grow by; None for no bound.
    """

    output: int = 256 * 1024 * 1024
    steps: int = 20_000_000
    depth: int = 5_000
    seconds: float | None = 20.0
    memory: int | None = 512 * 1024 * 1024


#: results of functions above this size are accounted for
LARGE = 64 * 1024


def guard(size: int) -> None:
    """Account for a text of ``size`` characters that a function is about to make.

    A function whose result may be far larger than its arguments calls this first, when the size is above
    :data:`LARGE`. It raises :class:`LimitError` when the value, or all that the running templates made, is beyond
    reason.
    """
    if size > MAX_TEXT:
        raise LimitError(f"a function would make a value of {size} characters, more than the {MAX_TEXT} allowed")
    meter = getattr(_local, "meter", None)
    if meter is not None and size > LARGE:
        meter.write(size)


def guard_list(size: int) -> None:
    """Refuse to make a list of ``size`` elements when that is beyond reason."""
    if size > MAX_ELEMENTS:
        raise LimitError(f"a function would make a list of {size} elements, more than the {MAX_ELEMENTS} allowed")


def join(pieces: Sequence[str], separator: str = "") -> str:
    """``separator.join(pieces)``, accounted for before it is made."""
    if len(pieces) > 4:
        size = sum(map(len, pieces)) + len(separator) * len(pieces)
        if size > LARGE:
            guard(size)
    text = separator.join(pieces)
    if len(pieces) <= 4 and len(text) > LARGE:
        guard(len(text))
    return text


class Meter:
    """Counts what a rendering uses; shared by a set of templates and its clones."""

    __slots__ = ("limits", "steps", "output", "depth", "started", "next_check")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = 0
        self.output = 0
        self.depth = 0
        self.started: float | None = None
        self.next_check = 0

    def reset(self) -> None:
        """Begin a new rendering."""
        self.steps = self.output = self.depth = self.next_check = 0
        self.started = None

    def step(self, count: int) -> None:
        """Account for ``count`` iterations that are about to run."""
        self.steps += count
        if self.steps >= self.next_check:
            self._check()

    def write(self, size: int) -> None:
        """Account for ``size`` characters of output."""
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
        """Let :func:`guard` account to this meter; gives the one before, for :func:`restore`."""
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
    """Whether this thread was made by :func:`run_deep`."""
    return getattr(_local, "deep", False)


def run_deep(work: Callable[..., _R], *args: Any, limits: Limits | None = None) -> _R:
    """Call ``work`` in a thread whose stack is large enough for templates that invoke each other thousands of times.

    The thread is watched, and ended when it takes longer or more memory than it may. Inside such a thread this is a
    plain call. The result or the exception is handed through. The memory of the stack is only reserved; it is used as
    far as it is needed.

    :param limits: the bounds of time and memory.
    :raises LimitError: the work used up more than that.
    """
    if is_deep():
        return work(*args)
    outcome: list[Any] = []

    def attempt() -> None:
        try:
            outcome.extend((True, work(*args)))
        except BaseException as error:  # noqa: B036 - it is raised again in the caller's thread
            outcome.extend((False, error))

    def body() -> None:
        _local.deep = True
        # The watch may strike once more while the error of its first strike is on its way.
        with contextlib.suppress(LimitError):
            attempt()

    bounds = limits or Limits()
    watch = Watchdog(bounds.seconds, bounds.memory, LimitError)
    old_limit = sys.getrecursionlimit()
    old_size = None
    for size in (_STACK_SIZE, _STACK_SIZE // 4, _STACK_SIZE // 16):
        try:
            old_size = threading.stack_size(size)
            thread = threading.Thread(target=body, name="templates", daemon=True)
            sys.setrecursionlimit(max(old_limit, _RECURSION_LIMIT * size // _STACK_SIZE))
            thread.start()
            break
        except (ValueError, RuntimeError):
            # The system does not grant so large a stack.
            continue
        finally:
            if old_size is not None:
                threading.stack_size(old_size)
    else:
        sys.setrecursionlimit(old_limit)
        return work(*args)
    try:
        watch.join(thread)
    finally:
        sys.setrecursionlimit(old_limit)
    if len(outcome) != 2:
        raise LimitError(watch.verdict or "templates were ended")
    good, value = outcome
    if good:
        return value  # type: ignore[no-any-return]
    raise value
