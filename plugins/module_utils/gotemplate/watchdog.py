# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stops a thread that runs templates once it exceeds its time or memory limit.

Counting loop iterations does not catch everything: one function call may walk a value that refers to itself many times
over. The watchdog polls the processor time and memory of the process instead, at no cost to the templates, and raises
an error inside the thread between two Python instructions.
"""

from __future__ import annotations

import sys
import threading
import time

#: seconds between two checks
_INTERVAL = 0.05
#: checks between two attempts to stop the thread, as code in it may catch the first error
_PATIENCE = 20


def resident_memory() -> int | None:
    """Return the resident memory of this process in bytes, or its peak; None if the system does not report it."""
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
    """Limits for a running thread.

    :param seconds: processor time of the process; None for no limit. Time spent waiting does not count.
    :param memory: bytes by which the process may grow; None for no limit.
    :param error: the class of the error to raise in the thread, which takes one text.
    """

    def __init__(self, seconds: float | None, memory: int | None, error: type[Exception]) -> None:
        self.seconds = seconds
        self.memory = memory
        self.error = error
        #: why the thread was stopped
        self.reason: str | None = None
        self._started = time.process_time()
        self._before = resident_memory() if memory is not None else None

    def check(self) -> str | None:
        """Return why the thread must stop; None while it may continue."""
        if self.seconds is not None and time.process_time() - self._started > self.seconds:
            return f"templates ran for more than {self.seconds:g} seconds"
        if self.memory is not None and self._before is not None:
            held = resident_memory()
            if held is not None and held - self._before > self.memory:
                return f"templates need more than {self.memory >> 20} MiB of memory"
        return None

    def join(self, thread: threading.Thread, ended: threading.Event) -> None:
        """Wait for the thread to end, and stop it once it exceeds a limit.

        :param ended: is set at the end of the thread. Up to Python 3.12, a thread counts as dead once a signal has
            interrupted :meth:`threading.Thread.join`.
        """
        waited = 0
        while not ended.wait(_INTERVAL):
            if not thread.is_alive():
                # Its last error came just before it could say so.
                return
            waited += 1
            if self.reason is None:
                self.reason = self.check()
                waited = 0
            if self.reason is not None and waited % _PATIENCE == 0:
                _raise_in(thread, self.error, self.reason)

    def stop(self, thread: threading.Thread, ended: threading.Event) -> None:
        """Stop the thread, if that is possible within a moment."""
        for _dummy in range(_PATIENCE):
            if ended.is_set() or not thread.is_alive():
                return
            _raise_in(thread, self.error, "templates were interrupted")
            ended.wait(_INTERVAL)


def _raise_in(thread: threading.Thread, error: type[Exception], text: str) -> None:
    """Raise an error in another thread, if this Python implementation can."""
    try:
        import ctypes

        raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    except (ImportError, AttributeError):
        return

    # CPython expects a class here and calls it without arguments.
    kind = type(error.__name__, (error,), {"__init__": lambda self: error.__init__(self, text)})
    raise_in(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(kind))
