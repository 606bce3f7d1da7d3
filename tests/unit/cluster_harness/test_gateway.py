# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway relays bytes in both directions, also on half-closed connections.

Entering a namespace needs root; here both sides are the same namespace, with different addresses.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from harness import gateway


@pytest.fixture
def echo() -> Iterator[int]:
    """Run a server that replies in upper case once it has read everything."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = listener.accept()
                with connection:
                    received = b""
                    while part := connection.recv(65536):
                        received += part
                    connection.sendall(received.upper())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


async def asked(port: int, content: bytes) -> bytes:
    """Send through a gateway that listens on 127.0.0.2 and connects to the same port of 127.0.0.1."""
    listener = socket.create_server(("127.0.0.2", port))
    serving = asyncio.create_task(gateway.serve([listener]))
    try:
        reader, writer = await asyncio.open_connection("127.0.0.2", port)
        writer.write(content)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def test_a_response_arrives_after_the_request_has_ended(echo: int) -> None:
    content = b"ahoy " * 100_000
    assert asyncio.run(asked(echo, content)) == content.upper()


def test_a_closed_port_ends_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert asyncio.run(asked(port, b"ahoy")) == b""
