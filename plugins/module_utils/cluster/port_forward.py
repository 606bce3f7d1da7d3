# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to a port of a pod, through the API server and the node's kubelet.

The API server speaks port-forward over WebSocket: each message begins with the number of its channel, 0 for the data
and 1 for errors as text, and the first message on each of them names the port. The connection is one of the pool's
(:mod:`.transport`), so that proxies, TLS and credentials are those of every other request.
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
#: bytes of data in a message
_CHUNK = 32 * 1024


class PortForward:
    """One connection to a port of a pod: bytes in and out of :attr:`sock`, which is set not to block.

    :ivar sock: carries the frames; a socket, or one with TLS around it.
    :ivar error: what the node says about why there is no connection, as text.
    """

    def __init__(self, api: Api, namespace: str, pod: str, port: int, timeout: float) -> None:
        """Ask the API server for the connection.

        :raises ApiError: it refuses.
        :raises UnreachableError: no answer came.
        """
        self.error = ""
        self._frames = Frames()
        self._named: set[int] = set()
        path = f"/api/v1/namespaces/{segment(namespace)}/pods/{segment(pod)}/portforward"
        headers = {
            # It goes through to the kubelet, which has nothing that is JSON to give.
            "Accept": "*/*",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode("ascii"),
            "Sec-WebSocket-Protocol": PROTOCOL,
        }
        self._response = api.upgrade(path, {"ports": port}, headers, timeout)
        self.sock, self._first = _taken(self._response)

    @property
    def closed(self) -> bool:
        """Has the other side ended the connection?"""
        return self._frames.closed

    def first(self) -> bytes:
        """The data that came together with the API server's answer."""
        octets, self._first = self._first, b""
        return self.unwrap(octets) if octets else b""

    def wrap(self, octets: bytes) -> bytes:
        """Data as what is to be written to the socket."""
        pieces = [octets[start : start + _CHUNK] for start in range(0, len(octets), _CHUNK)]
        return b"".join(self._frames.pack(bytes([_DATA]) + piece) for piece in pieces)

    def unwrap(self, octets: bytes) -> bytes:
        """The data in what was read from the socket."""
        found = []
        for message in self._frames.unpack(octets):
            channel, content = message[:1], message[1:]
            number = channel[0] if channel else _ERROR
            if number not in self._named:
                # The first message on a channel is the port's number, which says nothing.
                self._named.add(number)
                content = content[2:]
            if number == _DATA:
                found.append(content)
            elif content:
                self.error += content.decode("utf-8", "replace")
        return b"".join(found)

    def replies(self) -> bytes:
        """What is to be written to the socket on account of what came."""
        replies, self._frames.replies = self._frames.replies, b""
        return replies

    def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(OSError):
            self.sock.send(self._frames.close())
        self._response.close()
        connection = getattr(self._response, "_connection", None) or getattr(self._response, "connection", None)
        if connection is not None:
            connection.close()
        self.sock.close()


def _taken(response: Any) -> tuple[socket.socket, bytes]:
    """The socket of an answered request for another protocol, and what was read beyond the answer's head."""
    connection = getattr(response, "_connection", None)
    sock = getattr(connection, "sock", None)
    reader = getattr(getattr(response, "_original_response", None), "fp", None)
    if sock is None:
        raise UnreachableError("the connection to the API server cannot be taken over for port-forward")
    sock.settimeout(0)
    rest = b""
    if reader is not None:
        try:
            # One look at what is buffered; with nothing there it looks at the socket, which does not wait.
            rest = reader.read1(65536) if reader.peek(1) else b""
        except (OSError, ValueError):
            rest = b""
    return sock, rest or b""
