# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Relay bytes between a local connection and Tiller."""

from __future__ import annotations

import select
import socket

from ...errors import CoxswainError
from .tls_stream import BUFFER_LIMIT, TlsStream

_CHUNK = 64 * 1024
#: the longest wait for an event, in seconds
_WAIT = 60.0


def relay(local: socket.socket, stream: TlsStream, stop: socket.socket) -> CoxswainError | None:
    """Relay bytes until one side closes its connection; return why Tiller's side failed, if it did.

    :param stop: a socket that becomes readable to end the relay.
    """
    local.setblocking(False)
    to_local = bytearray()
    local_ended = False
    try:
        # Data that is already decrypted or unframed does not make a socket readable.
        to_local += stream.read()
        while True:
            reading: list[socket.socket] = [stop]
            if not local_ended and stream.unsent < BUFFER_LIMIT:
                reading.append(local)
            if len(to_local) < BUFFER_LIMIT and not stream.ended:
                reading.append(stream.sock)
            writing = ([local] if to_local else []) + ([stream.sock] if stream.unsent else [])
            if stream.ended and not to_local:
                return stream.failure()
            buffered = stream.sock in reading and stream.buffered
            readable, writable, _rest = select.select(reading, writing, [], 0.0 if buffered else _WAIT)
            if stop in readable or (local_ended and not stream.unsent):
                return None
            if local in readable:
                octets = local.recv(_CHUNK)
                if octets:
                    stream.write(octets)
                else:
                    local_ended = True
            if buffered or stream.sock in readable or stream.sock in writable:
                stream.flush()
                to_local += stream.read()
            elif stream.unsent:
                stream.flush()
            if to_local:
                try:
                    sent = local.send(to_local)
                    del to_local[:sent]
                except BlockingIOError:
                    pass
    except CoxswainError as error:
        return error
    except ValueError:
        # select() refuses a closed socket. A tunnel waits only so long for a connection that is being opened; if that
        # takes longer, the tunnel has closed `stop` before the relay starts.
        if stop.fileno() < 0:
            return None
        raise
    except OSError:
        return stream.failure()
