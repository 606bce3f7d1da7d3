# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coalesce the values of the user, a chart and its subcharts, as each Helm does.

The user's values override those of the chart, which override those of its subcharts. Mappings are merged, other values
are replaced, and ``global`` is passed on to the subcharts.

As in Helm, the results share mappings: ``global`` tables below the first level are the same object in a parent and its
subcharts, so that a template that changes one changes the other.
"""

from __future__ import annotations

from typing import Any, Callable

from ..data.merge import coalesce_globals, coalesce_tables, deep_copy, full_key, remove_nulls
from ..dialect import HELM2 as _HELM2
from ..dialect import HELM4, Dialect
from ..errors import ValuesError
from ..gotemplate.printing import format_value, sprintf
from .chart import Chart

Warn = Callable[[str], None]


def _silent(_text: str) -> None:
    pass


def coalesce_values(
    chart: Chart, values: dict[str, Any] | None, dialect: Dialect = HELM4, warn: Warn = _silent
) -> dict[str, Any]:
    """Return the values to render a chart with, without the keys that the user sets to null.

    The values of subcharts are below their names.

    :param values: the user's values; they are not changed.
    :param warn: called with Helm's warnings about values with incompatible types.
    :raises ValuesError: the values for a subchart are not a mapping.
    """
    copied = deep_copy(values or {})
    if dialect.major == 2:
        return _helm2_chart(chart, copied, warn)
    return _chart(chart, copied, "", False, dialect, warn)


def merge_values(
    chart: Chart, values: dict[str, Any] | None, dialect: Dialect = HELM4, warn: Warn = _silent
) -> dict[str, Any]:
    """Do the same as :func:`coalesce_values`, but keep nulls for a later call (Helm 3 and 4)."""
    return _chart(chart, deep_copy(values or {}), "", True, dialect, warn)


def _chart(
    chart: Chart, over: dict[str, Any], prefix: str, merge: bool, dialect: Dialect, warn: Warn
) -> dict[str, Any]:
    below_prefix = full_key(prefix, chart.name)
    _defaults(chart, over, below_prefix, merge, dialect, warn)
    for subchart in chart.dependencies:
        below = _table_for(subchart, over)
        coalesce_globals(below, over, below_prefix, dialect=dialect, warn=warn, shown=format_value)
        over[subchart.name] = _chart(subchart, below, below_prefix, merge, dialect, warn)
    return over


def _defaults(chart: Chart, over: dict[str, Any], prefix: str, merge: bool, dialect: Dialect, warn: Warn) -> None:
    """Add a chart's default values to the given ones."""
    # Helm 4 drops nulls in the default values of a chart, so that they do not hide globals.
    purge = dialect.major >= 4 and not merge
    subcharts = {subchart.name for subchart in chart.dependencies}
    for key, value in deep_copy(chart.values).items():
        if key not in over:
            if purge:
                if value is None:
                    continue
                if isinstance(value, dict):
                    remove_nulls(value)
            over[key] = value
            continue
        given = over[key]
        if given is None:
            if not merge:
                del over[key]
        elif isinstance(given, dict):
            if isinstance(value, dict):
                keep_nulls = merge or key in subcharts
                if purge and not keep_nulls:
                    remove_nulls(value)
                coalesce_tables(
                    given,
                    value,
                    full_key(prefix, key),
                    merge=keep_nulls,
                    dialect=dialect,
                    warn=warn,
                    shown=format_value,
                )
            elif value is not None:
                warn(f"warning: skipped value for {full_key(prefix, key)}: Not a table.")


def _helm2_chart(chart: Chart, over: dict[str, Any], warn: Warn) -> dict[str, Any]:
    if chart.values_error is not None:
        text = (chart.values_text or b"").decode("utf-8", "surrogateescape")
        raise ValuesError(f"Error: Reading chart '{chart.name}' default values ({text}): {chart.values_error}")
    if chart.has_values:
        over = (
            coalesce_tables(over, deep_copy(chart.values), chart.name, dialect=_HELM2, warn=warn, shown=format_value)
            or {}
        )
    for subchart in chart.dependencies:
        below = coalesce_globals(
            _table_for(subchart, over), over, chart.name, dialect=_HELM2, warn=warn, shown=format_value
        )
        over[subchart.name] = _helm2_chart(subchart, below, warn)
    return over


def _table_for(subchart: Chart, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values for a subchart, added if there are none."""
    below = values.setdefault(subchart.name, {})
    if not isinstance(below, dict):
        # Helm formats any other type with the verb for booleans.
        raise ValuesError(f"type mismatch on {subchart.name}: {sprintf('%t', [below])}")
    return below
