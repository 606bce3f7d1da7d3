# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``repository_index``."""

from __future__ import annotations

import os
from typing import Any

from .definition import ModuleDefinition
from .file_diff import difference
from .task import Task

SPEC: dict[str, dict[str, Any]] = {
    "path": {"type": "path", "required": True, "aliases": ["folder", "dir"]},
    "repo_url": {"type": "str", "aliases": ["url"]},
    "merge": {"type": "path"},
    "format": {"type": "str", "choices": ["yaml", "json"], "default": "yaml"},
}


def run(task: Task) -> dict[str, Any]:
    """Ensure that the index matches the archives."""
    from ..repository import atomic_files
    from ..repository.index_build import build_index

    params = task.params
    built = build_index(
        os.path.abspath(params["path"]), params["repo_url"] or "", params["merge"] or "", params["format"] == "json"
    )
    for warning in built.warnings:
        task.warn(warning)
    if built.changed and not task.check_mode:
        atomic_files.write_file(built.path, built.after)
    result: dict[str, Any] = {
        "changed": built.changed,
        "path": built.path,
        "charts": built.charts,
        "versions": built.versions,
    }
    if task.diff:
        result["diff"] = difference(built.path, built.before, built.after)
    return result


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
