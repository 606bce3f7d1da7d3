# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts of linters in a form that can be compared: whether a chart passes, and severity and path of each finding."""

from __future__ import annotations

import re
import subprocess
from typing import Any

Verdict = tuple[bool, list[tuple[str, str]]]

_LINE = re.compile(r"\[(INFO|WARNING|ERROR)\] ([^:]*): ")


def ours(result: Any) -> Verdict:
    """What our linter found."""
    return not result.failed(), [(finding.severity.name, _place(finding.path)) for finding in result.findings]


def theirs(done: subprocess.CompletedProcess[str]) -> Verdict:
    """What ``helm lint`` said."""
    lines = filter(None, map(_LINE.match, done.stdout.splitlines()))
    return done.returncode == 0, [(line.group(1), _place(line.group(2))) for line in lines]


def _place(path: str) -> str:
    """A path in the chart; Helm unpacks archives to folders with names of their own."""
    return "(chart)" if path.startswith("/") else path
