# SPDX-License-Identifier: GPL-3.0-or-later
"""Error messages of nodes that cannot forward a port, and their explanations."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection import forward_errors


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unable to do port forwarding: socat not found.", "role coxswain.helm.node_prep"),
        ('failed to find socat: exec: "socat": executable file not found in $PATH', "the node has no socat"),
        ("unable to do port forwarding: nsenter not found", "the node has no nsenter"),
        ("dial tcp4 127.0.0.1:44134: connect: connection refused", "nothing listens on Tiller's port"),
        ("dial tcp: lookup node-1 on 10.0.0.1:53: no such host", "the API server cannot resolve the name"),
        ("No SSH tunnels currently open. Were the targets able to accept an ssh-key", "cannot reach the node"),
        ("something else", "port forwarding failed: something else"),
    ],
)
def test_explanations(text, message):
    error = forward_errors.explain(
        f"an error occurred forwarding 1 -> 44134: error forwarding port 44134: {text}", "Tiller"
    )
    assert message.partition(": ")[0] in str(error) and error.remedy and error.reason == "unreachable"
