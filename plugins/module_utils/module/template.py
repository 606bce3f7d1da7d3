# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``template``."""

from __future__ import annotations

import os
from typing import Any

from ..errors import CoxswainError, RenderError, RepositoryError
from ..repository import atomic_files
from . import rendering
from .definition import ModuleDefinition
from .options import repository_access
from .reporting import COMMAND_RESULT, as_result
from .task import Task

_LIMIT = 100 * 1024 * 1024

SPEC: dict[str, dict[str, Any]] = {
    **rendering.SPEC,
    "output_dir": {"type": "path"},
    "insecure_skip_tls_verify": {
        **rendering.SPEC["insecure_skip_tls_verify"],
        "aliases": ["skip_tls_certs_check", "insecure_registry"],
    },
}


def run(task: Task) -> dict[str, Any]:
    """Render the chart to the result or to files."""
    rendered = rendering.render_from(task.params, task.warn)
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": False,
        "rc": 0,
        "objects": rendered.objects(),
        "notes": as_result(rendered.rendering.notes),
    }
    folder = task.params["output_dir"]
    if not folder:
        result["stdout"] = as_result(rendered.text())
        return result
    contents = _inside(os.path.abspath(folder), rendered.files())
    changes = _write(contents, task.check_mode)
    result["changed"] = bool(changes)
    result["files"] = list(contents)
    result["stdout"] = "".join(f"wrote {path}\n" for path in changes)
    if task.diff:
        result["diff"] = [_difference(path, *change) for path, change in changes.items()]
    return result


def _inside(folder: str, found: dict[str, str]) -> dict[str, str]:
    """Return the files by their paths in ``folder``.

    :raises RenderError: a path is outside of it.
    """
    contents = {}
    top = os.path.realpath(folder)
    for name, text in found.items():
        path = os.path.join(folder, name)
        real = os.path.realpath(path)
        if not real.startswith(top + os.sep):
            raise RenderError("a file of the chart is outside of the directory", f"output_dir {folder}, {name}")
        contents[path] = text
    return contents


def _write(contents: dict[str, str], check_mode: bool) -> dict[str, tuple[bytes | None, bytes]]:
    """Write the files that differ, and return each before and after."""
    changes = {}
    try:
        for path, text in contents.items():
            content = text.encode("utf-8", "surrogateescape")
            before = atomic_files.read_file(path, _LIMIT)
            if before != content:
                changes[path] = (before, content)
        if not check_mode:
            for path, (_before, content) in changes.items():
                atomic_files.write_file(path, content)
    except RepositoryError as error:
        raise RenderError(error.what, error.where, error.remedy) from error
    return changes


def _difference(path: str, before: bytes | None, after: bytes) -> dict[str, Any]:
    one, other = _shown(before), _shown(after)
    if one is None or other is None:
        one, other = "" if before is None else "<hidden>\n", "<hidden, changed>\n"
    return {"before": one, "after": other, "before_header": path, "after_header": path}


def _shown(content: bytes | None) -> str | None:
    """Return the text of a file for a diff; ``None`` if it contains a Secret, or might contain one."""
    if content is None:
        return ""
    text = content.decode("utf-8", "replace")
    if "Secret" not in text:
        return text
    try:
        found = rendering.documents(text)
    except CoxswainError:
        return None
    return None if any(_contains_secret(entry) for entry in found) else text


def _contains_secret(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    items = entry.get("items")
    return entry.get("kind") == "Secret" or (isinstance(items, list) and any(_contains_secret(item) for item in items))


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
    required_together=repository_access.REQUIRED_TOGETHER,
)
