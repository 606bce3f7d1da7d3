# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Port forwarding: a connection to a port of a pod through the API server and the node's kubelet.

Messages are sent over WebSocket. Each starts with its channel number, 0 for data and 1 for errors as text, and the
first message on each channel contains the port. The connection comes from the pool of :mod:`.transport`, so proxies,
TLS and credentials apply as for any other request.
"""

from __future__ import annotations

import base64
import contextlib
import os
import socket
from typing import TYPE_CHECKING, Any

from ..errors import UnreachableError
from .api import segment
from .websocket import Frames

if TYPE_CHECKING:
    from .api import Api

PROTOCOL = "v4.channel.k8s.io"
_DATA, _ERROR = 0, 1
#: bytes of data per message
_CHUNK = 32 * 1024


class PortForward:
    """A connection to a port of a pod. The caller reads and writes :attr:`sock`, which is non-blocking.

    :ivar sock: carries the frames; a plain or a TLS socket.
    :ivar error: the error message of the node, if it cannot connect.
    """

    def __init__(self, api: Api, namespace: str, pod: str, port: int, timeout: float) -> None:
        """Request the connection from the API server.

        :raises ApiError: the server refuses.
        :raises UnreachableError: there is no response.
        """
        self.error = ""
        self._frames = Frames()
        self._named: set[int] = set()
        path = f"/api/v1/namespaces/{segment(namespace)}/pods/{segment(pod)}/portforward"
        headers = {
            # The header is passed on to the kubelet, which does not return JSON here.
            "Accept": "*/*",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode("ascii"),
            "Sec-WebSocket-Protocol": PROTOCOL,
        }
        self._response = api.upgrade(path, {"ports": port}, headers, timeout)
        self.sock, self._first = _detach_socket(self._response)

    @property
    def closed(self) -> bool:
        """Whether the other side has closed the connection."""
        return self._frames.closed

    def first(self) -> bytes:
        """Return the data that was received together with the API server's response."""
        octets, self._first = self._first, b""
        return self.unwrap(octets) if octets else b""

    def wrap(self, octets: bytes) -> bytes:
        """Return the frames to write to the socket for this data."""
        pieces = [octets[start : start + _CHUNK] for start in range(0, len(octets), _CHUNK)]
        return b"".join(self._frames.pack(bytes([_DATA]) + piece) for piece in pieces)

    def unwrap(self, octets: bytes) -> bytes:
        """Return the data of frames that were read from the socket."""
        found = []
        for message in self._frames.unpack(octets):
            channel, content = message[:1], message[1:]
            number = channel[0] if channel else _ERROR
            if number not in self._named:
                # Skip the port number at the start of each channel.
                self._named.add(number)
                content = content[2:]
            if number == _DATA:
                found.append(content)
            elif content:
                self.error += content.decode("utf-8", "replace")
        return b"".join(found)

    def replies(self) -> bytes:
        """Return the pending replies, such as pongs, to write to the socket."""
        replies, self._frames.replies = self._frames.replies, b""
        return replies

    def close(self) -> None:
        """Close the connection."""
        with contextlib.suppress(OSError):
            self.sock.send(self._frames.close())
        self._response.close()
        connection = getattr(self._response, "_connection", None) or getattr(self._response, "connection", None)
        if connection is not None:
            connection.close()
        self.sock.close()


def _detach_socket(response: Any) -> tuple[socket.socket, bytes]:
    """Return the socket of an upgraded connection, and the bytes that were read beyond the response's headers."""
    connection = getattr(response, "_connection", None)
    sock = getattr(connection, "sock", None)
    reader = getattr(getattr(response, "_original_response", None), "fp", None)
    if sock is None:
        raise UnreachableError("cannot take over the connection to the API server for port forwarding")
    sock.settimeout(0)
    rest = b""
    if reader is not None:
        try:
            # Return what is buffered; peek reads from the socket otherwise, which does not block.
            rest = reader.read1(65536) if reader.peek(1) else b""
        except (OSError, ValueError):
            rest = b""
    return sock, rest or b""
