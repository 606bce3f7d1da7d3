# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and results of the modules that change a release. Twin of the documentation fragment ``release_options``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ...errors import CoxswainError, ReleaseError
from ..reporting import as_result, status
from ..runner import COMMAND_RESULT
from .duration import seconds

if TYPE_CHECKING:
    from ...cluster.objects import Ref
    from ...release.planning.change import Change
    from ...release.reporting.outcome import Outcome

SPEC: dict[str, dict[str, Any]] = {
    "wait": {"type": "bool", "default": False},
    "wait_for_jobs": {"type": "bool", "default": False},
    "timeout": {"type": "str"},
    "wait_timeout": {"type": "str"},
    "disable_hook": {"type": "bool", "default": False},
    "apply": {"type": "str", "choices": ["auto", "server", "client"]},
    "server_side": {"type": "str", "choices": ["auto", "true", "false"]},
    "force": {"type": "bool", "default": False},
    "force_conflicts": {"type": "bool", "default": False},
    "cleanup_on_fail": {"type": "bool", "default": False},
    "history_max": {"type": "int"},
    "pending_timeout": {"type": "str"},
    "sensitive": {"type": "list", "elements": "str", "default": [], "no_log": False},
}

MUTUALLY_EXCLUSIVE = [
    ("wait_timeout", "timeout"),
    ("apply", "server_side"),
    ("force", "server_side"),
    ("force", "force_conflicts"),
]

_SERVER_SIDE = {"auto": "auto", "true": "server", "false": "client"}

#: shorter texts are hidden at their places only
_SHORTEST_SECRET = 4
_HISTORY_MAX = 10
_TIMEOUT = 300.0
_PENDING_TIMEOUT = 600.0


class Progress:
    """What a person who follows the run would see, a line a step."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)


def request_fields(params: dict[str, Any]) -> dict[str, Any]:
    """The fields of a ReleaseRequest that these options and the release's name give.

    :raises ReleaseError: the environment asks for a storage that is not supported.
    """
    option = "timeout" if params["timeout"] else "wait_timeout"
    pointers = [pointer.strip() for pointer in params["sensitive"]]
    if not all(pointer.startswith("/") and len(pointer) > 1 for pointer in pointers):
        raise ReleaseError(
            "holds what is no JSON pointer", "sensitive", "Write one such as /data/password or /spec/*/token."
        )
    history = params["history_max"]
    if history is not None and history < 0:
        raise ReleaseError("is less than 0", "history_max", "Give 0 to keep every revision.")
    return {
        "name": params["release_name"],
        "namespace": params["release_namespace"],
        "wait": params["wait"],
        "wait_for_jobs": params["wait"] and params["wait_for_jobs"],
        "timeout": seconds(params[option], option) if params[option] else _TIMEOUT,
        "disable_hooks": params["disable_hook"],
        "apply": apply_from(params),
        "force": params["force"],
        "force_conflicts": params["force_conflicts"],
        "sensitive": tuple(pointers),
        "cleanup_on_fail": params["cleanup_on_fail"],
        "history_max": _HISTORY_MAX if history is None else history,
        "pending_timeout": (
            seconds(params["pending_timeout"], "pending_timeout") if params["pending_timeout"] else _PENDING_TIMEOUT
        ),
        "driver": storage_driver(),
    }


def apply_from(params: dict[str, Any]) -> str:
    """Who merges: what ``apply`` says, or ``server_side``, its name in kubernetes.core.

    :raises ReleaseError: other options ask for the opposite.
    """
    found = params["apply"] or _SERVER_SIDE.get(params["server_side"] or "", "auto")
    option = "apply" if params["apply"] else "server_side"
    if params["force_conflicts"] and found == "client":
        raise ReleaseError("needs server-side apply", "force_conflicts", f"Leave out {option}.")
    if params["force"] and found == "server":
        raise ReleaseError("cannot be had with server-side apply", "force", f"Leave out {option}.")
    return found


def storage_driver() -> str:
    """Where releases are kept: what ``HELM_DRIVER`` says, as Helm does it.

    :raises ReleaseError: it says something that is not supported.
    """
    driver = os.environ.get("HELM_DRIVER", "")
    known = {"": "secret", "secret": "secret", "secrets": "secret", "configmap": "configmap", "configmaps": "configmap"}
    if driver not in known:
        raise ReleaseError(
            f"releases cannot be kept in {driver!r}", "HELM_DRIVER", "Set it to secret or configmap, or unset it."
        )
    return known[driver]


def texts(mapping: dict[str, Any] | None) -> dict[str, str]:
    """A dictionary of an option as labels: a boolean is ``true`` or ``false``."""
    return {
        str(key): str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in (mapping or {}).items()
        if value is not None
    }


def carry_out(module: AnsibleModule, operation: Callable[[Progress], Outcome]) -> dict[str, Any]:
    """The module's result: what ``operation`` did, and the steps that it reported.

    An error that it raises takes the steps along, for the result of the failure.
    """
    progress = Progress()
    try:
        outcome = operation(progress)
    except CoxswainError as error:
        error.steps = progress.lines  # type: ignore[attr-defined]
        raise
    for text in outcome.warnings:
        module.warn(text)
    sensitive = outcome.sensitive
    if outcome.release is not None:
        hide_values(module, outcome.release.config, sensitive)
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "stdout": "".join(f"{line}\n" for line in progress.lines),
        "status": status(outcome.release, sensitive=sensitive),
        "action": outcome.action,
        "changes": [describe(change) for change in outcome.changes],
        "drift": fields(outcome.drifted),
        "foreign": fields(outcome.foreign),
        "notes": as_result(outcome.notes),
    }
    if module._diff:
        result["diff"] = as_result(outcome.diff)
    return result


def hide_values(module: AnsibleModule, values: dict[str, Any], pointers: Sequence[str]) -> None:
    """Keep the texts that JSON pointers name in values out of everything that the task returns."""
    from ...release.reporting.redaction import values_at

    found = values_at(values, pointers)
    # Hiding every "a" would leave nothing to read.
    module.no_log_values.update(text for text in found if len(text) >= _SHORTEST_SECRET)


def describe(change: Change) -> dict[str, Any]:
    """A change for a result."""
    return {
        "action": change.action,
        "api_version": change.api_version,
        "kind": change.kind,
        "namespace": change.namespace,
        "name": change.name,
        "predicted": change.predicted,
    }


def fields(found: dict[Ref, list[str]]) -> list[dict[str, Any]]:
    """Objects with the fields that differ, for a result."""
    return [
        {
            "api_version": ref.api_version,
            "kind": ref.kind,
            "namespace": ref.namespace,
            "name": ref.name,
            "fields": list(paths),
        }
        for ref, paths in found.items()
    ]
