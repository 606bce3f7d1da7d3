# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``client_home``."""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.common.parameters import env_fallback

from .definition import ModuleDefinition
from .task import Task

SPEC: dict[str, dict[str, Any]] = {
    "helm_home": {"type": "path", "aliases": ["path"], "fallback": (env_fallback, ["HELM_HOME"])},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "stable_repo_url": {"type": "str", "default": "https://charts.helm.sh/stable"},
    "local_repo_url": {"type": "str", "default": "http://127.0.0.1:8879/charts"},
    "skip_refresh": {"type": "bool", "default": False},
    "skip_repos": {"type": "bool", "default": False},
    "tls_ca_cert": {"type": "path"},
    "tls_cert": {"type": "path"},
    "tls_key": {"type": "path", "no_log": False},
}


def run(task: Task) -> dict[str, Any]:
    """Ensure that the home of the client exists, or that it does not."""
    from ..tiller import helm_home

    params = task.params
    folder = os.path.abspath(params["helm_home"] or os.path.join(os.path.expanduser("~"), ".helm"))
    if params["state"] == "absent":
        gone = helm_home.ensure_absent(folder, check_mode=task.check_mode)
        changes = [folder] if gone else []
    else:
        tls = {"ca": params["tls_ca_cert"], "cert": params["tls_cert"], "key": params["tls_key"]}
        spec = helm_home.HelmHomeSpec(
            folder,
            stable_url=params["stable_repo_url"],
            local_url=params["local_repo_url"],
            refresh=not params["skip_refresh"],
            repositories=not params["skip_repos"],
            tls={kind: path for kind, path in tls.items() if path},
        )
        changes = helm_home.ensure_present(spec, check_mode=task.check_mode)
    result: dict[str, Any] = {"changed": bool(changes), "helm_home": folder, "changes": changes}
    if task.diff:
        present = params["state"] == "present"
        # Some of the files are private keys.
        result["diff"] = {
            "before": {"paths": [] if present else changes},
            "after": {"paths": changes if present else []},
        }
    return result


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
