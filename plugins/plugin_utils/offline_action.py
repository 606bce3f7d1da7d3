# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base class of the actions of modules that do not contact the API server.

``module_defaults`` of the action group set the connection options for all modules, and tasks written for
kubernetes.core set them for some of these. They are dropped here, so that these modules do not have to accept and
document options without effect, and credentials are not sent to target hosts that do not need them.
"""

from __future__ import annotations

from typing import Any

from ..module_utils.module.options.connection import PASSWORD_SPEC, SPEC
from .module_action import ModuleAction

_BINARY_PATH = "binary_path is ignored: coxswain.helm needs no helm binary."

#: The connection options and their aliases.
CONNECTION = frozenset(
    name for option, entry in {**SPEC, **PASSWORD_SPEC}.items() for name in (option, *entry.get("aliases", ()))
)


class OfflineAction(ModuleAction):
    """Execute a module without connection options.

    :cvar own: names of connection options that have a different meaning in this module.
    """

    own: frozenset[str] = frozenset()

    def execute(self, args: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        ignored = CONNECTION - self.own
        result = super().execute({name: value for name, value in args.items() if name not in ignored}, task_vars)
        if args.get("binary_path"):
            result["warnings"] = [*result.get("warnings", ()), _BINARY_PATH]
        return result
