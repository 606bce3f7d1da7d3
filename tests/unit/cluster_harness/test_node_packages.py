# SPDX-License-Identifier: GPL-3.0-or-later
"""Where there can be a real node, and what it lacks."""

from __future__ import annotations

import pathlib
import subprocess

import pytest
from harness import node_packages
from harness.errors import HarnessError
from harness.progress import Silent

#: Platform, user id and the programs that are there, and a word of why there can be no node.
MACHINES = {
    "another system": ("darwin", 0, set(), "needs Linux"),
    "another user": ("linux", 1000, set(node_packages.PROGRAMS), "needs root"),
    "everything is there": ("linux", 0, set(node_packages.PROGRAMS), None),
    "Debian can install what lacks": ("linux", 0, {"apt-get"}, None),
    "others cannot": ("linux", 0, set(node_packages.PROGRAMS) - {"runc"}, "runc lack"),
}


@pytest.mark.parametrize("case", MACHINES.values(), ids=MACHINES)
def test_obstacles(case: tuple, monkeypatch: pytest.MonkeyPatch) -> None:
    platform, user, programs, word = case
    monkeypatch.setattr(node_packages.sys, "platform", platform)
    monkeypatch.setattr(node_packages.os, "geteuid", lambda: user)
    monkeypatch.setattr(node_packages.shutil, "which", lambda name, path: f"/bin/{name}" if name in programs else None)
    reason = node_packages.obstacle()
    assert (reason is None) == (word is None)
    if word:
        assert word in str(reason)
        with pytest.raises(HarnessError, match="tier 2 is not possible"):
            node_packages.install(Silent())


#: How the trial of namespaces ends, whether control groups can be made, and a word of why there can be no node.
KERNELS = {
    "all is allowed": (0, True, None),
    "a container without rights": (1, True, "unshare failed: Operation not permitted"),
    "control groups of another": (0, False, "control groups"),
}


@pytest.mark.parametrize("case", KERNELS.values(), ids=KERNELS)
def test_barriers(case: tuple, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    code, writable, word = case
    (tmp_path / "cgroup.controllers").touch()
    said = "" if code == 0 else "unshare: unshare failed: Operation not permitted\n"
    done = subprocess.CompletedProcess([], code, "", said)
    monkeypatch.setattr(node_packages, "CGROUPS", tmp_path)
    monkeypatch.setattr(node_packages.subprocess, "run", lambda *_, **__: done)
    monkeypatch.setattr(node_packages.os, "access", lambda path, mode: writable)
    reason = node_packages.barrier()
    assert (reason is None) == (word is None)
    assert not word or word in str(reason)
