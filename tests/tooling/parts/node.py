# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests that need real pods: on a cluster of tier 2, with containerd, kubelet and kube-proxy.

The tests are Python files below tests/integration/node and find the cluster in the environment, like those of the part
`integration`, with HELM2 and TILLER in addition. Where such a cluster is not possible (another system or user, packages
that cannot be installed, an unprivileged container) they are skipped with a loud line; with ``CI=true`` that is a
failure. A cluster that is possible and does not start is a failure anywhere.
"""

from __future__ import annotations

import os

import harness
from harness import node_packages
from harness.progress import Report

from .. import clusters, suites
from ..environments import DEVELOPMENT
from ..paths import CHARTS, TESTS
from ..tally import Tally

FOLDER = TESTS / "integration" / "node"


def run(report: Report) -> Tally:
    """Start a cluster of tier 2, run its tests, and stop it."""
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
    """Install missing packages; return why a real node is not possible here, or None."""
    reason = node_packages.obstacle()
    if reason is None:
        try:
            node_packages.install(report)
        except harness.HarnessError as error:
            return str(error)
        return node_packages.barrier()
    return reason


def _tested(report: Report) -> Tally:
    with clusters.fresh(report, "node", tier=2) as cluster:
        extra = cluster.env() | {"COXSWAIN_CLUSTER": cluster.name, "COXSWAIN_CHARTS_FOLDER": str(CHARTS)}
        return suites.pytest(DEVELOPMENT, "node", *sorted(FOLDER.glob("**/test_*.py")), extra=extra)
