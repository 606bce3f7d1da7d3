# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev quickstart`: the main use case from end to end, by playbooks against a local cluster.

Every playbook checks its result against the announcement here, so that a wrong result ends the run.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass

import harness
from harness.progress import Report, elapsed

from .. import ansible, chart_repository, process
from ..environments import DEVELOPMENT
from ..errors import ToolingError
from ..paths import CHARTS, ROOT, SCRATCH

PLAYBOOKS = ROOT / "playbooks" / "quickstart"

#: The playbook that runs first, so that a second quickstart starts from the same state.
CLEAN = PLAYBOOKS / "remove.yml"

#: The options of the release in the command that is shown at the end.
AGAIN = "name=web namespace=quickstart chart_ref=tests/charts/web"

#: A greeting that differs from the chart's values, as the change.
CHANGE = ("--extra-vars", "greeting=Ahoy")


@dataclass(frozen=True)
class Act:
    """One run of a playbook: its announcement and options."""

    title: str
    playbook: str
    options: tuple[str, ...] = ()


ACTS = (
    Act("Add a repository and install a chart with values: changed", "roll_out.yml", ("-e", "expected=changed")),
    Act("Run the same again: ok", "roll_out.yml", ("-e", "expected=ok")),
    Act(
        "See what another value would change, in check mode: changed, and nothing is written",
        "roll_out.yml",
        ("-e", "expected=changed", "--check", "--diff", *CHANGE),
    ),
    Act("Make that change: changed", "roll_out.yml", ("-e", "expected=changed", *CHANGE)),
    Act("Show the history, go back to the first revision, print status and notes: rolled back", "roll_back.yml"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--name", default="quickstart", help="the name of the cluster (default: %(default)s)")


def run(options: argparse.Namespace, report: Report) -> int:
    """Start the cluster and run the playbooks; the cluster stays up."""
    started = time.monotonic()
    cluster = harness.Cluster(options.name)
    cluster.up(report)
    variables = ansible.variables(DEVELOPMENT, _variables(cluster))
    with report.step("Remove what an earlier quickstart left"):
        _clean(variables)
    with chart_repository.serve(CHARTS) as url:
        print(f"The charts in {CHARTS.relative_to(ROOT)} are served at {url}")
        for number, act in enumerate(ACTS, 1):
            print(f"\n== {number}/{len(ACTS)} {act.title}", flush=True)
            playbook = PLAYBOOKS / act.playbook
            command = ansible.playbook(DEVELOPMENT, playbook, "-e", f"chart_repository_url={url}", *act.options)
            if process.show(command, variables):
                raise ToolingError(f"{playbook.relative_to(ROOT)} failed; the cluster {cluster.name} is still there")
    print(f"\nDone in {elapsed(time.monotonic() - started)}. The cluster {cluster.name} is up. To go on with it:")
    print(f'  eval "$(./dev cluster env --name {cluster.name})"')
    print(f"  .venv/bin/ansible localhost -m coxswain.helm.release -a '{AGAIN}'")
    print(f"  ./dev cluster down --name {cluster.name}", flush=True)
    return 0


def _variables(cluster: harness.Cluster) -> dict[str, str]:
    color = {"ANSIBLE_FORCE_COLOR": "1"} if sys.stdout.isatty() else {}
    return cluster.env() | ansible.helm_homes(SCRATCH / f"quickstart-{cluster.name}") | color


def _clean(variables: dict[str, str]) -> None:
    done = process.keep(ansible.playbook(DEVELOPMENT, CLEAN), variables, limit=300)
    if done.code:
        raise ToolingError(f"{CLEAN.relative_to(ROOT)} failed:\n{done.output}")
