# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages and the tally of the part `node` where a real node is not possible."""

from __future__ import annotations

import harness
import pytest
from harness.progress import Silent
from tooling.parts import node
from tooling.tally import Tally

#: Obstacle, error of the installation, barrier, and the expected words.
REASONS = {
    "another user": ("a real node needs root", None, None, "a real node needs root"),
    "packages that cannot be installed": (None, "installing runc failed", None, "installing runc failed"),
    "a container": (None, None, "namespaces of its own", "namespaces of its own"),
}


def fail(message: str | None):
    def call(*_):
        if message:
            raise harness.HarnessError(message)

    return call


@pytest.mark.parametrize("ci", [True, False], ids=["CI", "at home"])
@pytest.mark.parametrize("case", REASONS.values(), ids=REASONS)
def test_skipped_tests_are_announced(case: tuple, ci: bool, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    obstacle, install, barrier, words = case
    monkeypatch.setattr(node.node_packages, "obstacle", lambda: obstacle)
    monkeypatch.setattr(node.node_packages, "install", fail(install))
    monkeypatch.setattr(node.node_packages, "barrier", lambda: barrier)
    monkeypatch.setenv("CI", "true" if ci else "")
    assert node.run(Silent()) == (Tally(0, 1) if ci else Tally())
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("!!!! FAILED" if ci else "!!!! SKIPPED") and words in line


def test_a_cluster_that_does_not_start_is_a_failure_anywhere(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(node, "_obstacle", lambda report: None)
    monkeypatch.setattr(node, "_tested", fail("building kubelet failed"))
    monkeypatch.setenv("CI", "")
    assert node.run(Silent()) == Tally(0, 1)
    assert "building kubelet failed" in capsys.readouterr().out
