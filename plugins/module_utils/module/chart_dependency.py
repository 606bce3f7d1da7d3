# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``chart_dependency`` does."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from .file_diff import CHART_PATH, difference
from .options import repository_access

if TYPE_CHECKING:
    from ..repository.dependency_update_build import DependencyPlan, DependencySources

#: How repositories are asked that a chart names and nobody added: without credentials, since anybody may be named.
ACCESS: dict[str, dict[str, Any]] = {
    **{
        name: option
        for name, option in repository_access.spec().items()
        if name in ("chart_ca_cert", "insecure_skip_tls_verify", "repo_proxy", "repo_timeout")
    },
    "plain_http": {"type": "bool", "default": False},
    "update_repo_cache": {"type": "bool", "default": True},
}

SPEC: dict[str, dict[str, Any]] = {
    **ACCESS,
    "chart_path": CHART_PATH,
    "operation": {"type": "str", "choices": ["update", "build"], "default": "update"},
    "lock_format": {"type": "str", "choices": ["helm3", "helm2"], "default": "helm3"},
}


def sources_from(params: dict[str, Any], warn: Callable[[str], None], helm2: bool = False) -> DependencySources:
    """Where the options let dependencies come from."""
    from ..repository.dependency_update_build import DependencySources
    from ..repository.helm_paths import find_helm_paths

    http_options = repository_access.access_from(params)
    return DependencySources(
        find_helm_paths(), http_options, refresh=params["update_repo_cache"], helm2_lock=helm2, warn=warn
    )


def run(module: AnsibleModule) -> dict[str, Any]:
    """Have in ``charts/`` what the chart declares."""
    from ..repository import dependency_update_build

    params = module.params
    folder = os.path.abspath(params["chart_path"])
    sources = sources_from(params, module.warn, params["lock_format"] == "helm2")
    plan = (dependency_update_build.build if params["operation"] == "build" else dependency_update_build.update)(
        folder, sources
    )
    old = _lock(plan) if module._diff else None
    if not module.check_mode:
        plan.apply()
    result: dict[str, Any] = {
        "changed": plan.changed,
        "path": folder,
        "dependencies": [
            {"name": locked.name, "version": locked.version, "repository": locked.repository} for locked in plan.locked
        ],
        "added": list(plan.new),
        "removed": list(plan.outdated),
    }
    if module._diff:
        result["diff"] = _difference(plan, old)
    return result


def _lock(plan: DependencyPlan) -> bytes | None:
    from ..repository import atomic_files

    return atomic_files.read_file(os.path.join(plan.folder, plan.lock_file), 1 << 20)


def _difference(plan: DependencyPlan, lock: bytes | None) -> list[dict[str, Any]]:
    """The names in ``charts/``, and the lock file, before and after."""
    stay = [name for name in plan.archives if name not in plan.new]
    before = "".join(f"{name}\n" for name in sorted({*stay, *plan.outdated}))
    after = "".join(f"{name}\n" for name in sorted(plan.archives))
    shown = [difference(os.path.join(plan.folder, "charts"), before.encode(), after.encode())]
    if plan.lock is not None:
        shown.append(difference(os.path.join(plan.folder, plan.lock_file), lock, plan.lock))
    return shown
