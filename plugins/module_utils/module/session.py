# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the work of a task in a session on a target, where the code was sent by an earlier task."""

from __future__ import annotations

import traceback
from typing import Any

from ansible.module_utils.common.parameters import remove_values

from . import direct
from .definition import ModuleDefinition


def run(definition: ModuleDefinition, options: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Do the work of a task and return its result, also if a bug ends it.

    :param settings: the fields of :class:`.direct.TaskSettings`.
    """
    try:
        return direct.run(definition, options, direct.TaskSettings(**settings))
    except Exception as error:
        # A bug. Ansible reports the traceback of a module; without this, it might contain secrets.
        message = f"MODULE FAILURE: {type(error).__name__}: {error}\nSee stdout/stderr for the exact error"
        found = {"msg": message, "module_stdout": "", "module_stderr": traceback.format_exc()}
        secrets = direct.secrets_of(direct.validate(definition, options))
        return {"failed": True, "rc": 1, **remove_values(found, secrets)}
