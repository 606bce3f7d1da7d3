# SPDX-License-Identifier: GPL-3.0-or-later
"""The requirements of a real node: root on Linux, and programs from Debian packages that no Go module has."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

from .errors import HarnessError
from .progress import Report

#: Program to its Debian package. busybox must be the static one, since its image contains nothing else.
PROGRAMS = {
    "runc": "runc",
    "iptables": "iptables",
    "conntrack": "conntrack",
    "busybox": "busybox-static",
    "socat": "socat",
    "ip": "iproute2",
    "mount": "mount",
    "nsenter": "util-linux",
}

#: The mount point of control groups.
CGROUPS = pathlib.Path("/sys/fs/cgroup")

#: The folders of root's programs, which may not be on the PATH.
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def obstacle() -> str | None:
    """Return why this host can never run a real node; None when it can, perhaps after :func:`install`."""
    if sys.platform != "linux":
        return "a real node needs Linux"
    if os.geteuid() != 0:
        return "a real node needs root"
    lacking = missing()
    if lacking and not shutil.which("apt-get", path=PATH):
        return f"{', '.join(lacking)} not found, and missing packages are installed on Debian only"
    return None


def missing() -> list[str]:
    """List missing programs of :data:`PROGRAMS`."""
    return [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]


def install(report: Report) -> None:
    """Install missing packages; HarnessError when that fails."""
    reason = obstacle()
    if reason:
        raise HarnessError(f"tier 2 is not possible here: {reason}")
    lacking = sorted({PROGRAMS[name] for name in missing()})
    if not lacking:
        return
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", PATH=PATH)
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *lacking]
    with report.step(f"Install {', '.join(lacking)}"):
        for command in (install, ["apt-get", "update", "-q"], install):
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if command is install and not done.returncode:
                break
    if missing():
        raise HarnessError(f"installing {', '.join(lacking)} failed: {done.stderr.strip()[-1000:]}")


def barrier() -> str | None:
    """Return why the kernel does not let even root create a node, although all programs exist; None when it does.

    This is the case in an unprivileged container.
    """
    trial = "mount -t tmpfs tmpfs /run && ip link add node0 type bridge && echo 1 >/proc/sys/net/ipv4/ip_forward"
    command = ["unshare", "--net", "--mount", "--propagation", "private", "--", "/bin/sh", "-c", trial]
    environment = dict(os.environ, PATH=PATH)
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"a real node needs namespaces of its own: {error}"
    if done.returncode:
        return f"a real node needs namespaces of its own, and none can be created: {done.stderr.strip()[-300:]}"
    fixed = [str(folder) for folder in hierarchies() if not os.access(folder, os.W_OK)]
    if fixed:
        return f"a real node needs control groups, and none can be created in {', '.join(fixed)}"
    return None


def hierarchies() -> Iterator[pathlib.Path]:
    """Yield the roots of all control group hierarchies: the one of version 2, or those of version 1."""
    if (CGROUPS / "cgroup.controllers").exists():
        yield CGROUPS
        return
    for folder in sorted(CGROUPS.iterdir()):
        if folder.is_dir() and not folder.is_symlink() and (folder / "cgroup.procs").exists():
            yield folder


def path_of(name: str) -> pathlib.Path:
    """Return the path of one of :data:`PROGRAMS`; HarnessError when it is not installed."""
    found = shutil.which(name, path=PATH)
    if found is None:
        raise HarnessError(f"{name} is not installed (package {PROGRAMS.get(name, name)})")
    return pathlib.Path(found)
