# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A non-blocking byte stream to Tiller: a socket, inside a port-forward and with TLS where needed.

A TLS connection must not be read and written from two threads, so a single thread (:mod:`.relay`) does both. It is also
the one that learns why the connection ends.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import time
from typing import TYPE_CHECKING

from ...errors import TillerError
from . import forward_errors, tls

if TYPE_CHECKING:
    from ...cluster.port_forward import PortForward

_CHUNK = 64 * 1024
#: how a TLS server's response to a client without TLS begins
_ALERT = b"\x15\x03"
#: how many bytes to read at once, and to buffer for one side before no more are read from the other
BUFFER_LIMIT = 1024 * 1024


class TlsStream:
    """A byte stream to Tiller.

    :param sock: a non-blocking socket.
    :param where: the server, for error messages.
    :param forward: the port-forward that the socket belongs to.
    :param context: ``None`` for a stream without TLS.
    :param name: the name or address that Tiller's certificate must contain.
    """

    def __init__(
        self,
        sock: socket.socket,
        where: str,
        forward: PortForward | None = None,
        context: ssl.SSLContext | None = None,
        name: str = "",
    ) -> None:
        self.sock = sock
        self.where = where
        self.name = name
        self._forward = forward
        self._outgoing = bytearray()
        self._ended = False
        self._received = False
        self._tls: ssl.SSLObject | None = None
        self._encrypted_in = ssl.MemoryBIO()
        self._encrypted_out = ssl.MemoryBIO()
        if context is not None:
            self._tls = context.wrap_bio(self._encrypted_in, self._encrypted_out, server_hostname=name or None)
        self._early = forward.first() if forward is not None else b""
        if self._tls is not None:
            self._encrypted_in.write(self._early)
            self._early = b""

    def open(self, timeout: float) -> None:
        """Do the TLS handshake; without TLS, do nothing.

        :raises TillerError: the handshake fails, or takes longer than ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while self._tls is not None:
            done = False
            try:
                self._tls.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                pass
            except (ssl.SSLError, ssl.CertificateError) as error:
                self._queue_encrypted()
                with contextlib.suppress(OSError, TillerError):
                    self.flush()
                raise tls.explain(error, self.where, self.name) from None
            self._queue_encrypted()
            self.flush()
            if done:
                return
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TillerError(
                    f"the TLS handshake timed out after {timeout:.0f} s",
                    self.where,
                    "Check that Tiller uses TLS, or omit the options tls_*.",
                    reason="tls",
                )
            select.select([self.sock], [self.sock] if self._outgoing else [], [], min(remaining, 1.0))
            raw = self._receive()
            if raw:
                self._encrypted_in.write(raw)
            elif self._ended:
                raise self.failure() or TillerError(
                    "the connection was closed during the TLS handshake",
                    self.where,
                    "Check that Tiller uses TLS; if it does not, omit the options tls_*.",
                    reason="tls",
                )

    def failure(self) -> TillerError | None:
        """Return why the connection was closed, if that is known."""
        if self._forward is not None and self._forward.error:
            return forward_errors.explain(self._forward.error, self.where)
        if self._tls is None and not self._received:
            # Tiller sends HTTP/2 settings at once; a TLS server waits for a ClientHello and closes other connections.
            return TillerError(
                "the connection was closed without a response",
                self.where,
                "If Tiller uses TLS, set tls_ca_cert, tls_cert and tls_key; otherwise check its log.",
                reason="tls",
            )
        return None

    def read(self) -> bytes:
        """Return what was received, without waiting for more.

        :raises TillerError: Tiller ended TLS with an alert.
        """
        early, self._early = self._early, b""
        raw = self._receive()
        if self._tls is None:
            content = early + raw
            if content and not self._received and content[:2] == _ALERT:
                raise TillerError(
                    "the server uses TLS", self.where, "Set tls_ca_cert, tls_cert and tls_key.", reason="tls"
                )
            self._received = self._received or bool(content)
            return content
        if raw:
            self._encrypted_in.write(raw)
        chunks = []
        try:
            while True:
                chunk = self._tls.read(_CHUNK)
                if not chunk:
                    self._ended = True
                    break
                chunks.append(chunk)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self._ended = True
        except ssl.SSLError as error:
            raise tls.explain(error, self.where, self.name) from None
        self._queue_encrypted()
        return b"".join(chunks)

    @property
    def ended(self) -> bool:
        """Whether Tiller has closed the connection."""
        return self._ended

    @property
    def buffered(self) -> bool:
        """Whether there is data to read that has left the socket, so that the socket does not become readable."""
        pending = getattr(self.sock, "pending", None)
        return bool(pending is not None and pending())

    @property
    def unsent(self) -> int:
        """How many bytes still have to be sent."""
        return len(self._outgoing)

    def write(self, octets: bytes) -> None:
        """Queue bytes for :meth:`flush`."""
        if self._tls is None:
            self._queue(octets)
        else:
            self._tls.write(octets)
            self._queue_encrypted()

    def flush(self) -> None:
        """Send as much as possible without waiting.

        :raises OSError: the connection is broken.
        """
        while self._outgoing:
            try:
                sent = self.sock.send(self._outgoing[:_CHUNK])
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return
            del self._outgoing[:sent]

    def close(self) -> None:
        """Close the connection."""
        if self._forward is not None:
            self._forward.close()
        self.sock.close()

    def _queue_encrypted(self) -> None:
        encrypted = self._encrypted_out.read()
        if encrypted:
            self._queue(encrypted)

    def _queue(self, octets: bytes) -> None:
        self._outgoing += self._forward.wrap(octets) if self._forward is not None else octets

    def _receive(self) -> bytes:
        """Return the bytes that have arrived, out of the frames of the port-forward."""
        chunks = []
        size = 0
        while size < BUFFER_LIMIT:
            try:
                chunk = self.sock.recv(_CHUNK)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                break
            except OSError:
                chunk = b""
            if not chunk:
                self._ended = True
                break
            size += len(chunk)
            chunks.append(chunk)
        octets = b"".join(chunks)
        if self._forward is not None and octets:
            octets = self._forward.unwrap(octets)
            self._outgoing += self._forward.replies()
            if self._forward.closed or self._forward.error:
                self._ended = True
        return octets
