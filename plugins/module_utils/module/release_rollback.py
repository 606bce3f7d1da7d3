# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``release_rollback``."""

from __future__ import annotations

from typing import Any

from ..errors import ReleaseError
from . import backends, release_runner
from .definition import ModuleDefinition
from .options import connection, release_name, release_options, tiller_options
from .task import Task

SPEC: dict[str, dict[str, Any]] = {
    **release_options.SPEC,
    **tiller_options.BACKEND_SPEC,
    "revision": {"type": "int"},
    "rewrite_apis": {"type": "bool", "default": False},
}


def run(task: Task) -> dict[str, Any]:
    """Roll the release back."""
    from ..release.operations.rollback import rollback
    from ..release.request import ReleaseRequest

    revision = task.params["revision"]
    if revision is not None and revision < 1:
        raise ReleaseError("is less than 1", "revision", "Leave it out to roll back to the last good revision.")
    backends.check_options(task.params)
    request = ReleaseRequest(**release_options.request_fields(task.params), rewrite_apis=task.params["rewrite_apis"])
    return release_runner.carry_out(task, lambda backend: rollback(backend, request, revision))


MODULE = ModuleDefinition(
    argument_spec={
        **connection.SPEC,
        **connection.PASSWORD_SPEC,
        **release_name.SPEC,
        **SPEC,
    },
    run=run,
    mutually_exclusive=release_options.MUTUALLY_EXCLUSIVE,
)
