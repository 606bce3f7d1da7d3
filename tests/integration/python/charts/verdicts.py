# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of linters in a comparable form: whether a chart passes, and the severity and path of each finding."""

from __future__ import annotations

import re
import subprocess
from typing import Any

Verdict = tuple[bool, list[tuple[str, str]]]

_LINE = re.compile(r"\[(INFO|WARNING|ERROR)\] ([^:]*): ")


def ours(result: Any) -> Verdict:
    """Convert the result of this collection's linter."""
    return not result.failed(), [(finding.severity.name, _place(finding.path)) for finding in result.findings]


def theirs(done: subprocess.CompletedProcess[str]) -> Verdict:
    """Convert the output of ``helm lint``."""
    lines = filter(None, map(_LINE.match, done.stdout.splitlines()))
    return done.returncode == 0, [(line.group(1), _place(line.group(2))) for line in lines]


def _place(path: str) -> str:
    """Return a path in the chart; Helm unpacks archives to temporary folders."""
    return "(chart)" if path.startswith("/") else path
