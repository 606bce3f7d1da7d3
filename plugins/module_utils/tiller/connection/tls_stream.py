# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""One connection to Tiller: a socket, with the frames of a port-forward and with TLS where they are needed.

Reading and writing one TLS connection from two threads is not safe, so one thread does both and waits for whichever
comes first. That thread also knows best why a connection ends, and keeps it for whoever has to tell it.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import time
from typing import TYPE_CHECKING

from ...errors import CoxswainError, TillerError
from . import tls as tls_of_tiller

if TYPE_CHECKING:
    from ...cluster.port_forward import PortForward

_CHUNK = 64 * 1024
#: how the answer of a server of TLS begins to what is none
_ALERT = b"\x15\x03"
#: bytes that may wait on one side before no more are read on the other
_WAITING = 1024 * 1024


class Link:
    """Bytes to and from Tiller.

    :param sock: set not to block.
    :param where: what it is connected to, for messages.
    :param forward: the port-forward that the socket belongs to.
    :param context: for TLS.
    :param name: the name or address that Tiller's certificate has to hold.
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
        self._heard = False
        self._secure: ssl.SSLObject | None = None
        self._given = ssl.MemoryBIO()
        self._made = ssl.MemoryBIO()
        if context is not None:
            self._secure = context.wrap_bio(self._given, self._made, server_hostname=name or None)
        self._early = forward.first() if forward is not None else b""
        if self._secure is not None:
            self._given.write(self._early)
            self._early = b""

    def open(self, timeout: float) -> None:
        """Shake hands.

        :raises TillerError: it fails, or takes longer than ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while self._secure is not None:
            done = False
            try:
                self._secure.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                pass
            except (ssl.SSLError, ssl.CertificateError) as error:
                self._take_made()
                with contextlib.suppress(OSError, TillerError):
                    self.flush()
                raise tls_of_tiller.explained(error, self.where, self.name) from None
            self._take_made()
            self.flush()
            if done:
                return
            left = deadline - time.monotonic()
            if left <= 0:
                raise TillerError(
                    f"no TLS within {timeout:.0f} s",
                    self.where,
                    "Check that Tiller speaks TLS, or leave the options tls_* out.",
                    reason="tls",
                )
            select.select([self.sock], [self.sock] if self._outgoing else [], [], min(left, 1.0))
            raw = self._read_raw()
            if raw:
                self._given.write(raw)
            elif self._ended:
                raise self.failure() or TillerError(
                    "the connection was closed in the midst of TLS",
                    self.where,
                    "Check that Tiller speaks TLS; if it does not, leave the options tls_* out.",
                    reason="tls",
                )

    def failure(self) -> TillerError | None:
        """Why the connection carries nothing, as far as that is known."""
        if self._forward is not None and self._forward.error:
            return forward_failure(self._forward.error, self.where)
        if self._secure is None and not self._heard:
            # Tiller says hello at once; a server of TLS waits for a greeting of its own kind, and hangs up on others.
            return TillerError(
                "it closes the connection without an answer",
                self.where,
                "If it speaks TLS, set tls_ca_cert, tls_cert and tls_key; otherwise look at its log.",
                reason="tls",
            )
        return None

    def read(self) -> bytes:
        """What has come; nothing when nothing has.

        :raises TillerError: Tiller has ended TLS with a refusal.
        """
        early, self._early = self._early, b""
        raw = self._read_raw()
        if self._secure is None:
            if early + raw and not self._heard and (early + raw)[:2] == _ALERT:
                raise TillerError("it speaks TLS", self.where, "Set tls_ca_cert, tls_cert and tls_key.", reason="tls")
            self._heard = self._heard or bool(early + raw)
            return early + raw
        if raw:
            self._given.write(raw)
        found = []
        try:
            while True:
                plain = self._secure.read(_CHUNK)
                if not plain:
                    self._ended = True
                    break
                found.append(plain)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self._ended = True
        except ssl.SSLError as error:
            raise tls_of_tiller.explained(error, self.where, self.name) from None
        self._take_made()
        return b"".join(found)

    @property
    def ended(self) -> bool:
        """Has Tiller's side ended the connection?"""
        return self._ended

    @property
    def buffered(self) -> bool:
        """Is there something to read that has left the socket already?"""
        pending = getattr(self.sock, "pending", None)
        return bool(pending is not None and pending())

    @property
    def waiting(self) -> int:
        """How many bytes still have to leave."""
        return len(self._outgoing)

    def write(self, octets: bytes) -> None:
        """Have bytes sent; :meth:`flush` sends them."""
        if self._secure is None:
            self._put(octets)
        else:
            self._secure.write(octets)
            self._take_made()

    def flush(self) -> None:
        """Send what can be sent without waiting.

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

    def _take_made(self) -> None:
        made = self._made.read()
        if made:
            self._put(made)

    def _put(self, octets: bytes) -> None:
        self._outgoing += self._forward.wrap(octets) if self._forward is not None else octets

    def _read_raw(self) -> bytes:
        found = []
        size = 0
        while size < _WAITING:
            try:
                raw = self.sock.recv(_CHUNK)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                break
            except OSError:
                raw = b""
            if not raw:
                self._ended = True
                break
            size += len(raw)
            found.append(raw)
        octets = b"".join(found)
        if self._forward is not None and octets:
            octets = self._forward.unwrap(octets)
            self._outgoing += self._forward.replies()
            if self._forward.closed or self._forward.error:
                self._ended = True
        return octets


def carry(local: socket.socket, link: Link, stopped: socket.socket) -> CoxswainError | None:
    """Carry bytes between a local connection and Tiller until one of them ends; gives back why Tiller's end did.

    :param stopped: becomes readable when it is time to end.
    """
    local.setblocking(False)
    to_local = bytearray()
    local_ended = False
    try:
        # What came early, and what TLS has already unpacked, makes no socket readable.
        to_local += link.read()
        while True:
            reading: list[socket.socket] = [stopped]
            if not local_ended and link.waiting < _WAITING:
                reading.append(local)
            if len(to_local) < _WAITING and not link.ended:
                reading.append(link.sock)
            writing = ([local] if to_local else []) + ([link.sock] if link.waiting else [])
            if link.ended and not to_local:
                return link.failure()
            buffered = link.sock in reading and link.buffered
            ready, free, _rest = select.select(reading, writing, [], 0.0 if buffered else 60.0)
            if stopped in ready or (local_ended and not link.waiting):
                return None
            if local in ready:
                octets = local.recv(_CHUNK)
                if octets:
                    link.write(octets)
                else:
                    local_ended = True
            if buffered or link.sock in ready or link.sock in free:
                link.flush()
                to_local += link.read()
            elif link.waiting:
                link.flush()
            if to_local:
                try:
                    sent = local.send(to_local)
                    del to_local[:sent]
                except BlockingIOError:
                    pass
    except CoxswainError as error:
        return error
    except ValueError:
        # A tunnel that is closed waits only so long for a connection that is still being opened. When that one is
        # there at last, the socket that would tell it to end is gone.
        if stopped.fileno() < 0:
            return None
        raise
    except OSError:
        return link.failure()


#: what nodes say when they cannot forward a port, and what to do about it
_FORWARD_FAILURES = (
    (
        "socat",
        "the node has no socat, which its container runtime needs to forward ports",
        "Install socat on every node that Tiller may run on: the role coxswain.helm.node_prep does it.",
    ),
    (
        "nsenter",
        "the node has no nsenter, which its container runtime needs to forward ports",
        "Install util-linux on every node that Tiller may run on: the role coxswain.helm.node_prep does it.",
    ),
    (
        "connection refused",
        "nothing listens on Tiller's port in its pod",
        "Look at the pod's log; a Tiller that listens elsewhere has to listen on localhost too.",
    ),
    (
        "no such host",
        "the API server does not know the address of the node's name",
        "Give the node a name that the API server can resolve, or have it prefer addresses.",
    ),
    (
        "No SSH tunnels currently open",
        "the API server has no way to the node",
        "Check the connection of the control plane to its nodes.",
    ),
)


def forward_failure(text: str, where: str) -> TillerError:
    """What the text of a failed port-forward means."""
    for pattern, what, remedy in _FORWARD_FAILURES:
        if pattern in text:
            return TillerError(f"{what} ({text.strip()[:300]})", where, remedy, reason="unreachable")
    return TillerError(
        f"the port cannot be forwarded: {text.strip()[:300]}",
        where,
        "Check the pod and its node.",
        reason="unreachable",
    )
