# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong in the harness: one exception, so that a caller prints one line and no traceback."""

from __future__ import annotations


class HarnessError(Exception):
    """A step failed; the text names the step, the reason, the file to look into and, where there is one, the remedy."""
