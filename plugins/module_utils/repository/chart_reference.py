# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reference to a chart, as a task gives it; :mod:`.resolve_chart` lists its forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .http_options import HttpOptions

Warn = Callable[[str], None]


def no_warning(_text: str) -> None:
    """Ignore a warning."""


@dataclass(frozen=True)
class ChartReference:
    """A reference to a chart.

    :param ref: see the table in :mod:`.resolve_chart`.
    :param version: a version or a range; paths and URLs ignore it.
    :param repo_url: the address of the repository that contains ``ref``.
    :param http_options: for ``repo_url`` and URLs; repositories in ``repositories.yaml`` have their own.
    :param refresh: update the repository's cached index first.
    """

    ref: str
    version: str = ""
    repo_url: str = ""
    http_options: HttpOptions = field(default_factory=HttpOptions)
    refresh: bool = False

    def stripped(self) -> ChartReference:
        """Return the reference without the white space around its parts."""
        return replace(self, ref=self.ref.strip(), version=self.version.strip())
