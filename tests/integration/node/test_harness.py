# SPDX-License-Identifier: GPL-3.0-or-later
"""A tier 2 cluster is removed completely, even after its processes were killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import harness
from harness import namespaces
from harness.identity import with_variable
from harness.processes import MARKER


def test_cleanup_after_a_crash(tmp_path):
    cluster = harness.Cluster("crash", state=tmp_path / "crash", tier=2)
    try:
        cluster.up()
        before = set(subprocess.run(["ip", "link"], capture_output=True, text=True, check=True).stdout.splitlines())
        pids = [json.loads(path.read_text())["pid"] for path in (cluster.state / "run").glob("*.json")]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert not cluster.status()["running"]
    finally:
        cluster.down()
    assert not (tmp_path / "crash").exists()
    assert list(with_variable(MARKER, str(cluster.state))) == []
    assert not list(namespaces.CGROUPS.glob("*/coxswain-crash-*"))
    assert str(tmp_path) not in Path("/proc/mounts").read_text()
    # Its network devices are in a separate namespace.
    assert before == set(subprocess.run(["ip", "link"], capture_output=True, text=True, check=True).stdout.splitlines())
