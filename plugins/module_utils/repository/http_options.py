# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials, TLS, proxy and timeout options for the requests to one repository or registry."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from ..errors import RepositoryError


@dataclass(frozen=True)
class HttpOptions:
    """Options for HTTP requests.

    :param username: with ``password``, for basic authentication.
    :param token: a bearer token, used instead of ``username`` and ``password``.
    :param ca_file: a PEM file with the trusted certificate authorities, instead of the system's.
    :param cert_file: a PEM file with the client certificate; requires ``key_file``.
    :param insecure: do not verify the server's certificate.
    :param pass_credentials: send the credentials to every host that the repository refers to, not just to its own.
    :param proxy: the proxy to use instead of the one from the environment.
    :param plain_http: use HTTP for OCI registries; other addresses have a scheme of their own.
    :param timeout: seconds for a complete download, including retries.
    """

    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    insecure: bool = False
    pass_credentials: bool = False
    proxy: str = field(default="", repr=False)
    plain_http: bool = False
    timeout: float = 120.0

    def authorization(self) -> str:
        """Return the value of the ``Authorization`` header; empty without credentials."""
        if self.token:
            if not (self.token.isascii() and self.token.isprintable()):
                raise RepositoryError(
                    "the bearer token contains characters that are not allowed in an HTTP header",
                    remedy="Check the token.",
                )
            return f"Bearer {self.token}"
        return basic_authorization(self.username, self.password)


def basic_authorization(user: str, password: str) -> str:
    """Return the value of the ``Authorization`` header for basic authentication; empty if either part is missing."""
    if not (user and password):
        return ""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode('ascii')}"
