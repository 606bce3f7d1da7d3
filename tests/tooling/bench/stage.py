# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage of `./dev bench release`: brings releases into the state of a row, and measures one play or command."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import harness
from harness import audit

from .. import ansible, process_tree
from ..byte_counter import Counter
from ..environments import BENCH, TARGET
from ..errors import ToolingError
from ..paths import OUTPUT
from ..ssh_server import SshServer
from . import plays, usage
from .results import Sample
from .rows import CHANGED, FIRST, HELM, PING, Column, Row

FOLDER = OUTPUT / "bench"
#: Seconds that a connection has to end.
PATIENCE = 10.0


@dataclass(frozen=True)
class Remote:
    """A host over SSH, and the counter of its bytes."""

    server: SshServer
    counter: Counter


class Stage:
    """A cluster with the releases of all rows.

    :param charts: the archive of each chart by name.
    :param helm: Helm 4, which also prepares and cleans up.
    """

    def __init__(
        self, cluster: harness.Cluster, columns: Mapping[str, Column], charts: Mapping[str, Path], helm: Path
    ) -> None:
        self.columns = columns
        self.cluster = cluster
        self.charts = charts
        self.helm = helm
        self.remote: Remote | None = None
        self._variables = ansible.variables(BENCH, cluster.env() | ansible.helm_homes(FOLDER / "helm"))
        self._turns = itertools.count(1)
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.kubeconfig = FOLDER / "kubeconfig"
        self._write_kubeconfig()

    # Preparation

    def prepare(self, row: Row, key: str) -> None:
        """Create the releases of a row in a column; each play runs once."""
        if self._has_releases(key):
            self._run(row, key, mark=0, strict=False)

    # Measurements

    def measure(self, row: Row, key: str) -> Sample:
        """Run a row in a column once, and check its changes against the row."""
        if row.state == FIRST and self._has_releases(key):
            self._uninstall(row, key)
        if row.forgotten:
            self._forget()
        mark = self.cluster.audit.mark()
        started = self._remote_seconds()
        sent = self.remote.counter.sent if row.ssh and self.remote else 0
        used = self._run(row, key, self._mark(row))
        self.cluster.settle_audit()
        return Sample(
            processor=used.processor + self._remote_seconds() - started,
            wall=used.seconds,
            largest=used.largest,
            requests=len(self.cluster.audit.requests(mark, audit.ADMIN)),
            sent=self.remote.counter.sent - sent if row.ssh and self.remote else 0,
        )

    def together(self, row: Row, key: str) -> float:
        """Return the most memory of all processes of a further run, in MB."""
        if row.state == FIRST and self._has_releases(key):
            self._uninstall(row, key)
        return self._run(row, key, self._mark(row), sample=True).together

    def profile(self, row: Row, key: str, variables: Mapping[str, str]) -> usage.Usage:
        """Run a row with further environment variables."""
        return self._run(row, key, self._mark(row), variables=variables)

    # Inner workings

    def _mark(self, row: Row) -> int:
        return next(self._turns) if row.state == CHANGED else 0

    def _has_releases(self, key: str) -> bool:
        return key == HELM or bool(self.columns[key].module and key != PING)

    def _run(
        self,
        row: Row,
        key: str,
        mark: int,
        *,
        strict: bool = True,
        sample: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> usage.Usage:
        """Run a row; with ``strict`` it must change as much as the row says."""
        chart = self.charts[row.chart.name]
        if key == HELM:
            values = FOLDER / "values.json"
            values.write_text(json.dumps(row.chart.values_of(mark)))
            file = FOLDER / "helm.sh"
            file.write_text(plays.script(row, key, self.helm, chart, values))
            command = ["/bin/sh", str(file)]
        else:
            command = self._playbook(row, self.columns[key], chart, mark)
        env = self._variables | self._ssh_variables() | dict(variables or {})
        used = usage.run(command, env, FOLDER, sample=sample)
        self._close_connections()
        if used.code:
            raise ToolingError(f"{row.key}, {key} failed:\n{used.output[-3000:]}")
        if strict and key != HELM:
            check_recap(row, key, used.output)
        return used

    def _playbook(self, row: Row, column: Column, chart: Path, mark: int) -> list[str]:
        play = FOLDER / "play.json"
        play.write_text(json.dumps(plays.play(row, column, chart, self.kubeconfig, mark)))
        inventory = FOLDER / "inventory.json"
        inventory.write_text(json.dumps(plays.inventory(row, {**self._host_variables(row), **column.variables})))
        return [BENCH.program("ansible-playbook"), "--inventory", str(inventory), str(play)]

    def _host_variables(self, row: Row) -> dict[str, Any]:
        if not row.ssh:
            return {"ansible_connection": "local", "ansible_python_interpreter": str(BENCH.python)}
        if self.remote is None:
            raise ToolingError(f"the row {row.key} needs an SSH server")
        return self.remote.server.variables(TARGET.python, self.remote.counter.port)

    def _forget(self) -> None:
        """Empty the home of the remote user."""
        if self.remote:
            for path in self.remote.server.home.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def _close_connections(self) -> None:
        """End the connections that ssh keeps for later plays, so that their sessions are counted."""
        if self.remote is None:
            return
        for socket in _sockets(self.remote).glob("*"):
            subprocess.run(
                ["ssh", "-o", f"ControlPath={socket}", "-O", "exit", "host"], capture_output=True, check=False
            )
        deadline = time.monotonic() + PATIENCE
        while process_tree.descendants(self.remote.server.pid):
            if time.monotonic() > deadline:
                raise ToolingError("sessions of SSH do not end")
            time.sleep(0.02)

    def _ssh_variables(self) -> dict[str, str]:
        return {"ANSIBLE_SSH_CONTROL_PATH_DIR": str(_sockets(self.remote))} if self.remote else {}

    def _remote_seconds(self) -> float:
        return process_tree.ended_children(self.remote.server.pid) if self.remote else 0.0

    def _write_kubeconfig(self) -> None:
        import yaml

        names = [f"cluster-{number}" for number in range(1, 11)]
        document = plays.contexts(yaml.safe_load(self.cluster.kubeconfig.read_text()), names)
        self.kubeconfig.touch(mode=0o600)
        self.kubeconfig.write_text(json.dumps(document))

    def _uninstall(self, row: Row, key: str) -> None:
        for namespace in plays.namespaces(row, key):
            command = [str(self.helm), "uninstall", "--ignore-not-found", "--namespace", namespace]
            command += plays.release_names(row, key)
            done = subprocess.run(
                command, env=self._variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise ToolingError(f"helm uninstall failed: {done.stderr.strip()[-1000:]}")


def _sockets(remote: Remote) -> Path:
    """Return the folder of the sockets of kept connections; their paths must be short."""
    return remote.server.key.parent / "control"


def check_recap(row: Row, key: str, output: str) -> None:
    """Raise ToolingError unless a play changed all or none of its hosts, as the row says."""
    expected = 0 if key == PING or row.state not in (CHANGED, FIRST) else 1
    recap = [int(changed) for changed in re.findall(r"^\S+\s+: ok=\d+\s+changed=(\d+)", output, re.M)]
    tasks = re.search(r"^TASK ", output, re.M)
    if tasks and recap != [expected] * row.hosts:
        raise ToolingError(f"{row.key}, {key} changed {recap}, not {expected} a host:\n{output[-3000:]}")
