# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to chart repositories; documented in the fragment ``repository_access``."""

from __future__ import annotations

from typing import Any

from ...errors import RepositoryError
from ...repository.http_options import HttpOptions

SPEC: dict[str, dict[str, Any]] = {
    "repo_username": {"type": "str", "aliases": ["chart_repo_username"]},
    "repo_password": {"type": "str", "no_log": True, "aliases": ["chart_repo_password"]},
    "repo_token": {"type": "str", "no_log": True},
    "pass_credentials": {"type": "bool", "default": False, "no_log": False},
    "repo_ca_cert": {"type": "path", "aliases": ["chart_ca_cert"]},
    "repo_client_cert": {"type": "path", "aliases": ["chart_ssl_cert_file"]},
    "repo_client_key": {"type": "path", "aliases": ["chart_ssl_key_file"], "no_log": False},
    "insecure_skip_tls_verify": {"type": "bool", "default": False, "aliases": ["skip_tls_certs_check"]},
    "repo_proxy": {"type": "str"},
    "repo_timeout": {"type": "int", "default": 120},
}

#: The same for modules in which ``username`` and ``password`` are aliases, as in kubernetes.core. In modules that
#: contact the API server, these are separate options.
SHORT_ALIASES_SPEC: dict[str, dict[str, Any]] = {
    **SPEC,
    "repo_username": {"type": "str", "aliases": ["username", "chart_repo_username"]},
    "repo_password": {"type": "str", "no_log": True, "aliases": ["password", "chart_repo_password"]},
}

REQUIRED_TOGETHER = [("repo_username", "repo_password"), ("repo_client_cert", "repo_client_key")]
MUTUALLY_EXCLUSIVE = [("repo_token", "repo_password")]


def http_options_from(params: dict[str, Any]) -> HttpOptions:
    """Return the options for requests to a repository or registry."""
    if params["repo_timeout"] < 1:
        raise RepositoryError("is not a positive number of seconds", "repo_timeout", "Set it to 1 or more.")
    return HttpOptions(
        username=params.get("repo_username") or "",
        password=params.get("repo_password") or "",
        token=params.get("repo_token") or "",
        ca_file=params.get("repo_ca_cert") or "",
        cert_file=params.get("repo_client_cert") or "",
        key_file=params.get("repo_client_key") or "",
        insecure=bool(params.get("insecure_skip_tls_verify")),
        pass_credentials=bool(params.get("pass_credentials")),
        plain_http=bool(params.get("plain_http")),
        proxy=params.get("repo_proxy") or "",
        timeout=float(params["repo_timeout"]),
    )
