# SPDX-License-Identifier: GPL-3.0-or-later
"""WebSocket frames: encoding, decoding, and errors."""

from __future__ import annotations

import struct

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import websocket
from ansible_collections.coxswain.helm.plugins.module_utils.errors import UnreachableError


def server(content, kind=2, final=True):
    """A frame from a server, unmasked."""
    head = (0x80 if final else 0) | kind
    size = len(content)
    if size < 126:
        return struct.pack("!BB", head, size) + content
    if size < 65536:
        return struct.pack("!BBH", head, 126, size) + content
    return struct.pack("!BBQ", head, 127, size) + content


def unmasked(frame):
    """The payload of a frame from a client."""
    size = frame[1] & 0x7F
    start = 2 + {126: 2, 127: 8}.get(size, 0)
    mask, content = frame[start : start + 4], frame[start + 4 :]
    return bytes(octet ^ mask[place % 4] for place, octet in enumerate(content))


@pytest.mark.parametrize("size", [0, 1, 3, 125, 126, 65535, 65536, 100_001])
def test_sizes_in_both_directions(size):
    message = bytes(range(256)) * (size // 256 + 1)
    message = message[:size]
    frames = websocket.Frames()
    sent = frames.pack(message)
    assert sent[0] == 0x82 and sent[1] & 0x80, "a binary frame, masked as required of a client"
    assert unmasked(sent) == message
    assert frames.unpack(server(message)) == [message]


def test_masks_differ():
    frames = websocket.Frames()
    assert len({frames.pack(b"same")[2:6] for _ in range(20)}) > 1


def test_frames_in_pieces_and_together():
    frames = websocket.Frames()
    octets = server(b"one") + server(b"t" * 300) + server(b"three")
    found = [message for place in range(len(octets)) for message in frames.unpack(octets[place : place + 1])]
    assert found == [b"one", b"t" * 300, b"three"]
    assert websocket.Frames().unpack(octets) == found


def test_fragmented_message():
    frames = websocket.Frames()
    assert frames.unpack(server(b"a", final=False) + server(b"b", 0, final=False)) == []
    assert frames.unpack(server(b"", 9) + server(b"c", 0)) == [b"abc"]


def test_ping_and_close():
    frames = websocket.Frames()
    assert frames.unpack(server(b"hello", 9)) == []
    assert frames.replies[0] == 0x8A and unmasked(frames.replies) == b"hello"
    assert frames.unpack(server(b"x") + server(b"\x03\xe8", 8) + server(b"y")) == [b"x"]
    assert frames.closed
    assert unmasked(frames.close()) == b"\x03\xe8"


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"\xf2\x00", id="reserved bits"),
        pytest.param(b"\x82\x80", id="a mask from a server"),
        pytest.param(b"\x82\x7f" + (1 << 40).to_bytes(8, "big"), id="a terabyte"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n", id="HTTP"),
    ],
)
def test_invalid_frames(octets):
    with pytest.raises(UnreachableError):
        websocket.Frames().unpack(octets)


def test_message_size_limit():
    frames = websocket.Frames()
    part = server(b"x" * 65536 * 64, 2, final=False)
    with pytest.raises(UnreachableError, match="over the size limit"):
        for _ in range(5):
            frames.unpack(part)
            part = server(b"x" * 65536 * 64, 0, final=False)
