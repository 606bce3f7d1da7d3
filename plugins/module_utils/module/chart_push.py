# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_push``."""

from __future__ import annotations

from typing import Any

from .definition import ModuleDefinition
from .options import repository_access
from .reporting import COMMAND_RESULT
from .task import Task

SPEC: dict[str, dict[str, Any]] = {
    **repository_access.SHORT_ALIASES_SPEC,
    "chart_ref": {"type": "path", "required": True, "aliases": ["chart", "path"]},
    "repo_url": {"type": "str", "required": True, "aliases": ["remote", "url"]},
    "plain_http": {"type": "bool", "default": False},
    "force": {"type": "bool", "default": False},
}


def run(task: Task) -> dict[str, Any]:
    """Ensure that the chart is in the registry or repository."""
    from ..repository.helm_paths import find_helm_paths
    from ..repository.push import PushRequest, push

    params = task.params
    http_options = repository_access.http_options_from(params)
    request = PushRequest(params["chart_ref"], params["repo_url"].strip(), http_options, params["force"])
    outcome = push(request, find_helm_paths(), check_mode=task.check_mode)
    chart = outcome.chart
    text = f"Pushed: {outcome.target}\n" if outcome.changed else f"{outcome.target} already exists\n"
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "target": outcome.target,
        "chart": {"name": chart.name, "version": chart.version, "app_version": chart.app_version},
        "digest": f"sha256:{outcome.digest}",
        "provenance": outcome.provenance,
    }
    if outcome.manifest_digest:
        result["manifest_digest"] = outcome.manifest_digest
        text += f"Digest: {outcome.manifest_digest}\n"
    result["stdout"] = text
    if task.diff:
        result["diff"] = {
            "before": {"archive": f"sha256:{outcome.before}"} if outcome.before else {},
            "after": {"archive": result["digest"]},
            "before_header": outcome.target,
            "after_header": outcome.target,
        }
    return result


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
    mutually_exclusive=repository_access.MUTUALLY_EXCLUSIVE,
    required_together=repository_access.REQUIRED_TOGETHER,
)
