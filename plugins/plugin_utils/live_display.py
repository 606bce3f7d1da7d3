# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the progress of a task on the controller while it runs."""

from __future__ import annotations

from ansible.utils.display import Display


class LiveDisplay:
    """Lines of progress for one host.

    :param hidden: whether the task has ``no_log``; nothing is shown then.
    """

    def __init__(self, display: Display, host: str, hidden: bool) -> None:
        self._display = display
        self.host = host
        self._hidden = hidden

    def detail(self, line: str) -> None:
        """Show a line with ``-v``."""
        if not self._hidden:
            self._display.v(line, host=self.host)

    def notice(self, line: str) -> None:
        """Show a line always."""
        if not self._hidden:
            self._display.display(f"[{self.host}] {line}")
