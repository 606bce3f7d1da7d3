# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection to Tiller; documented in the fragment ``tiller``.

Names and environment variables are those of Helm 2's client. TLS is used if one of its options is set. Unlike Helm,
which does not verify Tiller's certificate by default, it is verified unless ``tls_verify`` is false.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible.module_utils.common.parameters import env_fallback

from ..task import Task
from . import connection

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...tiller.connection.client import TillerClient
    from ...tiller.connection.connect import TillerOptions

DIRECT = "direct"
TILLER = "tiller"

SPEC: dict[str, dict[str, Any]] = {
    "tiller_host": {"type": "str", "fallback": (env_fallback, ["HELM_HOST"])},
    "tiller_namespace": {
        "type": "str",
        "default": "kube-system",
        "fallback": (env_fallback, ["TILLER_NAMESPACE"]),
    },
    "tls_ca_cert": {"type": "path", "fallback": (env_fallback, ["HELM_TLS_CA_CERT"])},
    "tls_cert": {"type": "path", "fallback": (env_fallback, ["HELM_TLS_CERT"])},
    "tls_key": {"type": "path", "no_log": False, "fallback": (env_fallback, ["HELM_TLS_KEY"])},
    "tls_hostname": {"type": "str", "fallback": (env_fallback, ["HELM_TLS_HOSTNAME"])},
    "tls_verify": {"type": "bool"},
}

#: Options of modules that work with and without Tiller.
BACKEND_SPEC: dict[str, dict[str, Any]] = {
    "backend": {"type": "str", "default": DIRECT, "choices": [DIRECT, TILLER]},
    **SPEC,
}


def is_tiller(params: dict[str, Any]) -> bool:
    """Return whether the backend of the task is Tiller."""
    return bool(params["backend"] == TILLER)


def options_from(params: dict[str, Any]) -> TillerOptions:
    """Return the options for the connection to Tiller."""
    from ...tiller.connection.connect import TillerOptions
    from ...tiller.connection.tls import TlsOptions

    tls = None
    verify = params["tls_verify"]
    if verify or any(params[name] for name in ("tls_ca_cert", "tls_cert", "tls_key", "tls_hostname")):
        home = os.environ.get("HELM_HOME") or os.path.join(os.path.expanduser("~"), ".helm")
        tls = TlsOptions(
            ca_cert=params["tls_ca_cert"] or os.path.join(home, "ca.pem"),
            cert=params["tls_cert"] or os.path.join(home, "cert.pem"),
            key=params["tls_key"] or os.path.join(home, "key.pem"),
            hostname=params["tls_hostname"] or "",
            verify=verify is not False,
        )
    return TillerOptions(host=params["tiller_host"] or "", namespace=params["tiller_namespace"], tls=tls)


def api_from(task: Task) -> Api | None:
    """Return the API server of Tiller's cluster; ``None`` if the task does not select one.

    If the address of Tiller is set, the default kubeconfig might belong to another cluster, so an API server is only
    used if an option or environment variable selects it.
    """
    selecting = ("kubeconfig", "context", "host", "client_cert", "api_key")
    if task.params["tiller_host"] and not any(task.params.get(name) for name in selecting):
        return None
    return connection.connect_from(task)


def connect_from(task: Task, api: Api | None) -> TillerClient:
    """Connect to Tiller.

    :raises TillerError: it is not installed, not ready, or does not respond.
    """
    from ...tiller.connection.connect import connect

    return connect(options_from(task.params), api)
