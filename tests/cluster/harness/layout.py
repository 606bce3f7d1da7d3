# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies where in a cluster's state folder, and who is who in it."""

from __future__ import annotations

import dataclasses
import pathlib

from . import kubeconfig
from .audit import ADMIN, HARNESS
from .authority import Authority, Pair

#: Ports on 127.0.0.1 that a cluster needs, by what listens there.
PORTS = ("apiserver", "etcd", "etcd-peer", "controller-manager", "scheduler", "node-api", "kwok")

#: Those that a cluster with a real node needs (tier 2).
NODE_PORTS = (
    "apiserver",
    "etcd",
    "etcd-peer",
    "controller-manager",
    "scheduler",
    "kubelet",
    "kubelet-health",
    "kube-proxy-health",
)

#: The range of the Services' addresses; on tier 1 nothing routes there.
SERVICES = "10.96.0.0/16"

#: The real node of tier 2, its address in the cluster's own network namespace, and the addresses of its pods.
NODE = "node-1"
NODE_ADDRESS = "10.250.0.1"
PODS = "10.244.0.0/24"

#: Names and addresses under which the servers of the cluster are reached.
HOSTS = (
    "127.0.0.1",
    "localhost",
    "10.96.0.1",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
)

#: Certificate's file name to the user and the groups that it stands for.
IDENTITIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "admin": (ADMIN, ("system:masters",)),
    "harness": (HARNESS, ("system:masters",)),
    "apiserver": ("coxswain:apiserver", ()),
    "controller-manager": ("system:kube-controller-manager", ("system:masters",)),
    "scheduler": ("system:kube-scheduler", ()),
    "nodes": ("coxswain:nodes", ("system:masters",)),
}


@dataclasses.dataclass(frozen=True)
class Layout:
    """One cluster's folder with its ports and programs."""

    name: str
    state: pathlib.Path
    ports: dict[str, int]
    #: Program name to file, as :func:`harness.programs.ensure` returns them.
    programs: dict[str, pathlib.Path]
    #: 1: simulated nodes; 2: a real one, everything in namespaces of its own.
    tier: int = 1

    @property
    def authority(self) -> Authority:
        return Authority(self.state / "certificates")

    @property
    def config(self) -> pathlib.Path:
        return self.state / "config"

    @property
    def data(self) -> pathlib.Path:
        return self.state / "data"

    @property
    def kubeconfig(self) -> pathlib.Path:
        """The administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def audit_log(self) -> pathlib.Path:
        return self.state / "logs" / "audit.log"

    @property
    def server(self) -> str:
        """The API server's URL."""
        return f"https://127.0.0.1:{self.ports['apiserver']}"

    @property
    def serving(self) -> Pair:
        """The certificate that all servers of the cluster share."""
        return self.authority.serving("serving", HOSTS)

    @property
    def account_key(self) -> Pair:
        """The key pair that signs and checks service account tokens."""
        return self.authority.signing_key("service-accounts")

    def identity(self, name: str) -> Pair:
        """The client certificate of one of :data:`IDENTITIES`."""
        user, groups = IDENTITIES[name]
        return self.authority.client(name, user, groups)

    def kubeconfig_of(self, name: str) -> pathlib.Path:
        """Where the kubeconfig of one of :data:`IDENTITIES` lies."""
        return self.kubeconfig if name == "admin" else self.config / f"{name}.kubeconfig"

    def write_kubeconfigs(self) -> None:
        """Write the kubeconfigs of those who need one, where their content differs."""
        trusted = self.authority.certificate.read_bytes()
        for name in ("admin", "controller-manager", "scheduler", "nodes"):
            credentials = kubeconfig.certificate(self.identity(name))
            text = kubeconfig.render(f"coxswain-{self.name}", self.server, trusted, IDENTITIES[name][0], credentials)
            kubeconfig.write(self.kubeconfig_of(name), text)
