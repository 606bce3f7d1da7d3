# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches a thread that runs templates, from outside, and ends it when it used up its time or memory.

Counting what templates do cannot see everything: one call of a function may work on a value that refers to itself in a
thousand ways. The watch asks the system how much processor time and memory the process used up instead, which costs the
templates nothing, and raises an error inside the thread, between two of its Python instructions.
"""

from __future__ import annotations

import sys
import threading
import time

#: seconds between two looks
_INTERVAL = 0.05
#: looks between two attempts to end the thread, for code that took the first one for an error of its own
_PATIENCE = 20


def resident_memory() -> int | None:
    """The bytes of memory that this process holds (or the most it ever held), None when the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as stream:
            pages = int(stream.read().split()[1])
    except (OSError, IndexError, ValueError):
        try:
            import resource
        except ImportError:
            return None
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    import os

    return pages * os.sysconf("SC_PAGE_SIZE")


class Watchdog:
    """Bounds on what a thread may use up while it runs.

    :param seconds: processor time of the process; None for no bound. Time spent waiting, or while other programs have
        the processor, does not count.
    :param memory: bytes that the process may grow by; None for no bound.
    :param error: the class of the error that is raised in the thread, made with one text.
    """

    def __init__(self, seconds: float | None, memory: int | None, error: type[Exception]) -> None:
        self.seconds = seconds
        self.memory = memory
        self.error = error
        #: why the thread was ended
        self.verdict: str | None = None
        self._started = time.process_time()
        self._before = resident_memory() if memory is not None else None

    def look(self) -> str | None:
        """Why the thread should end; None as long as it may go on."""
        if self.seconds is not None and time.process_time() - self._started > self.seconds:
            return f"templates ran for more than {self.seconds:g} seconds"
        if self.memory is not None and self._before is not None:
            held = resident_memory()
            if held is not None and held - self._before > self.memory:
                return f"templates need more than {self.memory >> 20} MiB of memory"
        return None

    def join(self, thread: threading.Thread) -> None:
        """Wait until the thread ends; end it when it used up what it may."""
        waited = 0
        while True:
            thread.join(_INTERVAL)
            if not thread.is_alive():
                return
            waited += 1
            if self.verdict is None:
                self.verdict = self.look()
                waited = 0
            if self.verdict is not None and waited % _PATIENCE == 0:
                _raise_in(thread, self.error, self.verdict)


def _raise_in(thread: threading.Thread, error: type[Exception], text: str) -> None:
    """Raise an error in another thread. Python implementations without that leave the thread to its own bounds."""
    try:
        import ctypes

        raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    except (ImportError, AttributeError):
        return

    # Python takes a class here and calls it without arguments.
    kind = type(error.__name__, (error,), {"__init__": lambda self: error.__init__(self, text)})
    raise_in(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(kind))
