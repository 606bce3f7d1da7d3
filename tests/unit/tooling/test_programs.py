# SPDX-License-Identifier: GPL-3.0-or-later
"""Which programs a run of the tests builds."""

from __future__ import annotations

import pytest
from tooling import programs

#: Parts, what stands in the way of a node (with programs installed already, or without), and whether its programs and
#: those of every cluster are built.
RUNS = {
    "nothing is needed": (("unit", "lint"), None, [], None, False, False),
    "no node is wanted": (("integration",), None, [], None, True, False),
    "a node": (("integration", "node"), None, [], None, True, True),
    "a node after its packages": (("node",), None, ["runc"], "no ip", True, True),
    "another user": (("node",), "a real node needs root", [], None, True, False),
    "a container without rights": (("node",), None, [], "no namespaces", True, False),
}


@pytest.mark.parametrize("case", RUNS.values(), ids=RUNS)
def test_what_parts_need(case: tuple, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, obstacle, missing, barrier, cluster, node = case
    monkeypatch.setattr(programs.node_packages, "obstacle", lambda: obstacle)
    monkeypatch.setattr(programs.node_packages, "missing", lambda: missing)
    monkeypatch.setattr(programs.node_packages, "barrier", lambda: barrier)
    names = programs.needed_by(parts)
    assert (("etcd" in names), ("kubelet" in names)) == (cluster, node)
    assert len(names) == len(set(names))
