# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the sources and of the built artifact: format, rules, types, Python versions, Ansible's own tools."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.progress import Report

from .. import ansible, collection, environments, importer, process, sanity, tally
from ..environments import DEVELOPMENT, IMPORTER
from ..paths import ROOT
from ..tally import Tally

#: The packages of the core that mypy checks strictly.
TYPED = ("gotemplate", "sprig", "data", "chart", "render")


@dataclass(frozen=True)
class Check:
    """One tool and what it checks."""

    title: str
    run: Callable[[], process.Outcome]


def run(report: Report) -> Tally:
    """Run every check, and show the output of those that fail."""
    environments.ensure(IMPORTER, report)
    whole = Tally()
    for check in _checks():
        started = time.monotonic()
        with report.step(check.title) as step:
            outcome = check.run()
            step.finish("failed" if outcome.code else "done")
        if outcome.code:
            print(f"-- {check.title}\n{outcome.output.rstrip()}\n", flush=True)
        whole += tally.one(check.title, time.monotonic() - started, passed=not outcome.code)
    print(whole)
    return whole


def _checks() -> list[Check]:
    typed = [folder for name in TYPED if (folder := ROOT / "plugins" / "module_utils" / name).is_dir()]
    books = [name for name in ("playbooks", "roles", "tests/integration/targets") if (ROOT / name).is_dir()]
    return [
        _tool("ruff format", "ruff", "format", "--check", "--output-format=concise", "."),
        _tool("ruff check", "ruff", "check", "--output-format=concise", "."),
        _tool("vermin: plugins/ run on Python 3.9", "vermin", "--target=3.9-", "--violations", "--no-tips", "plugins"),
        _tool("mypy --strict", "mypy", *map(str, typed)),
        Check("ansible-test sanity", sanity.run),
        _tool("ansible-lint", "ansible-lint", "--offline", "--strict", "--profile=production", *books),
        _tool("antsibull-docs", "antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck", "."),
        Check("antsibull-changelog", _changelog),
        Check("galaxy-importer", importer.run),
    ]


def _tool(title: str, program: str, *arguments: str) -> Check:
    command = [DEVELOPMENT.program(program), *arguments]
    return Check(title, lambda: process.keep(command, ansible.variables(DEVELOPMENT, {"NO_COLOR": "1"}), limit=900))


def _changelog() -> process.Outcome:
    # antsibull-changelog looks for its configuration where the collection lies, so it reads the copy.
    command = [DEVELOPMENT.program("antsibull-changelog"), "lint"]
    return process.keep(command, ansible.variables(DEVELOPMENT), folder=collection.copy(), limit=120)
