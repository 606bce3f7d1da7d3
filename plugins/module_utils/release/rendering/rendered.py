# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rendering of a release."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...chart.chart import Chart
    from ..records.model import Hook
    from .fingerprint import Fingerprint
    from .lookup import LookupKey


@dataclass(frozen=True)
class Rendered:
    """A rendering, as a revision stores it.

    :param fingerprint: of what it was made from.
    :param volatile: chance or the clock had a part in it.
    :param warnings: Helm's, about values that do not fit together.
    :param lookups: the objects that templates looked at.
    :param chart: the chart with its dependencies processed.
    :param moved: a sentence for each object that was rewritten for the cluster.
    """

    manifest: str
    hooks: tuple[Hook, ...]
    notes: str
    fingerprint: Fingerprint
    chart: Chart = field(repr=False)
    volatile: bool = False
    warnings: tuple[str, ...] = ()
    lookups: tuple[LookupKey, ...] = ()
    moved: tuple[str, ...] = ()
