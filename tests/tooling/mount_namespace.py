# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands in a mount namespace of their own, which the kernel removes with their last process."""

from __future__ import annotations

import subprocess

#: The prefix of a command that runs in a new mount namespace; the process keeps its id.
ENTER = ("unshare", "--mount", "--propagation", "private", "--")


def obstacle() -> str | None:
    """Return why this process cannot create mount namespaces; None when it can."""
    trial = [*ENTER, "mount", "-t", "tmpfs", "tmpfs", "/run"]
    try:
        done = subprocess.run(trial, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"they need a mount namespace: {error}"
    return f"they need a mount namespace: {done.stderr.strip()}" if done.returncode else None
