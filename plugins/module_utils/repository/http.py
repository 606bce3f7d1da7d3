# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP GET: with credentials that stay with their host, a limit on size and time, and an error that says what to
do.

Proxies come from the environment (``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``), as with Helm, unless one is given.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin

from ..errors import RepositoryError
from . import urls
from .access import Access

USER_AGENT = "coxswain.helm"
_REDIRECTS = 10
_CHUNK = 1 << 16
_CREDENTIALS_REMEDY = "Check the user name and password of the repository."
_UNREACHABLE_REMEDY = "Check the address, and that this host can reach it (proxy, firewall, name resolution)."


class _Answer(urllib.request.HTTPErrorProcessor):
    """Hands back every answer as it is: redirects and failures are looked at here."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response

    https_response = http_response


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


def fetch(url: str, access: Access, *, limit: int, home: str | None = None, accept: str | None = None) -> bytes:
    """The body of the answer to a GET; see :func:`fetch_page`."""
    return fetch_page(url, access, limit=limit, home=home, accept=accept).content or b""


def fetch_page(
    url: str,
    access: Access,
    *,
    limit: int,
    home: str | None = None,
    accept: str | None = None,
    known: Validators | None = None,
) -> Page:
    """The answer to a GET.

    :param limit: bytes; a larger body is refused.
    :param home: the repository that the credentials belong to, when it is not the address itself. They are sent to its
        scheme, host and port alone, unless ``access.pass_credentials`` says otherwise, and never along with a redirect
        elsewhere.
    :param known: what was said of the page when it was read before; an unchanged one is not sent again.
    :raises RepositoryError: the server cannot be reached or trusted, refuses, or sends too much or too little.
    """
    allowed = urls.origin(home or url)
    opener = _opener(access)
    deadline = time.monotonic() + access.timeout
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
        trusted = here == allowed or (access.pass_credentials and address == url)
        authorization = _authorization(access) if trusted else ""
        if parts.username is not None:
            authorization = _basic(unquote(parts.username), unquote(parts.password or ""))
        if authorization:
            request.add_unredirected_header("Authorization", authorization)
        with contextlib.closing(_open(opener, request, address, deadline, access)) as answer:
            if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("Location"):
                address = urljoin(_without_user(address), answer.headers["Location"])
                continue
            if answer.status == 304 and asked:
                return Page(None, known or Validators())
            if answer.status != 200:
                raise _refused(answer.status, answer.reason, address)
            content = _read(answer, address, limit, deadline, access)
            return Page(content, Validators(_header(answer, "ETag"), _header(answer, "Last-Modified")))
    raise RepositoryError(f"redirects more than {_REDIRECTS} times", urls.shown(url), "Check the address.")


def _header(answer: Any, name: str) -> str:
    """A header that can be kept and sent back: printable ASCII, of a sane length."""
    value = str(answer.headers.get(name) or "").strip()
    return value if len(value) <= 1024 and value.isascii() and value.isprintable() else ""


def _authorization(access: Access) -> str:
    if access.token:
        if not (access.token.isascii() and access.token.isprintable()):
            raise RepositoryError(
                "the bearer token holds characters that no header may hold", remedy="Check the token."
            )
        return f"Bearer {access.token}"
    return _basic(access.username, access.password)


def _basic(user: str, password: str) -> str:
    if not (user and password):
        return ""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


def _without_user(url: str) -> str:
    parts = urls.split(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def _opener(access: Access) -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=_context(access)), _Answer(), urllib.request.ProxyHandler(_proxies(access))
    )


def _proxies(access: Access) -> dict[str, str] | None:
    """The proxies by scheme; None for those of the environment."""
    if not access.proxy:
        return None
    try:
        urls.split(access.proxy)
    except RepositoryError as error:
        raise RepositoryError(f"the proxy {error.what}", error.where, error.remedy) from error
    return {"http": access.proxy, "https": access.proxy}


def _context(access: Access) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=access.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        reason = (
            "is not a PEM file of certificates"
            if isinstance(error, ssl.SSLError)
            else f"cannot be read: {error.strerror}"
        )
        raise RepositoryError(reason, access.ca_file, "Check the option for the certificate authority.") from error
    # Python 3.13 made this the default; many authorities of companies lack the extensions that it asks for.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    if access.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if access.cert_file or access.key_file:
        if not (access.cert_file and access.key_file):
            raise RepositoryError(
                "a client certificate needs both its certificate and its key",
                access.cert_file or access.key_file,
                "Set both options.",
            )
        try:
            context.load_cert_chain(access.cert_file, access.key_file, password=lambda: "")
        except (OSError, ssl.SSLError, ValueError) as error:
            raise RepositoryError(
                "the client certificate or its key cannot be used",
                f"{access.cert_file}, {access.key_file}",
                "Give two readable PEM files that belong together, the key without a passphrase.",
            ) from error
    return context


def _open(
    opener: urllib.request.OpenerDirector,
    request: urllib.request.Request,
    address: str,
    deadline: float,
    access: Access,
) -> Any:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _late(address, access)
    try:
        return opener.open(request, timeout=left)
    except (socket.timeout, TimeoutError) as error:
        raise _late(address, access) from error
    except urllib.error.URLError as error:
        raise _unreachable(error.reason, address, access) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unreachable(error, address, access) from error


def _read(answer: Any, address: str, limit: int, deadline: float, access: Access) -> bytes:
    declared = answer.headers.get("Content-Length")
    expected = int(declared) if declared is not None and declared.isdigit() else None
    if expected is not None and expected > limit:
        raise _large(address, limit)
    chunks, size = [], 0
    while True:
        if time.monotonic() > deadline:
            raise _late(address, access)
        try:
            # read1 returns what has arrived, so that a server that trickles cannot outlast the deadline.
            chunk = answer.read1(_CHUNK)
        except (socket.timeout, TimeoutError) as error:
            raise _late(address, access) from error
        except (OSError, http.client.HTTPException) as error:
            raise _short(address) from error
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise _large(address, limit)
    if expected is not None and size < expected:
        raise _short(address)
    return b"".join(chunks)


def _refused(status: int, reason: str, address: str) -> RepositoryError:
    remedy = "Try again later, or ask who runs the server." if status >= 500 else "Check the address."
    if status in (401, 403):
        remedy = _CREDENTIALS_REMEDY
    elif status == 407:
        remedy = "Check the credentials of the proxy."
    return RepositoryError(f"the server answered {status} {reason}".rstrip(), urls.shown(address), remedy)


def _unreachable(reason: object, address: str, access: Access) -> RepositoryError:
    shown = urls.shown(address)
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return _late(address, access)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return RepositoryError(
            f"the server's certificate is not trusted: {reason.verify_message}",
            shown,
            "Give its certificate authority, or skip the check if you must.",
        )
    if isinstance(reason, ssl.SSLError):
        return RepositoryError(f"no TLS connection: {reason.reason or reason}", shown, "Check the scheme and the port.")
    if isinstance(reason, OSError):
        return RepositoryError(f"cannot be reached: {reason.strerror or reason}", shown, _UNREACHABLE_REMEDY)
    if isinstance(reason, http.client.HTTPException):
        return RepositoryError("the answer is not HTTP", shown, "Check the scheme and the port.")
    return RepositoryError(f"cannot be reached: {reason}", shown, _UNREACHABLE_REMEDY)


def _late(address: str, access: Access) -> RepositoryError:
    return RepositoryError(
        f"no whole answer within {access.timeout:g} seconds", urls.shown(address), _UNREACHABLE_REMEDY
    )


def _short(address: str) -> RepositoryError:
    return RepositoryError("the answer ended before it was whole", urls.shown(address), "Try again.")


def _large(address: str, limit: int) -> RepositoryError:
    return RepositoryError(f"is larger than the limit of {limit} bytes", urls.shown(address), "Check the address.")
