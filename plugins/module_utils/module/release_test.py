# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``release_test`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import CoxswainError, ReleaseError
from . import tiller_backend
from .options import connection, release_options, tiller_options
from .options.duration import seconds
from .reporting import as_result, go_time, status
from .runner import COMMAND_RESULT, trouble_of

if TYPE_CHECKING:
    from ..release.operations.run_tests import ReleaseTestResult
    from ..release.records.model import Hook

SPEC: dict[str, dict[str, Any]] = {
    **tiller_options.BACKEND_SPEC,
    "include": {"type": "list", "elements": "str", "default": []},
    "exclude": {"type": "list", "elements": "str", "default": []},
    "logs": {"type": "bool", "default": False},
    "timeout": {"type": "str"},
}

_TIMEOUT = 300.0


def run(module: AnsibleModule) -> dict[str, Any]:
    """Run the tests of the release, and tell how each of them went."""
    from ..release.operations.run_tests import run_tests

    params = module.params
    timeout = seconds(params["timeout"], "timeout") if params["timeout"] else _TIMEOUT
    driver = release_options.storage_driver()
    progress = release_options.Progress()
    try:
        if tiller_options.chosen(params):
            tested = tiller_backend.run_tests(module, timeout, progress)
        else:
            tested = run_tests(
                connection.connect_from(module),
                params["release_name"],
                params["release_namespace"],
                progress,
                chosen=params["include"],
                left_out=params["exclude"],
                timeout=timeout,
                logs=params["logs"],
                driver=driver,
                check_mode=module.check_mode,
            )
    except CoxswainError as error:
        error.steps = progress.lines  # type: ignore[attr-defined]
        raise
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": bool(tested.hooks),
        "stdout": "".join(f"{line}\n" for line in progress.lines),
        "status": status(tested.release),
        "tests": [describe(hook, tested) for hook in tested.hooks],
    }
    if tested.failure is None:
        return result
    failure = ReleaseError(tested.failure)
    failure.steps = progress.lines  # type: ignore[attr-defined]
    failure.troubles = tested.troubles  # type: ignore[attr-defined]
    failure.result = {key: result[key] for key in ("changed", "status", "tests")}  # type: ignore[attr-defined]
    raise failure


def describe(hook: Hook, tested: ReleaseTestResult) -> dict[str, Any]:
    """How a test went, for the result."""
    failed = hook.phase == "Failed"
    return {
        "name": hook.name,
        "kind": hook.kind,
        "phase": hook.phase,
        "started_at": go_time(hook.started_at),
        "completed_at": go_time(hook.completed_at),
        "logs": as_result(tested.logs.get(hook.name) or {}),
        "trouble": [trouble_of(trouble) for trouble in tested.troubles] if failed else [],
    }
