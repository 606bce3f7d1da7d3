# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of an operation, for the result of a task."""

from __future__ import annotations


class Progress:
    """The steps of an operation, a line each."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)

    @property
    def stdout(self) -> str:
        """The lines as one text."""
        return "".join(f"{line}\n" for line in self.lines)
