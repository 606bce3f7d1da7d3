# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a server is asked: credentials, trust and time, for one repository or one download."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HttpOptions:
    """What goes along with a request.

    :param username: with ``password``, HTTP basic authentication.
    :param token: a bearer token, used instead of them.
    :param ca_file: a PEM file of certificate authorities, used instead of the system's.
    :param cert_file: with ``key_file``, the client's certificate in PEM files.
    :param insecure: the server's certificate is not looked at.
    :param pass_credentials: credentials go to every host that the repository names, not to its own alone.
    :param proxy: the proxy to go through, instead of the one that the environment names.
    :param plain_http: an OCI registry is asked over HTTP; other addresses say themselves what they want.
    :param timeout: seconds for one whole download.
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
