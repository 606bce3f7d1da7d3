# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""End the work of a task in order when Ansible or the user ends its process.

On Ctrl-C, Ansible sends SIGINT and at once SIGTERM to its workers, whose handlers end the process on the spot. A
release would be left pending, and temporary files would remain. So while a task works, both signals raise an exception
instead, and afterwards do what they did before.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: Seconds for the work to end after the first signal; further signals are ignored meanwhile. A signal after that raises
#: the exception again: an exception that is raised in a destructor, for example, is lost.
_PATIENCE = 10.0


class Interrupted(BaseException):
    """A signal asks for the end of the process."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """While the block runs, SIGINT and SIGTERM raise :class:`Interrupted` in it; they take effect after the block.

    Outside of the main thread, which alone receives signals, this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[tuple[int, float]] = []

    def handle(number: int, _frame: Any) -> None:
        now = time.monotonic()
        if received and now - received[-1][1] < _PATIENCE:
            return
        received.append((number, now))
        raise Interrupted(number)

    before: dict[int, Any] = {}
    try:
        for number in map(int, _SIGNALS):
            # An ignored signal stays ignored, as for programs that nohup starts.
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, handle)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if received:
            os.kill(os.getpid(), received[0][0])
