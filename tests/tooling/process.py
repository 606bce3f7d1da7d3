# SPDX-License-Identifier: GPL-3.0-or-later
"""Run programs: with their output shown, or kept until it is needed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from .paths import ROOT

#: Seconds that an interrupted program has to end by itself; a terminal interrupts the whole process group.
PATIENCE = 30.0


class Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a run as an interrupt does: clusters are taken down."""


def on_interrupts() -> None:
    """Raise KeyboardInterrupt for SIGINT, also where a shell without job control has it ignored, and for SIGTERM."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


@dataclass(frozen=True)
class Outcome:
    """Exit code and output of a program, standard output and error interleaved."""

    code: int
    output: str


@dataclass(frozen=True)
class Separate:
    """Exit code of a program, with standard output and error apart."""

    code: int
    output: str
    error: str


def separate(command: list[str], env: Mapping[str, str], folder: Path = ROOT) -> Separate:
    """Run a program and keep its standard output and error apart."""
    done = subprocess.run(
        command, cwd=folder, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return Separate(done.returncode, done.stdout, done.stderr)


def show(command: list[str], env: Mapping[str, str], folder: Path = ROOT) -> int:
    """Run a program with its output shown as it comes, and return its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    with subprocess.Popen(command, cwd=folder, env=dict(env), stdin=subprocess.DEVNULL) as process:
        try:
            return process.wait()
        except BaseException as error:
            if isinstance(error, Terminated):
                # An interrupt by the terminal has reached the program too; this signal has not.
                process.send_signal(signal.SIGINT)
            try:
                # pytest takes down what its fixtures have started before it ends.
                process.wait(PATIENCE)
            except BaseException:
                process.kill()
            raise


def keep(command: list[str], env: Mapping[str, str], folder: Path = ROOT, limit: float | None = None) -> Outcome:
    """Run a program and keep its output; a program that takes more than ``limit`` seconds is killed (code 124)."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
        text = output.decode(errors="replace") if isinstance(output, bytes) else output
        return Outcome(124, f"{text}\nkilled after {limit:.0f} s")
    return Outcome(done.returncode, done.stdout)
