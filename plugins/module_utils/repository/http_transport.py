# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its answer, over HTTP or TLS: trust, proxies, limits of size and time, and errors that say what to
do. Credentials and redirects are for those who ask.

Proxies come from the environment (``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``), as with Helm, unless one is given.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..errors import RepositoryError
from . import urls
from .http_options import HttpOptions

USER_AGENT = "coxswain.helm"
REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 1 << 16
_CREDENTIALS_REMEDY = "Check the user name and password of the repository."
_UNREACHABLE_REMEDY = "Check the address, and that this host can reach it (proxy, firewall, name resolution)."


class _Answer(urllib.request.HTTPErrorProcessor):
    """Hands back every answer as it is: redirects and failures are looked at here."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response

    https_response = http_response


class Answer(NamedTuple):
    """What a server said, whatever its status.

    :param url: the address that was asked.
    :param headers: case does not matter in their names.
    """

    url: str
    status: int
    reason: str
    headers: Any
    body: bytes


class HttpClient:
    """Requests with one http_options, which share what is costly to make."""

    def __init__(self, http_options: HttpOptions) -> None:
        self.http_options = http_options
        self._opener = make_opener(http_options)

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 1 << 20,
    ) -> Answer:
        """Send one request, follow nothing, and read the whole answer.

        :param limit: bytes of the body; a larger one is refused.
        :raises RepositoryError: there is no whole answer in time, or from no server that is trusted.
        """
        urls.split(url)
        deadline = time.monotonic() + self.http_options.timeout
        request = urllib.request.Request(url, data=body, headers={"User-Agent": USER_AGENT}, method=method)
        for name, value in (headers or {}).items():
            request.add_unredirected_header(name, value)
        with contextlib.closing(open_request(self._opener, request, url, deadline, self.http_options)) as answer:
            content = b"" if method == "HEAD" else read_body(answer, url, limit, deadline, self.http_options)
            return Answer(url, answer.status, answer.reason or "", answer.headers, content)


def make_opener(http_options: HttpOptions) -> urllib.request.OpenerDirector:
    """What sends requests: over the proxies, with the trust and the client certificate of ``http_options``.

    :raises RepositoryError: a certificate file cannot be used.
    """
    return urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=_context(http_options)),
        _Answer(),
        urllib.request.ProxyHandler(_proxies(http_options)),
    )


def _proxies(http_options: HttpOptions) -> dict[str, str] | None:
    """The proxies by scheme; None for those of the environment."""
    if not http_options.proxy:
        return None
    try:
        urls.split(http_options.proxy)
    except RepositoryError as error:
        raise RepositoryError(f"the proxy {error.what}", error.where, error.remedy) from error
    return {"http": http_options.proxy, "https": http_options.proxy}


def _context(http_options: HttpOptions) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=http_options.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        reason = (
            "is not a PEM file of certificates"
            if isinstance(error, ssl.SSLError)
            else f"cannot be read: {error.strerror}"
        )
        raise RepositoryError(
            reason, http_options.ca_file, "Check the option for the certificate authority."
        ) from error
    # Python 3.13 made this the default; many authorities of companies lack the extensions that it asks for.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    if http_options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if http_options.cert_file or http_options.key_file:
        if not (http_options.cert_file and http_options.key_file):
            raise RepositoryError(
                "a client certificate needs both its certificate and its key",
                http_options.cert_file or http_options.key_file,
                "Set both options.",
            )
        try:
            context.load_cert_chain(http_options.cert_file, http_options.key_file, password=lambda: "")
        except (OSError, ssl.SSLError, ValueError) as error:
            raise RepositoryError(
                "the client certificate or its key cannot be used",
                f"{http_options.cert_file}, {http_options.key_file}",
                "Give two readable PEM files that belong together, the key without a passphrase.",
            ) from error
    return context


def open_request(
    opener: urllib.request.OpenerDirector,
    request: urllib.request.Request,
    address: str,
    deadline: float,
    http_options: HttpOptions,
) -> Any:
    """Send a request and read the head of its answer.

    :param deadline: by :func:`time.monotonic`.
    :raises RepositoryError: the server cannot be reached or trusted, or is late.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise late(address, http_options)
    try:
        return opener.open(request, timeout=left)
    except (socket.timeout, TimeoutError) as error:
        raise late(address, http_options) from error
    except urllib.error.URLError as error:
        raise _unreachable(error.reason, address, http_options) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unreachable(error, address, http_options) from error


def read_body(answer: Any, address: str, limit: int, deadline: float, http_options: HttpOptions) -> bytes:
    """The body of an answer.

    :raises RepositoryError: it is larger than ``limit``, late, or cut off.
    """
    declared = answer.headers.get("Content-Length")
    expected = int(declared) if declared is not None and declared.isdigit() else None
    if expected is not None and expected > limit:
        raise _large(address, limit)
    chunks, size = [], 0
    while True:
        if time.monotonic() > deadline:
            raise late(address, http_options)
        try:
            # read1 returns what has arrived, so that a server that trickles cannot outlast the deadline.
            chunk = answer.read1(_CHUNK)
        except (socket.timeout, TimeoutError) as error:
            raise late(address, http_options) from error
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


def refused(status: int, reason: str, address: str) -> RepositoryError:
    """The error for an answer that is no success."""
    remedy = "Try again later, or ask who runs the server." if status >= 500 else "Check the address."
    if status in (401, 403):
        remedy = _CREDENTIALS_REMEDY
    elif status == 407:
        remedy = "Check the credentials of the proxy."
    return RepositoryError(f"the server answered {status} {reason}".rstrip(), urls.redacted(address), remedy)


def _unreachable(reason: object, address: str, http_options: HttpOptions) -> RepositoryError:
    shown = urls.redacted(address)
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return late(address, http_options)
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


def late(address: str, http_options: HttpOptions) -> RepositoryError:
    """The error for an answer that did not come in time."""
    return RepositoryError(
        f"no whole answer within {http_options.timeout:g} seconds", urls.redacted(address), _UNREACHABLE_REMEDY
    )


def _short(address: str) -> RepositoryError:
    return RepositoryError("the answer ended before it was whole", urls.redacted(address), "Try again.")


def _large(address: str, limit: int) -> RepositoryError:
    return RepositoryError(f"is larger than the limit of {limit} bytes", urls.redacted(address), "Check the address.")
