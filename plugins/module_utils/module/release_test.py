# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``release_test`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import CoxswainError, ReleaseError
from . import connection, deploying, through_tiller, tiller_options
from .duration import seconds
from .reporting import as_result, go_time, status
from .running import COMMAND_RESULT, trouble_of

if TYPE_CHECKING:
    from ..release.model import Hook
    from ..release.testing import Tested

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
    from ..release import operations

    params = module.params
    timeout = seconds(params["timeout"], "timeout") if params["timeout"] else _TIMEOUT
    driver = deploying.storage_driver()
    progress = deploying.Progress()
    try:
        if tiller_options.chosen(params):
            tested = through_tiller.run_tests(module, timeout, progress)
        else:
            tested = operations.run_tests(
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


def describe(hook: Hook, tested: Tested) -> dict[str, Any]:
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
