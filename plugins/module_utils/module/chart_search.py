# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``chart_search`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import CoxswainError, RepositoryError
from .repository import LAYOUT, helm_paths_from

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


def run(module: AnsibleModule) -> dict[str, Any]:
    """Search what the cached indexes hold."""
    from ..repository import index_cache
    from ..repository.manage_repositories import list_repositories
    from ..repository.search import Query, search

    params = module.params
    paths = helm_paths_from(params)
    known = [entry.name for entry in list_repositories(paths)]
    wanted = params["repositories"]
    missing = [name for name in wanted or [] if name not in known]
    if missing or not known:
        raise RepositoryError(
            f"there is no repository {', '.join(missing)}" if missing else "there are no repositories to search in",
            paths.repository_config,
            "Add it with coxswain.helm.repository.",
        )
    catalogs = []
    for name in known:
        if wanted is not None and name not in wanted:
            continue
        try:
            catalog = index_cache.cached_catalog(name, paths)
        except CoxswainError as error:
            module.warn(f"repository {name} is left out of the search: {error}")
            continue
        if catalog is None:
            module.warn(
                f"repository {name} is left out of the search: it has no index in the cache. "
                "Download it with coxswain.helm.repository, update_cache: true."
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
        raise RepositoryError(f"nothing fits {params['keyword']!r}", "the repositories " + ", ".join(known))
    limit = params["limit"]
    shown = found if limit is None else found[: max(0, limit)]
    return {"changed": False, "charts": [_described(each) for each in shown], "total": len(found)}


def _described(found: SearchResult) -> dict[str, Any]:
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
