# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests, and every module run as Ansible ships it."""

from __future__ import annotations

from harness.progress import Report

from .. import environments, suites
from ..paths import TESTS
from ..tally import Tally


def run(report: Report) -> Tally:
    """Run tests/unit on both cores."""
    environments.ensure(environments.TARGET, report)
    extra = {"COXSWAIN_TARGET_PYTHON": str(environments.TARGET.python)}
    return suites.pytest(
        environments.DEVELOPMENT, "unit", TESTS / "unit", "--numprocesses=2", "--dist=loadgroup", extra=extra
    )
