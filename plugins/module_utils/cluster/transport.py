# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one API server, through urllib3 with connections kept alive (docs/adr/0001-hot-path-through-urllib3.md).

Here is TLS, proxies, authentication headers and the retrying of what never reached the server; what the answers mean
is :mod:`.api`'s business.
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

#: seconds to wait for a connection, and for an answer when the caller names no time-out
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0
#: connections kept open, which is also how many requests run side by side
CONNECTIONS = 8
#: pauses in seconds before a request that did not reach a server that has answered before is sent again
_PAUSES = (0.1, 0.5, 1.0, 2.0)
#: a service account's token file changes about once an hour; client-go reads it anew after this many seconds
_TOKEN_LIFE = 60.0


@dataclass(frozen=True)
class Endpoint:
    """Where an API server is, and as whom to speak to it. Certificates and keys are PEM."""

    server: str
    #: where this was read from, for messages
    origin: str = "the connection options"
    #: the namespace of the context, ``""`` when it has none
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
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    @property
    def address(self) -> str:
        """The server without user information, for messages."""
        parts = urlsplit(self.server)
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{host}{parts.path}"


class Transport:
    """A pool of connections to one :class:`Endpoint`."""

    def __init__(self, endpoint: Endpoint, *, user_agent: str = "coxswain.helm") -> None:
        try:
            import urllib3
        except ImportError:
            raise MissingLibraryError(
                "the Python library urllib3 1.26 or newer is needed to speak to the API server",
                remedy="Install it, or kubernetes, which needs it, for the Python interpreter of the module.",
            ) from None
        self.endpoint = endpoint if "://" in endpoint.server else endpoint.replace(server="https://" + endpoint.server)
        parts = urlsplit(self.endpoint.server)
        try:
            port = parts.port
        except ValueError:
            port = -1
        odd = any(char.isspace() or char in '"<>\\^`{|}' for char in parts.netloc)
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or odd:
            raise ConnectionOptionsError(
                f"{self.endpoint.address!r} is not the address of an API server",
                endpoint.origin,
                "It should look like https://HOST:PORT.",
            )
        #: requests that were sent, retries included
        self.requests = 0
        self._urllib3 = urllib3
        #: what goes before a target: a path, or the whole address where a proxy manager picks the pool
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
        """Send one request and give back urllib3's response, whatever its status is.

        :param target: path and query, such as ``/api/v1/pods?limit=1``.
        :param idempotent: whether it may be sent again after the connection broke; by default all but POST and PATCH.
        :param stream: leave the body unread.
        :raises UnreachableError: no answer came.
        """
        errors = self._urllib3.exceptions
        if idempotent is None:
            idempotent = method in ("GET", "PUT", "DELETE", "HEAD")
        limits = self._urllib3.Timeout(connect=CONNECT_TIMEOUT, read=timeout or READ_TIMEOUT)
        attempt = 0
        while True:
            with self._lock:
                self.requests += 1
            try:
                # The one of urllib3's ways to send that leaves repeated headers and the body as they are, in 1.26 too.
                response = self._pool.request_encode_url(
                    method,
                    self._base + target,
                    body=body,
                    headers=self._request_headers(headers),
                    timeout=limits,
                    retries=False,
                    redirect=False,
                    preload_content=not stream,
                )
            except errors.HTTPError as error:
                unsent = isinstance(error, (errors.NewConnectionError, errors.ConnectTimeoutError))
                broken = isinstance(error, errors.ProtocolError)
                again = self._answered and (unsent or (broken and idempotent)) and attempt < len(_PAUSES)
                if not again:
                    raise self._unreachable(error) from None
                time.sleep(_PAUSES[attempt])
                attempt += 1
                continue
            self._answered = True
            return response

    def abort(self, response: Any) -> None:
        """Break off a streamed answer, so that whoever reads it on another thread stops waiting."""
        import socket

        connection = getattr(response, "_connection", None)
        sock = getattr(connection, "sock", None)
        if isinstance(sock, socket.socket):
            # Below TLS: its own way of closing waits for the reader.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    @property
    def broken(self) -> type[Exception]:
        """What urllib3 raises when a streamed answer breaks off."""
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
            raise ConnectionOptionsError("impersonate_groups is given without impersonate_user")
        if endpoint.impersonate_uid:
            headers["Impersonate-Uid"] = endpoint.impersonate_uid
        self._repeated = [("Impersonate-Group", group) for group in endpoint.impersonate_groups]
        for name, values in endpoint.impersonate_extra.items():
            self._repeated += [("Impersonate-Extra-" + name, value) for value in values]
        for value in [*headers.values(), *(value for name, value in self._repeated)]:
            if "\n" in value or "\r" in value:
                raise ConnectionOptionsError("a credential holds a line break", endpoint.origin)
        return headers

    def _read_token(self) -> str:
        token, read_at = self._token
        if not token or time.monotonic() - read_at > _TOKEN_LIFE:
            path = self.endpoint.token_file or ""
            try:
                with open(path, encoding="utf-8") as stream:
                    token = stream.read().strip()
            except (OSError, UnicodeDecodeError):
                raise ConnectionOptionsError(f"the token file {path} cannot be read") from None
            self._token = (token, time.monotonic())
        return token

    def _make_pool(self, scheme: str, host: str, port: int | None) -> Any:
        urllib3, endpoint = self._urllib3, self.endpoint
        # Watches hold connections for long, so one that is over the number is opened rather than waited for.
        options: dict[str, Any] = {"maxsize": CONNECTIONS, "block": False}
        if scheme == "https":
            options.update(self._tls())
        proxy = endpoint.proxy or self._proxy_of_environment(scheme, host)
        if not proxy or (endpoint.no_proxy and _bypassed(host, endpoint.no_proxy)):
            if scheme == "https":
                return urllib3.HTTPSConnectionPool(host, port or 443, **options)
            return urllib3.HTTPConnectionPool(host, port or 80, **options)
        if proxy.startswith("socks"):
            try:
                from urllib3.contrib.socks import SOCKSProxyManager
            except ImportError:
                raise MissingLibraryError(
                    "the Python library PySocks 1.5.6 or newer is needed for a SOCKS proxy"
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
                raise ConnectionOptionsError("the proxy is not an http or https address", endpoint.origin) from None
        self._base = endpoint.server.rstrip("/")
        return manager

    def _proxy_of_environment(self, scheme: str, host: str) -> str | None:
        names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
        proxy = next((os.environ[name] for name in names if os.environ.get(name)), None)
        exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
        # As for Go's client, the own machine is never reached through a proxy of the environment.
        if not proxy or host in ("localhost", "127.0.0.1", "::1") or _bypassed(host, exempt):
            return None
        return proxy if "://" in proxy else "http://" + proxy

    def _tls(self) -> dict[str, Any]:
        import ssl

        endpoint = self.endpoint
        try:
            context = ssl.create_default_context(cadata=endpoint.ca.decode("ascii") if endpoint.ca else None)
        except (ssl.SSLError, ValueError):
            raise ConnectionOptionsError("the certificate authority is not PEM", endpoint.origin) from None
        # Python 3.13 made this the default; many clusters' own authorities have no key usage extension.
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        options: dict[str, Any] = {"ssl_context": context}
        if not endpoint.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            options["cert_reqs"] = "CERT_NONE"
            options["assert_hostname"] = False
            self._urllib3.disable_warnings(self._urllib3.exceptions.InsecureRequestWarning)
        elif self._urllib3.__version__.startswith("1."):
            # It names no host to the context where the host is an address, and compares the certificate itself.
            context.check_hostname = False
        if endpoint.tls_server_name:
            options["server_hostname"] = endpoint.tls_server_name
            if endpoint.verify:
                options["assert_hostname"] = endpoint.tls_server_name
        if endpoint.cert:
            _load_client_certificate(context, endpoint)
        return options

    def _unreachable(self, error: Exception) -> UnreachableError:
        """One sentence for what kept the answer away, without the texts of libraries that may quote addresses."""
        errors = self._urllib3.exceptions
        reason = getattr(error, "reason", None) or error
        text, remedy = "no answer came", "Check the address, and that the API server runs."
        if isinstance(error, errors.ProxyError):
            text, remedy = "the proxy refused the connection", "Check the option proxy and the variable HTTPS_PROXY."
        elif isinstance(error, errors.SSLError):
            text, remedy = _tls_failure(reason)
        elif isinstance(error, errors.NewConnectionError):
            text = _system_failure(reason)
        elif isinstance(error, errors.ConnectTimeoutError):
            text = f"no connection within {CONNECT_TIMEOUT:.0f} s"
        elif isinstance(error, errors.ReadTimeoutError):
            text, remedy = "no answer in time", "Check that the API server is healthy, or allow it more time."
        elif isinstance(error, errors.ProtocolError):
            text = "the connection broke before the answer"
        return UnreachableError(
            f"the API server at {self.endpoint.address} cannot be reached: {text}",
            remedy=f"{remedy} It was named by {self.endpoint.origin}.",
        )


def _tls_failure(reason: Any) -> tuple[str, str]:
    text = str(reason)
    if "CERTIFICATE_VERIFY_FAILED" in text or "doesn't match" in text or "match" in text:
        detail = getattr(reason, "verify_message", None)
        return (
            "its certificate is not trusted" + (f" ({detail})" if detail else ""),
            "Give its authority with ca_cert, or the name that it is made out to with tls_server_name.",
        )
    alert = re.search(r"alert[ _]([a-z ]+)", text.lower())
    if alert:
        return f"it refused the TLS connection ({alert[1].strip()})", "Check the client certificate and key."
    return "TLS failed", "Check that the address begins with https:// and that the port is the API server's."


def _system_failure(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
        if isinstance(cause, OSError) and type(cause).__name__ == "gaierror":
            return "its host name is not known"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
        cause = cause.__cause__ or cause.__context__
    lowered = str(error).lower()
    if "refused" in lowered:
        return "connection refused"
    return "its host name is not known" if "resolve" in lowered or "name or service" in lowered else "no connection"


def _bypassed(host: str, exempt: str) -> bool:
    """Is a host listed in a NO_PROXY text: names, domains and address blocks, separated by commas?"""
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
    """ssl takes a client certificate from files only: written for the moment of loading, for this user alone."""
    import ssl
    import tempfile

    handle, path = tempfile.mkstemp(prefix="coxswain-helm-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write((endpoint.cert or b"") + b"\n" + (endpoint.key or b""))
        context.load_cert_chain(path, password=lambda: b"")
    except (ssl.SSLError, ValueError, OSError):
        raise ConnectionOptionsError(
            "the client certificate and key cannot be used",
            endpoint.origin,
            "Both have to be PEM, belong together, and the key must not be encrypted.",
        ) from None
    finally:
        os.unlink(path)
