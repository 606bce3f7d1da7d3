# SPDX-License-Identifier: GPL-3.0-or-later
"""The exception of the harness, which a caller prints as one line without a traceback."""

from __future__ import annotations


class HarnessError(Exception):
    """A step failed; the text names the step, the reason, the log file and, if there is one, the remedy."""
