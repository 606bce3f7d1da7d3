# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths in a cluster's state folder, and the identities of its components."""

from __future__ import annotations

import dataclasses
import pathlib

from . import kubeconfig
from .audit import ADMIN, HARNESS
from .authority import Authority, Pair

#: Ports of a cluster on 127.0.0.1, named after the listener.
PORTS = ("apiserver", "etcd", "etcd-peer", "controller-manager", "scheduler", "node-api", "kwok")

#: The same for a cluster with a real node (tier 2).
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

#: The address range of Services; on tier 1 nothing routes there.
SERVICES = "10.96.0.0/16"

#: The real node of tier 2, its address in the cluster's network namespace, and the address range of its pods.
NODE = "node-1"
NODE_ADDRESS = "10.250.0.1"
PODS = "10.244.0.0/24"

#: Names and addresses in the servers' certificates.
HOSTS = (
    "127.0.0.1",
    "localhost",
    "10.96.0.1",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
)

#: File name of a certificate to its user and groups.
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
    """The folder, ports and programs of one cluster."""

    name: str
    state: pathlib.Path
    ports: dict[str, int]
    #: Program name to file, as :func:`harness.programs.ensure` returns them.
    programs: dict[str, pathlib.Path]
    #: 1: simulated nodes; 2: a real one, with all components in their own namespaces.
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
        """Return the administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def audit_log(self) -> pathlib.Path:
        return self.state / "logs" / "audit.log"

    @property
    def server(self) -> str:
        """Return the API server's URL."""
        return f"https://127.0.0.1:{self.ports['apiserver']}"

    @property
    def serving(self) -> Pair:
        """Return the certificate that all servers of the cluster share."""
        return self.authority.serving("serving", HOSTS)

    @property
    def account_key(self) -> Pair:
        """Return the key pair that signs and verifies service account tokens."""
        return self.authority.signing_key("service-accounts")

    def identity(self, name: str) -> Pair:
        """Return the client certificate of one of :data:`IDENTITIES`."""
        user, groups = IDENTITIES[name]
        return self.authority.client(name, user, groups)

    def kubeconfig_of(self, name: str) -> pathlib.Path:
        """Return the path of the kubeconfig of one of :data:`IDENTITIES`."""
        return self.kubeconfig if name == "admin" else self.config / f"{name}.kubeconfig"

    def write_kubeconfigs(self) -> None:
        """Write the kubeconfigs of the components that need one, where their content differs."""
        trusted = self.authority.certificate.read_bytes()
        for name in ("admin", "controller-manager", "scheduler", "nodes"):
            credentials = kubeconfig.certificate(self.identity(name))
            text = kubeconfig.render(f"coxswain-{self.name}", self.server, trusted, IDENTITIES[name][0], credentials)
            kubeconfig.write(self.kubeconfig_of(name), text)
