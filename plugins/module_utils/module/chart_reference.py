# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that name a chart. Twin of the documentation fragment ``chart``."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..chart.model import Chart
from ..dialect import HELM4, Dialect
from ..errors import ChartError
from ..repository.resolve import ChartReference, resolve_chart
from . import repository_access

SPEC: dict[str, dict[str, Any]] = {
    "chart_ref": {"type": "path"},
    "chart_repo_url": {"type": "str"},
    "chart_version": {"type": "str"},
    "dependency_update": {"type": "bool", "default": False, "aliases": ["dep_up"]},
    "update_repo_cache": {"type": "bool", "default": False},
    "plain_http": {"type": "bool", "default": False},
    **repository_access.spec(),
}


def chart_from(module: AnsibleModule, dialect: Dialect = HELM4) -> Chart:
    """Load the chart that the task names, with the charts that it depends on.

    :raises RepositoryError: a repository cannot be used, or does not have it.
    :raises ChartError: it is no chart, or a chart that it depends on is missing.
    """
    params = module.params
    reference = ChartReference(
        ref=params["chart_ref"] or "",
        version=params.get("chart_version") or "",
        repo_url=params.get("chart_repo_url") or "",
        access=repository_access.access_from(params),
        refresh=bool(params.get("update_repo_cache")),
    )
    chart = resolve_chart(reference, warn=module.warn, dialect=dialect)
    check_dependencies(chart, bool(params.get("dependency_update")), module)
    return chart


def check_dependencies(chart: Chart, update: bool, module: AnsibleModule) -> None:
    """Refuse a chart that lacks one that it declares, before anything is rendered; disabled ones must be there too."""
    held = {dependency.name for dependency in chart.dependencies}
    missing = [declared.name for declared in chart.declared or [] if declared.name not in held]
    if missing:
        remedy = (
            "dependency_update is not supported yet: run helm dependency update once, or give a packaged chart."
            if update
            else "Put them there (helm dependency update), or give a packaged chart."
        )
        raise ChartError(f"the charts that it depends on are not in its charts/ folder: {', '.join(missing)}", chart.name, remedy)
    if update:
        module.warn(
            f"dependency_update: chart {chart.name} "
            + ("is used with the charts in its charts/ folder." if chart.declared else "declares no dependencies.")
        )
