# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP proxy on the loopback interface that counts bytes in each direction."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator

CHUNK = 1 << 16


class Counter:
    """Bytes so far: ``sent`` by clients, and ``received`` by them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.sent = 0
        self.received = 0
        self._lock = threading.Lock()

    def add(self, *, sent: int = 0, received: int = 0) -> None:
        """Count more bytes."""
        with self._lock:
            self.sent += sent
            self.received += received


@contextlib.contextmanager
def count(host: str, port: int) -> Iterator[Counter]:
    """Forward connections to ``host`` and ``port`` from the port of the counter."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            client: socket.socket = self.request
            with socket.create_connection((host, port)) as server:
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=_copy, args=(server, client, lambda size: counter.add(received=size)))
                back.start()
                _copy(client, server, lambda size: counter.add(sent=size))
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as proxy:
        proxy.daemon_threads = True
        proxy.block_on_close = False
        counter = Counter(proxy.server_address[1])
        thread = threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield counter
        finally:
            proxy.shutdown()
            thread.join()


def _copy(source: socket.socket, target: socket.socket, counted: Callable[[int], None]) -> None:
    """Copy until the source ends or either side is gone."""
    with contextlib.suppress(OSError):
        while content := source.recv(CHUNK):
            # Counted first: a peer that has received the bytes may look at once.
            counted(len(content))
            target.sendall(content)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
