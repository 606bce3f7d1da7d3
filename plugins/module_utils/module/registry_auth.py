# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``registry_auth``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .definition import ModuleDefinition
from .reporting import COMMAND_RESULT
from .task import Task

if TYPE_CHECKING:
    from ..repository.registry_login import LoginOutcome

#: ``host`` is the API server in other modules of the action group. It is not an alias of ``registry_url``, because an
#: alias in ``module_defaults`` would take precedence over ``registry_url`` in the task.
SPEC: dict[str, dict[str, Any]] = {
    "registry_url": {"type": "str"},
    "host": {"type": "str"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "repo_username": {"type": "str", "aliases": ["username"]},
    "repo_password": {"type": "str", "no_log": True, "aliases": ["password"]},
    "insecure_skip_tls_verify": {"type": "bool", "default": False, "aliases": ["insecure", "skip_tls_certs_check"]},
    "repo_ca_cert": {"type": "path", "aliases": ["ca_file"]},
    "repo_client_cert": {"type": "path", "aliases": ["cert_file"]},
    "repo_client_key": {"type": "path", "aliases": ["key_file"], "no_log": False},
    "plain_http": {"type": "bool", "default": False},
    "registry_config": {"type": "path"},
    "repo_timeout": {"type": "int", "default": 30, "aliases": ["registry_timeout"]},
}
REQUIRED_TOGETHER = [("repo_username", "repo_password"), ("repo_client_cert", "repo_client_key")]
REQUIRED_ONE_OF = [("registry_url", "host")]


def run(task: Task) -> dict[str, Any]:
    """Ensure that the user is logged in, or that they are not."""
    from ..errors import RepositoryError
    from ..repository.helm_paths import find_helm_paths
    from ..repository.http_options import HttpOptions
    from ..repository.registry_credentials import Credential
    from ..repository.registry_login import log_in, log_out, registry_host

    params = task.params
    path = params["registry_config"] or find_helm_paths().registry_config
    registry = params["registry_url"] or params["host"] or ""
    host = registry_host(registry)
    scheme, _colon, rest = registry.partition("://")
    if "/" in (rest or scheme).rstrip("/"):
        task.warn(f"Logins are per registry, so the path after {host} is ignored.")
    if params["repo_timeout"] < 1:
        raise RepositoryError("is not a positive number of seconds", "repo_timeout", "Set it to 1 or more.")
    if params["state"] == "absent":
        outcome = log_out(host, path, check_mode=task.check_mode)
    else:
        http_options = HttpOptions(
            ca_file=params["repo_ca_cert"] or "",
            cert_file=params["repo_client_cert"] or "",
            key_file=params["repo_client_key"] or "",
            insecure=params["insecure_skip_tls_verify"],
            plain_http=params["plain_http"],
            timeout=float(params["repo_timeout"]),
        )
        credential = Credential(params["repo_username"] or "", params["repo_password"] or "")
        outcome = log_in(host, credential, path, http_options, check_mode=task.check_mode)
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "stdout": f"{outcome.message}\n",
        "host": outcome.host,
        "username": outcome.after or "",
        "registry_config": path,
    }
    if task.diff:
        result["diff"] = _difference(outcome, path)
    return result


def _difference(outcome: LoginOutcome, path: str) -> dict[str, Any]:
    """Return the login before and after, with redacted passwords."""
    masked = "<masked, another one>" if outcome.password_changed and outcome.before is not None else "<masked>"
    before = {} if outcome.before is None else {outcome.host: {"username": outcome.before, "password": "<masked>"}}
    after = {} if outcome.after is None else {outcome.host: {"username": outcome.after, "password": masked}}
    return {"before": before, "after": after, "before_header": path, "after_header": path}


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
    required_one_of=REQUIRED_ONE_OF,
    required_together=REQUIRED_TOGETHER,
)
