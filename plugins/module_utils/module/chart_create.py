# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_create``."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ChartError
from .definition import ModuleDefinition
from .file_diff import difference
from .task import Task

if TYPE_CHECKING:
    from ..chart.chart import File

_LIMIT = 100 * 1024 * 1024

SPEC: dict[str, dict[str, Any]] = {
    "chart_name": {"type": "str", "required": True, "aliases": ["name"]},
    "destination": {"type": "path", "required": True, "aliases": ["dest", "path"]},
    "starter": {"type": "path"},
    "chart_version": {"type": "str", "aliases": ["version"]},
    "app_version": {"type": "str"},
    "description": {"type": "str"},
    "chart_type": {"type": "str", "choices": ["application", "library"], "aliases": ["type"]},
    "force": {"type": "bool", "default": False},
}


def run(task: Task) -> dict[str, Any]:
    """Create the chart unless it exists."""
    from ..chart.create import ChartFields, from_starter, new_chart
    from ..repository import atomic_files

    params = task.params
    fields = ChartFields(
        name=params["chart_name"],
        version=params["chart_version"] or "",
        app_version=params["app_version"] or "",
        description=params["description"] or "",
        type=params["chart_type"] or "",
    )
    wanted = from_starter(starter_folder(params["starter"]), fields) if params["starter"] else new_chart(fields)
    folder = os.path.join(os.path.abspath(params["destination"]), params["chart_name"])
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise ChartError("exists and is not a directory", folder, "Set another chart_name, or move it away.")
    exists = os.path.exists(os.path.join(folder, "Chart.yaml"))
    changes: dict[str, tuple[bytes | None, bytes]] = {}
    if not exists or params["force"]:
        changes = _changes(folder, wanted)
    result: dict[str, Any] = {
        "changed": bool(changes) or not os.path.isdir(os.path.join(folder, "charts")) and not exists,
        "path": folder,
        "files": list(changes),
    }
    if not task.check_mode:
        for name, (_before, after) in changes.items():
            atomic_files.write_file(os.path.join(folder, name), after)
        if not exists:
            _create_folder(os.path.join(folder, "charts"))
    if task.diff:
        result["diff"] = [
            difference(os.path.join(folder, name), before, after) for name, (before, after) in changes.items()
        ]
    return result


def starter_folder(text: str, environ: Mapping[str, str] | None = None) -> str:
    """Return the directory of a starter, which is a path or the name of one of Helm's starters.

    :raises ChartError: it does not exist.
    """
    if os.path.isdir(text):
        return text
    env = os.environ if environ is None else environ
    home = env.get("HOME") or os.path.expanduser("~")
    default = "Library" if sys.platform == "darwin" else os.path.join(".local", "share")
    data = env.get("HELM_DATA_HOME") or os.path.join(env.get("XDG_DATA_HOME") or os.path.join(home, default), "helm")
    path = os.path.join(data, "starters", text)
    if not os.path.isabs(text) and os.path.isdir(path):
        return path
    raise ChartError(
        "is neither a directory nor the name of a starter",
        f"starter {text}",
        f"Set it to the path of a chart, or to the name of one in {data}/starters.",
    )


def _changes(folder: str, wanted: list[File]) -> dict[str, tuple[bytes | None, bytes]]:
    """Return the files that differ, each before and after."""
    from ..repository import atomic_files

    found = {}
    for file in wanted:
        before = atomic_files.read_file(os.path.join(folder, file.name), _LIMIT)
        if before != file.data:
            found[file.name] = (before, file.data)
    return found


def _create_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise ChartError(f"cannot be created: {error.strerror}", path) from error


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
