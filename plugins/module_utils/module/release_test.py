# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``release_test``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CoxswainError, ReleaseError
from . import backends
from .definition import ModuleDefinition
from .options import connection, release_name, release_options, tiller_options
from .options.duration import seconds
from .progress import Progress
from .reporting import COMMAND_RESULT, as_result, go_time, status
from .runner import diagnosis_result
from .task import Task

if TYPE_CHECKING:
    from ..release.operations.run_tests import ReleaseTestResult
    from ..release.records.model import Hook

SPEC: dict[str, dict[str, Any]] = {
    **tiller_options.BACKEND_SPEC,
    "include": {"type": "list", "elements": "str", "default": []},
    "exclude": {"type": "list", "elements": "str", "default": []},
    "logs": {"type": "bool", "default": False},
    "timeout": release_options.TIMEOUT,
}


def run(task: Task) -> dict[str, Any]:
    """Run the tests of the release."""
    from ..release.operations.run_tests import run_tests
    from ..release.request import ReleaseRequest

    params = task.params
    backends.check_options(params)
    request = ReleaseRequest(
        params["release_name"],
        params["release_namespace"],
        timeout=seconds(params["timeout"], "timeout") if params["timeout"] else release_options.DEFAULT_TIMEOUT,
        driver=release_options.storage_driver(),
    )
    progress = Progress(task.live, task.secrets)
    try:
        with backends.open_backend(task, progress) as backend:
            tested = run_tests(
                backend, request, include=params["include"], exclude=params["exclude"], logs=params["logs"]
            )
    except CoxswainError as error:
        error.steps = progress.lines
        raise
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": bool(tested.hooks),
        "stdout": progress.stdout,
        "status": status(tested.release),
        "tests": [describe(hook, tested) for hook in tested.hooks],
    }
    if tested.failure is None:
        return result
    failure = ReleaseError(tested.failure)
    failure.steps = progress.lines
    failure.diagnostics = tested.diagnostics
    failure.result = {key: result[key] for key in ("changed", "status", "tests")}
    raise failure


def describe(hook: Hook, tested: ReleaseTestResult) -> dict[str, Any]:
    """Return the result of a test."""
    failed = hook.phase == "Failed"
    return {
        "name": hook.name,
        "kind": hook.kind,
        "phase": hook.phase,
        "started_at": go_time(hook.started_at),
        "completed_at": go_time(hook.completed_at),
        "logs": as_result(tested.logs.get(hook.name) or {}),
        "trouble": [diagnosis_result(diagnosis) for diagnosis in tested.diagnostics] if failed else [],
    }


MODULE = ModuleDefinition(
    argument_spec={
        **connection.SPEC,
        **connection.PASSWORD_SPEC,
        **release_name.SPEC,
        **SPEC,
    },
    run=run,
)
