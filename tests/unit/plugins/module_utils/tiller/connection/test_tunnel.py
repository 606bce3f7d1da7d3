# SPDX-License-Identifier: GPL-3.0-or-later
"""A tunnel leaves nothing behind, whether it is closed, cannot be opened, or is interrupted."""

from __future__ import annotations

import os
import socket

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection import tunnel as tunnels
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.tunnel import Tunnel


class Stream:
    closed = False

    def close(self):
        self.closed = True


@pytest.fixture
def made(monkeypatch, tmp_path):
    """The folders for sockets are made here."""
    monkeypatch.setattr(tunnels.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_closed(made):
    stream = Stream()
    tunnel = Tunnel(lambda: stream)
    assert len(os.listdir(made)) == 1
    tunnel.close()
    tunnel.close()
    assert stream.closed
    assert os.listdir(made) == []


# name, what is raised by which step, what the caller gets
FAILURES = [
    ("no socket", OSError(24, "Too many open files"), "bind", TillerError),
    ("interrupted while it is bound", KeyboardInterrupt(), "bind", KeyboardInterrupt),
    ("interrupted while it listens", KeyboardInterrupt(), "listen", KeyboardInterrupt),
]


@pytest.mark.parametrize(("raised", "step", "error"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_not_opened(made, monkeypatch, raised, step, error):
    class Socket(socket.socket):
        pass

    def fail(*_):
        raise raised

    setattr(Socket, step, fail)
    monkeypatch.setattr(tunnels.socket, "socket", Socket)
    stream = Stream()
    with pytest.raises(error):
        Tunnel(lambda: stream)
    assert stream.closed
    assert os.listdir(made) == []
