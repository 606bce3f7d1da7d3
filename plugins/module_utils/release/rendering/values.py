# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a release: those of the task, merged with those of the current revision as Helm's options say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..records.model import Release
    from ..request import ReleaseRequest


def effective_values(request: ReleaseRequest, current: Release | None) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the user's values, and (``reuse_values``) the values that replace the chart's own.

    Helm's rules: ``reset_values`` beats the others; with none of them, the old values apply when there are no new
    ones.
    """
    from ...chart import coalesce

    given = request.values
    if current is None:
        return given, None
    if request.reuse_values:
        from ...chart.chart import Chart

        old = Chart(metadata=dict(current.metadata), values=current.chart.get("values") or {})
        return _merged(given, current.config), dict(coalesce.coalesce_values(old, current.config))
    if request.reset_then_reuse_values:
        return _merged(given, current.config), None
    if request.reset_values or given:
        return given, None
    return current.config, None


def _merged(given: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Return the new values on top of the old ones."""
    from ...data.merge import coalesce_tables, deep_copy

    return coalesce_tables(deep_copy(given), deep_copy(old)) or {}
