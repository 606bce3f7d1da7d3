# SPDX-License-Identifier: GPL-3.0-or-later
"""The error that a command prints as one line without a traceback."""

from __future__ import annotations


class ToolingError(Exception):
    """A command cannot continue; the text says why and what to do."""
