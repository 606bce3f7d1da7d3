# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connect to Tiller: by address, or through the API server with a port-forward to its pod."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import ApiError, TillerError
from . import forward_errors
from .address import PORT, parse_address
from .client import TillerClient
from .find_pod import NAMESPACE, find_pod
from .tls import TlsOptions
from .tls_stream import TlsStream
from .tunnel import Tunnel

if TYPE_CHECKING:
    from ...cluster.api import Api

#: seconds for a connection, including the TLS handshake
TIMEOUT = 30.0
#: at most so many seconds of it for TCP
_TCP_TIMEOUT = 10.0


@dataclass(frozen=True)
class TillerOptions:
    """How to connect to Tiller.

    :param host: its address, such as ``tiller.example.com:44134``; ``""`` to connect through the API server.
    :param namespace: the namespace of its pod.
    :param tls: ``None`` for a connection without TLS.
    """

    host: str = ""
    namespace: str = NAMESPACE
    tls: TlsOptions | None = None

    def server_name(self, host: str) -> str:
        """Return the name that Tiller's certificate must contain; ``""`` without TLS.

        :param host: the name or address to connect to, unless the options name another.
        """
        return "" if self.tls is None else self.tls.hostname or host


def connect(options: TillerOptions, api: Api | None = None, timeout: float = TIMEOUT) -> TillerClient:
    """Connect to Tiller and get its version.

    :param api: the API server to connect through if the options have no address.
    :raises TillerError: Tiller is not there, is not ready or does not respond.
    """
    context = options.tls.context() if options.tls is not None else None
    if options.host:
        host, port = parse_address(options.host)
        where = f"Tiller at {host}:{port}"

        def open_stream() -> TlsStream:
            return _dial(host, port, where, context, options.server_name(host), timeout)
    else:
        if api is None:
            raise TillerError("neither the address of Tiller nor an API server is given", remedy="Set tiller_host.")
        pod = find_pod(api, options.namespace)
        where = f"Tiller in pod {options.namespace}/{pod}"
        server = api

        def open_stream() -> TlsStream:
            name = options.server_name("127.0.0.1")
            return _forward(server, options.namespace, pod, where, context, name, timeout)

    tunnel = Tunnel(open_stream)
    try:
        return TillerClient(tunnel, where)
    except BaseException:
        tunnel.close()
        raise


def _dial(host: str, port: int, where: str, context: ssl.SSLContext | None, name: str, timeout: float) -> TlsStream:
    try:
        sock = socket.create_connection((host, port), min(timeout, _TCP_TIMEOUT))
    except OSError as error:
        raise TillerError(
            f"cannot connect: {_describe(error)}",
            where,
            "Check tiller_host, and that Tiller listens there.",
            reason="unreachable",
        ) from None
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        stream = TlsStream(sock, where, None, context, name)
        stream.open(timeout)
    except BaseException:
        sock.close()
        raise
    return stream


def _forward(
    api: Api, namespace: str, pod: str, where: str, context: ssl.SSLContext | None, name: str, timeout: float
) -> TlsStream:
    from ...cluster.port_forward import PortForward

    try:
        forward = PortForward(api, namespace, pod, PORT, timeout)
    except ApiError as error:
        if error.status == 403:
            raise TillerError(
                f"port forwarding is not allowed ({error.what})",
                where,
                "Grant get and create on pods/portforward in that namespace.",
                reason="forbidden",
            ) from None
        if error.status in (400, 500, 502, 503):
            raise forward_errors.explain(error.what, where) from None
        raise
    try:
        stream = TlsStream(forward.sock, where, forward, context, name)
        stream.open(timeout)
    except BaseException:
        forward.close()
        raise
    return stream


def _describe(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "unknown host name"
    if isinstance(error, TimeoutError):
        return "timed out"
    return (error.strerror or "unknown error").lower()
