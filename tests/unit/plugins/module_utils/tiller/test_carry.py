# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that is ready only after its tunnel was closed ends without a word."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.tls_stream import carry


class Idle:
    """An end at Tiller on which nothing happens."""

    waiting = 0
    ended = False
    buffered = False

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def read(self) -> bytes:
        return b""


@pytest.fixture
def sockets() -> Any:
    found = [*socket.socketpair(), *socket.socketpair(), *socket.socketpair()]
    yield found
    for one in found:
        one.close()


def test_a_tunnel_that_was_closed_meanwhile(sockets: Any) -> None:
    local, _client, remote, _tiller, stopped, _awake = sockets
    stopped.close()
    assert carry(local, Idle(remote), stopped) is None  # type: ignore[arg-type]


def test_a_tunnel_that_is_told_to_end(sockets: Any) -> None:
    local, _client, remote, _tiller, stopped, awake = sockets
    awake.shutdown(socket.SHUT_RDWR)
    assert carry(local, Idle(remote), stopped) is None  # type: ignore[arg-type]


def test_another_socket_that_is_gone_is_a_defect(sockets: Any) -> None:
    local, _client, remote, _tiller, stopped, _awake = sockets
    remote.close()
    with pytest.raises(ValueError, match="negative"):
        carry(local, Idle(remote), stopped)  # type: ignore[arg-type]
