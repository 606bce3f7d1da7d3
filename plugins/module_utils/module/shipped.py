# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the implementation of a module as Ansible ships modules: in a process of its own, with AnsibleModule."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from . import runner
from .definition import ModuleDefinition
from .task import Task


def run(module: AnsibleModule, definition: ModuleDefinition) -> None:
    """Exit ``module`` with the result of its work, or fail it."""
    task = Task(
        params=module.params,
        check_mode=module.check_mode,
        diff=module._diff,
        verbosity=module._verbosity,
        warn=module.warn,
        secrets=module.no_log_values,
    )
    result = runner.run(task, definition)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
