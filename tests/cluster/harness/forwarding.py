# SPDX-License-Identifier: GPL-3.0-or-later
"""Port forwarding of simulated pods: a kubelet's side of it, without a node.

The annotation ``coxswain.test/forward`` of a pod names the port on 127.0.0.1 to which all of its ports forward;
``coxswain.test/forward-error`` makes forwarding fail with a text instead. Standard library only, like
:mod:`.node_api`, which uses it: it speaks WebSocket with the API server, which relays the client.
"""

from __future__ import annotations

import base64
import hashlib
import select
import socket
import ssl
import struct
from typing import Any

PORT = "coxswain.test/forward"
ERROR = "coxswain.test/forward-error"
PROTOCOL = "v4.channel.k8s.io"

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_DATA, _ERROR = b"\x00", b"\x01"


def accept_key(key: str) -> str:
    """Return the server's answer to a client's key."""
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()


def forward(connection: ssl.SSLSocket, pod: dict[str, Any], port: int) -> None:
    """Relay data between the API server and the process behind the pod until either closes."""
    annotations = pod["metadata"].get("annotations") or {}
    named = struct.pack("<H", port)
    connection.sendall(_frame(_DATA + named) + _frame(_ERROR + named))
    text = annotations.get(ERROR)
    if text is None:
        try:
            target = socket.create_connection(("127.0.0.1", int(annotations[PORT])), 5)
        except (OSError, KeyError, ValueError) as error:
            text = f"failed to connect to localhost:{port} inside namespace: {error}".replace("[Errno 111] C", "c")
    if text is not None:
        wrapped = f"an error occurred forwarding {port} -> {port}: error forwarding port {port} to pod 0, uid : {text}"
        connection.sendall(_frame(_ERROR + wrapped.encode()) + _frame(struct.pack("!H", 1000), 8))
        return
    with target:
        _carry(connection, target)


def _carry(connection: ssl.SSLSocket, target: socket.socket) -> None:
    pending = bytearray()
    while True:
        if not connection.pending():
            ready, _, _ = select.select([connection, target], [], [], 60)
        else:
            ready = [connection]
        if target in ready:
            content = target.recv(32768)
            if not content:
                connection.sendall(_frame(struct.pack("!H", 1000), 8))
                return
            connection.sendall(_frame(_DATA + content))
        if connection in ready:
            octets = connection.recv(65536)
            if not octets:
                return
            pending += octets
            while True:
                message = _unframe(pending)
                if message is None:
                    break
                kind, content = message
                if kind == 8:
                    return
                if content[:1] == _DATA:
                    target.sendall(content[1:])


def _frame(content: bytes, kind: int = 2) -> bytes:
    if len(content) < 126:
        return struct.pack("!BB", 0x80 | kind, len(content)) + content
    if len(content) < 65536:
        return struct.pack("!BBH", 0x80 | kind, 126, len(content)) + content
    return struct.pack("!BBQ", 0x80 | kind, 127, len(content)) + content


def _unframe(pending: bytearray) -> tuple[int, bytes] | None:
    """Take a client's next frame out of the buffer; None when it is incomplete."""
    if len(pending) < 2:
        return None
    size, start = pending[1] & 0x7F, 2
    if size >= 126:
        wide = 2 if size == 126 else 8
        if len(pending) < 2 + wide:
            return None
        size, start = int.from_bytes(pending[2 : 2 + wide], "big"), 2 + wide
    masked = bool(pending[1] & 0x80)
    body = start + (4 if masked else 0)
    if len(pending) < body + size:
        return None
    kind, content = pending[0] & 0x0F, bytes(pending[body : body + size])
    if masked:
        mask = bytes(pending[start:body])
        content = bytes(octet ^ mask[index % 4] for index, octet in enumerate(content))
    del pending[: body + size]
    return kind, content
