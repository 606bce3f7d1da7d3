# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``repository_index``."""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .file_diff import difference

SPEC: dict[str, dict[str, Any]] = {
    "path": {"type": "path", "required": True, "aliases": ["folder", "dir"]},
    "repo_url": {"type": "str", "aliases": ["url"]},
    "merge": {"type": "path"},
    "format": {"type": "str", "choices": ["yaml", "json"], "default": "yaml"},
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Ensure that the index matches the archives."""
    from ..repository import atomic_files
    from ..repository.index_build import build_index

    params = module.params
    built = build_index(
        os.path.abspath(params["path"]), params["repo_url"] or "", params["merge"] or "", params["format"] == "json"
    )
    for warning in built.warnings:
        module.warn(warning)
    if built.changed and not module.check_mode:
        atomic_files.write_file(built.path, built.after)
    result: dict[str, Any] = {
        "changed": built.changed,
        "path": built.path,
        "charts": built.charts,
        "versions": built.versions,
    }
    if module._diff:
        result["diff"] = difference(built.path, built.before, built.after)
    return result
