# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a real node is possible, and which programs are missing."""

from __future__ import annotations

import pathlib
import subprocess

import pytest
from harness import node_packages
from harness.errors import HarnessError
from harness.progress import Silent

#: Platform, user id, existing programs, and a part of the reason why a node is not possible.
MACHINES = {
    "another system": ("darwin", 0, set(), "needs Linux"),
    "another user": ("linux", 1000, set(node_packages.PROGRAMS), "needs root"),
    "all programs exist": ("linux", 0, set(node_packages.PROGRAMS), None),
    "Debian can install missing packages": ("linux", 0, {"apt-get"}, None),
    "others cannot": ("linux", 0, set(node_packages.PROGRAMS) - {"runc"}, "runc not found"),
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


#: Exit code of the trial, whether control groups can be created, and a part of the reason why a node is not possible.
KERNELS = {
    "everything is permitted": (0, True, None),
    "an unprivileged container": (1, True, "unshare failed: Operation not permitted"),
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
