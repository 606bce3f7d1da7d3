# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explain the error messages of nodes that cannot forward a port."""

from __future__ import annotations

from ...errors import TillerError

#: part of the node's message, explanation, remedy
_EXPLANATIONS = (
    (
        "socat",
        "the node has no socat, which its container runtime needs for port forwarding",
        "Install socat on every node that Tiller may run on, for example with the role coxswain.helm.node_prep.",
    ),
    (
        "nsenter",
        "the node has no nsenter, which its container runtime needs for port forwarding",
        "Install util-linux on every node that Tiller may run on, for example with the role coxswain.helm.node_prep.",
    ),
    (
        "connection refused",
        "nothing listens on Tiller's port in its pod",
        "Check the pod's log; if Tiller listens on another address, it must listen on localhost too.",
    ),
    (
        "no such host",
        "the API server cannot resolve the name of the node",
        "Give the node a name that the API server can resolve, or configure the API server to prefer addresses.",
    ),
    (
        "No SSH tunnels currently open",
        "the API server cannot reach the node",
        "Check the connection between the control plane and its nodes.",
    ),
)


def explain(message: str, where: str) -> TillerError:
    """Return the error for the message of a failed port-forward.

    :param where: the pod.
    """
    text = message.strip()[:300]
    for pattern, what, remedy in _EXPLANATIONS:
        if pattern in message:
            return TillerError(f"{what} ({text})", where, remedy, reason="unreachable")
    return TillerError(f"port forwarding failed: {text}", where, "Check the pod and its node.", reason="unreachable")
