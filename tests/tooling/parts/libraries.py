# SPDX-License-Identifier: GPL-3.0-or-later
"""What is run with other versions of the libraries: unit tests, and the integration tests that exercise a library.

Every module runs at least once, as Ansible ships it and against a cluster. Python tests that exercise a library
(watches, TLS, signatures, Tiller's protocol) have the mark ``libraries``. Tests that vary the chart, the object or the
moment rather than a library are left to the part `integration`.
"""

from __future__ import annotations

import harness
from harness.progress import Report

from .. import programs
from ..environments import Environment
from ..tally import Tally
from . import integration, unit

#: Targets that vary the options of a module that other targets run too.
OPTIONS = ("release_options",)


def run_in(environment: Environment, report: Report, group: str) -> Tally:
    """Run one group (``unit`` or ``integration``) with one environment."""
    if group == "unit":
        return unit.run_in(environment, report)
    # Nothing is built with the Python of another environment.
    harness.programs.ensure(programs.COMMON, report)
    name = environment.folder.name.removeprefix(".venv-")
    targets = [target for target in integration.target_names() if target not in OPTIONS]
    return integration.run_in(environment, report, name, targets, [integration.PYTHON, "-m", "libraries"])
