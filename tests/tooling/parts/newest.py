# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest ansible-core and libraries, on the Python of Debian 13.

They run in a root file system of Debian 13, which root on Debian makes by itself (see ``debian_root.py``). Elsewhere
they are skipped with a loud line. A root that cannot be made is a failure with ``CI=true``.
"""

from __future__ import annotations

import os

from harness.progress import Report

from .. import debian_root, environments
from ..environments import NEWEST, NEWEST_TARGET
from ..errors import ToolingError
from ..tally import Tally
from . import libraries


def run(report: Report, group: str) -> Tally:
    """Run one group (``unit`` or ``integration``) with the newest set."""
    reason = debian_root.obstacle()
    if reason is not None:
        print(f"!!!! SKIPPED: the tests with the newest ansible-core did not run: {reason}", flush=True)
        return Tally()
    try:
        debian_root.ensure(report)
        environments.ensure(NEWEST, report)
        environments.ensure(NEWEST_TARGET, report)
    except ToolingError as error:
        failed = os.environ.get("CI") == "true"
        verdict = "FAILED, since CI=true and" if failed else "SKIPPED:"
        print(f"!!!! {verdict} the tests with the newest ansible-core did not run: {error}", flush=True)
        return Tally(0, 1) if failed else Tally()
    return libraries.run_in(NEWEST, report, group)
