# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collect the steps of an operation for the result of a task, and show them while it runs where that is possible."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from ansible.module_utils.common.parameters import remove_values

from ..release.request import LiveReport


class Live(Protocol):
    """Where the progress of a task is shown while it runs."""

    def detail(self, line: str) -> None:
        """Show a line with ``-v``."""

    def notice(self, line: str) -> None:
        """Show a line always."""


class Progress(LiveReport):
    """The steps of an operation, one line each.

    :param live: where they are shown at once. What depends on the time, such as the lines that say that a wait goes on,
        is only shown there: the same operation has the same :attr:`stdout`.
    :param secrets: strings to mask in the lines that are shown. In the result, :mod:`.direct` masks them.
    """

    def __init__(self, live: Live | None = None, secrets: Collection[str] = ()) -> None:
        self.lines: list[str] = []
        self._live = live
        self._secrets = secrets

    def __call__(self, line: str) -> None:
        self.collect(line)
        self.detail(line)

    @property
    def shows(self) -> bool:
        return self._live is not None

    def collect(self, line: str) -> None:
        self.lines.append(line)

    def detail(self, line: str) -> None:
        if self._live is not None:
            self._live.detail(self._masked(line))

    def notice(self, line: str) -> None:
        if self._live is not None:
            self._live.notice(self._masked(line))

    def _masked(self, line: str) -> str:
        masked: str = remove_values(line, self._secrets)
        return masked

    @property
    def stdout(self) -> str:
        """The steps as the result ``stdout``."""
        return "".join(f"{line}\n" for line in self.lines)
