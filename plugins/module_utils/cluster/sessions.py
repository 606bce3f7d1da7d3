# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reuse of connections and credentials by the tasks that one process runs one after another, as in a loop.

Two tasks share a session if everything that affects the connection is the same: each field of the resolved endpoint,
the content of its token file, and what the environment adds. Only the key's digest is kept, not the secrets in it.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import os
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from . import credentials
from .session import Session, proxy_of, with_scheme

if TYPE_CHECKING:
    from .credentials import Credentials
    from .endpoint import Endpoint
    from .kubeconfig import Context

#: sessions that are kept; the least recently used one is closed
LIMIT = 16
#: seconds without a request after which connections are not reused: servers and routers on the way drop idle ones
IDLE = 30.0
#: seconds before its expiry when a credential is no longer used
_MARGIN = 60.0
#: variables that OpenSSL and Python's ssl read: certificate authorities to trust without any of our own, and a key log
_TLS_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


class Sessions:
    """The sessions of one process, by endpoint. A forked process starts without any.

    :param limit: how many to keep.
    :param idle: seconds after the last response for which a session is reused.
    """

    def __init__(self, limit: int = LIMIT, idle: float = IDLE) -> None:
        self.limit = limit
        self.idle = idle
        self._start()

    def _start(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._credentials: dict[str, Credentials] = {}

    def session(self, endpoint: Endpoint) -> Session:
        """Return the session of an endpoint, a new one unless one was used a moment ago.

        :raises ConnectionOptionsError: the endpoint is invalid.
        """
        self._check_process()
        endpoint = with_scheme(endpoint)
        key = _key(endpoint)
        with self._lock:
            found = self._sessions.pop(key, None)
            closed = []
            if found is None or not found.usable or time.monotonic() - found.used_at >= self.idle:
                closed += [found] if found is not None else []
                found = Session(endpoint, shared=True)
            self._sessions[key] = found
            while len(self._sessions) > self.limit:
                closed.append(self._sessions.popitem(last=False)[1])
        for session in closed:
            session.close()
        return found

    def credentials(self, context: Context) -> Credentials:
        """Return the credentials of a context from its exec plugin, asked again when they expire.

        As Kubernetes documents it, credentials without an expiry are used until the server rejects them
        (:meth:`forget_credentials`) or the process ends.
        """
        if not context.user.get("exec"):
            return credentials.from_plugin(context)
        self._check_process()
        key = _plugin_key(context)
        found = self._credentials.get(key)
        if found is None or _has_expired(found):
            found = self._credentials[key] = credentials.from_plugin(context)
        return found

    def has_credentials(self, context: Context) -> bool:
        """Return whether :meth:`credentials` would return something that was used before."""
        self._check_process()
        found = self._credentials.get(_plugin_key(context)) if context.user.get("exec") else None
        return found is not None and not _has_expired(found)

    def forget_credentials(self, context: Context) -> None:
        """Ask the plugin again the next time: the server has rejected its credentials."""
        self._check_process()
        self._credentials.pop(_plugin_key(context), None)

    def close(self) -> None:
        """Close all sessions."""
        self._check_process()
        with self._lock:
            closed = list(self._sessions.values())
            self._sessions.clear()
            self._credentials.clear()
        for session in closed:
            session.close()

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            self._start()


#: The sessions of this process. Connections are reused only by callers that pass them to :func:`.connection.connect`.
SESSIONS = Sessions()


def _key(endpoint: Endpoint) -> str:
    """Return a digest of everything that affects a connection."""
    values: list[tuple[str, object]] = []
    for field in dataclasses.fields(endpoint):
        value = getattr(endpoint, field.name)
        values.append((field.name, sorted(value.items()) if isinstance(value, dict) else value))
    values.append(("proxy of the environment", proxy_of(endpoint)))
    values += [(name, os.environ.get(name)) for name in _TLS_VARIABLES]
    if endpoint.token_file:
        # Another token may belong to another user, even if the file has the same name.
        values.append(("token", _content(endpoint.token_file)))
    return _digest(repr(values))


def _plugin_key(context: Context) -> str:
    """Return a digest of everything that a plugin is given: its settings, the cluster, the environment, the folder."""
    try:
        folder = os.getcwd()
    except OSError:
        folder = ""
    given = [context.name, context.origin, context.user, context.cluster, sorted(os.environ.items()), folder]
    return _digest(repr(given))


def _has_expired(found: Credentials) -> bool:
    if found.expires is None:
        return False
    left = found.expires - datetime.datetime.now(datetime.timezone.utc)
    return left.total_seconds() < _MARGIN


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        # The first request reports it.
        return b""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
