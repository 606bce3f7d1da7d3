# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of Tiller."""

from __future__ import annotations

import re

from ...errors import TillerError

#: Tiller's gRPC port
PORT = 44134


def parse_address(text: str) -> tuple[str, int]:
    """Return host and port of an address as HELM_HOST has it: ``host:port``, ``:port``, ``host`` or ``[v6]:port``.

    :raises TillerError: the address is invalid.
    """
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%]+)\]|([^:/\s\[\]]*))(?::(\d{1,5}))?", text.strip())
    port = int(match[3]) if match and match[3] else PORT
    if match is None or not 0 < port < 65536 or not text.strip():
        raise TillerError(
            f"{text!r} is not a valid address",
            "tiller_host",
            "Use HOST:PORT, without a scheme.",
            reason="address",
        )
    return match[1] or match[2] or "127.0.0.1", port
