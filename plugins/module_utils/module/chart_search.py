# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_search``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CoxswainError, RepositoryError
from .definition import ModuleDefinition
from .options.layout import LAYOUT, helm_paths_from
from .task import Task

if TYPE_CHECKING:
    from ..repository.search import SearchResult

SPEC: dict[str, dict[str, Any]] = {
    "keyword": {"type": "str", "default": "", "aliases": ["query"], "no_log": False},
    "regexp": {"type": "bool", "default": False},
    "chart_version": {"type": "str", "aliases": ["version"]},
    "chart_devel": {"type": "bool", "default": False, "aliases": ["devel"]},
    "versions": {"type": "bool", "default": False},
    "repositories": {"type": "list", "elements": "str"},
    "limit": {"type": "int"},
    "fail_on_no_result": {"type": "bool", "default": False},
    "layout": LAYOUT,
}


def run(task: Task) -> dict[str, Any]:
    """Search the cached indexes."""
    from ..repository import index_cache
    from ..repository.manage_repositories import list_repositories
    from ..repository.search import Query, search

    params = task.params
    paths = helm_paths_from(params)
    known = [entry.name for entry in list_repositories(paths)]
    selected = params["repositories"]
    missing = [name for name in selected or [] if name not in known]
    if missing or not known:
        raise RepositoryError(
            f"repository not found: {', '.join(missing)}" if missing else "contains no repositories to search",
            paths.repository_config,
            "Add it with coxswain.helm.repository.",
        )
    catalogs = []
    for name in known:
        if selected is not None and name not in selected:
            continue
        try:
            catalog = index_cache.cached_catalog(name, paths)
        except CoxswainError as error:
            task.warn(f"Skipping repository {name}: {error}")
            continue
        if catalog is None:
            task.warn(
                f"Skipping repository {name}: its index is not cached. "
                "Download it with update_repo_cache of the module coxswain.helm.repository."
            )
            continue
        catalogs.append((name, catalog))
    query = Query(
        keyword=params["keyword"],
        regexp=params["regexp"],
        version=params["chart_version"] or "",
        devel=params["chart_devel"],
        versions=params["versions"],
    )
    found = search(catalogs, query)
    if not found and params["fail_on_no_result"]:
        raise RepositoryError(f"no chart matches {params['keyword']!r}", "repositories " + ", ".join(known))
    limit = params["limit"]
    shown = found if limit is None else found[: max(0, limit)]
    return {"changed": False, "charts": [_result(each) for each in shown], "total": len(found)}


def _result(found: SearchResult) -> dict[str, Any]:
    entry = found.entry
    return {
        "name": found.name,
        "repository": found.repository,
        "chart": found.chart,
        "version": entry.version,
        "app_version": entry.app_version,
        "description": entry.description,
        "keywords": entry.keywords.split(),
        "deprecated": entry.deprecated,
        "created": entry.created,
    }


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
