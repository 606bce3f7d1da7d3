# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that select a chart; documented in the fragment ``chart``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...dialect import HELM4, Dialect
from ...errors import ChartError
from . import repository_access

if TYPE_CHECKING:
    from ...chart.chart import Chart
    from ...repository.chart_reference import ChartReference

Warn = Callable[[str], None]

#: The option for a chart on the target host.
LOCAL: dict[str, Any] = {"type": "path", "required": True, "aliases": ["chart_path", "path"]}

SPEC: dict[str, dict[str, Any]] = {
    "chart_ref": {"type": "path"},
    "repo_url": {"type": "str", "aliases": ["chart_repo_url"]},
    "chart_version": {"type": "str"},
    "dependency_update": {"type": "bool", "default": False, "aliases": ["dep_up"]},
    "update_repo_cache": {"type": "bool", "default": False},
    "plain_http": {"type": "bool", "default": False},
    **repository_access.SPEC,
}


def chart_from(params: dict[str, Any], warn: Warn, dialect: Dialect = HELM4) -> Chart:
    """Load the chart and its dependencies.

    :raises RepositoryError: the repository cannot be used, or does not contain the chart.
    :raises ChartError: the chart is not valid, or a dependency is missing.
    """
    from ...repository.chart_reference import ChartReference
    from ...repository.resolve_chart import resolve_chart

    reference = ChartReference(
        ref=params["chart_ref"] or "",
        version=params.get("chart_version") or "",
        repo_url=params.get("repo_url") or "",
        http_options=repository_access.http_options_from(params),
        refresh=bool(params.get("update_repo_cache")),
    )
    if params.get("dependency_update") and is_folder(reference.ref, reference.repo_url):
        chart = _updated(reference, warn, dialect)
    else:
        chart = resolve_chart(reference, warn=warn, dialect=dialect)
        if params.get("dependency_update") and chart.declared:
            warn(f"dependency_update is ignored for the packaged chart {chart.name}, which contains its dependencies.")
    check_dependencies(chart)
    return chart


def is_folder(ref: str, repo_url: str = "") -> bool:
    """Return whether a reference is the directory of a chart."""
    return bool(ref) and not repo_url and os.path.isdir(ref)


def _updated(reference: ChartReference, warn: Warn, dialect: Dialect) -> Chart:
    """Return the chart in a directory with updated dependencies.

    The directory is not modified, so that check mode has the same result and the task may run as another user.
    """
    from ...repository import dependency_update_build
    from ...repository.helm_paths import find_helm_paths

    sources = dependency_update_build.DependencySources(find_helm_paths(), reference.http_options, warn=warn)
    return dependency_update_build.update(reference.ref, sources).chart(dialect)


def check_dependencies(chart: Chart) -> None:
    """Raise an error if a dependency is missing, even a disabled one, as Helm does before it renders a chart.

    :raises ChartError: names the missing dependencies.
    """
    contained = {dependency.name for dependency in chart.dependencies}
    missing = [declared.name for declared in chart.declared or [] if declared.name not in contained]
    if missing:
        raise ChartError(
            f"found in Chart.yaml, but missing in charts/ directory: {', '.join(missing)}",
            chart.name,
            "Set dependency_update, use the module coxswain.helm.chart_dependency, or use a packaged chart.",
        )
