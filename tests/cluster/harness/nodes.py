# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated nodes: kwok drives their pods, the node API serves their logs."""

from __future__ import annotations

import pathlib
import sys
from typing import Any

from .api import Client
from .layout import IDENTITIES, Layout
from .places import STAGES
from .processes import Component

NODES = ("node-1", "node-2")

MERGE = "application/merge-patch+json"


def kwok(layout: Layout) -> Component:
    """Return kwok with this project's stages; a change of a stage requires a restart."""
    stages = sorted(STAGES.glob("*.yaml"))
    kubeconfig, serving = layout.kubeconfig_of("nodes"), layout.serving
    asking = Client(layout.ports["kwok"], layout.authority.certificate, timeout=2)
    command = [
        str(layout.programs["kwok"]),
        f"--kubeconfig={kubeconfig}",
        "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
        "--node-lease-duration-seconds=40",
        "--node-ip=127.0.0.1",
        "--cidr=10.244.0.0/16",
        f"--server-address=127.0.0.1:{layout.ports['kwok']}",
        f"--tls-cert-file={serving.certificate}",
        f"--tls-private-key-file={serving.key}",
        *(f"--config={stage}" for stage in stages),
    ]
    files = [kubeconfig, serving.certificate, *stages]
    return Component("kwok", command, lambda: asking.ailment("/healthz"), files)


def node_api(layout: Layout) -> Component:
    """Return the program that stands in for the nodes' kubelets."""
    port = layout.ports["node-api"]
    authority = layout.authority.certificate
    identity = layout.identity("nodes")
    asking = Client(port, authority, layout.identity("apiserver"), timeout=2)
    program = pathlib.Path(__file__).with_name("node_api.py")
    command = [
        sys.executable,
        "-I",
        str(program),
        f"--port={port}",
        f"--api-port={layout.ports['apiserver']}",
        f"--authority={authority}",
        "--serving",
        str(layout.serving.certificate),
        str(layout.serving.key),
        "--identity",
        str(identity.certificate),
        str(identity.key),
        f"--client={IDENTITIES['apiserver'][0]}",
    ]
    return Component(
        "node-api", command, lambda: asking.ailment("/healthz"), [program, authority, layout.serving.certificate]
    )


def create(client: Client, port: int) -> None:
    """Create the nodes, with their address and port, and the storage class, unless they exist."""
    for name in NODES:
        labels = {
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": "amd64",
            "type": "kwok",
        }
        node: dict[str, Any] = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}},
        }
        client.create("/api/v1/nodes", node)
        addresses = [{"type": "InternalIP", "address": "127.0.0.1"}, {"type": "Hostname", "address": name}]
        status = {"addresses": addresses, "daemonEndpoints": {"kubeletEndpoint": {"Port": port}}}
        client.text("PATCH", f"/api/v1/nodes/{name}/status", {"status": status}, MERGE)
    create_storage_class(client)


def create_storage_class(client: Client) -> None:
    """Create the default storage class; on tier 2 nothing binds its claims."""
    default = {"storageclass.kubernetes.io/is-default-class": "true"}
    storage_class = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "standard", "annotations": default},
        "provisioner": "coxswain.test/volume",
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate",
    }
    client.create("/apis/storage.k8s.io/v1/storageclasses", storage_class)


def ailment(client: Client) -> str | None:
    """Return None when all nodes are ready and accept pods, else what is missing."""
    for node in client.json("GET", "/api/v1/nodes")["items"]:
        name = node["metadata"]["name"]
        conditions = {item["type"]: item["status"] for item in node["status"].get("conditions", [])}
        if name in NODES and conditions.get("Ready") != "True":
            return f"{name} is not Ready"
        taints = [taint["key"] for taint in node["spec"].get("taints", [])]
        if name in NODES and any(key.startswith("node.kubernetes.io/") for key in taints):
            return f"{name} still has the taint {taints[0]}"
    return None
