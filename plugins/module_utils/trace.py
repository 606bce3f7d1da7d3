# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP requests as lines of text, for debugging: method, path, status and duration.

Headers and bodies are never part of a line. A query parameter is shown by name; its value only where the API server's
reference leaves no room for a secret.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

#: Receives each line. Requests run on several threads, so it has to be safe to call from any of them.
Sink = Callable[[str], None]

#: query parameters that are shown with their values
_SHOWN = frozenset(
    {
        "allowWatchBookmarks",
        "container",
        "dryRun",
        "fieldManager",
        "fieldSelector",
        "fieldValidation",
        "force",
        "labelSelector",
        "limit",
        "ports",
        "resourceVersion",
        "tailLines",
        "timeoutSeconds",
        "watch",
    }
)


def traced(sink: Sink, method: str, target: str, send: Callable[[], Any]) -> Any:
    """Return what ``send`` returns, a response with a ``status``, and report the request to ``sink``.

    :param target: path and query. Leave out scheme, host and user information.
    """
    started = time.monotonic()
    outcome = "no answer"
    try:
        response = send()
        outcome = str(response.status)
        return response
    except Exception as error:
        # The type only: the text of a library's error may quote the address.
        outcome = type(error).__name__
        raise
    finally:
        sink(f"{method} {_shown(target)} {outcome} {(time.monotonic() - started) * 1000:.0f} ms")


def _shown(target: str) -> str:
    path, mark, query = target.partition("?")
    if not mark:
        return path
    pairs = [(key, value if key in _SHOWN else "...") for key, value in parse_qsl(query, keep_blank_values=True)]
    return f"{path}?{urlencode(pairs, safe='.=,/:!()')}"
