# SPDX-License-Identifier: GPL-3.0-or-later
"""Free TCP ports on the loopback address, chosen once for each cluster and recorded."""

from __future__ import annotations

import json
import pathlib
import random
import socket
from collections.abc import Iterable

#: Below the kernel's range for outgoing connections, so that none of those takes a port of ours.
RANGE = range(18000, 30000)


def is_free(port: int) -> bool:
    """Return whether a server could listen on 127.0.0.1 at ``port`` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As servers do: connections of a former server in TIME_WAIT do not matter.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose(names: Iterable[str], taken: Iterable[int]) -> dict[str, int]:
    """Choose a free port that is not in ``taken`` for each name; RuntimeError when the range is exhausted."""
    used = set(taken)
    start = random.randrange(len(RANGE))
    candidates = (RANGE[(start + offset) % len(RANGE)] for offset in range(len(RANGE)))
    chosen: dict[str, int] = {}
    for name in names:
        for port in candidates:
            if port not in used and is_free(port):
                chosen[name] = port
                break
        else:
            raise RuntimeError(f"no free port between {RANGE.start} and {RANGE.stop - 1} on 127.0.0.1")
    return chosen


def remembered(file: pathlib.Path) -> dict[str, int]:
    """Read the ports in ``file``; none when it is missing or damaged."""
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): port for name, port in content.items()} if isinstance(content, dict) else {}
