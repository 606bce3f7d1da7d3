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

from .module_action import ModuleAction

_OPTIONS = ("kubeconfig", "kubeconfig_path")


class KubeconfigAction(ModuleAction):
    """Execute a module with the kubeconfig resolved.

    :cvar TILLER: whether the module always connects to Tiller.
    """

    TILLER = False

    def execute(self, args: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        temporary: list[str] = []
        if self._connection.transport == "local":
            resolved = {key: self._resolve(value, temporary) for key, value in args.items() if key in _OPTIONS}
            args = {**args, **resolved}
        try:
            return super().execute(args, task_vars)
        finally:
            for path in temporary:
                self._loader.cleanup_tmp_file(path)

    def libraries(self, args: dict[str, Any]) -> list[str]:
        tiller = self.TILLER or args.get("backend") == "tiller"
        return [*super().libraries(args), *(["grpc", "google.protobuf"] if tiller else [])]

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
