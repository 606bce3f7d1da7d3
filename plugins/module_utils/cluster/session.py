# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connections to one endpoint, and what was discovered through them.

A task that connects to the same endpoint a moment later can use them again, see :mod:`.sessions`.
"""

from __future__ import annotations

import base64
import os
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from ..errors import ConnectionOptionsError, MissingLibraryError
from .proxy import environment_proxy, matches_no_proxy
from .tls import tls_options

if TYPE_CHECKING:
    from .discovery import Memory
    from .endpoint import Endpoint

#: size of the connection pool, and the number of concurrent requests
CONNECTIONS = 8


class Session:
    """A pool of connections to one :class:`~.endpoint.Endpoint`, for this process and never for a forked one.

    :param shared: whether another :class:`~.transport.Transport` may use the connections afterwards.
    :ivar base: prefix of every target: a path, or the whole URL if a proxy manager selects the pool.
    :ivar usable: whether to reuse it; false once the server has rejected the credentials.
    :ivar responded: whether the server has responded to any request.
    :ivar latency: seconds that the server took for its fastest response; infinite before the first.
    :ivar discovered: what is known about the server's resources.
    """

    def __init__(self, endpoint: Endpoint, *, shared: bool = False) -> None:
        try:
            import urllib3
        except ImportError:
            raise MissingLibraryError("urllib3", "1.26", "to connect to the API server") from None
        self.endpoint, self._parts, self._port = _checked(endpoint)
        self.urllib3: Any = urllib3
        self.shared = shared
        self.usable = True
        self.responded = False
        self.latency = float("inf")
        self.used_at = time.monotonic()
        self.base = ""
        self.discovered: Memory | None = None
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._pool: Any = None
        # Invalid certificates and proxies are errors of the options, so they are found before the first request.
        self.pool()

    @property
    def is_own(self) -> bool:
        """Whether this process has made the connections."""
        return self._pid == os.getpid()

    def pool(self) -> Any:
        """Return urllib3's pool, a new one after :meth:`close` or a fork: a child must not use its parent's sockets."""
        if not self.is_own:
            # A thread of the parent may have held the lock.
            self._lock, self._pool, self._pid = threading.Lock(), None, os.getpid()
        with self._lock:
            if self._pool is None:
                self._pool = self._make_pool()
            return self._pool

    def note(self, seconds: float) -> None:
        """Remember that the server has responded to a request just now.

        :param seconds: what it took.
        """
        self.responded = True
        self.used_at = time.monotonic()
        self.latency = min(self.latency, seconds)

    def close(self) -> None:
        """Close the connections; those in use are closed when they are done."""
        if not self.is_own:
            return
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            (pool.clear if hasattr(pool, "clear") else pool.close)()

    def _make_pool(self) -> Any:
        urllib3, endpoint = self.urllib3, self.endpoint
        scheme, host = self._parts.scheme, self._parts.hostname or ""
        # Watches occupy connections for a long time, so open extra connections instead of waiting for a free one.
        options: dict[str, Any] = {"maxsize": CONNECTIONS, "block": False}
        if scheme == "https":
            options.update(tls_options(endpoint, urllib3))
        proxy = proxy_of(endpoint)
        if not proxy:
            self.base = self._parts.path.rstrip("/")
            if scheme == "https":
                return urllib3.HTTPSConnectionPool(host, self._port or 443, **options)
            return urllib3.HTTPConnectionPool(host, self._port or 80, **options)
        if proxy.startswith("socks"):
            try:
                from urllib3.contrib.socks import SOCKSProxyManager
            except ImportError:
                raise MissingLibraryError("PySocks", "1.5.6", "for a SOCKS proxy") from None
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
        self.base = endpoint.server.rstrip("/")
        return manager


def with_scheme(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint with a URL as its address; without a scheme it is ``https``."""
    return endpoint if "://" in endpoint.server else endpoint.replace(server="https://" + endpoint.server)


def proxy_of(endpoint: Endpoint) -> str | None:
    """Return the proxy of an endpoint, from its own settings or from the environment; ``None`` if there is none."""
    parts = urlsplit(endpoint.server)
    host = parts.hostname or ""
    proxy = endpoint.proxy or environment_proxy(parts.scheme, host)
    return None if endpoint.no_proxy and matches_no_proxy(host, endpoint.no_proxy) else proxy


def _checked(endpoint: Endpoint) -> tuple[Endpoint, SplitResult, int | None]:
    """Return an endpoint with its URL in parts, and its port.

    :raises ConnectionOptionsError: the address is invalid.
    """
    endpoint = with_scheme(endpoint)
    parts = urlsplit(endpoint.server)
    try:
        port = parts.port
    except ValueError:
        port = -1
    invalid = any(char.isspace() or char in '"<>\\^`{|}' for char in parts.netloc)
    if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or invalid:
        raise ConnectionOptionsError(
            f"{endpoint.address!r} is not a valid API server address",
            endpoint.origin,
            "The expected format is https://HOST:PORT.",
        )
    return endpoint, parts, port
