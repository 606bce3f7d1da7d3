# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP transport: TLS, proxies, retries, size limits, timeouts, and errors that tell the user what to do.

Authentication and redirects are up to the caller. Proxies come from the environment (``HTTP_PROXY``, ``HTTPS_PROXY``,
``NO_PROXY``), as with Helm, unless one is given.
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
#: Statuses of a server that is overloaded or restarting: the request is sent again.
RETRY_STATUSES = (429, 502, 503, 504)
#: The statuses with which a server refuses a request before it acts on it: for requests that are not idempotent.
REFUSED_STATUSES = (429, 503)
#: Seconds to wait before each retry, unless ``Retry-After`` asks for more.
_RETRY_PAUSES = (0.5, 1.0, 2.0)
_CHUNK = 1 << 16
_CREDENTIALS_REMEDY = "Check the user name and password of the repository."
_UNREACHABLE_REMEDY = "Check the address, and that this host can reach it (proxy, firewall, name resolution)."


class _AnyStatus(urllib.request.HTTPErrorProcessor):
    """Return every response unchanged: the callers handle redirects and failures."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response

    https_response = http_response


class Response(NamedTuple):
    """A response of any status.

    :param url: the requested address.
    :param headers: header names are case-insensitive.
    """

    url: str
    status: int
    reason: str
    headers: Any
    body: bytes


class HttpClient:
    """Sends requests with one set of options; the TLS context is shared by all of them.

    :raises RepositoryError: a certificate file or the proxy cannot be used.
    """

    def __init__(self, http_options: HttpOptions) -> None:
        self.http_options = http_options
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=_tls_context(http_options)),
            _AnyStatus(),
            urllib.request.ProxyHandler(_proxies(http_options)),
        )

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 1 << 20,
        retry_statuses: tuple[int, ...] = RETRY_STATUSES,
    ) -> Response:
        """Send a request without following redirects, and read the complete response.

        :param limit: the maximum size of the body, in bytes.
        :param retry_statuses: the statuses after which the request is sent again.
        :raises RepositoryError: the server is unreachable or untrusted, or the response is late, too large or cut off.
        """
        deadline = time.monotonic() + self.http_options.timeout
        opened = self.open(method, url, headers or {}, body, deadline, retry_statuses)
        with contextlib.closing(opened) as response:
            content = b"" if method == "HEAD" else read_body(response, url, limit, deadline, self.http_options)
            return Response(url, response.status, response.reason or "", response.headers, content)

    def open(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        deadline: float,
        retry_statuses: tuple[int, ...] = RETRY_STATUSES,
    ) -> Any:
        """Send a request, again if the server is busy, and return the response with its body unread.

        :param deadline: in the time of :func:`time.monotonic`; there is no retry that would miss it.
        :raises RepositoryError: the server is unreachable, untrusted or late.
        """
        urls.split(url)
        for pause in _RETRY_PAUSES:
            response = self._send(method, url, headers, body, deadline)
            pause = max(pause, _retry_after(response))
            if response.status not in retry_statuses or time.monotonic() + pause >= deadline:
                return response
            response.close()
            time.sleep(pause)
        return self._send(method, url, headers, body, deadline)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, deadline: float) -> Any:
        # A request cannot be sent twice: with a proxy, the first time changes it.
        request = urllib.request.Request(url, data=body, headers={"User-Agent": USER_AGENT}, method=method)
        for name, value in headers.items():
            request.add_unredirected_header(name, value)
        left = deadline - time.monotonic()
        if left <= 0:
            raise _timeout_error(url, self.http_options)
        try:
            return self._opener.open(request, timeout=left)
        except (socket.timeout, TimeoutError) as error:
            raise _timeout_error(url, self.http_options) from error
        except urllib.error.URLError as error:
            raise _connection_error(error.reason, url, self.http_options) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _connection_error(error, url, self.http_options) from error


def read_body(response: Any, address: str, limit: int, deadline: float, http_options: HttpOptions) -> bytes:
    """Return the body of a response.

    :raises RepositoryError: it is larger than ``limit``, late or cut off.
    """
    declared = response.headers.get("Content-Length")
    expected = int(declared) if declared is not None and declared.isdigit() else None
    if expected is not None and expected > limit:
        raise _size_error(address, limit)
    chunks, size = [], 0
    while True:
        if time.monotonic() > deadline:
            raise _timeout_error(address, http_options)
        try:
            # read1 returns what has arrived, so that a server that trickles cannot outlast the deadline.
            chunk = response.read1(_CHUNK)
        except (socket.timeout, TimeoutError) as error:
            raise _timeout_error(address, http_options) from error
        except (OSError, http.client.HTTPException) as error:
            raise _truncation_error(address) from error
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise _size_error(address, limit)
    if expected is not None and size < expected:
        raise _truncation_error(address)
    return b"".join(chunks)


def status_error(status: int, reason: str, address: str) -> RepositoryError:
    """Return the error for an unsuccessful response."""
    remedy = "Try again later, or contact the administrator of the server." if status >= 500 else "Check the address."
    if status in (401, 403):
        remedy = _CREDENTIALS_REMEDY
    elif status == 407:
        remedy = "Check the credentials of the proxy."
    return RepositoryError(f"the server answered {status} {reason}".rstrip(), urls.redacted(address), remedy)


def _retry_after(response: Any) -> float:
    """Return the seconds of the ``Retry-After`` header; 0 if it is missing or a date."""
    value = (response.headers.get("Retry-After") or "").strip()
    return float(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0.0


def _proxies(http_options: HttpOptions) -> dict[str, str] | None:
    """Return the proxies by scheme; None for those of the environment."""
    if not http_options.proxy:
        return None
    try:
        urls.split(http_options.proxy)
    except RepositoryError as error:
        raise RepositoryError(f"the proxy {error.what}", error.where, error.remedy) from error
    return {"http": http_options.proxy, "https": http_options.proxy}


def _tls_context(http_options: HttpOptions) -> ssl.SSLContext:
    ca_file, cert_file, key_file = http_options.ca_file, http_options.cert_file, http_options.key_file
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        reason = (
            "is not a PEM file of certificates"
            if isinstance(error, ssl.SSLError)
            else f"cannot be read: {error.strerror}"
        )
        raise RepositoryError(reason, ca_file, "Check the option for the certificate authority.") from error
    # Strict verification is the default since Python 3.13; many corporate authorities lack the extensions it requires.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    if http_options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if cert_file or key_file:
        if not (cert_file and key_file):
            raise RepositoryError(
                "a client certificate requires both a certificate and a key", cert_file or key_file, "Set both options."
            )
        try:
            context.load_cert_chain(cert_file, key_file, password=lambda: "")
        except (OSError, ssl.SSLError, ValueError) as error:
            raise RepositoryError(
                "the client certificate or its key cannot be used",
                f"{cert_file}, {key_file}",
                "Provide two readable PEM files that belong together; the key must not have a passphrase.",
            ) from error
    return context


def _connection_error(reason: object, address: str, http_options: HttpOptions) -> RepositoryError:
    where = urls.redacted(address)
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return _timeout_error(address, http_options)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return RepositoryError(
            f"the server's certificate is not trusted: {reason.verify_message}",
            where,
            "Set its certificate authority, or disable the verification of certificates.",
        )
    if isinstance(reason, ssl.SSLError):
        text = f"the TLS connection failed: {reason.reason or reason}"
        return RepositoryError(text, where, "Check the scheme and the port.")
    if isinstance(reason, OSError):
        return RepositoryError(f"cannot be reached: {reason.strerror or reason}", where, _UNREACHABLE_REMEDY)
    if isinstance(reason, http.client.HTTPException):
        return RepositoryError("the response is not HTTP", where, "Check the scheme and the port.")
    return RepositoryError(f"cannot be reached: {reason}", where, _UNREACHABLE_REMEDY)


def _timeout_error(address: str, http_options: HttpOptions) -> RepositoryError:
    return RepositoryError(
        f"no complete response within {http_options.timeout:g} seconds", urls.redacted(address), _UNREACHABLE_REMEDY
    )


def _truncation_error(address: str) -> RepositoryError:
    return RepositoryError("the response was cut off", urls.redacted(address), "Try again.")


def _size_error(address: str, limit: int) -> RepositoryError:
    return RepositoryError(f"is larger than the limit of {limit} bytes", urls.redacted(address), "Check the address.")
