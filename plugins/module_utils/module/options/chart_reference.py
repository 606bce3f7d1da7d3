# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that name a chart. Twin of the documentation fragment ``chart``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...dialect import HELM4, Dialect
from ...errors import ChartError
from . import repository_access

if TYPE_CHECKING:
    from ...chart.chart import Chart
    from ...repository.resolve_chart import ChartReference

Warn = Callable[[str], None]

SPEC: dict[str, dict[str, Any]] = {
    "chart_ref": {"type": "path"},
    "chart_repo_url": {"type": "str"},
    "chart_version": {"type": "str"},
    "dependency_update": {"type": "bool", "default": False, "aliases": ["dep_up"]},
    "update_repo_cache": {"type": "bool", "default": False},
    "plain_http": {"type": "bool", "default": False},
    **repository_access.spec(),
}


def chart_from(params: dict[str, Any], warn: Warn, dialect: Dialect = HELM4) -> Chart:
    """Load the chart that the options name, with the charts that it depends on.

    :raises RepositoryError: a repository cannot be used, or does not have it.
    :raises ChartError: it is no chart, or a chart that it depends on is missing.
    """
    from ...repository.resolve_chart import ChartReference, resolve_chart

    reference = ChartReference(
        ref=params["chart_ref"] or "",
        version=params.get("chart_version") or "",
        repo_url=params.get("chart_repo_url") or "",
        http_options=repository_access.access_from(params),
        refresh=bool(params.get("update_repo_cache")),
    )
    if params.get("dependency_update") and is_folder(reference.ref, reference.repo_url):
        chart = _updated(reference, warn, dialect)
    else:
        chart = resolve_chart(reference, warn=warn, dialect=dialect)
        if params.get("dependency_update") and chart.declared:
            warn(f"dependency_update: chart {chart.name} is packaged, and used with the charts that it holds.")
    check_dependencies(chart)
    return chart


def is_folder(ref: str, repo_url: str = "") -> bool:
    """Whether a reference means an unpacked chart."""
    return bool(ref) and not repo_url and os.path.isdir(ref)


def _updated(reference: ChartReference, warn: Warn, dialect: Dialect) -> Chart:
    """The chart of a folder with newly fetched dependencies. Nothing is written there: a check mode sees what a run
    sees, and a chart may belong to somebody else."""
    from ...repository import dependency_update_build
    from ...repository.helm_paths import find_helm_paths

    sources = dependency_update_build.DependencySources(find_helm_paths(), reference.http_options, warn=warn)
    return dependency_update_build.update(reference.ref, sources).chart(dialect)


def check_dependencies(chart: Chart) -> None:
    """Refuse a chart that lacks one that it declares, before anything is rendered; disabled ones must be there too."""
    held = {dependency.name for dependency in chart.dependencies}
    missing = [declared.name for declared in chart.declared or [] if declared.name not in held]
    if missing:
        raise ChartError(
            f"the charts that it depends on are not in its charts/ folder: {', '.join(missing)}",
            chart.name,
            "Set dependency_update, put them there with coxswain.helm.chart_dependency, or give a packaged chart.",
        )
