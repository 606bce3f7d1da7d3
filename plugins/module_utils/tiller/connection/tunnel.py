# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local end of the connection to Tiller: a Unix socket in a private directory.

A TCP port on the loopback device would give every local user access to Tiller; a directory with mode 0700 does not.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable

from ...errors import CoxswainError, TillerError
from .relay import relay
from .tls_stream import TlsStream

#: the longest path of a Unix socket, in bytes
_PATH_LIMIT = 100
_SOCKET_NAME = "tiller.sock"
#: seconds for all connections to end when the tunnel is closed
_CLOSE_TIMEOUT = 5.0


class Tunnel:
    """Relays each local connection to Tiller.

    :param open_stream: connects to Tiller; raises a CoxswainError if that fails.

    :ivar address: the address for grpc to connect to.
    :ivar failure: why the last connection failed.
    """

    def __init__(self, open_stream: Callable[[], TlsStream]) -> None:
        """Open the first connection.

        :raises CoxswainError: it cannot be opened.
        """
        self.failure: CoxswainError | None = None
        self._open_stream = open_stream
        self._first: TlsStream | None = open_stream()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._stop_sender, self._stop = socket.socketpair()
        self._folder = ""
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._folder = _private_folder()
            path = os.path.join(self._folder, _SOCKET_NAME)
            self._listener.bind(path)
            self._listener.listen(4)
            self.address = f"unix:{path}"
            self._spawn(self._accept)
        except OSError as error:
            self.close()
            raise TillerError(f"cannot create the local socket for Tiller: {error.strerror}") from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections and remove the socket."""
        # First, as the rest may take a moment; connections that are open do not need it.
        shutil.rmtree(self._folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            self._stop_sender.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        deadline = time.monotonic() + _CLOSE_TIMEOUT
        for thread in list(self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))
        if self._first is not None:
            self._first.close()
            self._first = None
        self._stop_sender.close()
        self._stop.close()

    def _accept(self) -> None:
        while True:
            try:
                local, _address = self._listener.accept()
            except OSError:
                return
            self._spawn(self._serve, local)

    def _serve(self, local: socket.socket) -> None:
        with local:
            with self._lock:
                stream, self._first = self._first, None
            try:
                stream = stream or self._open_stream()
            except CoxswainError as error:
                self.failure = error
                return
            try:
                failure = relay(local, stream, self._stop)
                if failure is not None:
                    self.failure = failure
            finally:
                stream.close()

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="tiller-tunnel", daemon=True)
        thread.start()
        self._threads.append(thread)


def _private_folder() -> str:
    """Create a directory that only the current user can enter, with a path short enough for a Unix socket."""
    folder = tempfile.mkdtemp(prefix="coxswain-helm-")
    if len(os.fsencode(folder)) + len(_SOCKET_NAME) + 1 > _PATH_LIMIT:
        shutil.rmtree(folder, ignore_errors=True)
        folder = tempfile.mkdtemp(prefix="coxswain-helm-", dir="/tmp")
    return folder
