# SPDX-License-Identifier: GPL-3.0-or-later
"""Run jobs side by side, each in a process and a process group of its own.

A lane takes the next job when its last one has ended. The output of a job goes to tests/output/jobs/NAME.log and is
printed as a whole when the job ends; meanwhile a line now and then shows what is running. However the run ends, no
process of a job is left: an interrupted job gets the interrupt, as in a terminal, and time to take its cluster down.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from harness.progress import elapsed

from . import tally
from .jobs import Job
from .paths import OUTPUT, ROOT
from .tally import Tally

#: Number of pytest workers for a job; set for jobs that share the machine with others.
WORKERS = "COXSWAIN_TEST_WORKERS"
#: Seconds between two lines about what is running.
INTERVAL = 30.0
#: Seconds that an interrupted job has to take its cluster down.
PATIENCE = 60.0


@dataclass(frozen=True)
class Finished:
    """A job that has ended."""

    job: Job
    tally: Tally
    seconds: float


class _Running:
    """A job under way."""

    def __init__(self, job: Job, command: list[str]) -> None:
        folder = OUTPUT / "jobs"
        folder.mkdir(parents=True, exist_ok=True)
        stem = job.name.replace(":", "-")
        self.job = job
        self.log = folder / f"{stem}.log"
        self._result = folder / f"{stem}.json"
        self._result.unlink(missing_ok=True)
        self.started = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--result", str(self._result), job.name],
                cwd=ROOT,
                env=os.environ | {WORKERS: "1", "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def end(self) -> Finished:
        """Print the output of a job whose process has ended."""
        # Whatever a job left behind in its group ends with it.
        self.signal(signal.SIGKILL)
        code = self.process.returncode
        found = tally.load(self._result, code)
        output = self.log.read_text(errors="replace").rstrip()
        print(f"\n== {self.job.name}\n{output}", flush=True)
        if not self._result.exists():
            print(f"FAILED: {self.job.name} broke off with exit code {code}", flush=True)
        return Finished(self.job, found, self.seconds())

    def last_line(self) -> str:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 400))
            lines = log.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def run(jobs: Iterable[Job], lanes: int, ended: Callable[[Finished], None], command: list[str] | None = None) -> None:
    """Run jobs in ``lanes`` processes at a time, the longest first, and call ``ended`` for each that has ended.

    :param command: what starts a job; ``--result FILE NAME`` is added. By default `./dev test`.
    """
    command = command or [sys.executable, str(ROOT / "dev"), "test"]
    waiting = sorted(jobs, key=lambda job: -job.minutes)
    running: list[_Running] = []
    shown = time.monotonic()
    try:
        while waiting or running:
            while waiting and len(running) < lanes:
                running.append(_Running(waiting.pop(0), command))
            time.sleep(0.1)
            for each in [each for each in running if each.process.poll() is not None]:
                running.remove(each)
                ended(each.end())
                shown = time.monotonic()
            if time.monotonic() - shown >= INTERVAL:
                shown = time.monotonic()
                for each in running:
                    print(f"-- {each.job.name} {elapsed(each.seconds())}: {each.last_line()[-90:]}", flush=True)
    finally:
        _stop(running)


def _stop(running: list[_Running]) -> None:
    """End jobs that are under way, and show how far they came."""
    for each in running:
        each.signal(signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    try:
        for each in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.process.wait(max(0.0, deadline - time.monotonic()))
    finally:
        for each in running:
            each.signal(signal.SIGKILL)
            each.process.wait()
            print(f"-- {each.job.name} was interrupted; its output is {_relative(each.log)}", flush=True)


def _relative(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
