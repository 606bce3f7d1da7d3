# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Tillers beside a cluster of tier 1: processes on the host that are reached by address.

::

    with harness.tiller.run(cluster, "plain", namespace="tiller-plain") as tiller:
        ...  # tiller.address is 127.0.0.1:PORT

Each is one of the cluster's processes, so one that a killed run left behind is stopped with the cluster.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import pathlib
from collections.abc import Iterator, Sequence

from . import ports, programs
from .authority import Authority
from .cluster import Cluster
from .processes import Component, Supervisor

#: Seconds that a Tiller has to start.
_PATIENCE = 60.0


@dataclasses.dataclass(frozen=True)
class Tiller:
    """A running Tiller: its address, the namespace of its records, and its component's name."""

    address: str
    namespace: str
    component: Component
    supervisor: Supervisor

    @property
    def port(self) -> int:
        """Return the port of its address."""
        return int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        """Kill it, like the failure of its node."""
        self.supervisor.stop([self.component.name], force=True)

    def start(self) -> None:
        """Start it again at the same address."""
        self.supervisor.start(self.component)
        self.supervisor.wait(self.component, _PATIENCE)


@contextlib.contextmanager
def run(
    cluster: Cluster,
    name: str,
    *,
    namespace: str = "kube-system",
    storage: str = "configmap",
    history_max: int = 0,
    authority: Authority | None = None,
    hosts: Sequence[str] = ("127.0.0.1", "localhost"),
    clients: bool = True,
    kubeconfig: pathlib.Path | None = None,
) -> Iterator[Tiller]:
    """Run a Tiller that stops with the context.

    :param namespace: the namespace of its records, which must exist.
    :param storage: ``configmap`` or ``secret``.
    :param authority: speak TLS with a certificate of this authority, issued for ``hosts``.
    :param clients: with TLS, require a client certificate of that authority.
    :param kubeconfig: its credentials for the API server, by default the administrator's.
    """
    program = programs.ensure(["tiller"])["tiller"]
    chosen = ports.choose(["tiller", "probe"], ())
    command = [
        str(program),
        f"--listen=127.0.0.1:{chosen['tiller']}",
        f"--probe-listen=127.0.0.1:{chosen['probe']}",
        f"--storage={storage}",
        f"--history-max={history_max}",
    ]
    files: list[pathlib.Path] = []
    if authority is not None:
        pair = authority.serving(f"tiller-{name}", hosts)
        files = [pair.certificate, pair.key]
        command += ["--tls", f"--tls-cert={pair.certificate}", f"--tls-key={pair.key}"]
        if clients:
            command += ["--tls-verify", f"--tls-ca-cert={authority.certificate}"]
    component = Component(
        f"tiller-{name}",
        command,
        lambda: _ailment(chosen["probe"]),
        files,
        {"KUBECONFIG": str(kubeconfig or cluster.kubeconfig), "TILLER_NAMESPACE": namespace},
    )
    supervisor = Supervisor(cluster.state)
    tiller = Tiller(f"127.0.0.1:{chosen['tiller']}", namespace, component, supervisor)
    supervisor.stop([component.name], force=True)
    try:
        tiller.start()
        yield tiller
    finally:
        tiller.stop()


def _ailment(port: int) -> str | None:
    """Return None when the Tiller with its probes at ``port`` is ready, else the reason."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readiness")
        status = connection.getresponse().status
    except OSError as error:
        return str(error)
    finally:
        connection.close()
    return None if status == 200 else f"its probe returns {status}"
