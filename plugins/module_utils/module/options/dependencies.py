# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that fetch the dependencies of a chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import repository_access

if TYPE_CHECKING:
    from ...repository.dependency_update_build import DependencySources

#: Access to repositories that a chart refers to and that were not added. There are no credentials among these options,
#: because a chart may refer to any host.
SPEC: dict[str, dict[str, Any]] = {
    **{
        name: option
        for name, option in repository_access.SPEC.items()
        if name in ("repo_ca_cert", "insecure_skip_tls_verify", "repo_proxy", "repo_timeout")
    },
    "plain_http": {"type": "bool", "default": False},
    "update_repo_cache": {"type": "bool", "default": True},
}


def sources_from(params: dict[str, Any], warn: Callable[[str], None], helm2: bool = False) -> DependencySources:
    """Return the sources of dependencies."""
    from ...repository.dependency_update_build import DependencySources
    from ...repository.helm_paths import find_helm_paths

    http_options = repository_access.http_options_from(params)
    return DependencySources(
        find_helm_paths(), http_options, refresh=params["update_repo_cache"], helm2_lock=helm2, warn=warn
    )
