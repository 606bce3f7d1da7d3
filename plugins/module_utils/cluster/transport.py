# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP requests to one API server over pooled urllib3 connections (docs/adr/0001-hot-path-through-urllib3.md).

Handles authentication headers, retries and connection errors. :mod:`.api` interprets the responses.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

from ..errors import ConnectionOptionsError, UnreachableError
from ..trace import Sink, traced
from .endpoint import Endpoint
from .retry import throttle_pause
from .session import Session
from .tls import tls_failure

#: seconds to wait for a connection, and for a response unless the caller sets a timeout
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0
#: pauses in seconds before reconnecting to a server that has responded before
_RECONNECT_PAUSES = (0.1, 0.5, 1.0, 2.0)
#: seconds to cache a service account's token file, as client-go does; the kubelet rotates it about once an hour
_TOKEN_LIFETIME = 60.0


class Transport:
    """Requests of one :class:`~.api.Api` through a :class:`~.session.Session`, with its own count and trace.

    :param endpoint: makes a session of its own, unless ``session`` is given.
    :param trace: receives a line for each request (:mod:`..trace`).
    :param renew: returns a session with new credentials, for when the server rejects those of this one (401).
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        user_agent: str = "coxswain.helm",
        trace: Sink | None = None,
        session: Session | None = None,
        renew: Callable[[], Session] | None = None,
    ) -> None:
        self.session = session or Session(endpoint)
        #: number of requests sent so far, including retries
        self.requests = 0
        self._urllib3 = self.session.urllib3
        self._user_agent = user_agent
        self._trace = trace
        self._renew = renew
        self._lock = threading.Lock()
        self._has_responded = False
        self._token = ("", 0.0)
        self._headers, self._repeated = _fixed_headers(self.endpoint, user_agent)

    @property
    def endpoint(self) -> Endpoint:
        """The address and the credentials."""
        return self.session.endpoint

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
            session = self.session
            options["headers"] = self._request_headers(headers)
            response = self._connect_and_send(method, target, options, idempotent)
            if response.status == 401 and self._renewed(session):
                # A request without valid credentials was not acted on, so it is safe to send it again.
                response.drain_conn()
                continue
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
            # An earlier task may have left connections that the server has closed in the meantime.
            reused = self.session.responded
            try:
                response = self._send_once(method, target, options)
            except errors.HTTPError as error:
                unsent = isinstance(error, (errors.NewConnectionError, errors.ConnectTimeoutError))
                again = (self._has_responded and unsent) or (reused and idempotent and _is_broken(error, errors))
                if not again or attempt == len(_RECONNECT_PAUSES):
                    raise self._unreachable(error) from None
                time.sleep(_RECONNECT_PAUSES[attempt])
                attempt += 1
                continue
            self._has_responded = True
            return response

    def _send_once(self, method: str, target: str, options: dict[str, Any]) -> Any:
        with self._lock:
            self.requests += 1
        session = self.session
        pool = session.pool()

        def send() -> Any:
            # Unlike urllib3's other methods, this one keeps repeated headers and the body as they are, in 1.26 too.
            return pool.request_encode_url(method, session.base + target, retries=False, redirect=False, **options)

        started = time.monotonic()
        response = send() if self._trace is None else traced(self._trace, method, target, send)
        session.note(time.monotonic() - started)
        return response

    def _renewed(self, rejected: Session) -> bool:
        """Replace a session whose credentials the server has rejected; return whether there is another one now."""
        rejected.usable = False
        with self._lock:
            if self.session is not rejected:
                # Another thread has done it.
                return True
            if self._renew is None:
                return False
            renew, self._renew = self._renew, None
            session = renew()
            self._headers, self._repeated = _fixed_headers(session.endpoint, self._user_agent)
            # Last, since other threads read it first.
            self.session = session
            return True

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
        """Close the connections, unless the session is shared."""
        if not self.session.shared:
            self.session.close()

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


def _fixed_headers(endpoint: Endpoint, user_agent: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the headers of every request, and those that may occur several times."""
    headers = {"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"}
    if endpoint.authorization:
        headers["Authorization"] = endpoint.authorization
    if endpoint.impersonate_user:
        headers["Impersonate-User"] = endpoint.impersonate_user
    elif endpoint.impersonate_groups:
        raise ConnectionOptionsError("impersonate_groups requires impersonate_user")
    if endpoint.impersonate_uid:
        headers["Impersonate-Uid"] = endpoint.impersonate_uid
    repeated = [("Impersonate-Group", group) for group in endpoint.impersonate_groups]
    for name, values in endpoint.impersonate_extra.items():
        repeated += [("Impersonate-Extra-" + name, value) for value in values]
    for value in [*headers.values(), *(value for name, value in repeated)]:
        if "\n" in value or "\r" in value:
            raise ConnectionOptionsError("a credential contains a line break", endpoint.origin)
    return headers, repeated


def _is_broken(error: Exception, errors: Any) -> bool:
    """Return whether the connection was closed before a response."""
    if isinstance(error, errors.SSLError):
        # What a write to a closed TLS connection raises.
        import ssl

        cause = error.args[0] if error.args else None
        return isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError))
    return isinstance(error, errors.ProtocolError)


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
