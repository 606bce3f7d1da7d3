# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_dependency``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .definition import ModuleDefinition
from .file_diff import difference
from .options import chart_reference, dependencies
from .task import Task

if TYPE_CHECKING:
    from ..repository.dependency_update_build import DependencyPlan

SPEC: dict[str, dict[str, Any]] = {
    **dependencies.SPEC,
    "chart_ref": chart_reference.LOCAL,
    "operation": {"type": "str", "choices": ["update", "build"], "default": "update"},
    "lock_format": {"type": "str", "choices": ["helm3", "helm2"], "default": "helm3"},
}


def run(task: Task) -> dict[str, Any]:
    """Ensure that ``charts/`` contains the dependencies of the chart."""
    from ..repository import dependency_update_build

    params = task.params
    folder = os.path.abspath(params["chart_ref"])
    sources = dependencies.sources_from(params, task.warn, params["lock_format"] == "helm2")
    plan = (dependency_update_build.build if params["operation"] == "build" else dependency_update_build.update)(
        folder, sources
    )
    old = _lock(plan) if task.diff else None
    if not task.check_mode:
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
    if task.diff:
        result["diff"] = _difference(plan, old)
    return result


def _lock(plan: DependencyPlan) -> bytes | None:
    from ..repository import atomic_files

    return atomic_files.read_file(os.path.join(plan.folder, plan.lock_file), 1 << 20)


def _difference(plan: DependencyPlan, lock: bytes | None) -> list[dict[str, Any]]:
    """Return the diff of the names in ``charts/``, and of the lock file."""
    kept = [name for name in plan.archives if name not in plan.new]
    before = "".join(f"{name}\n" for name in sorted({*kept, *plan.outdated}))
    after = "".join(f"{name}\n" for name in sorted(plan.archives))
    shown = [difference(os.path.join(plan.folder, "charts"), before.encode(), after.encode())]
    if plan.lock is not None:
        shown.append(difference(os.path.join(plan.folder, plan.lock_file), lock, plan.lock))
    return shown


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
