# SPDX-License-Identifier: GPL-3.0-or-later
"""Make ports of a cluster in its own network namespace reachable from the host.

This is a separate program, started by :mod:`harness.namespaces`, that uses the standard library only. A socket belongs
to the namespace in which it was created: the program listens on 127.0.0.1 of the host, enters the cluster's namespace,
and there connects each client to the same port. The address is therefore the same on both sides.

    gateway.py --namespace /proc/PID/ns/net PORT...
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ctypes
import os
import socket

CLONE_NEWNET = 0x40000000
CHUNK = 1 << 16


def main() -> None:
    """Listen, enter the namespace, serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--namespace", required=True)
    parser.add_argument("ports", type=int, nargs="+")
    options = parser.parse_args()
    listening = [_listen(port) for port in options.ports]
    enter(options.namespace)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(listening))


def enter(namespace: str) -> None:
    """Move this process into the network namespace of a file; OSError when that is not permitted."""
    handle = os.open(namespace, os.O_RDONLY | os.O_CLOEXEC)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if library.setns(handle, CLONE_NEWNET):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), namespace)
    finally:
        os.close(handle)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener


async def serve(listening: list[socket.socket]) -> None:
    """Relay the connections of each socket to the same port in the namespace."""
    servers = []
    for listener in listening:
        port = listener.getsockname()[1]

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int = port) -> None:
            await _forward(reader, writer, port)

        servers.append(await asyncio.start_server(connect, sock=listener, limit=CHUNK))
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    try:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port, limit=CHUNK)
    except OSError:
        writer.close()
        return
    # One direction may end long before the other: a half-closed connection stays open.
    await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))
    for end in (inner_writer, writer):
        end.close()
        with contextlib.suppress(OSError):
            await end.wait_closed()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


if __name__ == "__main__":
    main()
