# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python interpreter of a target, as Ansible chooses it for modules."""

from __future__ import annotations

from typing import Any

from ansible.executor.interpreter_discovery import discover_interpreter
from ansible.plugins.action import ActionBase

from .builtin_types import to_builtins
from .execution import DISCOVERED

_FACT = "discovered_interpreter_python"


def find(action: ActionBase, configured: str | None, task_vars: dict[str, Any]) -> str:
    """Return the interpreter of the host of a task, which is discovered if that is what the configuration says.

    The fact is stored where Ansible stores it when it ships a module: in the variables, for a module that follows in
    the same task, and in the action, for :func:`with_facts`.

    :param configured: the configured interpreter, or one of the values that discover one.
    """
    if configured and configured not in DISCOVERED:
        return configured
    delegated = action._task.delegate_to
    variables = host_variables(action, task_vars)
    known = variables.setdefault("ansible_facts", {})
    if _FACT not in known:
        found = discover_interpreter(
            action=action, interpreter_name="python", discovery_mode=configured or "", task_vars=variables
        )
        known[_FACT] = action._discovered_interpreter = found
        # As in Ansible, other hosts' facts are set on request only.
        if not delegated or action._task.delegate_facts:
            task_vars.setdefault("ansible_facts", {})[_FACT] = found
            action._discovered_interpreter_key = _FACT
    return str(to_builtins(known[_FACT]))


def host_variables(action: ActionBase, task_vars: dict[str, Any]) -> dict[str, Any]:
    """Return the variables of the host on which a task runs, which differs from the task's with ``delegate_to``."""
    delegated = action._task.delegate_to
    if not delegated:
        return task_vars
    found: dict[str, Any] = (task_vars.get("ansible_delegated_vars") or {}).get(delegated, task_vars)
    return found


def with_facts(action: ActionBase, result: dict[str, Any]) -> dict[str, Any]:
    """Return a result with the fact and the warnings of a discovered interpreter."""
    if action._discovered_interpreter_key:
        result = {**result, "ansible_facts": {action._discovered_interpreter_key: action._discovered_interpreter}}
    # ansible-core 2.18 collects these; newer versions show them at once.
    warnings = getattr(action, "_discovery_warnings", None)
    if warnings:
        result = {**result, "warnings": [*result.get("warnings", ()), *warnings]}
    return result
