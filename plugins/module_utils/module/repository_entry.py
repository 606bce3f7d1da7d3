# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results for entries of repositories.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..repository.repositories_file import RepositoryEntry


def describe(entry: RepositoryEntry) -> dict[str, Any]:
    """Return the result for an entry, without secrets."""
    from ..repository import urls

    return {
        "name": entry.name,
        "url": entry.url,
        "username": entry.username,
        "has_password": bool(entry.password),
        "has_token": bool(entry.token),
        "pass_credentials": entry.pass_credentials,
        "insecure_skip_tls_verify": entry.insecure,
        "chart_ca_cert": entry.ca_file,
        "chart_ssl_cert_file": entry.cert_file,
        "chart_ssl_key_file": entry.key_file,
        "proxy": urls.redacted(entry.proxy),
    }
