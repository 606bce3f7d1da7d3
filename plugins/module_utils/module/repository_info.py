# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``repository_info``."""

from __future__ import annotations

import os
from typing import Any

from .definition import ModuleDefinition
from .options.layout import LAYOUT, helm_paths_from
from .repository_entry import describe
from .task import Task

SPEC: dict[str, dict[str, Any]] = {
    "repo_name": {"type": "str", "aliases": ["name"]},
    "charts": {"type": "bool", "default": False},
    "layout": LAYOUT,
}


def run(task: Task) -> dict[str, Any]:
    """List the repositories."""
    from ..repository import index_cache
    from ..repository.manage_repositories import chart_versions, list_repositories

    paths = helm_paths_from(task.params)
    found = []
    for entry in list_repositories(paths, task.params["repo_name"]):
        try:
            cached: float | None = os.path.getmtime(paths.index_file(entry.name))
        except OSError:
            cached = None
        result = {**describe(entry), "cached": cached, "cache_age": index_cache.index_age(entry, paths)}
        if task.params["charts"]:
            result["charts"] = chart_versions(entry, paths) if cached is not None else {}
        found.append(result)
    return {
        "changed": False,
        "repositories": found,
        "repository_config": paths.repository_config,
        "repository_cache": paths.repository_cache,
    }


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
