# SPDX-License-Identifier: GPL-3.0-or-later
"""The kernel resources of a cluster with a real node: namespaces and control groups.

One process, the holder, has its own network and mount namespace, and every other component enters these. So
addresses, routes and packet filters of the cluster never affect the host's, and the folders to which kubelet and
containerd write regardless of their settings (/run, /var/lib, /var/log) are the cluster's own. When the last process
ends, the kernel removes both namespaces with all devices and mounts in them, even after a crash.
Containers are not children of a supervised process; they are found by the control groups below the cluster's own.
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

#: Folders that the cluster's mount namespace replaces, with their place in the state folder.
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
    """Return the process that creates the namespaces and holds them open."""
    for path in _OWN:
        if pathlib.Path(path) in layout.state.parents:
            raise HarnessError(f"the folder of a cluster with a real node must not be below {path}: {layout.state}")
    command = ["unshare", "--net", "--mount", "--propagation", "private", "--", "/bin/sh", "-c", _SETUP, "sh"]
    ready = layout.state / "node" / "namespaces-ready"
    return Component(
        HOLDER,
        [*command, str(layout.state), NODE_ADDRESS, SERVICES],
        lambda: None if ready.exists() else "it has not set up its network",
        environment={"PATH": node_packages.PATH},
    )


def prepare(layout: Layout) -> None:
    """Create the folders that the holder mounts."""
    for name in _OWN.values():
        (layout.state / "node" / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    (layout.state / "node" / "namespaces-ready").unlink(missing_ok=True)


def gateway(layout: Layout, pid: int) -> Component:
    """Return the process that makes the cluster's ports reachable from the host."""
    program = pathlib.Path(__file__).with_name("gateway.py")
    ports = sorted(layout.ports.values())
    command = [sys.executable, "-I", str(program), "--namespace", f"/proc/{pid}/ns/net", *map(str, ports)]
    return Component("gateway", command, lambda: None, [program])


def inside(component: Component, pid: int) -> Component:
    """Return the component, run in the namespaces of the process ``pid``."""
    # All components need the mounts: the sockets of the node exist only there.
    enter = ["nsenter", f"--net=/proc/{pid}/ns/net", f"--mount=/proc/{pid}/ns/mnt", "--"]
    environment = {"PATH": node_packages.PATH, **component.environment}
    return dataclasses.replace(component, command=[*enter, *component.command], environment=environment)


def command(supervisor: Supervisor) -> list[str]:
    """Return the prefix of a command that runs in the cluster's namespaces; HarnessError when there are none."""
    process = supervisor.running(HOLDER)
    if process is None:
        raise HarnessError("the cluster's namespaces are gone: start it again")
    return ["nsenter", f"--net=/proc/{process.pid}/ns/net", f"--mount=/proc/{process.pid}/ns/mnt", "--"]


# Control groups


def make_cgroups(name: str) -> None:
    """Create the control group ``name`` in every hierarchy, as the parent of those that kubelet creates."""
    for hierarchy in node_packages.hierarchies():
        folder = hierarchy / name
        folder.mkdir(exist_ok=True)
        for file in ("cpuset.cpus", "cpuset.mems"):
            # Without these a group of version 1 accepts no process.
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
    """Kill all processes in the control group ``name`` and below, remove the groups, and return the number killed."""
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
        # A group can be removed when the kernel has reaped its last process.
        time.sleep(0.05)
    return len(killed)


def _groups(name: str) -> Iterator[pathlib.Path]:
    """Yield the groups ``name`` and below, deepest first."""
    for hierarchy in node_packages.hierarchies():
        for folder, _folders, _files in os.walk(hierarchy / name, topdown=False):
            yield pathlib.Path(folder)


def _members(folder: pathlib.Path) -> set[int]:
    try:
        return {int(line) for line in (folder / "cgroup.procs").read_text().split()} - {0, os.getpid()}
    except OSError:
        return set()
