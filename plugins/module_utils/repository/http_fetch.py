# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Download one page or file: follow redirects, keep credentials with their host, make conditional requests."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin

from ..errors import RepositoryError
from . import urls
from .http_options import HttpOptions, basic_authorization
from .http_transport import REDIRECTS, HttpClient, read_body, status_error

_MAX_REDIRECTS = 10


@dataclass(frozen=True)
class Validators:
    """The validators of a page, for a later conditional request (RFC 9110, section 8.8)."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a request that is answered only if the page has changed."""
        return {
            name: value
            for name, value in (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
            if value
        }


@dataclass(frozen=True)
class Page:
    """A response: its body, or None if the page has not changed, and its validators."""

    content: bytes | None
    validators: Validators


def fetch(
    url: str, http_options: HttpOptions, *, limit: int, home: str | None = None, accept: str | None = None
) -> bytes:
    """Return the body of the response to a GET request; see :func:`fetch_page`."""
    return fetch_page(url, http_options, limit=limit, home=home, accept=accept).content or b""


def fetch_page(
    url: str,
    http_options: HttpOptions,
    *,
    limit: int,
    home: str | None = None,
    accept: str | None = None,
    known: Validators | None = None,
) -> Page:
    """Send a GET request, follow redirects and return the response.

    :param limit: the maximum size of the body, in bytes.
    :param home: the repository that the credentials belong to, if it is not ``url`` itself. Unless
        ``http_options.pass_credentials`` is set, they are only sent to its scheme, host and port; redirects to another
        origin never receive them.
    :param known: the validators of the cached page, for a conditional request.
    :raises RepositoryError: the server is unreachable, untrusted or refuses the request, or the body is too large or
        cut off.
    """
    allowed = urls.origin(home or url)
    client = HttpClient(http_options)
    deadline = time.monotonic() + http_options.timeout
    conditions = known.headers() if known else {}
    address = url
    for _hop in range(_MAX_REDIRECTS + 1):
        parts = urls.split(address)
        headers = {**({"Accept": accept} if accept else {}), **conditions}
        # pass_credentials covers the hosts that the repository names, but not those that a server redirects to.
        trusted = urls.origin(address) == allowed or (http_options.pass_credentials and address == url)
        authorization = http_options.authorization() if trusted else ""
        if parts.username is not None:
            authorization = basic_authorization(unquote(parts.username), unquote(parts.password or ""))
        if authorization:
            headers["Authorization"] = authorization
        with contextlib.closing(client.open("GET", _without_user(address), headers, None, deadline)) as response:
            if response.status in REDIRECTS and response.headers.get("Location"):
                address = urljoin(_without_user(address), response.headers["Location"])
                continue
            if response.status == 304 and conditions:
                return Page(None, known or Validators())
            if response.status != 200:
                raise status_error(response.status, response.reason, address)
            content = read_body(response, address, limit, deadline, http_options)
            return Page(content, Validators(_header(response, "ETag"), _header(response, "Last-Modified")))
    raise RepositoryError(f"redirects more than {_MAX_REDIRECTS} times", urls.redacted(url), "Check the address.")


def _header(response: Any, name: str) -> str:
    """Return a header that can be cached and sent back: printable ASCII of a reasonable length; else nothing."""
    value = str(response.headers.get(name) or "").strip()
    return value if len(value) <= 1024 and value.isascii() and value.isprintable() else ""


def _without_user(url: str) -> str:
    parts = urls.split(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
