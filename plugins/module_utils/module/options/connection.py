# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection to the API server; documented in the fragment ``connection``.

Names, aliases and ``K8S_AUTH_*`` environment variables are those of kubernetes.core.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ansible.module_utils.common.parameters import env_fallback

from ...errors import ConnectionOptionsError
from .. import http_trace
from ..task import Task

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...cluster.connection import ConnectionOptions


def _env(name: str) -> tuple[Any, list[str]]:
    return env_fallback, [f"K8S_AUTH_{name}"]


SPEC: dict[str, dict[str, Any]] = {
    "binary_path": {"type": "path"},
    "context": {"type": "str", "aliases": ["kube_context"], "fallback": _env("CONTEXT")},
    "kubeconfig": {"type": "raw", "aliases": ["kubeconfig_path"], "fallback": _env("KUBECONFIG")},
    "host": {"type": "str", "fallback": _env("HOST")},
    "api_key": {"type": "str", "no_log": True, "fallback": _env("API_KEY")},
    "ca_cert": {"type": "path", "aliases": ["ssl_ca_cert"], "fallback": _env("SSL_CA_CERT")},
    "validate_certs": {"type": "bool", "aliases": ["verify_ssl"], "fallback": _env("VERIFY_SSL")},
    "client_cert": {"type": "path", "aliases": ["cert_file"], "fallback": _env("CERT_FILE")},
    "client_key": {"type": "path", "aliases": ["key_file"], "no_log": False, "fallback": _env("KEY_FILE")},
    "proxy": {"type": "str", "fallback": _env("PROXY")},
    "no_proxy": {"type": "str", "fallback": _env("NO_PROXY")},
    "impersonate_user": {"type": "str", "fallback": _env("IMPERSONATE_USER")},
    "impersonate_groups": {"type": "list", "elements": "str", "fallback": _env("IMPERSONATE_GROUPS")},
    "tls_server_name": {"type": "str", "fallback": _env("TLS_SERVER_NAME")},
}

#: Separate, because modules for repositories use these names for other credentials; documented in the fragment
#: ``connection_password``.
PASSWORD_SPEC: dict[str, dict[str, Any]] = {
    "username": {"type": "str", "fallback": _env("USERNAME")},
    "password": {"type": "str", "no_log": True, "fallback": _env("PASSWORD")},
}

_SECRET_FIELDS = ("token", "password", "client-key-data", "id-token", "refresh-token", "client-secret", "access-token")


def connect_from(task: Task) -> Api:
    """Connect to the API server.

    :raises ConnectionOptionsError: the options are not valid.
    """
    from ...cluster.connection import connect
    from ...cluster.sessions import SESSIONS

    return connect(options_from(task.params), trace=http_trace.sink(task), sessions=SESSIONS)


def options_from(params: dict[str, Any]) -> ConnectionOptions:
    """Return the options for the connection to the API server."""
    from ...cluster.connection import ConnectionOptions

    kubeconfig = params.get("kubeconfig") or None
    if kubeconfig is not None and not isinstance(kubeconfig, (str, dict)):
        raise ConnectionOptionsError(
            "is neither a path nor a dictionary", "kubeconfig", "Set it to the path of a file or to its contents."
        )
    return ConnectionOptions(
        kubeconfig=kubeconfig,
        context=params.get("context") or None,
        host=params.get("host") or None,
        api_key=params.get("api_key") or None,
        ca_cert=params.get("ca_cert") or None,
        validate_certs=params.get("validate_certs"),
        client_cert=params.get("client_cert") or None,
        client_key=params.get("client_key") or None,
        username=params.get("username") or None,
        password=params.get("password") or None,
        proxy=params.get("proxy") or None,
        no_proxy=params.get("no_proxy") or None,
        impersonate_user=params.get("impersonate_user") or None,
        impersonate_groups=tuple(params.get("impersonate_groups") or ()),
        tls_server_name=params.get("tls_server_name") or None,
    )


def hide_secrets(task: Task) -> None:
    """Keep credentials in a kubeconfig that is given as a dictionary or JSON out of logs and results."""
    kubeconfig = task.params.get("kubeconfig")
    if isinstance(kubeconfig, str) and kubeconfig.lstrip().startswith("{"):
        try:
            kubeconfig = json.loads(kubeconfig)
        except ValueError:
            task.secrets.add(task.params["kubeconfig"])
            return
    if not isinstance(kubeconfig, dict):
        return
    users = kubeconfig.get("users")
    for item in users if isinstance(users, list) else []:
        user = item.get("user") if isinstance(item, dict) else None
        if isinstance(user, dict):
            task.secrets.update(_credentials(user))


def _credentials(user: dict[str, Any]) -> list[str]:
    found = [value for key, value in user.items() if key in _SECRET_FIELDS and isinstance(value, str) and value]
    provider = user.get("auth-provider")
    config = provider.get("config") if isinstance(provider, dict) else None
    if isinstance(config, dict):
        found += [value for key, value in config.items() if key in _SECRET_FIELDS and isinstance(value, str) and value]
    executable = user.get("exec")
    for variable in executable.get("env") or [] if isinstance(executable, dict) else []:
        if isinstance(variable, dict) and isinstance(variable.get("value"), str) and variable["value"]:
            found.append(variable["value"])
    return found
