# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests that need pods which really run: on a cluster of tier 2, with containerd, kubelet and kube-proxy.

Its tests are Python files below tests/integration/node and find the cluster in the environment, as those of the part
`integration` do, with HELM2 and TILLER beside. Where there can be no such cluster (another system or user, packages
that cannot be had, a container without namespaces of its own) they are left out, with a loud line; with ``CI=true``
that is a failure. A cluster that could be and does not come up is one anywhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator

import harness
from harness import node_packages
from harness.progress import Report

from .. import suites
from ..environments import DEVELOPMENT
from ..paths import CHARTS, ROOT, TESTS
from ..tally import Tally

FOLDER = TESTS / "integration" / "node"


def run(report: Report) -> Tally:
    """Bring a cluster of tier 2 up, run its tests, and take it down."""
    reason = _obstacle(report)
    if reason is not None:
        failed = os.environ.get("CI") == "true"
        said = "FAILED, since CI=true and" if failed else "SKIPPED:"
        print(f"!!!! {said} the tests on a real node (tier 2) did not run: {reason}", flush=True)
        return Tally(0, 1) if failed else Tally()
    try:
        return _tested(report)
    except harness.HarnessError as error:
        print(f"!!!! FAILED: the cluster with a real node (tier 2): {error}", flush=True)
        return Tally(0, 1)


def _obstacle(report: Report) -> str | None:
    """Why there can be no real node here; installs what lacks."""
    reason = node_packages.obstacle()
    if reason is None:
        try:
            node_packages.install(report)
        except harness.HarnessError as error:
            return str(error)
        return node_packages.barrier()
    return reason


def _tested(report: Report) -> Tally:
    with _cluster(report) as cluster:
        extra = cluster.env() | {"COXSWAIN_CLUSTER": cluster.name, "COXSWAIN_CHARTS_FOLDER": str(CHARTS)}
        return suites.pytest(DEVELOPMENT, "node", *sorted(FOLDER.glob("**/test_*.py")), extra=extra)


@contextlib.contextmanager
def _cluster(report: Report) -> Iterator[harness.Cluster]:
    """A new cluster for this checkout."""
    digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    cluster = harness.Cluster(f"node-{digest}", audit="writes", tier=2)
    # What a run that was killed left behind.
    cluster.down()
    try:
        cluster.up(report)
        yield cluster
    finally:
        cluster.down()
