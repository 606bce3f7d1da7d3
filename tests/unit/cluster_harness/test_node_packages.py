# SPDX-License-Identifier: GPL-3.0-or-later
"""Where there can be a real node, and what it lacks."""

from __future__ import annotations

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
        with pytest.raises(HarnessError, match="there can be no tier 2"):
            node_packages.install(Silent())
