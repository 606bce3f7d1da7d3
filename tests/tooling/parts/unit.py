# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests, and every module run as Ansible ships it."""

from __future__ import annotations

from harness.progress import Report

from .. import environments, suites
from ..environments import DEVELOPMENT, TARGET, Environment
from ..paths import TESTS
from ..tally import Tally


def run(report: Report) -> Tally:
    """Run tests/unit with the development environment."""
    return run_in(DEVELOPMENT, report)


def run_in(environment: Environment, report: Report) -> Tally:
    """Run tests/unit on both cores with one environment."""
    environments.ensure(TARGET, report)
    name = f"unit{environment.folder.name.removeprefix('.venv')}"
    extra = {"COXSWAIN_TARGET_PYTHON": str(TARGET.python)}
    return suites.pytest(environment, name, TESTS / "unit", "--numprocesses=2", "--dist=loadgroup", extra=extra)
