# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, watch and stop the components of one cluster.

Each component runs in its own session and outlives the command that started it. It is found by a record with its
identity, and by a variable in its environment that names the state folder. The variable works even if the record was
never written, so nothing is left behind when the harness is killed between two steps.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from .errors import HarnessError
from .identity import Identity, with_variable

MARKER = "COXSWAIN_CLUSTER_STATE"

#: Seconds that a component has to end by itself.
PATIENCE = 3.0


@dataclasses.dataclass(frozen=True)
class Component:
    """A program of the cluster and its health check."""

    name: str
    command: Sequence[str]
    #: Returns None when the component is healthy, otherwise the reason why it is not (yet).
    ailment: Callable[[], str | None]
    #: Files whose content counts like the command line: a change requires a restart.
    files: Sequence[pathlib.Path] = ()
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def digest(self) -> str:
        """Return a digest of the command and the files."""
        whole = hashlib.sha256("\0".join(self.command).encode())
        for file in self.files:
            whole.update(b"\0" + file.read_bytes())
        return whole.hexdigest()


class Supervisor:
    """The processes of the cluster whose state folder is ``state``."""

    def __init__(self, state: pathlib.Path) -> None:
        self.state = state
        self.records = state / "run"
        self.logs = state / "logs"

    def log(self, name: str) -> pathlib.Path:
        """Return the component's log file."""
        return self.logs / f"{name}.log"

    def running(self, name: str) -> Identity | None:
        """Return the component's process if it is running."""
        record = self._record(name)
        return record[0] if record and record[0].alive() else None

    def current(self, component: Component) -> bool:
        """Return whether the component runs with its current command and files."""
        record = self._record(component.name)
        return bool(record and record[1] == component.digest() and record[0].alive())

    def start(self, component: Component) -> None:
        """Start a component that is not running; HarnessError when its program cannot be started."""
        self.records.mkdir(mode=0o700, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
        environment |= {"HOME": str(self.state), MARKER: str(self.state), **component.environment}
        # The shell that starts it ends, so the component is not a child of this process and leaves no zombie.
        script = 'log="$1"; shift; "$@" </dev/null >>"$log" 2>&1 & echo "$!"'
        done = subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(self.log(component.name)), *component.command],
            env=environment,
            cwd=self.state,
            start_new_session=True,
            capture_output=True,
            text=True,
            check=False,
            umask=0o077,
        )
        identity = Identity.of(int(done.stdout)) if done.stdout.strip().isdigit() else None
        if identity is None:
            raise self.failure(component.name, done.stderr.strip() or "it ended at once")
        record = {**dataclasses.asdict(identity), "digest": component.digest(), "command": list(component.command)}
        scratch = self.records / f".{component.name}"
        scratch.write_text(json.dumps(record, indent=1))
        scratch.rename(self.records / f"{component.name}.json")

    def wait(self, component: Component, seconds: float) -> None:
        """Wait until the component is healthy; HarnessError with the end of its log when it dies or takes too long."""
        deadline = time.monotonic() + seconds
        reason: str | None = "it was not checked yet"
        while True:
            if not self.running(component.name):
                raise self.failure(component.name, "it ended")
            reason = component.ailment()
            if reason is None:
                return
            if time.monotonic() > deadline:
                raise self.failure(component.name, f"it is not ready after {seconds:.0f} s: {reason}")
            time.sleep(0.05)

    def stop(self, names: Iterable[str], force: bool = False) -> None:
        """Stop components; those that do not end in time, or all with ``force``, are killed."""
        records = {name: self._record(name) for name in names}
        end([record[0] for record in records.values() if record], force)
        for name in records:
            (self.records / f"{name}.json").unlink(missing_ok=True)

    def sweep(self) -> int:
        """Kill all remaining processes that belong to this state folder; return their number."""
        count = 0
        # A process may have forked meanwhile: repeat until there is none.
        for _ in range(20):
            left = list(with_variable(MARKER, str(self.state)))
            if not left:
                break
            count += len(left)
            end(left, force=True)
        return count

    def failure(self, name: str, reason: str) -> HarnessError:
        """Return an error about a component, with the end of its log."""
        log = self.log(name)
        try:
            lines = log.read_text(errors="replace").splitlines()[-8:]
        except OSError:
            lines = []
        last = "".join(f"\n  {plain(line)[:300]}" for line in lines)
        return HarnessError(f"{name}: {reason}. Its log is {log}" + (f", which ends:{last}" if last else " (empty)"))

    def _record(self, name: str) -> tuple[Identity, str] | None:
        try:
            record = json.loads((self.records / f"{name}.json").read_text())
            return Identity(int(record["pid"]), int(record["start"]), str(record["boot"])), str(record["digest"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def plain(line: str) -> str:
    """Shorten a line of a log: of a JSON line, take level, message and error."""
    try:
        entry = json.loads(line)
        words = [str(entry[name]) for name in ("level", "msg", "err", "error") if entry.get(name)]
    except (ValueError, TypeError, AttributeError):
        return line
    return " ".join(words) or line


def end(identities: Sequence[Identity], force: bool = False) -> None:
    """End processes and wait until they are gone: by SIGTERM, after :data:`PATIENCE` (or at once) by SIGKILL."""
    for number, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, 5.0)):
        if force and number == signal.SIGTERM:
            continue
        left = [identity for identity in identities if identity.send(number)]
        deadline = time.monotonic() + patience
        while left and time.monotonic() < deadline:
            time.sleep(0.01)
            left = [identity for identity in left if identity.alive()]
        if not left:
            return
