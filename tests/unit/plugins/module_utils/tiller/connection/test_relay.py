# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay ends without an error when its tunnel is closed, even before the relay starts."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.relay import relay


class IdleStream:
    """A stream to Tiller on which nothing happens."""

    unsent = 0
    ended = False
    buffered = False

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def read(self) -> bytes:
        return b""


@pytest.fixture
def sockets() -> Any:
    opened = [*socket.socketpair(), *socket.socketpair(), *socket.socketpair()]
    yield opened
    for sock in opened:
        sock.close()


def test_a_tunnel_that_was_closed_before(sockets: Any) -> None:
    local, _client, remote, _tiller, stop, _sender = sockets
    stop.close()
    assert relay(local, IdleStream(remote), stop) is None  # type: ignore[arg-type]


def test_a_tunnel_that_is_closed(sockets: Any) -> None:
    local, _client, remote, _tiller, stop, sender = sockets
    sender.shutdown(socket.SHUT_RDWR)
    assert relay(local, IdleStream(remote), stop) is None  # type: ignore[arg-type]


def test_another_closed_socket_is_a_bug(sockets: Any) -> None:
    local, _client, remote, _tiller, stop, _sender = sockets
    remote.close()
    with pytest.raises(ValueError, match="negative"):
        relay(local, IdleStream(remote), stop)  # type: ignore[arg-type]
