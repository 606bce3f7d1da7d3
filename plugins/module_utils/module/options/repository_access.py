# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options for asking a chart repository. Twin of the documentation fragment ``repository_access``."""

from __future__ import annotations

from typing import Any

from ...errors import RepositoryError
from ...repository.http_options import HttpOptions


def spec(*, aliases: bool = True) -> dict[str, dict[str, Any]]:
    """The argument spec.

    :param aliases: with the names that modules for charts use as well; a module for repositories has aliases of its
        own.
    """
    found: dict[str, dict[str, Any]] = {
        "repo_username": {"type": "str", "aliases": ["chart_repo_username"] if aliases else ["username"]},
        "repo_password": {
            "type": "str",
            "no_log": True,
            "aliases": ["chart_repo_password"] if aliases else ["password"],
        },
        "repo_token": {"type": "str", "no_log": True},
        "pass_credentials": {"type": "bool", "default": False, "no_log": False},
        "chart_ca_cert": {"type": "path", "aliases": ["repo_ca_cert"]},
        "chart_ssl_cert_file": {"type": "path", "aliases": ["repo_client_cert"]},
        "chart_ssl_key_file": {"type": "path", "aliases": ["repo_client_key"], "no_log": False},
        "insecure_skip_tls_verify": {"type": "bool", "default": False, "aliases": ["skip_tls_certs_check"]},
        "repo_proxy": {"type": "str"},
        "repo_timeout": {"type": "int", "default": 120},
    }
    return found


REQUIRED_TOGETHER = [("repo_username", "repo_password"), ("chart_ssl_cert_file", "chart_ssl_key_file")]
MUTUALLY_EXCLUSIVE = [("repo_token", "repo_password")]


def access_from(params: dict[str, Any]) -> HttpOptions:
    """The options as the core takes them."""
    if params["repo_timeout"] < 1:
        raise RepositoryError("is not a positive number of seconds", "repo_timeout")
    return HttpOptions(
        username=params.get("repo_username") or "",
        password=params.get("repo_password") or "",
        token=params.get("repo_token") or "",
        ca_file=params.get("chart_ca_cert") or "",
        cert_file=params.get("chart_ssl_cert_file") or "",
        key_file=params.get("chart_ssl_key_file") or "",
        insecure=bool(params.get("insecure_skip_tls_verify")),
        pass_credentials=bool(params.get("pass_credentials")),
        plain_http=bool(params.get("plain_http")),
        proxy=params.get("repo_proxy") or "",
        timeout=float(params["repo_timeout"]),
    )
