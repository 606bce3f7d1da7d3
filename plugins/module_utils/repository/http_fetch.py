# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP GET of a page or file: redirects are followed, and credentials stay with their host."""

from __future__ import annotations

import base64
import contextlib
import time
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin

from ..errors import RepositoryError
from . import urls
from .http_options import HttpOptions
from .http_transport import REDIRECTS, USER_AGENT, make_opener, open_request, read_body, refused

_REDIRECTS = 10


@dataclass(frozen=True)
class Validators:
    """What a server says of the state of a page, to be asked about later (RFC 9110, section 8.8)."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The headers of a request for what is newer than this."""
        return {
            name: value
            for name, value in (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
            if value
        }


@dataclass(frozen=True)
class Page:
    """An answer: its body, or None when it is the one that was known, and what the server says of its state."""

    content: bytes | None
    validators: Validators


def fetch(
    url: str, http_options: HttpOptions, *, limit: int, home: str | None = None, accept: str | None = None
) -> bytes:
    """The body of the answer to a GET; see :func:`fetch_page`."""
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
    """The answer to a GET.

    :param limit: bytes; a larger body is refused.
    :param home: the repository that the credentials belong to, if it is not ``url`` itself. Unless
        ``http_options.pass_credentials`` is set, they are only sent to its scheme, host and port; redirects to another
        origin never receive them.
    :param known: the validators of the cached page, for a conditional request.
    :raises RepositoryError: the server cannot be reached or trusted, refuses, or sends too much or too little.
    """
    allowed = urls.origin(home or url)
    opener = make_opener(http_options)
    deadline = time.monotonic() + http_options.timeout
    address = url
    for _hop in range(_REDIRECTS + 1):
        parts = urls.split(address)
        here = urls.origin(address)
        request = urllib.request.Request(_without_user(address), headers={"User-Agent": USER_AGENT})
        if accept:
            request.add_header("Accept", accept)
        asked = known.headers() if known else {}
        for name, value in asked.items():
            request.add_header(name, value)
        # pass_credentials is about hosts that the repository names itself; where a server redirects to is not its word.
        trusted = here == allowed or (http_options.pass_credentials and address == url)
        authorization = authorization_of(http_options) if trusted else ""
        if parts.username is not None:
            authorization = basic(unquote(parts.username), unquote(parts.password or ""))
        if authorization:
            request.add_unredirected_header("Authorization", authorization)
        with contextlib.closing(open_request(opener, request, address, deadline, http_options)) as answer:
            if answer.status in REDIRECTS and answer.headers.get("Location"):
                address = urljoin(_without_user(address), answer.headers["Location"])
                continue
            if answer.status == 304 and asked:
                return Page(None, known or Validators())
            if answer.status != 200:
                raise refused(answer.status, answer.reason, address)
            content = read_body(answer, address, limit, deadline, http_options)
            return Page(content, Validators(_header(answer, "ETag"), _header(answer, "Last-Modified")))
    raise RepositoryError(f"redirects more than {_REDIRECTS} times", urls.redacted(url), "Check the address.")


def _header(answer: Any, name: str) -> str:
    """A header that can be kept and sent back: printable ASCII, of a sane length."""
    value = str(answer.headers.get(name) or "").strip()
    return value if len(value) <= 1024 and value.isascii() and value.isprintable() else ""


def authorization_of(http_options: HttpOptions) -> str:
    """The value of the header ``Authorization``, or nothing."""
    if http_options.token:
        if not (http_options.token.isascii() and http_options.token.isprintable()):
            raise RepositoryError(
                "the bearer token holds characters that no header may hold", remedy="Check the token."
            )
        return f"Bearer {http_options.token}"
    return basic(http_options.username, http_options.password)


def basic(user: str, password: str) -> str:
    """The same for a user name and a password; nothing when one is missing."""
    if not (user and password):
        return ""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


def _without_user(url: str) -> str:
    parts = urls.split(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
