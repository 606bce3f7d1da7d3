# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encoding and decoding of WebSocket frames (RFC 6455), independent of the connection that carries them."""

from __future__ import annotations

import os
import struct

from ..errors import UnreachableError

#: the maximum size of a received message; those of the API server are a few KiB
LIMIT = 16 * 1024 * 1024

_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0, 1, 2, 8, 9, 10


class Frames:
    """The frames of one connection, on the client's side.

    :ivar replies: frames to send in response to received ones, such as a pong.
    :ivar closed: whether the other side has sent a close frame.
    """

    def __init__(self) -> None:
        self.replies = b""
        self.closed = False
        self._pending = bytearray()
        self._message = bytearray()

    def pack(self, message: bytes, kind: int = _BINARY) -> bytes:
        """Return a message as a single frame."""
        size = len(message)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, size)
        mask = os.urandom(4)
        return head + mask + _masked(message, mask)

    def close(self) -> bytes:
        """Return the frame that closes the connection."""
        return self.pack(struct.pack("!H", 1000), _CLOSE)

    def unpack(self, octets: bytes) -> list[bytes]:
        """Return the messages that these bytes complete.

        :raises UnreachableError: the bytes are not WebSocket frames, or a message exceeds :data:`LIMIT`.
        """
        self._pending += octets
        found = []
        while not self.closed:
            frame = self._next()
            if frame is None:
                break
            final, kind, payload = frame
            if kind == _CLOSE:
                self.closed = True
            elif kind == _PING:
                self.replies += self.pack(payload, _PONG)
            elif kind in (_CONTINUATION, _TEXT, _BINARY):
                self._message += payload
                if len(self._message) > LIMIT:
                    raise UnreachableError("the API server sent a WebSocket message over the size limit")
                if final:
                    found.append(bytes(self._message))
                    self._message.clear()
        return found

    def _next(self) -> tuple[bool, int, bytes] | None:
        """Return the next complete frame: whether it is the final one of a message, its opcode and its payload."""
        pending = self._pending
        if len(pending) < 2:
            return None
        size, start = pending[1] & 0x7F, 2
        if size == 126:
            if len(pending) < 4:
                return None
            size, start = int.from_bytes(pending[2:4], "big"), 4
        elif size == 127:
            if len(pending) < 10:
                return None
            size, start = int.from_bytes(pending[2:10], "big"), 10
        if size > LIMIT or pending[0] & 0x70 or pending[1] & 0x80:
            raise UnreachableError("the API server sent an invalid WebSocket frame")
        if len(pending) < start + size:
            return None
        final, kind = bool(pending[0] & 0x80), pending[0] & 0x0F
        payload = bytes(pending[start : start + size])
        del pending[: start + size]
        return final, kind, payload


def _masked(message: bytes, mask: bytes) -> bytes:
    """Mask a client's payload (RFC 6455, section 5.3), so that no proxy mistakes it for another protocol."""
    size = len(message)
    if not size:
        return b""
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(message, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
