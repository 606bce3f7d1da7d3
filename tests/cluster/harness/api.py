# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS requests of the harness to the components."""

from __future__ import annotations

import http.client
import json
import pathlib
import ssl
from typing import Any

from .authority import Pair


class ApiError(Exception):
    """An error status from a server."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"status {status}: {text.strip()[:300]}")
        self.status = status


class Client:
    """Send requests to a port of 127.0.0.1, each on a new connection."""

    def __init__(self, port: int, authority: pathlib.Path, pair: Pair | None = None, timeout: float = 10.0) -> None:
        self.port = port
        self.timeout = timeout
        self._context = ssl.create_default_context(cafile=str(authority))
        if pair:
            self._context.load_cert_chain(pair.certificate, pair.key)

    def text(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> str:
        """Send a request and return the response's text; ApiError for status 400 or above, OSError for no response."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=self.timeout, context=self._context)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": kind} if content else {})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except http.client.HTTPException as error:
            raise OSError(f"broken response: {error!r}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise ApiError(answer.status, text)
        return text

    def json(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> Any:
        """Like :meth:`text`, with the response decoded."""
        return json.loads(self.text(method, path, body, kind))

    def create(self, path: str, body: Any) -> bool:
        """Create an object; return False when it already exists."""
        try:
            self.text("POST", path, body)
        except ApiError as error:
            if error.status == 409:
                return False
            raise
        return True

    def ailment(self, path: str) -> str | None:
        """Return None when a GET of ``path`` succeeds, else the reason why it does not."""
        try:
            self.text("GET", path)
        except (ApiError, OSError) as error:
            return str(error)
        return None
