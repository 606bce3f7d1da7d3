# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP requests to one API server over pooled urllib3 connections (docs/adr/0001-hot-path-through-urllib3.md).

Handles TLS, proxies, authentication headers and retries, and leaves the interpretation of responses to :mod:`.api`.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import os
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import ConnectionOptionsError, MissingLibraryError, UnreachableError
from ..trace import Sink, traced
from .retry import throttle_pause

#: seconds to wait for a connection, and for a response unless the caller sets a timeout
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0
#: size of the connection pool, and the number of concurrent requests
CONNECTIONS = 8
#: pauses in seconds before reconnecting to a server that has responded before
_RECONNECT_PAUSES = (0.1, 0.5, 1.0, 2.0)
#: seconds to cache a service account's token file, as client-go does; the kubelet rotates it about once an hour
_TOKEN_LIFETIME = 60.0


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
        self._answered = False
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
                # Read to the end, so that the connection returns to the pool.
                response.read()
                response.release_conn()
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
                retry = self._answered and (unsent or (broken and idempotent)) and attempt < len(_RECONNECT_PAUSES)
                if not retry:
                    raise self._unreachable(error) from None
                time.sleep(_RECONNECT_PAUSES[attempt])
                attempt += 1
                continue
            self._answered = True
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
            options.update(self._tls())
        proxy = endpoint.proxy or self._proxy_of_environment(scheme, host)
        if not proxy or (endpoint.no_proxy and _matches_no_proxy(host, endpoint.no_proxy)):
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

    def _proxy_of_environment(self, scheme: str, host: str) -> str | None:
        names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
        proxy = next((os.environ[name] for name in names if os.environ.get(name)), None)
        exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
        # As in Go's http.ProxyFromEnvironment, the local host is exempt.
        if not proxy or host in ("localhost", "127.0.0.1", "::1") or _matches_no_proxy(host, exempt):
            return None
        return proxy if "://" in proxy else "http://" + proxy

    def _tls(self) -> dict[str, Any]:
        import ssl

        endpoint = self.endpoint
        try:
            context = ssl.create_default_context(cadata=endpoint.ca.decode("ascii") if endpoint.ca else None)
        except (ssl.SSLError, ValueError):
            raise ConnectionOptionsError("the CA certificate is not valid PEM", endpoint.origin) from None
        # Python 3.13 made this the default, but the CA certificates of many clusters have no key usage extension.
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        options: dict[str, Any] = {"ssl_context": context}
        if not endpoint.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            options["cert_reqs"] = "CERT_NONE"
            options["assert_hostname"] = False
            self._urllib3.disable_warnings(self._urllib3.exceptions.InsecureRequestWarning)
        elif self._urllib3.__version__.startswith("1."):
            # urllib3 1.26 passes no host name to the context if the host is an IP address, and matches it by itself.
            context.check_hostname = False
        if endpoint.tls_server_name:
            options["server_hostname"] = endpoint.tls_server_name
            if endpoint.verify:
                options["assert_hostname"] = endpoint.tls_server_name
        if endpoint.cert:
            _load_client_certificate(context, endpoint)
        return options

    def _unreachable(self, error: Exception) -> UnreachableError:
        """Return the error for a missing response; library messages may quote URLs and are left out."""
        errors = self._urllib3.exceptions
        reason = getattr(error, "reason", None) or error
        text, remedy = "no response", "Check the address and that the API server is running."
        if isinstance(error, errors.ProxyError):
            text, remedy = "the proxy refused the connection", "Check the option proxy and the HTTPS_PROXY variable."
        elif isinstance(error, errors.SSLError):
            text, remedy = _tls_failure(reason)
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
        )


def _tls_failure(reason: Any) -> tuple[str, str]:
    text = str(reason)
    if "CERTIFICATE_VERIFY_FAILED" in text or "doesn't match" in text or "match" in text:
        detail = getattr(reason, "verify_message", None)
        return (
            "its certificate is not trusted" + (f" ({detail})" if detail else ""),
            "Set ca_cert to the certificate authority, or tls_server_name to the name in the certificate.",
        )
    alert = re.search(r"alert[ _]([a-z ]+)", text.lower())
    if alert:
        return f"the server rejected the TLS handshake ({alert[1].strip()})", "Check the client certificate and key."
    return "TLS handshake failed", "Check that the port serves HTTPS and belongs to the API server."


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


def _matches_no_proxy(host: str, exempt: str) -> bool:
    """Return whether a comma-separated ``NO_PROXY`` list of names, domains and CIDR blocks contains the host."""
    for entry in (part.strip().lower() for part in exempt.split(",")):
        if not entry:
            continue
        if entry == "*" or host == entry or host.endswith("." + entry.lstrip("*").lstrip(".")):
            return True
        if "/" in entry:
            import ipaddress

            try:
                if ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False):
                    return True
            except ValueError:
                continue
    return False


def _load_client_certificate(context: Any, endpoint: Endpoint) -> None:
    """Load the client certificate through a temporary file, readable by this user only: ssl accepts files alone."""
    import ssl
    import tempfile

    handle, path = tempfile.mkstemp(prefix="coxswain-helm-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write((endpoint.cert or b"") + b"\n" + (endpoint.key or b""))
        context.load_cert_chain(path, password=lambda: b"")
    except (ssl.SSLError, ValueError, OSError):
        raise ConnectionOptionsError(
            "cannot load the client certificate and key",
            endpoint.origin,
            "Both must be PEM and match, and the key must not be encrypted.",
        ) from None
    finally:
        os.unlink(path)
