# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``registry_auth`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from .options import connection
from .reporting import COMMAND_RESULT

if TYPE_CHECKING:
    from ..repository.registry_login import LoginOutcome

#: ``host``, ``cert_file`` and ``key_file`` are those of the registry here, as in the module whose place this takes.
SPEC: dict[str, dict[str, Any]] = {
    **connection.SPEC,
    "client_cert": {**connection.SPEC["client_cert"], "aliases": []},
    "client_key": {**connection.SPEC["client_key"], "aliases": []},
    "host": {"type": "str", "required": True, "aliases": ["registry_url"]},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "username": {"type": "str", "aliases": ["repo_username"]},
    "password": {"type": "str", "no_log": True, "aliases": ["repo_password"]},
    "insecure": {"type": "bool", "default": False},
    "ca_file": {"type": "path"},
    "cert_file": {"type": "path"},
    "key_file": {"type": "path", "no_log": False},
    "plain_http": {"type": "bool", "default": False},
    "registry_config": {"type": "path"},
    "registry_timeout": {"type": "int", "default": 30},
}
REQUIRED_TOGETHER = [("username", "password"), ("cert_file", "key_file")]


def run(module: AnsibleModule) -> dict[str, Any]:
    """Be logged in or not, as the task says, and tell what was done."""
    from ..errors import RepositoryError
    from ..repository.helm_paths import find_helm_paths
    from ..repository.http_options import HttpOptions
    from ..repository.registry_credentials import Credential
    from ..repository.registry_login import log_in, log_out, registry_host

    params = module.params
    path = params["registry_config"] or find_helm_paths().registry_config
    host = registry_host(params["host"])
    scheme, _colon, rest = params["host"].partition("://")
    if "/" in (rest or scheme).rstrip("/"):
        module.warn(f"A login is for a whole registry: the path after {host} is not looked at.")
    if params["registry_timeout"] < 1:
        raise RepositoryError("is not a positive number of seconds", "registry_timeout")
    if params["state"] == "absent":
        outcome = log_out(host, path, check_mode=module.check_mode)
    else:
        http_options = HttpOptions(
            ca_file=params["ca_file"] or "",
            cert_file=params["cert_file"] or "",
            key_file=params["key_file"] or "",
            insecure=params["insecure"],
            plain_http=params["plain_http"],
            timeout=float(params["registry_timeout"]),
        )
        credential = Credential(params["username"] or "", params["password"] or "")
        outcome = log_in(host, credential, path, http_options, check_mode=module.check_mode)
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "stdout": f"{outcome.message}\n",
        "host": outcome.host,
        "username": outcome.after or "",
        "registry_config": path,
    }
    if module._diff:
        result["diff"] = _difference(outcome, path)
    return result


def _difference(outcome: LoginOutcome, path: str) -> dict[str, Any]:
    """Who is logged in before and after, without passwords."""
    masked = "<masked, another one>" if outcome.password_changed and outcome.before is not None else "<masked>"
    before = {} if outcome.before is None else {outcome.host: {"username": outcome.before, "password": "<masked>"}}
    after = {} if outcome.after is None else {outcome.host: {"username": outcome.after, "password": masked}}
    return {"before": before, "after": after, "before_header": path, "after_header": path}
