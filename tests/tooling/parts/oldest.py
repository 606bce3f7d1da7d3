# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit and integration tests once more, with the oldest supported ansible-core and libraries."""

from __future__ import annotations

from harness.progress import Report

from .. import environments
from ..environments import OLDEST
from ..tally import Tally
from . import integration, unit


def run(report: Report) -> Tally:
    """Run tests/unit and the integration tests with the oldest supported set."""
    environments.ensure(OLDEST, report)
    return unit.run_in(OLDEST, report) + integration.run_in(OLDEST, report)
