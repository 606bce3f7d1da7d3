# SPDX-License-Identifier: GPL-3.0-or-later
"""Run pytest in an environment and count its results."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from . import ansible, process, tally
from .environments import Environment
from .paths import OUTPUT

#: A variable with an expression of pytest's ``-k`` that selects tests in every part, and targets by their names.
MATCH = "COXSWAIN_TEST_MATCH"
#: pytest's exit code when no test is selected.
_NOTHING = 5


def pytest(
    environment: Environment, name: str, *arguments: str | Path, extra: Mapping[str, str] | None = None
) -> tally.Tally:
    """Run pytest with its output shown, and return its tally; ``name`` names the JUnit file in tests/output."""
    OUTPUT.mkdir(exist_ok=True)
    results = OUTPUT / f"{name}.xml"
    results.unlink(missing_ok=True)
    command = [str(environment.python), "-m", "pytest", "-q", f"--junitxml={results}", *map(str, arguments)]
    match = os.environ.get(MATCH)
    if match:
        command += ["-k", match]
    code = process.show(environment.command(command), ansible.variables(environment, extra))
    return tally.of_pytest(results, 0 if match and code == _NOTHING else code)
