# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base class of the actions of modules that do not contact the API server.

``module_defaults`` of the action group set the connection options for all modules, and tasks written for
kubernetes.core set them for some of these. They are dropped here, so that these modules do not have to accept and
document options without effect, and credentials are not sent to target hosts that do not need them.
"""

from __future__ import annotations

from typing import Any

from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible_collections.coxswain.helm.plugins.module_utils.module.options.connection import PASSWORD_SPEC, SPEC

_BINARY_PATH = "binary_path is ignored: coxswain.helm needs no helm binary."

#: The connection options and their aliases.
CONNECTION = frozenset(
    name for option, entry in {**SPEC, **PASSWORD_SPEC}.items() for name in (option, *entry.get("aliases", ()))
)


class OfflineAction(NormalAction):
    """Run the module as Ansible does without an action plugin, but without connection options.

    :cvar own: names of connection options that have a different meaning in this module.
    """

    own: frozenset[str] = frozenset()

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        args = self._task.args
        ignored = CONNECTION - self.own
        self._task.args = {name: value for name, value in args.items() if name not in ignored}
        try:
            result: dict[str, Any] = super().run(tmp, task_vars)
        finally:
            # A retry of the task starts from its own options.
            self._task.args = args
        if args.get("binary_path"):
            result["warnings"] = [*result.get("warnings", ()), _BINARY_PATH]
        return result
