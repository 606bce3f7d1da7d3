# SPDX-License-Identifier: GPL-3.0-or-later
"""The oldest supported ansible-core and libraries."""

from __future__ import annotations

from harness.progress import Report

from .. import environments
from ..environments import OLDEST
from ..tally import Tally
from . import libraries


def run(report: Report, group: str) -> Tally:
    """Run one group (``unit`` or ``integration``) with the oldest supported set."""
    environments.ensure(OLDEST, report)
    return libraries.run_in(OLDEST, report, group)
