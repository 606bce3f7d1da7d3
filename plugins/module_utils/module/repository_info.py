# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``repository_info`` does."""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .repository import LAYOUT, describe, places_from

SPEC: dict[str, dict[str, Any]] = {
    "repo_name": {"type": "str", "aliases": ["name"]},
    "charts": {"type": "bool", "default": False},
    "layout": LAYOUT,
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """List the repositories."""
    from ..repository import cache
    from ..repository.keep import chart_versions, list_repositories

    places = places_from(module.params)
    found = []
    for entry in list_repositories(places, module.params["repo_name"]):
        try:
            cached: float | None = os.path.getmtime(places.index_file(entry.name))
        except OSError:
            cached = None
        described = {**describe(entry), "cached": cached, "cache_age": cache.index_age(entry, places)}
        if module.params["charts"]:
            described["charts"] = chart_versions(entry, places) if cached is not None else {}
        found.append(described)
    return {
        "changed": False,
        "repositories": found,
        "repository_config": places.repository_config,
        "repository_cache": places.repository_cache,
    }
