# SPDX-License-Identifier: GPL-3.0-or-later
"""The real node: containerd, kubelet and kube-proxy, one process each in the cluster's namespaces."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import socket
import subprocess
from typing import Any

from . import images, kubeconfig, namespaces, node_packages
from .api import Client
from .errors import HarnessError
from .layout import NODE, NODE_ADDRESS, PODS, Layout
from .processes import Component

#: In start order.
COMPONENTS = ("containerd", "kubelet", "kube-proxy")

#: In the cluster's mount namespace, which has its own /run.
SOCKET = "/run/containerd/containerd.sock"


def cgroup(layout: Layout) -> str:
    """Return the control group of all containers of the cluster."""
    # Clusters in different folders may have the same name.
    return f"coxswain-{layout.name}-{hashlib.sha256(str(layout.state).encode()).hexdigest()[:8]}"


def containerd(layout: Layout, pid: int) -> Component:
    """Return the container runtime."""
    folder = layout.state / "node"
    path = layout.config / "containerd.toml"
    network = layout.config / "cni" / "10-bridge.conflist"
    network.parent.mkdir(mode=0o700, exist_ok=True)
    kubeconfig.write(network, json.dumps(_network(), indent=1))
    kubeconfig.write(path, _containerd(layout, network.parent))
    programs = os.pathsep.join([str(layout.programs["containerd"].parent), node_packages.PATH])
    return Component(
        "containerd",
        # The harness starts programs with a strict umask, which files of containers would inherit.
        ["/bin/sh", "-c", 'umask 022; exec "$@"', "sh", str(layout.programs["containerd"]), f"--config={path}"],
        lambda: _answers(pathlib.Path(f"/proc/{pid}/root{SOCKET}")),
        [path, network],
        {"PATH": programs, "TMPDIR": str(folder)},
    )


def kubelet(layout: Layout) -> Component:
    """Return the node's agent; the API server reaches it at the node's address, which is that of the bridge."""
    serving = layout.authority.serving("kubelet", [NODE_ADDRESS, "127.0.0.1", NODE])
    port = layout.ports["kubelet-health"]
    path = layout.config / "kubelet.json"
    kubeconfig.write(path, json.dumps(_kubelet(layout, serving.certificate, serving.key), indent=1))
    identity = layout.kubeconfig_of("nodes")
    command = [
        *("/bin/sh", "-c", 'umask 022; exec "$@"', "sh"),
        str(layout.programs["kubelet"]),
        f"--config={path}",
        f"--kubeconfig={identity}",
        f"--hostname-override={NODE}",
        f"--node-ip={NODE_ADDRESS}",
    ]
    return Component("kubelet", command, lambda: _healthy(port), [path, identity, serving.certificate])


def kube_proxy(layout: Layout) -> Component:
    """Return the proxy that makes the addresses of Services work."""
    port = layout.ports["kube-proxy-health"]
    path = layout.config / "kube-proxy.json"
    settings = {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "clientConnection": {"kubeconfig": str(layout.kubeconfig_of("nodes"))},
        "mode": "iptables",
        "clusterCIDR": PODS,
        "healthzBindAddress": f"127.0.0.1:{port}",
        "metricsBindAddress": "",
        # Pods of a node share a bridge, so a response would bypass the packet filter and come from another address
        # than the Service's. With the node's address as the source it returns through the filter.
        "iptables": {"masqueradeAll": True, "minSyncPeriod": "50ms"},
        "conntrack": {"maxPerCore": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
        "hostnameOverride": NODE,
    }
    kubeconfig.write(path, json.dumps(settings, indent=1))
    command = [str(layout.programs["kube-proxy"]), f"--config={path}"]
    return Component("kube-proxy", command, lambda: _healthy(port), [path, layout.kubeconfig_of("nodes")])


def import_images(layout: Layout, enter: list[str]) -> None:
    """Import the images that the node does not have yet."""
    listing = _ctr(layout, enter, "images", "list", "-q").split()
    for number, image in enumerate(images.images(layout.programs)):
        if set(image.names) <= set(listing):
            continue
        path = layout.state / "node" / f"image-{number}.tar"
        images.write(image, path)
        try:
            _ctr(layout, enter, "images", "import", str(path))
        finally:
            path.unlink(missing_ok=True)


def ailment(client: Client) -> str | None:
    """Return None when the node is ready and accepts pods, else what is missing."""
    found = [node for node in client.json("GET", "/api/v1/nodes")["items"] if node["metadata"]["name"] == NODE]
    if not found:
        return "the node is not registered"
    conditions = {item["type"]: item for item in found[0]["status"].get("conditions", [])}
    ready = conditions.get("Ready", {})
    if ready.get("status") != "True":
        return f"the node is not Ready: {ready.get('message', 'it reports nothing')}"
    taints = [taint["key"] for taint in found[0]["spec"].get("taints", [])]
    return f"the node still has the taint {taints[0]}" if taints else None


def _ctr(layout: Layout, enter: list[str], *arguments: str) -> str:
    command = [*enter, str(layout.programs["ctr"]), "--address", SOCKET, "--namespace", "k8s.io", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise HarnessError(f"ctr {' '.join(arguments)} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout


def _network() -> dict[str, Any]:
    ranges = [[{"subnet": PODS}]]
    bridge = {
        "type": "bridge",
        "bridge": "cni0",
        "isDefaultGateway": True,
        "ipMasq": True,
        "hairpinMode": True,
        "ipam": {"type": "host-local", "ranges": ranges},
    }
    plugins = [bridge, {"type": "portmap", "capabilities": {"portMappings": True}}]
    return {"cniVersion": "1.0.0", "name": "coxswain", "plugins": plugins}


def _containerd(layout: Layout, network: pathlib.Path) -> str:
    text = json.dumps
    return f"""version = 3
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.tracing.processor.v1.otlp", \
"io.containerd.internal.v1.tracing"]

