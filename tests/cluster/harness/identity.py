# SPDX-License-Identifier: GPL-3.0-or-later
"""Identify processes: a process id may be reused, but not with the same start time and boot."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import signal
from collections.abc import Iterator

PROC = pathlib.Path("/proc")


@dataclasses.dataclass(frozen=True)
class Identity:
    """One process of one boot of this machine."""

    pid: int
    #: Clock ticks from boot to the process's start (field 22 of /proc/PID/stat).
    start: int
    boot: str

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """Return the identity of a running process; None when there is none, or only a zombie."""
        try:
            state, start = parse_stat((PROC / str(pid) / "stat").read_text())
        except (OSError, ValueError):
            return None
        return None if state in "ZX" else cls(pid, start, boot_id())

    def alive(self) -> bool:
        """Return whether this process is still running."""
        return Identity.of(self.pid) == self

    def send(self, number: int) -> bool:
        """Send a signal to this process; return False when it is gone."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return False
        try:
            # The handle pins the process: the one checked now is the one that gets the signal.
            if not self.alive():
                return False
            signal.pidfd_send_signal(handle, number)
        except ProcessLookupError:
            return False
        finally:
            os.close(handle)
        return True


def parse_stat(text: str) -> tuple[str, int]:
    """Parse state and start time from /proc/PID/stat, whose second field may contain blanks and parentheses."""
    fields = text[text.rindex(")") + 1 :].split()
    return fields[0], int(fields[19])


def boot_id() -> str:
    """The kernel's name of this boot; empty where the kernel tells none."""
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def with_variable(name: str, value: str) -> Iterator[Identity]:
    """Processes of this user (as root, of all) that were started with ``name=value`` in their environment."""
    wanted = f"{name}={value}".encode()
    for folder in PROC.iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        # The identity first: should the id change hands in between, it no longer matches.
        identity = Identity.of(int(folder.name))
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if identity and wanted in environment.split(b"\0"):
            yield identity
