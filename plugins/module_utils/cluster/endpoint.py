# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Address and credentials of an API server."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Endpoint:
    """Address and credentials of an API server. Certificates and keys are PEM."""

    server: str
    #: where these settings come from, for error messages
    origin: str = "the connection options"
    #: the context's namespace, ``""`` if it does not set one
    namespace: str = ""
    ca: bytes | None = field(default=None, repr=False)
    verify: bool = True
    cert: bytes | None = field(default=None, repr=False)
    key: bytes | None = field(default=None, repr=False)
    authorization: str | None = field(default=None, repr=False)
    token_file: str | None = None
    proxy: str | None = field(default=None, repr=False)
    no_proxy: str | None = None
    proxy_headers: dict[str, str] = field(default_factory=dict, repr=False)
    tls_server_name: str | None = None
    impersonate_user: str | None = None
    impersonate_groups: tuple[str, ...] = ()
    impersonate_uid: str | None = None
    impersonate_extra: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def replace(self, **changes: Any) -> Endpoint:
        """Return a copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    @property
    def address(self) -> str:
        """The server's URL without user information, for messages."""
        parts = urlsplit(self.server)
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{host}{parts.path}"