[plugins."io.containerd.cri.v1.runtime"]
# Without CAP_SYS_RESOURCE no process may make its score better than its parent's, and every sandbox would fail.
restrict_oom_score_adj = true

[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = [{text(str(layout.programs["bridge"].parent))}]
conf_dir = {text(str(network))}

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
BinaryName = {text(str(node_packages.path_of("runc")))}
SystemdCgroup = false

[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = {text(images.PAUSE)}
"""


def _kubelet(layout: Layout, certificate: pathlib.Path, key: pathlib.Path) -> dict[str, Any]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": NODE_ADDRESS,
        "port": layout.ports["kubelet"],
        "healthzBindAddress": "127.0.0.1",
        "healthzPort": layout.ports["kubelet-health"],
        "tlsCertFile": str(certificate),
        "tlsPrivateKeyFile": str(key),
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": False},
            "x509": {"clientCAFile": str(layout.authority.certificate)},
        },
        "authorization": {"mode": "AlwaysAllow"},
        "containerRuntimeEndpoint": f"unix://{SOCKET}",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{cgroup(layout)}",
        "failCgroupV1": False,
        "failSwapOn": False,
        "enforceNodeAllocatable": [],
        "evictionHard": {"memory.available": "50Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
        "imageGCHighThresholdPercent": 100,
        "resolvConf": "",
        "clusterDomain": "cluster.local",
        "syncFrequency": "2s",
        "nodeStatusUpdateFrequency": "2s",
        "volumePluginDir": str(layout.state / "node" / "volume-plugins"),
        "shutdownGracePeriod": "0s",
        "serializeImagePulls": False,
    }


def _healthy(port: int) -> str | None:
    """Return None when /healthz on the port is OK, else the reason; plain HTTP, as kubelet and kube-proxy serve it."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return None if answer.status == http.client.OK else f"status {answer.status}: {answer.read(200)!r}"
    except (OSError, http.client.HTTPException) as error:
        return str(error) or repr(error)
    finally:
        connection.close()


def _answers(path: pathlib.Path) -> str | None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
        except OSError as error:
            return str(error)
    return None


def clear(layout: Layout) -> int:
    """Kill the processes of all containers of the node, also those that nothing supervises any more."""
    return namespaces.clear_cgroups(cgroup(layout))
