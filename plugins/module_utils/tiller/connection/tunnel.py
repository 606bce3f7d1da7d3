# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local end of the way to Tiller: a Unix socket in a private folder.

An open port of the loopback device would hand Tiller to every user of the machine; a folder of mode 0700 does not.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable

from ...errors import CoxswainError, TillerError
from .tls_stream import Link, carry

#: the longest path that a Unix socket may have, in bytes
_LONGEST = 100


class Tunnel:
    """Carries each local connection to Tiller.

    :param opened: makes a connection to Tiller, and raises what keeps it away.

    :ivar address: what grpc connects to.
    :ivar failure: why the last connection could not be made, or ended.
    """

    def __init__(self, opened: Callable[[], Link]) -> None:
        """Make the first connection.

        :raises CoxswainError: it cannot be made.
        """
        self.failure: CoxswainError | None = None
        self._opened = opened
        self._first: Link | None = opened()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._awake, self._stopped = socket.socketpair()
        try:
            self._folder = _private_folder()
            path = os.path.join(self._folder, "tiller.sock")
            self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._listener.bind(path)
            self._listener.listen(4)
        except OSError as error:
            self._first.close()
            self._awake.close()
            self._stopped.close()
            raise TillerError(f"no socket can be made for the way to Tiller: {error.strerror}") from error
        self.address = f"unix:{path}"
        self._spawn(self._accept)

    def close(self) -> None:
        """End every connection and remove the socket."""
        with contextlib.suppress(OSError):
            self._awake.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in list(self._threads):
            thread.join(5.0)
        if self._first is not None:
            self._first.close()
            self._first = None
        self._awake.close()
        self._stopped.close()
        shutil.rmtree(self._folder, ignore_errors=True)

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
                link, self._first = self._first, None
            try:
                link = link or self._opened()
            except CoxswainError as error:
                self.failure = error
                return
            try:
                failure = carry(local, link, self._stopped)
                if failure is not None:
                    self.failure = failure
            finally:
                link.close()

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="tiller-tunnel", daemon=True)
        self._threads.append(thread)
        thread.start()


def _private_folder() -> str:
    """A new folder that nobody else may enter, with a path that is short enough for a socket."""
    folder = tempfile.mkdtemp(prefix="coxswain-helm-")
    if len(os.fsencode(folder)) + 12 > _LONGEST:
        shutil.rmtree(folder, ignore_errors=True)
        folder = tempfile.mkdtemp(prefix="coxswain-helm-", dir="/tmp")
    return folder
