# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that works on a pending revision, and whether it is alive.

An annotation of the pending revision names host, boot, process and a heartbeat. On the same host the process is looked
up; elsewhere the owner counts as dead when its heartbeat stops. Helm's own pending revisions have no owner and are
judged by their age.
"""

from __future__ import annotations

import datetime
import json
import os
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...errors import CoxswainError

if TYPE_CHECKING:
    from .storage import Entry, Storage

ANNOTATION = "coxswain.helm/owner"
#: seconds between heartbeats, and seconds without one after which an owner on another host counts as dead
HEARTBEAT = 10.0
DEAD_AFTER = 30.0
#: seconds that an interrupted operation waits for a heartbeat that is being written
_GRACE = 2.0


@dataclass(frozen=True)
class Owner:
    """A process that works on a release.

    :param beat: its last heartbeat, in seconds since 1970.
    """

    host: str
    boot: str
    pid: int
    started: str
    beat: float

    @classmethod
    def here(cls, now: float) -> Owner:
        """Return this process as an owner."""
        return cls(socket.gethostname(), _boot_id(), os.getpid(), _start_of(os.getpid()), now)

    @classmethod
    def of(cls, annotations: dict[str, str]) -> Owner | None:
        """Return the owner in annotations; ``None`` when there is none, or it is not readable."""
        try:
            fields = json.loads(annotations.get(ANNOTATION, ""))
            return cls(
                str(fields["host"]),
                str(fields["boot"]),
                int(fields["pid"]),
                str(fields["started"]),
                float(fields["beat"]),
            )
        except (ValueError, KeyError, TypeError):
            return None

    def annotation(self) -> str:
        """Return the text of the annotation."""
        fields = {"host": self.host, "boot": self.boot, "pid": self.pid, "started": self.started, "beat": self.beat}
        return json.dumps(fields, separators=(",", ":"))

    def alive(self, now: float) -> bool:
        """Return whether the owning process is alive, as far as this host can tell."""
        if self.host == socket.gethostname() and self.boot == _boot_id():
            start = _start_of(self.pid)
            return bool(start) and start == self.started
        return now - self.beat < DEAD_AFTER

    @property
    def description(self) -> str:
        """The owner in a message."""
        return f"process {self.pid} on {self.host}"


class Heartbeat:
    """A context that renews the heartbeat of a revision from a thread of its own."""

    def __init__(self, storage: Storage, name: str, revision: int, clock: Any) -> None:
        self._storage, self._name, self._revision, self._clock = storage, name, revision, clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Heartbeat:
        try:
            self._thread.start()
        except BaseException:
            # An interruption here would leave a thread that nobody stops.
            self._stop.set()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        is_interrupted = kind is not None and not issubclass(kind, Exception)
        self.stop(_GRACE if is_interrupted else None)

    def stop(self, timeout: float | None = None) -> None:
        """Stop; no heartbeat is begun any more.

        :param timeout: the longest wait for one that is being written, in seconds.
        """
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT):
            try:
                owner = Owner.here(self._clock()).annotation()
                self._storage.annotate(self._name, self._revision, {ANNOTATION: owner})
            except CoxswainError:
                # The operation itself reports what is wrong with the server or the revision.
                continue


def age_of(entry: Entry, now: float) -> float:
    """Return the age of a stored revision in seconds."""
    try:
        made = datetime.datetime.strptime(entry.created, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return 0.0
    return now - made.replace(tzinfo=datetime.timezone.utc).timestamp()


def _boot_id() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
            return stream.read().strip()
    except OSError:
        return ""


def _start_of(pid: int) -> str:
    """Return when a process started, in clock ticks since boot; ``""`` when there is no such process.

    Without ``/proc`` the result for a running process is ``alive``.
    """
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stream:
            # The second field is the name in parentheses, which may contain spaces.
            fields = stream.read().rpartition(")")[2].split()
        # A zombie has ended.
        return "" if fields[0] == "Z" else fields[19]
    except FileNotFoundError:
        if os.path.isdir("/proc/self"):
            return ""
    except (OSError, IndexError):
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "alive"
