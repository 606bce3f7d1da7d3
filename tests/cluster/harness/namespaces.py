# SPDX-License-Identifier: GPL-3.0-or-later
"""The namespaces in which a cluster with a real node lives, and what else of the kernel it takes.

One process, the holder, has a network and a mount namespace of its own, and every other component enters these. So
addresses, routes and packet filters of the cluster never meet the machine's, and the folders to which kubelet and
containerd write whatever their settings say (/run, /var/lib, /var/log) are the cluster's own. When the last process
has ended the kernel removes both namespaces, with all devices and mounts in them, however that process ended.
Containers are no children of anything that is supervised: the control groups below the cluster's own lead to them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import signal
import sys
import time
from collections.abc import Iterator

from . import node_packages
from .errors import HarnessError
from .layout import NODE_ADDRESS, SERVICES, Layout
from .processes import Component, Supervisor

#: The component that holds the namespaces open.
HOLDER = "namespaces"

CGROUPS = node_packages.CGROUPS

#: Folders of the machine that are the cluster's own inside its mount namespace, with their place in the state folder.
_OWN = {"/var/lib": "lib", "/var/log": "log"}

_SETUP = """
set -e
state="$1" address="$2" services="$3"
for pair in "/var/lib lib" "/var/log log"; do
    set -- $pair
    mount --bind "$state/node/$2" "$1"
done
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock
mount --make-rshared /
ip link set lo up
ip link add node0 type bridge
ip address add "$address/24" dev node0
ip link set node0 up
ip route add "$services" dev node0
echo 1 >/proc/sys/net/ipv4/ip_forward
: >"$state/node/namespaces-ready"
exec sleep infinity
"""


def holder(layout: Layout) -> Component:
    """The process that makes the namespaces and holds them."""
    for path in _OWN:
        if pathlib.Path(path) in layout.state.parents:
            raise HarnessError(f"the folder of a cluster with a real node may not lie below {path}: {layout.state}")
    command = ["unshare", "--net", "--mount", "--propagation", "private", "--", "/bin/sh", "-c", _SETUP, "sh"]
    ready = layout.state / "node" / "namespaces-ready"
    return Component(
        HOLDER,
        [*command, str(layout.state), NODE_ADDRESS, SERVICES],
        lambda: None if ready.exists() else "it has not set up its network",
        environment={"PATH": node_packages.PATH},
    )


def prepare(layout: Layout) -> None:
    """Make the folders that the holder mounts."""
    for name in _OWN.values():
        (layout.state / "node" / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    (layout.state / "node" / "namespaces-ready").unlink(missing_ok=True)


def gateway(layout: Layout, pid: int) -> Component:
    """The process that makes the cluster's ports reachable from the machine."""
    program = pathlib.Path(__file__).with_name("gateway.py")
    ports = sorted(layout.ports.values())
    command = [sys.executable, "-I", str(program), "--namespace", f"/proc/{pid}/ns/net", *map(str, ports)]
    return Component("gateway", command, lambda: None, [program])


def inside(component: Component, pid: int) -> Component:
    """The component, run in the namespaces that the process ``pid`` holds."""
    # The mounts are for all: a component that kept the machine's would find the node's sockets nowhere.
    enter = ["nsenter", f"--net=/proc/{pid}/ns/net", f"--mount=/proc/{pid}/ns/mnt", "--"]
    environment = {"PATH": node_packages.PATH, **component.environment}
    return dataclasses.replace(component, command=[*enter, *component.command], environment=environment)


def command(supervisor: Supervisor) -> list[str]:
    """What to put before a command so that it runs in the cluster's namespaces; HarnessError when there are none."""
    process = supervisor.running(HOLDER)
    if process is None:
        raise HarnessError("the cluster's namespaces are gone: bring it up again")
    return ["nsenter", f"--net=/proc/{process.pid}/ns/net", f"--mount=/proc/{process.pid}/ns/mnt", "--"]


# Control groups


def make_cgroups(name: str) -> None:
    """Make the control group ``name`` in every hierarchy, as the parent of all that kubelet makes."""
    for hierarchy in node_packages.hierarchies():
        folder = hierarchy / name
        folder.mkdir(exist_ok=True)
        for file in ("cpuset.cpus", "cpuset.mems"):
            # Without these a group of version 1 takes no process.
            with contextlib.suppress(OSError):
                if not (folder / file).read_text().strip():
                    (folder / file).write_text((hierarchy / file).read_text())
    if (CGROUPS / "cgroup.controllers").exists():
        controllers = (CGROUPS / "cgroup.controllers").read_text().split()
        for folder in (CGROUPS, CGROUPS / name):
            for controller in controllers:
                with contextlib.suppress(OSError):
                    (folder / "cgroup.subtree_control").write_text(f"+{controller}")


def clear_cgroups(name: str) -> int:
    """Kill every process in the control group ``name`` and below, remove the groups; returns how many there were."""
    killed: set[int] = set()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        members = {pid for folder in _groups(name) for pid in _members(folder)}
        if not members:
            break
        killed |= members
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    for _ in range(20):
        left = False
        for folder in _groups(name):
            with contextlib.suppress(FileNotFoundError):
                try:
                    folder.rmdir()
                except OSError:
                    left = True
        if not left:
            break
        # A group goes when the kernel has reaped its last process.
        time.sleep(0.05)
    return len(killed)


def _groups(name: str) -> Iterator[pathlib.Path]:
    """The groups ``name`` and below, deepest first."""
    for hierarchy in node_packages.hierarchies():
        for folder, _folders, _files in os.walk(hierarchy / name, topdown=False):
            yield pathlib.Path(folder)


def _members(folder: pathlib.Path) -> set[int]:
    try:
        return {int(line) for line in (folder / "cgroup.procs").read_text().split()} - {0, os.getpid()}
    except OSError:
        return set()
