# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action plugin base for modules that take a kubeconfig: resolves its path on the controller.

As in kubernetes.core, with a local connection the path is searched in ``files/`` of role and playbook, and an encrypted
file is decrypted with Ansible Vault. With any other connection it is a path on the target.
"""

from __future__ import annotations

import os
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.action.normal import ActionModule as NormalAction

_OPTIONS = ("kubeconfig", "kubeconfig_path")


class KubeconfigAction(NormalAction):
    """Run the module of the task, as Ansible does without an action plugin, with the kubeconfig resolved."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        original = self._task.args
        temporary: list[str] = []
        if self._connection.transport == "local":
            resolved = {key: self._resolve(value, temporary) for key, value in original.items() if key in _OPTIONS}
            self._task.args = {**original, **resolved}
        try:
            return super().run(tmp, task_vars)
        finally:
            # a retry of the task resolves the path again
            self._task.args = original
            for path in temporary:
                self._loader.cleanup_tmp_file(path)

    def _resolve(self, value: Any, temporary: list[str]) -> Any:
        """Return the kubeconfig with each path resolved; anything else is left to the module.

        :param temporary: paths of decrypted files, to delete after the run; appended to.
        """
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
