# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that a node needs for port-forward, by its facts, and how to install them."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.filter.port_forward_needs import port_forward_needs
from ansible_collections.coxswain.helm.plugins.plugin_utils import port_forward

BOTH = ["socat", "nsenter"]

#: Facts of a node, its runtime and version, and the programs it needs.
NODES = {
    # reported by the node to the API server
    "containerd 1.7": ({"node": "containerd://1.7.2"}, "containerd", "1.7.2", []),
    "containerd 2": ({"node": "containerd://2.4.2"}, "containerd", "2.4.2", []),
    "the first containerd without socat": ({"node": "containerd://1.4.0"}, "containerd", "1.4.0", []),
    "the last containerd with socat": ({"node": "containerd://1.3.9"}, "containerd", "1.3.9", BOTH),
    "containerd 1.10 is newer than 1.4": ({"node": "containerd://1.10.1"}, "containerd", "1.10.1", []),
    "the containerd of k3s": ({"node": "containerd://1.3.3-k3s2"}, "k3s", "1.3.3", []),
    "CRI-O 1.19": ({"node": "cri-o://1.19.0"}, "cri-o", "1.19.0", []),
    "CRI-O 1.18": ({"node": "cri-o://1.18.4"}, "cri-o", "1.18.4", BOTH),
    "Docker, whatever its version": ({"node": "docker://24.0.7"}, "docker", "24.0.7", BOTH),
    # by the kubelet's configuration
    "dockershim by a flag": ({"flags": "--container-runtime=docker"}, "docker", "", BOTH),
    "cri-dockerd by a flag": (
        {"flags": "--container-runtime-endpoint=unix:///run/cri-dockerd.sock", "versions": {"docker": "x 24.0.7,"}},
        "docker",
        "24.0.7",
        BOTH,
    ),
    "containerd by kubeadm's file": (
        {
            "flags": 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock"',
            "versions": {"containerd": "containerd github.com/containerd/containerd v1.6.21 3dce8eb055cbb"},
        },
        "containerd",
        "1.6.21",
        [],
    ),
    "containerd by the kubelet's settings": (
        {
            "flags": '{"containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock"}',
            "versions": {"containerd": "containerd containerd.io 1.2.13 7ad184331fa3e"},
        },
        "containerd",
        "1.2.13",
        BOTH,
    ),
    "the endpoint is more than Docker's socket beside it": (
        {"flags": "containerRuntimeEndpoint: unix:///var/run/crio/crio.sock", "sockets": ["/var/run/dockershim.sock"]},
        "cri-o",
        "",
        BOTH,
    ),
    "two words": (
        {"flags": "--container-runtime-endpoint\nunix:///run/k3s/containerd/containerd.sock"},
        "k3s",
        "",
        [],
    ),
    # by sockets: Docker includes containerd
    "Docker's shim beside its containerd": (
        {"sockets": ["/run/cri-dockerd.sock", "/run/containerd/containerd.sock"], "versions": {"containerd": "1.7.2"}},
        "docker",
        "",
        BOTH,
    ),
    "k3s's socket": ({"sockets": ["/run/k3s/containerd/containerd.sock"]}, "k3s", "", []),
    "containerd's socket without a version": (
        {"sockets": ["/run/containerd/containerd.sock"]},
        "containerd",
        "",
        BOTH,
    ),
    # by installed programs only, before the node joins
    "containerd is installed": (
        {"versions": {"containerd": "containerd v1.6.8", "docker": ""}},
        "containerd",
        "1.6.8",
        [],
    ),
    "CRI-O is installed": ({"versions": {"crio": "crio version 1.28.1\nVersion: 1.28.1"}}, "cri-o", "1.28.1", []),
    "nothing is known": ({}, "", "", BOTH),
}


@pytest.mark.parametrize(("facts", "runtime", "version", "programs"), NODES.values(), ids=NODES)
def test_what_a_node_needs(facts, runtime, version, programs):
    found = port_forward_needs(facts)
    assert (found["runtime"], found["version"], found["programs"]) == (runtime, version, programs)
    assert found["reason"]


#: Package manager, install method, install command and packages.
MANAGERS = {
    "Debian": ("apt", "module", [], {"socat": "socat", "nsenter": "util-linux", "conntrack": "conntrack"}),
    "RHEL 8": ("dnf", "module", [], {"socat": "socat", "nsenter": "util-linux", "conntrack": "conntrack-tools"}),
    "Fedora": ("dnf5", "module", [], {"socat": "socat", "nsenter": "util-linux", "conntrack": "conntrack-tools"}),
    "CentOS 7": ("yum", "module", [], {"socat": "socat", "nsenter": "util-linux", "conntrack": "conntrack-tools"}),
    "SUSE": (
        "zypper",
        "command",
        ["zypper", "--non-interactive", "install", "--no-recommends"],
        {"socat": "socat", "nsenter": "util-linux", "conntrack": "conntrack-tools"},
    ),
    "Alpine": (
        "apk",
        "command",
        ["apk", "add", "--no-progress"],
        {"socat": "socat", "nsenter": "util-linux-misc", "conntrack": "conntrack-tools"},
    ),
    "Arch": (
        "pacman",
        "command",
        ["pacman", "--sync", "--noconfirm", "--needed"],
        {"socat": "socat", "nsenter": "util-linux", "conntrack": "conntrack-tools"},
    ),
    "Flatcar": ("unknown", "file", [], {"socat": "socat", "nsenter": "util-linux", "conntrack": "conntrack-tools"}),
}


@pytest.mark.parametrize(("manager", "method", "command", "packages"), MANAGERS.values(), ids=MANAGERS)
def test_where_programs_come_from(manager, method, command, packages):
    found = port_forward_needs({}, runtime="dockershim", manager=manager, also=["conntrack"])
    assert (found["install_method"], found["command"], found["packages"]) == (method, command, packages)


def test_a_runtime_that_is_named_beats_what_is_found():
    found = port_forward_needs({"node": "docker://24.0.7"}, runtime="containerd", version="1.7.0")
    assert (found["runtime"], found["programs"]) == ("containerd", [])


def test_every_manager_has_one_install_method():
    assert not set(port_forward.COMMANDS) & set(port_forward.MODULES)


BAD = {
    "an unknown runtime": (({}, "rkt"), {}, "unsupported container runtime 'rkt'"),
    "an unknown program": (({},), {"also": ["ipvsadm"]}, "unsupported program 'ipvsadm'"),
    "no dictionary": (("containerd",), {}, "must be a dictionary, not str"),
}


@pytest.mark.parametrize(("arguments", "options", "message"), BAD.values(), ids=BAD)
def test_bad_input(arguments, options, message):
    with pytest.raises(AnsibleFilterError, match=message):
        port_forward_needs(*arguments, **options)
