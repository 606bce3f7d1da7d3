# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests, and every module run as Ansible ships it."""

from __future__ import annotations

import os

from harness.progress import Report

from .. import environments, suites
from ..environments import DEVELOPMENT, TARGET, Environment
from ..lanes import WORKERS
from ..paths import TESTS
from ..tally import Tally

#: Folders of tests/unit about what is not shipped; they run with the development environment only.
TOOLS = ("cluster_harness", "tooling")


def run(report: Report) -> Tally:
    """Run tests/unit with the development environment."""
    return run_in(DEVELOPMENT, report)


def run_in(environment: Environment, report: Report) -> Tally:
    """Run tests/unit with one environment, on both cores unless the job shares them with others."""
    target = environment.target or TARGET
    environments.ensure(target, report)
    name = f"unit{environment.folder.name.removeprefix('.venv')}"
    extra = {"COXSWAIN_TARGET_PYTHON": str(target.python)}
    # A worker takes whole files, so that expensive fixtures are created once; see tests/unit/conftest.py for the order.
    options = [f"--numprocesses={os.environ.get(WORKERS, '2')}", "--dist=loadfile", "--no-loadscope-reorder"]
    if environment != DEVELOPMENT:
        options += [f"--ignore={TESTS / 'unit' / folder}" for folder in TOOLS]
    return suites.pytest(environment, name, TESTS / "unit", *options, extra=extra)
