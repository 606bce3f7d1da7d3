# SPDX-License-Identifier: GPL-3.0-or-later
"""What a real node needs of its host: root on Linux, and a few programs that Debian packages and no Go module has."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

from .errors import HarnessError
from .progress import Report

#: Program to the Debian package that has it. busybox must be the static one, since it is all that its image holds.
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

#: Where control groups are made.
CGROUPS = pathlib.Path("/sys/fs/cgroup")

#: Where the programs of root lie, which are not on everybody's PATH.
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def obstacle() -> str | None:
    """Why this machine can never run a real node; None when it can, perhaps after :func:`install`."""
    if sys.platform != "linux":
        return "a real node needs Linux"
    if os.geteuid() != 0:
        return "a real node needs root"
    lacking = missing()
    if lacking and not shutil.which("apt-get", path=PATH):
        return f"{', '.join(lacking)} lack here, and only on Debian are they installed"
    return None


def missing() -> list[str]:
    """The programs of :data:`PROGRAMS` that this machine lacks."""
    return [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]


def install(report: Report) -> None:
    """Install what lacks; HarnessError when it cannot be had."""
    reason = obstacle()
    if reason:
        raise HarnessError(f"there can be no tier 2 here: {reason}")
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
    """Why this machine's kernel lets even root make no node, although nothing lacks; None when it does.

    It is what a container without rights of its own looks like.
    """
    trial = "mount -t tmpfs tmpfs /run && ip link add node0 type bridge && echo 1 >/proc/sys/net/ipv4/ip_forward"
    command = ["unshare", "--net", "--mount", "--propagation", "private", "--", "/bin/sh", "-c", trial]
    environment = dict(os.environ, PATH=PATH)
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"a real node needs namespaces of its own: {error}"
    if done.returncode:
        return f"a real node needs namespaces of its own, and there can be none: {done.stderr.strip()[-300:]}"
    fixed = [str(folder) for folder in hierarchies() if not os.access(folder, os.W_OK)]
    if fixed:
        return f"a real node needs control groups, and none can be made in {', '.join(fixed)}"
    return None


def hierarchies() -> Iterator[pathlib.Path]:
    """The roots of all hierarchies of control groups: the one of version 2, or those of version 1."""
    if (CGROUPS / "cgroup.controllers").exists():
        yield CGROUPS
        return
    for folder in sorted(CGROUPS.iterdir()):
        if folder.is_dir() and not folder.is_symlink() and (folder / "cgroup.procs").exists():
            yield folder


def path_of(name: str) -> pathlib.Path:
    """The file of one of :data:`PROGRAMS`; HarnessError when it is not installed."""
    found = shutil.which(name, path=PATH)
    if found is None:
        raise HarnessError(f"{name} is not installed (package {PROGRAMS.get(name, name)})")
    return pathlib.Path(found)
