# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collect the steps of an operation for the result of a task."""

from __future__ import annotations


class Progress:
    """The steps of an operation, one line each."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)

    @property
    def stdout(self) -> str:
        """The steps as the result ``stdout``."""
        return "".join(f"{line}\n" for line in self.lines)
