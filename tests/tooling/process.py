# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting programs: with their output shown, or kept until something is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .paths import ROOT


@dataclass(frozen=True)
class Outcome:
    """How a program ended, and what it wrote (standard output and error in the order they came)."""

    code: int
    output: str


@dataclass(frozen=True)
class Separate:
    """How a program ended, with standard output and error apart."""

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
    """Run a program with its output shown as it comes; return its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    return subprocess.run(command, cwd=folder, env=dict(env), stdin=subprocess.DEVNULL, check=False).returncode


def keep(command: list[str], env: Mapping[str, str], folder: Path = ROOT, limit: float | None = None) -> Outcome:
    """Run a program and keep what it writes; a program that takes more than ``limit`` seconds is killed (code 124)."""
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
        said = error.stdout or b""
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        return Outcome(124, f"{text}\nkilled after {limit:.0f} s")
    return Outcome(done.returncode, done.stdout)
