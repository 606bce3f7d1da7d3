# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the implementation of a module in this process, with the results that AnsibleModule would return."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError

from . import runner
from .definition import ModuleDefinition
from .path_information import path_information
from .task import Task

if TYPE_CHECKING:
    from .progress import Live


@dataclass(frozen=True)
class TaskSettings:
    """What a task says beside its options.

    :ivar name: the full name of the module, for messages.
    :ivar verbosity: the number of ``-v``.
    :ivar invocation: whether the result contains the options.
    """

    name: str
    check_mode: bool = False
    diff: bool = False
    verbosity: int = 0
    invocation: bool = True


def run(
    definition: ModuleDefinition, options: dict[str, Any], settings: TaskSettings, live: Live | None = None
) -> dict[str, Any]:
    """Validate options, do the work, and return the result in JSON's types, without secrets.

    :param options: in builtin types.
    """
    validated = validate(definition, options)
    secrets = secrets_of(validated)
    warnings = [
        f"Both option {found['option']} and its alias {found['alias']} are set." for found in validated._warnings
    ]
    params = validated.validated_parameters
    if validated.error_messages:
        message = validated.errors.msg
        if isinstance(validated.errors[0], UnsupportedError):
            message = f"Unsupported parameters for ({settings.name}) module: {message}"
        result: dict[str, Any] = {"failed": True, "msg": message}
    else:
        task = Task(
            params=params,
            check_mode=settings.check_mode,
            diff=settings.diff,
            verbosity=settings.verbosity,
            warn=warnings.append,
            secrets=secrets,
            live=live,
        )
        result = runner.run(task, definition)
    whole = {**result, **path_information(result)}
    if settings.invocation:
        whole["invocation"] = {"module_args": params}
    return _returned(whole, list(dict.fromkeys(warnings)), secrets)


def _returned(whole: dict[str, Any], warnings: list[str], secrets: set[str]) -> dict[str, Any]:
    if warnings:
        whole["warnings"] = warnings
    # Only what survives JSON: a module's result has gone through it as well.
    plain = json.loads(json.dumps(whole))
    found: dict[str, Any] = remove_values(plain, secrets)
    # remove_values replaces a boolean whose text equals a secret.
    found.update({key: value for key, value in plain.items() if value is None or isinstance(value, bool)})
    return with_lines(found)


def validate(definition: ModuleDefinition, options: dict[str, Any]) -> ValidationResult:
    """Validate the options of a task."""
    return ArgumentSpecValidator(definition.argument_spec, **definition.conditions).validate(options)


def secrets_of(validated: ValidationResult) -> set[str]:
    """Return the values of options with ``no_log``; AnsibleModule uses the same field, since there is no public one."""
    secrets: set[str] = validated._no_log_values
    return secrets


def with_lines(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result with ``stdout`` and ``stderr`` as lists of lines, too, as Ansible does it for modules."""
    streams = [stream for stream in ("stdout", "stderr") if stream in result and f"{stream}_lines" not in result]
    return {**result, **{f"{stream}_lines": (result[stream] or "").splitlines() for stream in streams}}
