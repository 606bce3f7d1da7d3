# SPDX-License-Identifier: GPL-3.0-or-later
"""Self-contained kubeconfig files, so that a copy works anywhere on the host."""

from __future__ import annotations

import base64
import json
import os
import pathlib

from .authority import Pair


def render(cluster: str, server: str, authority: bytes, user: str, credentials: dict[str, str]) -> str:
    """Return the text of a kubeconfig with one context, named like the cluster.

    ``authority`` is the PEM certificate of the server's authority, ``credentials`` the user's entry
    (:func:`certificate` or ``{"token": …}``). Strings are written as JSON, which is YAML too.
    """
    trusted = base64.b64encode(authority).decode()
    lines = [
        "apiVersion: v1",
        "kind: Config",
        f"current-context: {json.dumps(cluster)}",
        "clusters:",
        f"- name: {json.dumps(cluster)}",
        "  cluster:",
        f"    server: {json.dumps(server)}",
        f"    certificate-authority-data: {trusted}",
        "contexts:",
        f"- name: {json.dumps(cluster)}",
        "  context:",
        f"    cluster: {json.dumps(cluster)}",
        f"    user: {json.dumps(user)}",
        "users:",
        f"- name: {json.dumps(user)}",
        "  user:",
        *(f"    {name}: {json.dumps(value)}" for name, value in credentials.items()),
    ]
    return "\n".join(lines) + "\n"


def certificate(pair: Pair) -> dict[str, str]:
    """Return the credentials of a client certificate."""
    return {
        "client-certificate-data": base64.b64encode(pair.certificate.read_bytes()).decode(),
        "client-key-data": base64.b64encode(pair.key.read_bytes()).decode(),
    }


def write(path: pathlib.Path, text: str) -> bool:
    """Write a private file atomically; return whether its content changed."""
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    scratch.rename(path)
    return True
