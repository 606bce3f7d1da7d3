# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev cluster`: start, stop and describe local clusters by name."""

from __future__ import annotations

import argparse
import shlex

import harness
from harness.progress import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("action", choices=("up", "down", "status", "env"), help="the action")
    parser.add_argument("--name", default="default", help="the cluster's name (default: %(default)s)")
    parser.add_argument(
        "--tier",
        type=int,
        choices=(1, 2),
        help="1: simulated nodes, any user (default); 2: a real node, as root on Linux",
    )


def run(options: argparse.Namespace, report: Report) -> int:
    """Run the action; `status` returns 1 when the cluster is not running."""
    cluster = harness.Cluster(options.name, tier=options.tier)
    if options.action == "up":
        cluster.up(report)
        print(f"The cluster {cluster.name} runs at {cluster.server}. To use it from this shell:")
        print(f'  eval "$(./dev cluster env --name {cluster.name})"')
    elif options.action == "down":
        with report.step(f"Stop the cluster {cluster.name}"):
            cluster.down()
    elif options.action == "env":
        cluster.server  # noqa: B018 - says so when there is no such cluster
        for name, value in sorted(cluster.env().items()):
            print(f"export {name}={shlex.quote(value)}")
    else:
        return _show(cluster)
    return 0


def _show(cluster: harness.Cluster) -> int:
    status = cluster.status()
    if not status["exists"]:
        print(f"There is no cluster {cluster.name}. To start it: ./dev cluster up --name {cluster.name}")
        return 1
    print(f"{cluster.name}: {'running' if status['running'] else 'not running'} at {status['server']}")
    for name, component in status["components"].items():
        state = (
            f"process {component['pid']}" if component["healthy"] else f"{component['reason']}; see {component['log']}"
        )
        print(f"  {name:<20} {state}")
    print(f"  {'kubeconfig':<20} {status['kubeconfig']}")
    print(f"  {'audit log':<20} {status['audit_log']}")
    return 0 if status["running"] else 1
