# SPDX-License-Identifier: GPL-3.0-or-later
"""New clusters for one run of tests or benchmarks."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator

import harness
from harness.progress import Report

from .paths import ROOT, SCRATCH


@contextlib.contextmanager
def fresh(report: Report, name: str, audit: str = "writes", tier: int = 1) -> Iterator[harness.Cluster]:
    """Start a new cluster; there is only one of the name for this checkout at a time.

    :param audit: what its audit log has, ``writes`` or ``all``.
    :param tier: 1 for simulated nodes, 2 for a real one.
    """
    SCRATCH.mkdir(exist_ok=True)
    digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    with (SCRATCH / f"cluster-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster = harness.Cluster(f"{name}-{digest}", audit=audit, tier=tier)
        # A run that was killed may have left its cluster behind.
        cluster.down()
        try:
            cluster.up(report)
            yield cluster
        finally:
            cluster.down()
