# SPDX-License-Identifier: GPL-3.0-or-later
"""etcd with one member, over TLS so that other users of the host cannot read the cluster's Secrets."""

from __future__ import annotations

from .api import Client
from .layout import Layout
from .processes import Component


def component(layout: Layout) -> Component:
    """Return the cluster's store."""
    client = f"https://127.0.0.1:{layout.ports['etcd']}"
    peer = f"https://127.0.0.1:{layout.ports['etcd-peer']}"
    serving = layout.serving
    authority = layout.authority.certificate
    asking = Client(layout.ports["etcd"], authority, layout.identity("apiserver"), timeout=2)
    command = [
        str(layout.programs["etcd"]),
        "--name=default",
        f"--data-dir={layout.data / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--client-cert-auth",
        f"--trusted-ca-file={authority}",
        f"--cert-file={serving.certificate}",
        f"--key-file={serving.key}",
        "--peer-client-cert-auth",
        f"--peer-trusted-ca-file={authority}",
        f"--peer-cert-file={serving.certificate}",
        f"--peer-key-file={serving.key}",
        "--log-level=warn",
        # A test cluster need not survive a power failure, and fsync would slow tests down.
        "--unsafe-no-fsync",
    ]
    return Component("etcd", command, lambda: asking.ailment("/health"), [authority, serving.certificate])
