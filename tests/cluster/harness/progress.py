# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress: steps with elapsed time, and a bar where the length is known.

A *report* is an object with one method, ``step(title)``, a context manager that yields a :class:`Step`.
:class:`Console` writes to a stream, :class:`Silent` (the default everywhere) writes nothing.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from typing import Protocol, TextIO

BAR = 24


class Step:
    """One running step; the base class shows nothing."""

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Show that ``done`` of ``total`` items are finished (``total`` 0: unknown); ``note`` is the current item."""

    def note(self, text: str) -> None:
        """Show what the step is doing, where the length is unknown."""
        self.progress(0, 0, text)

    def finish(self, text: str) -> None:
        """Set the word that closes the step's line instead of "done"."""


class Report(Protocol):
    """The interface of a progress reporter."""

    def step(self, title: str) -> contextlib.AbstractContextManager[Step]:
        """Begin a step, which ends with the context; an exception marks it as failed."""


class Silent:
    """No-op reporter."""

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Step]:
        yield Step()


class Console:
    """Reporter on a stream: a line that is redrawn on a terminal, otherwise a plain line now and then."""

    def __init__(self, stream: TextIO | None = None, interval: float = 15.0) -> None:
        """``interval``: seconds between two lines of a step where the stream is not a terminal."""
        self.stream = stream or sys.stderr
        self.interval = interval
        self.live = self.stream.isatty()

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Step]:
        step = _ConsoleStep(self, title)
        step.begin()
        try:
            yield step
        except BaseException:
            step.end("failed")
            raise
        step.end(step.word)


class _ConsoleStep(Step):
    def __init__(self, console: Console, title: str) -> None:
        self.console = console
        self.title = title
        self.word = "done"
        self._started = time.monotonic()
        self._shown = self._started
        self._state = (0, 0, "")
        self._open = False
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._ticker: threading.Thread | None = None

    def begin(self) -> None:
        if self.console.live:
            self._draw()
        # Show the elapsed time of silent steps.
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._ticker.start()

    def progress(self, done: int, total: int, note: str = "") -> None:
        with self._lock:
            self._state = (done, total, note)
            if not self._ended.is_set():
                self._show()

    def finish(self, text: str) -> None:
        self.word = text

    def end(self, word: str) -> None:
        self._ended.set()
        if self._ticker:
            self._ticker.join()
        line = f"{self.title}: {word} ({elapsed(time.monotonic() - self._started)})"
        self._write(f"\r\x1b[K{line}\n" if self.console.live else f"{line}\n")

    def _tick(self) -> None:
        while not self._ended.wait(0.5):
            with self._lock:
                self._show()

    def _show(self) -> None:
        now = time.monotonic()
        if now - self._shown < (0.1 if self.console.live else self.console.interval):
            return
        self._shown = now
        self._draw()

    def _draw(self) -> None:
        done, total, note = self._state
        text = f"{self.title} {elapsed(time.monotonic() - self._started)}"
        if total:
            text += f" {bar(done, total)} {done}/{total}"
        if note:
            text += f" {note}"
        self._write(f"\r\x1b[K{text[:119]}" if self.console.live else f"{text[:119]}\n")

    def _write(self, text: str) -> None:
        self.console.stream.write(text)
        self.console.stream.flush()


def bar(done: int, total: int, width: int = BAR) -> str:
    """Return a bar of ``width`` characters in brackets; full only when ``done`` reaches ``total``."""
    filled = min(done, total) * width // total if total else 0
    return f"[{'#' * filled}{'.' * (width - filled)}]"


def elapsed(seconds: float) -> str:
    """Format seconds: ``0.4 s``, ``12 s``, ``3 min 05 s``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"
