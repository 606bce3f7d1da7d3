# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of modules that talk to an API server: a kubeconfig of the controller is found where Ansible finds files.

The rules are those of kubernetes.core: with a local connection a path is looked for in ``files/`` of the role and the
playbook and decrypted by Ansible Vault when it is encrypted; with any other connection it is a path on the target.
"""

from __future__ import annotations

import os
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.action.normal import ActionModule as NormalAction

_OPTIONS = ("kubeconfig", "kubeconfig_path")


class KubeconfigAction(NormalAction):
    """Runs the module of the task, as Ansible does without an action plugin, with the kubeconfig replaced."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        given = self._task.args
        temporary: list[str] = []
        if self._connection.transport == "local":
            found = {key: self._found(value, temporary) for key, value in given.items() if key in _OPTIONS}
            self._task.args = {**given, **found}
        try:
            return super().run(tmp, task_vars)
        finally:
            # A retry of the task looks for the file again.
            self._task.args = given
            for path in temporary:
                self._loader.cleanup_tmp_file(path)

    def _found(self, value: Any, temporary: list[str]) -> Any:
        """The kubeconfig with each of its paths found; what is no path, or is not found, is left to the module."""
        if not isinstance(value, str) or not value.strip() or value.lstrip().startswith("{"):
            return value
        paths = []
        for part in value.split(os.pathsep):
            try:
                path = self._find_needle("files", part)
            except AnsibleError:
                paths.append(part)
                continue
            real = self._loader.get_real_file(path, decrypt=True)
            if real != path:
                temporary.append(real)
            paths.append(real)
        return os.pathsep.join(paths)
