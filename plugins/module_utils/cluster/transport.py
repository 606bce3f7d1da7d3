# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP requests to one API server over pooled urllib3 connections (docs/adr/0001-hot-path-through-urllib3.md).

Handles authentication headers, retries and connection errors. :mod:`.api` interprets the responses.
"""

from __future__ import annotations

import base64
import contextlib
import threading
import time
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import ConnectionOptionsError, MissingLibraryError, UnreachableError
from ..trace import Sink, traced
from .endpoint import Endpoint
from .proxy import environment_proxy, matches_no_proxy
from .retry import throttle_pause
from .tls import tls_failure, tls_options

#: seconds to wait for a connection, and for a response unless the caller sets a timeout
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0
#: size of the connection pool, and the number of concurrent requests
CONNECTIONS = 8
#: pauses in seconds before reconnecting to a server that has responded before
_RECONNECT_PAUSES = (0.1, 0.5, 1.0, 2.0)
#: seconds to cache a service account's token file, as client-go does; the kubelet rotates it about once an hour
_TOKEN_LIFETIME = 60.0


class Transport:
    """A pool of connections to one :class:`Endpoint`.

    :param trace: receives a line for each request (:mod:`..trace`).
    """

    def __init__(self, endpoint: Endpoint, *, user_agent: str = "coxswain.helm", trace: Sink | None = None) -> None:
        try:
            import urllib3
        except ImportError:
            raise MissingLibraryError(
                "the Python library urllib3 1.26 or newer is required to connect to the API server",
                remedy="Install it, or the library kubernetes that depends on it, for the module's Python interpreter.",
            ) from None
        self.endpoint = endpoint if "://" in endpoint.server else endpoint.replace(server="https://" + endpoint.server)
        parts = urlsplit(self.endpoint.server)
        try:
            port = parts.port
        except ValueError:
            port = -1
        invalid = any(char.isspace() or char in '"<>\\^`{|}' for char in parts.netloc)
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or invalid:
            raise ConnectionOptionsError(
                f"{self.endpoint.address!r} is not a valid API server address",
                endpoint.origin,
                "The expected format is https://HOST:PORT.",
            )
        #: number of requests sent so far, including retries
        self.requests = 0
        self._urllib3 = urllib3
        self._trace = trace
        #: prefix of every target: a path, or the whole URL if a proxy manager selects the pool
        self._base = parts.path.rstrip("/")
        self._lock = threading.Lock()
        self._has_responded = False
        self._token = ("", 0.0)
        self._repeated: list[tuple[str, str]] = []
        self._headers = self._fixed_headers(user_agent)
        self._pool = self._make_pool(parts.scheme, parts.hostname, port)

    def send(
        self,
        method: str,
        target: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout: float | None = None,
        idempotent: bool | None = None,
        stream: bool = False,
    ) -> Any:
        """Send a request and return urllib3's response, whatever its status.

        It is sent again while the server throttles it, and after a broken connection if that is safe.

        :param target: path and query, such as ``/api/v1/pods?limit=1``.
        :param idempotent: whether to retry after a broken connection; by default for all but POST and PATCH.
        :param stream: leave the body unread.
        :raises UnreachableError: there is no response.
        """
        if idempotent is None:
            idempotent = method in ("GET", "PUT", "DELETE", "HEAD")
        options: dict[str, Any] = {
            "body": body,
            "timeout": self._urllib3.Timeout(connect=CONNECT_TIMEOUT, read=timeout or READ_TIMEOUT),
            "preload_content": not stream,
        }
        refusals = 0
        while True:
            options["headers"] = self._request_headers(headers)
            response = self._connect_and_send(method, target, options, idempotent)
            pause = throttle_pause(response.status, response.headers.get("Retry-After"), refusals)
            if pause is None:
                return response
            if stream:
                response.drain_conn()
            time.sleep(pause)
            refusals += 1

    def _connect_and_send(self, method: str, target: str, options: dict[str, Any], idempotent: bool) -> Any:
        errors = self._urllib3.exceptions
        attempt = 0
        while True:
            try:
                response = self._send_once(method, target, options)
            except errors.HTTPError as error:
                unsent = isinstance(error, (errors.NewConnectionError, errors.ConnectTimeoutError))
                broken = isinstance(error, errors.ProtocolError)
                retry = self._has_responded and (unsent or (broken and idempotent)) and attempt < len(_RECONNECT_PAUSES)
                if not retry:
                    raise self._unreachable(error) from None
                time.sleep(_RECONNECT_PAUSES[attempt])
                attempt += 1
                continue
            self._has_responded = True
            return response

    def _send_once(self, method: str, target: str, options: dict[str, Any]) -> Any:
        with self._lock:
            self.requests += 1

        def send() -> Any:
            # Unlike urllib3's other methods, this one keeps repeated headers and the body as they are, in 1.26 too.
            return self._pool.request_encode_url(method, self._base + target, retries=False, redirect=False, **options)

        return send() if self._trace is None else traced(self._trace, method, target, send)

    def abort(self, response: Any) -> None:
        """Abort a streamed response that another thread is reading."""
        import socket

        connection = getattr(response, "_connection", None)
        sock = getattr(connection, "sock", None)
        if isinstance(sock, socket.socket):
            # Shut down the socket below TLS: closing the TLS layer would wait for the reader.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    @property
    def broken(self) -> type[Exception]:
        """The exception that urllib3 raises when a streamed response is interrupted."""
        return self._urllib3.exceptions.HTTPError

    def close(self) -> None:
        """Close the connections."""
        (self._pool.clear if hasattr(self._pool, "clear") else self._pool.close)()

    def _request_headers(self, extra: dict[str, str] | None) -> Any:
        headers: Any = dict(self._headers)
        if self._repeated:
            from urllib3._collections import HTTPHeaderDict

            headers = HTTPHeaderDict(headers)
            for name, value in self._repeated:
                headers.add(name, value)
        if self.endpoint.token_file:
            headers["Authorization"] = "Bearer " + self._read_token()
        if extra:
            headers.update(extra)
        return headers

    def _fixed_headers(self, user_agent: str) -> dict[str, str]:
        endpoint = self.endpoint
        headers = {"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"}
        if endpoint.authorization:
            headers["Authorization"] = endpoint.authorization
        if endpoint.impersonate_user:
            headers["Impersonate-User"] = endpoint.impersonate_user
        elif endpoint.impersonate_groups:
            raise ConnectionOptionsError("impersonate_groups requires impersonate_user")
        if endpoint.impersonate_uid:
            headers["Impersonate-Uid"] = endpoint.impersonate_uid
        self._repeated = [("Impersonate-Group", group) for group in endpoint.impersonate_groups]
        for name, values in endpoint.impersonate_extra.items():
            self._repeated += [("Impersonate-Extra-" + name, value) for value in values]
        for value in [*headers.values(), *(value for name, value in self._repeated)]:
            if "\n" in value or "\r" in value:
                raise ConnectionOptionsError("a credential contains a line break", endpoint.origin)
        return headers

    def _read_token(self) -> str:
        token, read_at = self._token
        if not token or time.monotonic() - read_at > _TOKEN_LIFETIME:
            path = self.endpoint.token_file or ""
            try:
                with open(path, encoding="utf-8") as stream:
                    token = stream.read().strip()
            except (OSError, UnicodeDecodeError):
                raise ConnectionOptionsError(f"cannot read the token file {path}") from None
            self._token = (token, time.monotonic())
        return token

    def _make_pool(self, scheme: str, host: str, port: int | None) -> Any:
        urllib3, endpoint = self._urllib3, self.endpoint
        # Watches occupy connections for a long time, so open extra connections instead of waiting for a free one.
        options: dict[str, Any] = {"maxsize": CONNECTIONS, "block": False}
        if scheme == "https":
            options.update(tls_options(endpoint, urllib3))
        proxy = endpoint.proxy or environment_proxy(scheme, host)
        if not proxy or (endpoint.no_proxy and matches_no_proxy(host, endpoint.no_proxy)):
            if scheme == "https":
                return urllib3.HTTPSConnectionPool(host, port or 443, **options)
            return urllib3.HTTPConnectionPool(host, port or 80, **options)
        if proxy.startswith("socks"):
            try:
                from urllib3.contrib.socks import SOCKSProxyManager
            except ImportError:
                raise MissingLibraryError(
                    "the Python library PySocks 1.5.6 or newer is required for a SOCKS proxy"
                ) from None
            manager = SOCKSProxyManager(proxy, **options)
        else:
            parts = urlsplit(proxy)
            headers = dict(endpoint.proxy_headers)
            if parts.username:
                pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
                headers.setdefault("proxy-authorization", "Basic " + base64.b64encode(pair.encode()).decode())
                proxy = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
            try:
                manager = urllib3.ProxyManager(proxy, proxy_headers=headers, **options)
            except (urllib3.exceptions.HTTPError, ValueError):
                raise ConnectionOptionsError("the proxy is not a valid http or https URL", endpoint.origin) from None
        self._base = endpoint.server.rstrip("/")
        return manager

    def _unreachable(self, error: Exception) -> UnreachableError:
        """Return the error for a missing response; library messages may quote URLs and are left out."""
        errors = self._urllib3.exceptions
        reason = getattr(error, "reason", None) or error
        text, remedy = "no response", "Check the address and that the API server is running."
        if isinstance(error, errors.ProxyError):
            text, remedy = "the proxy refused the connection", "Check the option proxy and the HTTPS_PROXY variable."
        elif isinstance(error, errors.SSLError):
            text, remedy = tls_failure(reason)
        elif isinstance(error, errors.NewConnectionError):
            text = _system_failure(reason)
        elif isinstance(error, errors.ConnectTimeoutError):
            text = f"connection timed out after {CONNECT_TIMEOUT:.0f} s"
        elif isinstance(error, errors.ReadTimeoutError):
            text, remedy = "request timed out", "Check that the API server is healthy, or increase the timeout."
        elif isinstance(error, errors.ProtocolError):
            text = "the connection was closed before the response"
        return UnreachableError(
            f"cannot reach the API server at {self.endpoint.address}: {text}",
            remedy=f"{remedy} It was configured by {self.endpoint.origin}.",
            connected=isinstance(error, (errors.ReadTimeoutError, errors.ProtocolError)),
        )


def _system_failure(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
        if isinstance(cause, OSError) and type(cause).__name__ == "gaierror":
            return "cannot resolve the host name"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
        cause = cause.__cause__ or cause.__context__
    lowered = str(error).lower()
    if "refused" in lowered:
        return "connection refused"
    return (
        "cannot resolve the host name" if "resolve" in lowered or "name or service" in lowered else "connection failed"
    )
