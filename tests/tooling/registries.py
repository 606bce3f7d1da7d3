# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers for targets: an open registry, one with TLS and a password, and a ChartMuseum."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import harness
from harness.authority import Authority

from . import chart_museum

USER, WORD = "ann", "s3cret-word"

#: Variable of a target to environment variable.
VARIABLES = {
    "open_registry": "COXSWAIN_OPEN_REGISTRY",
    "registry": "COXSWAIN_REGISTRY",
    "registry_ca": "COXSWAIN_REGISTRY_CA",
    "registry_user": "COXSWAIN_REGISTRY_USER",
    "registry_password": "COXSWAIN_REGISTRY_PASSWORD",
    "museum_url": "COXSWAIN_MUSEUM_URL",
}


@contextlib.contextmanager
def serve() -> Iterator[dict[str, str]]:
    """Run the servers while the context is open; yield the variables by which tests find them."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coxswain-registries-")))
        authority = Authority(folder / "authority")
        authority.establish()
        opened = stack.enter_context(harness.registry.serve(folder / "open"))
        users = {USER: WORD}
        closed = stack.enter_context(harness.registry.serve(folder / "closed", users=users, authority=authority))
        url, _museum = stack.enter_context(chart_museum.serve(users=users))
        values = (opened, closed, str(authority.certificate), USER, WORD, url)
        yield dict(zip(VARIABLES.values(), values, strict=True))
