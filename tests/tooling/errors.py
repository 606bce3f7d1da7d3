# SPDX-License-Identifier: GPL-3.0-or-later
"""What ends a command with one line instead of a traceback."""

from __future__ import annotations


class ToolingError(Exception):
    """A command cannot go on; the text says what is wrong and what to do."""
