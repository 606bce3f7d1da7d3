# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``chart_push`` does."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .options import repository_access
from .reporting import COMMAND_RESULT

_ACCESS = repository_access.spec()

SPEC: dict[str, dict[str, Any]] = {
    **_ACCESS,
    "repo_username": {**_ACCESS["repo_username"], "aliases": ["username", "chart_repo_username"]},
    "repo_password": {**_ACCESS["repo_password"], "aliases": ["password", "chart_repo_password"]},
    "chart": {"type": "path", "required": True, "aliases": ["path"]},
    "remote": {"type": "str", "required": True, "aliases": ["repo_url", "url"]},
    "plain_http": {"type": "bool", "default": False},
    "force": {"type": "bool", "default": False},
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Have the chart in the registry or repository, and tell what was done."""
    from ..repository.helm_paths import find_helm_paths
    from ..repository.push import PushRequest, push

    params = module.params
    http_options = repository_access.access_from(params)
    request = PushRequest(params["chart"], params["remote"].strip(), http_options, params["force"])
    outcome = push(request, find_helm_paths(), check_mode=module.check_mode)
    chart = outcome.chart
    text = f"Pushed: {outcome.target}\n" if outcome.changed else f"{outcome.target} is there already\n"
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "target": outcome.target,
        "chart": {"name": chart.name, "version": chart.version, "app_version": chart.app_version},
        "digest": f"sha256:{outcome.digest}",
        "provenance": outcome.provenance,
    }
    if outcome.manifest_digest:
        result["manifest_digest"] = outcome.manifest_digest
        text += f"Digest: {outcome.manifest_digest}\n"
    result["stdout"] = text
    if module._diff:
        result["diff"] = {
            "before": {"archive": f"sha256:{outcome.before}"} if outcome.before else {},
            "after": {"archive": result["digest"]},
            "before_header": outcome.target,
            "after_header": outcome.target,
        }
    return result
