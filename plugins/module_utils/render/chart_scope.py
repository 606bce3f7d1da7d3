# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the templates of one chart see: their dot, and the values that a chart shares with its parent."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..chart.chart import Chart
from ..gotemplate.kinds import Values


class SharedValues:
    """A subchart's ``.Values`` and the mapping below its name in its parent's values.

    In Go they are one map, so that a template that sets a key in one changes the other. Here they are two mappings,
    which can differ in nothing but the keys of this level; :meth:`sync` makes them equal again.
    """

    def __init__(self, view: Values, table: dict[str, Any]) -> None:
        self._view = view
        self._table = table
        self._synced: dict[str, Any] = dict(table)

    def sync(self) -> None:
        """Copy the changed mapping to the other one; ``.Values`` wins when both have changed."""
        source: Mapping[str, Any]
        target: dict[str, Any]
        if not _same(self._view, self._synced):
            source, target = self._view, self._table
        elif not _same(self._table, self._synced):
            source, target = self._table, self._view
        else:
            return
        entries = dict(source)
        target.clear()
        target.update(entries)
        self._synced = entries


@dataclass
class ChartScope:
    """What the templates of one chart see.

    :param dot: the dot that each of its templates starts with.
    :param shared: the values that are shared with the parent; ``None`` for the root chart, and where the parent's
        values have no mapping below the chart's name.
    """

    chart: Chart
    dot: Values
    shared: SharedValues | None
    subcharts: list[ChartScope] = field(default_factory=list)

    def sync_values(self) -> None:
        """Sync the values of this chart and the charts below it; call it after each template."""
        if self.shared is not None:
            self.shared.sync()
        for subchart in self.subcharts:
            if subchart.shared is not None:
                subchart.sync_values()


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether both hold the identical values under the same keys, in the same order."""
    return one.keys() == other.keys() and all(map(operator.is_, one.values(), other.values()))
