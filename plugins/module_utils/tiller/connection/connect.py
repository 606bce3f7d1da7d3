# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to Tiller: an address, or the port of its pod through the API server."""

from __future__ import annotations

import re
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...cluster.readiness import is_pod_ready
from ...errors import ApiError, TillerError
from .client import Tiller
from .tls import TlsOptions
from .tls_stream import Link, forward_failure
from .tunnel import Tunnel

if TYPE_CHECKING:
    from ...cluster.api import Api

PORT = 44134
NAMESPACE = "kube-system"
#: what names Tiller's objects, for everybody who looks for them
LABELS = {"app": "helm", "name": "tiller"}
#: seconds for a connection, TLS included
TIMEOUT = 30.0


@dataclass(frozen=True)
class TillerOptions:
    """Where Tiller is, and how to speak to it.

    :param host: an address such as ``tiller.example.com:44134``; ``""`` to go through the API server.
    :param namespace: of its pod.
    :param tls: ``None`` for a connection without TLS.
    """

    host: str = ""
    namespace: str = NAMESPACE
    tls: TlsOptions | None = None


def connect(options: TillerOptions, api: Api | None = None, timeout: float = TIMEOUT) -> Tiller:
    """Connect to Tiller, and learn its version.

    :param api: the API server to go through, when no address is given.
    :raises TillerError: it is not there, not ready, or does not answer.
    """
    context = options.tls.context() if options.tls is not None else None
    if options.host:
        host, port = address_of(options.host)
        where = f"Tiller at {host}:{port}"

        def opened() -> Link:
            return _dial(host, port, where, context, _name(options, host), timeout)
    else:
        if api is None:
            raise TillerError("there is neither an address of Tiller nor an API server to reach it through")
        pod = find_pod(api, options.namespace)
        where = f"Tiller in pod {options.namespace}/{pod}"
        through = api

        def opened() -> Link:
            return _forward(through, options.namespace, pod, where, context, _name(options, "127.0.0.1"), timeout)

    return Tiller(Tunnel(opened), where)


def address_of(text: str) -> tuple[str, int]:
    """Host and port of an address as HELM_HOST has it: ``host:port``, ``:port``, ``host`` or ``[v6]:port``.

    :raises TillerError: it is none.
    """
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%]+)\]|([^:/\s\[\]]*))(?::(\d{1,5}))?", text.strip())
    port = int(found[3]) if found and found[3] else PORT
    if found is None or not 0 < port < 65536 or not text.strip():
        raise TillerError(
            f"{text!r} is not the address of Tiller",
            "tiller_host",
            "It should look like HOST:PORT, without a scheme.",
            reason="address",
        )
    return found[1] or found[2] or "127.0.0.1", port


def find_pod(api: Api, namespace: str) -> str:
    """The name of Tiller's pod: the newest one that is ready.

    :raises TillerError: there is none, none is ready, or they belong to several Tillers.
    """
    selector = ",".join(f"{key}={value}" for key, value in LABELS.items())
    try:
        pods = api.items(f"/api/v1/namespaces/{namespace}/pods", {"labelSelector": selector})
    except ApiError as error:
        if error.status == 403:
            raise TillerError(
                f"the pods of namespace {namespace} may not be listed ({error.what})",
                remedy="Grant list on pods there, and get and create on pods/portforward.",
                reason="forbidden",
            ) from None
        raise
    pods = [pod for pod in pods if not pod["metadata"].get("deletionTimestamp")]
    if not pods:
        raise TillerError(
            f"could not find tiller in namespace {namespace}",
            remedy="Install it (module coxswain.helm.tiller), or name its namespace with tiller_namespace.",
            reason="absent",
        )
    ready = [pod for pod in pods if is_pod_ready(pod)]
    if not ready:
        raise TillerError(
            f"could not find a ready tiller pod in namespace {namespace}: {'; '.join(map(_why, pods))}",
            remedy="Wait until it is ready, or look at its events and log.",
            reason="not-ready",
        )
    owners = sorted({_deployment(pod) for pod in ready})
    if len(owners) > 1:
        raise TillerError(
            f"there are several Tillers in namespace {namespace}: {', '.join(owners)}",
            remedy="Remove all but one, or name one by its address with tiller_host.",
            reason="several",
        )
    newest = max(ready, key=lambda pod: (str(pod["metadata"].get("creationTimestamp")), str(pod["metadata"]["name"])))
    return str(newest["metadata"]["name"])


def _why(pod: dict[str, Any]) -> str:
    """A pod, and why it is not ready, in a few words."""
    status = pod.get("status") or {}
    reasons = []
    for container in status.get("containerStatuses") or []:
        state = container.get("state") or {}
        for entry in (state.get("waiting"), state.get("terminated")):
            if entry and entry.get("reason"):
                reasons.append(str(entry["reason"]))
    for condition in status.get("conditions") or []:
        if condition.get("status") != "True" and condition.get("message"):
            reasons.append(str(condition["message"]))
    told = ", ".join(dict.fromkeys(reasons)) or "not ready"
    return f"{pod['metadata']['name']} is {status.get('phase') or 'of unknown phase'} ({told})"


def _deployment(pod: dict[str, Any]) -> str:
    """What a pod belongs to: its Deployment, so that two ReplicaSets of a roll-out are one."""
    metadata = pod["metadata"]
    for owner in metadata.get("ownerReferences") or []:
        if owner.get("controller"):
            name = str(owner.get("name"))
            suffix = f"-{(metadata.get('labels') or {}).get('pod-template-hash')}"
            return name[: -len(suffix)] if name.endswith(suffix) else name
    return str(metadata["name"])


def _name(options: TillerOptions, dialled: str) -> str:
    if options.tls is None:
        return ""
    return options.tls.hostname or dialled


def _dial(host: str, port: int, where: str, context: ssl.SSLContext | None, name: str, timeout: float) -> Link:
    try:
        sock = socket.create_connection((host, port), min(timeout, 10.0))
    except OSError as error:
        raise TillerError(
            f"cannot be reached: {_told(error)}",
            where,
            "Check tiller_host, and that Tiller listens there.",
            reason="unreachable",
        ) from None
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        link = Link(sock, where, None, context, name)
        link.open(timeout)
    except BaseException:
        sock.close()
        raise
    return link


def _forward(
    api: Api, namespace: str, pod: str, where: str, context: ssl.SSLContext | None, name: str, timeout: float
) -> Link:
    from ...cluster.port_forward import PortForward

    try:
        forward = PortForward(api, namespace, pod, PORT, timeout)
    except ApiError as error:
        if error.status == 403:
            raise TillerError(
                f"its port may not be forwarded ({error.what})",
                where,
                "Grant get and create on pods/portforward in that namespace.",
                reason="forbidden",
            ) from None
        if error.status in (400, 500, 502, 503):
            raise forward_failure(error.what, where) from None
        raise
    try:
        link = Link(forward.sock, where, forward, context, name)
        link.open(timeout)
    except BaseException:
        forward.close()
        raise
    return link


def _told(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "its host name is not known"
    if isinstance(error, TimeoutError):
        return "no connection in time"
    return (error.strerror or "no connection").lower()
