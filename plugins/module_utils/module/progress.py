# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collect the steps of an operation for the result of a task, and show them while it runs where that is possible."""

from __future__ import annotations

from typing import Protocol


class Live(Protocol):
    """Where the progress of a task is shown while it runs."""

    def detail(self, line: str) -> None:
        """Show a line with ``-v``."""

    def notice(self, line: str) -> None:
        """Show a line always."""


class Progress:
    """The steps of an operation, one line each."""

    def __init__(self, live: Live | None = None) -> None:
        self.lines: list[str] = []
        self._live = live

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        if self._live is not None:
            self._live.detail(line)

    @property
    def stdout(self) -> str:
        """The steps as the result ``stdout``."""
        return "".join(f"{line}\n" for line in self.lines)
