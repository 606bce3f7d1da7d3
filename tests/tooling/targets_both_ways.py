# SPDX-License-Identifier: GPL-3.0-or-later
"""Run an integration target in the process of Ansible and with modules as Ansible ships them; compare the results."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

from harness.progress import Report

from . import ansible, process, registries, result_comparison, tally
from .environments import Environment
from .paths import OUTPUT, TARGETS
from .tally import Tally

#: Way to the value of the variable coxswain_helm_direct, and a letter for the names of objects.
WAYS = {"direct": ("auto", "d"), "shipped": ("never", "s")}


def run(environment: Environment, name: str, extra: dict[str, str], report: Report) -> Tally:
    """Run a target each way; the comparison of the results is a check of its own."""
    whole = Tally()
    results = {}
    for way in WAYS:
        tally_of_way, results[way] = _run(environment, name, way, extra, report)
        whole += tally_of_way
    if whole.failed:
        return whole
    started = time.monotonic()
    found = result_comparison.differences(*results.values())
    if found:
        print(f"-- target {name}: results differ\n" + "\n".join(found), flush=True)
    return whole + tally.one(f"target {name}: same results", time.monotonic() - started, passed=not found)


def _run(
    environment: Environment, name: str, way: str, extra: dict[str, str], report: Report
) -> tuple[Tally, list[dict[str, Any]]]:
    direct, letter = WAYS[way]
    folder = OUTPUT / f"integration{environment.folder.name.removeprefix('.venv')}" / f"{name}-{letter}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "output").mkdir(parents=True)
    play = {
        "name": f"Target {name}",
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {
            "output_dir": str(folder / "output"),
            "resource_prefix": f"{letter}-{name.replace('_', '-')}",
            "coxswain_helm_direct": direct,
            "charts_folder": extra["COXSWAIN_CHARTS_FOLDER"],
            "chart_repository_url": extra["COXSWAIN_CHART_REPOSITORY_URL"],
            "helm4": extra["HELM4"],
            "helm3": extra["HELM3"],
            "audit_log": extra["COXSWAIN_AUDIT_LOG"],
            **{name: extra.get(variable, "") for name, variable in registries.VARIABLES.items()},
        },
        "roles": [{"role": name}],
    }
    (folder / "play.yml").write_text(json.dumps([play], indent=1))
    recorded = folder / "results"
    recorded.touch()
    variables = ansible.variables(environment, extra | ansible.helm_homes(folder / "helm"))
    variables |= {
        "ANSIBLE_ROLES_PATH": str(TARGETS),
        **result_comparison.recorded_in(recorded),
    }
    command = environment.command(ansible.playbook(environment, folder / "play.yml"))
    started = time.monotonic()
    with report.step(f"Target {name} ({way})") as step:
        outcome = process.keep(command, variables, limit=600)
        step.finish("failed" if outcome.code else "done")
    (folder / "log").write_text(outcome.output)
    if outcome.code:
        print(f"-- target {name} ({way})\n{outcome.output.rstrip()}\n", flush=True)
    taken = time.monotonic() - started
    return tally.one(f"target {name} ({way})", taken, passed=not outcome.code), _read(recorded, folder, letter, name)


def _read(recorded: Path, folder: Path, letter: str, name: str) -> list[dict[str, Any]]:
    """Return the recorded results, with the names that belong to this way replaced."""
    text = recorded.read_text().replace(str(folder), "<folder>")
    text = text.replace(f"{letter}-{name.replace('_', '-')}", "<prefix>")
    return [json.loads(line) for line in text.splitlines()]
