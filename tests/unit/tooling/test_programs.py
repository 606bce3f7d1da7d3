# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that a test run builds."""

from __future__ import annotations

import pytest
from tooling import programs

#: Parts, obstacle to a node, missing programs, barrier, and whether the programs of a cluster and those of a node are
#: built.
RUNS = {
    "nothing is needed": (("unit", "lint"), None, [], None, False, False),
    "no part needs a node": (("integration",), None, [], None, True, False),
    "a node": (("integration", "node"), None, [], None, True, True),
    "a node after its packages": (("node",), None, ["runc"], "no ip", True, True),
    "another user": (("node",), "a real node needs root", [], None, True, False),
    "an unprivileged container": (("node",), None, [], "no namespaces", True, False),
}


@pytest.mark.parametrize("case", RUNS.values(), ids=RUNS)
def test_needed_programs(case: tuple, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, obstacle, missing, barrier, cluster, node = case
    monkeypatch.setattr(programs.node_packages, "obstacle", lambda: obstacle)
    monkeypatch.setattr(programs.node_packages, "missing", lambda: missing)
    monkeypatch.setattr(programs.node_packages, "barrier", lambda: barrier)
    names = programs.needed_by(parts)
    assert (("etcd" in names), ("kubelet" in names)) == (cluster, node)
    assert len(names) == len(set(names))
