# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command uses: processor time and memory of all its processes.

A small launcher starts the command and waits for it, because the kernel's figure for the most memory of a process
includes what its parent held when it was forked, and this process is larger than some that are measured.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import process_tree
from ..errors import ToolingError

#: Seconds between two samples of the memory of all processes.
INTERVAL = 0.03

#: Run the arguments after the first, and write to the file that the first names: exit code, seconds, processor seconds
#: and KiB. The resources of a child include those of its own children that were waited for, such as Ansible's workers.
_LAUNCHER = """
import json, os, sys, time
started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_pid, status, used = os.wait4(pid, 0)
seconds = time.perf_counter() - started
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss], file)
"""


@dataclass(frozen=True)
class Usage:
    """What a command used.

    :param code: exit code; negative for a signal.
    :param seconds: wall time.
    :param processor: processor seconds, in user and system mode, of all processes that were waited for.
    :param largest: the most memory of a single process, in MB of 10^6 bytes (resident set).
    :param together: the most memory of all processes at a time, in MB (proportional set, sampled); 0 if not asked for.
    :param output: standard output and error.
    """

    code: int
    seconds: float
    processor: float
    largest: float
    together: float
    output: str


def run(command: list[str], env: Mapping[str, str], folder: Path, *, limit: float = 300, sample: bool = False) -> Usage:
    """Run a command to its end.

    :param limit: seconds after which it is killed, with ToolingError.
    :param sample: whether to sample the memory of all processes, which disturbs the other figures.
    """
    with tempfile.TemporaryDirectory(prefix="coxswain-bench-") as scratch:
        figures, output = Path(scratch, "figures"), Path(scratch, "output")
        with output.open("wb") as file:
            launcher = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(figures), *command],
                env=dict(env),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        sampler = _Sampler(launcher.pid) if sample else None
        try:
            launcher.wait(limit)
        except BaseException as error:
            _kill(launcher)
            if isinstance(error, subprocess.TimeoutExpired):
                raise ToolingError(f"{Path(command[0]).name} takes more than {limit:.0f} s") from None
            raise
        finally:
            together = sampler.stop() if sampler else 0.0
        text = output.read_text(errors="replace")
        if not figures.exists():
            raise ToolingError(f"{command[0]} was not run: {text.strip()[-1000:]}")
        code, seconds, processor, largest = json.loads(figures.read_text())
    return Usage(code, seconds, processor, largest * 1024 / 1e6, together, text)


def _kill(launcher: subprocess.Popen[bytes]) -> None:
    # Ansible's workers have sessions of their own.
    for pid in [*process_tree.descendants(launcher.pid), launcher.pid]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    launcher.wait()


class _Sampler:
    """Sample the memory of all processes below one, in a thread."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Return the most memory of all samples, in MB."""
        self._ended.set()
        self._thread.join()
        return self._most / 1e6

    def _run(self) -> None:
        while not self._ended.is_set():
            self._most = max(self._most, process_tree.proportional_memory(process_tree.descendants(self._pid)))
            time.sleep(INTERVAL)
