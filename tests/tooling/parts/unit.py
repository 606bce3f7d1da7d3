# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests, and every module run as Ansible ships it."""

from __future__ import annotations

from harness.progress import Report

from .. import environments, suites
from ..environments import DEVELOPMENT, TARGET, Environment
from ..paths import TESTS
from ..tally import Tally

#: Folders of tests/unit about what is not shipped: it runs on a developer's machine only.
TOOLS = ("cluster_harness", "tooling")


def run(report: Report) -> Tally:
    """Run tests/unit with the development environment."""
    return run_in(DEVELOPMENT, report)


def run_in(environment: Environment, report: Report) -> Tally:
    """Run tests/unit on both cores with one environment; the tests of the tools themselves need the development's."""
    environments.ensure(TARGET, report)
    name = f"unit{environment.folder.name.removeprefix('.venv')}"
    extra = {"COXSWAIN_TARGET_PYTHON": str(TARGET.python)}
    # By files, since the fixtures of some take long: they are made once.
    options = ["--numprocesses=2", "--dist=loadfile"]
    if environment != DEVELOPMENT:
        options += [f"--ignore={TESTS / 'unit' / folder}" for folder in TOOLS]
    return suites.pytest(environment, name, TESTS / "unit", *options, extra=extra)
