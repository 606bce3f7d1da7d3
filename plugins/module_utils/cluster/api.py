# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Kubernetes API client: requests with JSON bodies, lists, watches, and Status objects as errors."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from ..errors import ApiError
from ..parallel import each
from .discovery import Discovery, Memory, discover
from .session import CONNECTIONS
from .transport import Transport

#: objects per page of a list
PAGE = 500

JSON = "application/json"
APPLY_PATCH = "application/apply-patch+yaml"
JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json"

#: what defines kinds: CustomResourceDefinitions and API services
_DEFINITIONS = ("/apis/apiextensions.k8s.io/", "/apis/apiregistration.k8s.io/")
#: seconds: requests that take less are sent one after another, since threads and more connections would take longer
_NEAR = 0.004

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Api:
    """A client for one API server with one identity.

    :ivar namespace: the namespace of the kubeconfig's context, ``default`` if it does not set one.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.namespace = transport.endpoint.namespace or "default"
        self._discovery: Discovery | None = None

    @property
    def address(self) -> str:
        """The server's URL without credentials."""
        return self.transport.endpoint.address

    @property
    def requests(self) -> int:
        """The number of requests sent so far, including retries."""
        return self.transport.requests

    @property
    def discovery(self) -> Discovery:
        """The resources that the server serves, requested once, or known from an earlier task."""
        if self._discovery is None:
            session = self.transport.session
            if session.discovered is None:
                session.discovered = Memory()
            self._discovery = discover(self, session.discovered)
        return self._discovery

    def forget_discovery(self) -> None:
        """Discard the discovered resources, which are outdated once a CustomResourceDefinition was created."""
        self._discovery = None
        self._outdate_discovery()

    def _outdate_discovery(self) -> None:
        if self.transport.session.discovered is not None:
            self.transport.session.discovered.outdate()

    def request(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        content_type: str = JSON,
        timeout: float | None = None,
        accept: str | None = None,
    ) -> Any:
        """Send a request and return the parsed JSON of the response.

        :param query: parameters; those that are ``None`` are left out, and booleans are written as in Go.
        :param timeout: seconds to wait for the response.
        :raises ApiError: the server returned a failure.
        :raises UnreachableError: there is no response.
        """
        headers = {"Accept": accept} if accept else {}
        payload = None
        if body is not None:
            payload = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")
            headers["Content-Type"] = content_type
        # Server-side apply is idempotent, unlike other patches.
        idempotent = True if content_type == APPLY_PATCH else None
        try:
            response = self._send(method, path, query, headers, body=payload, timeout=timeout, idempotent=idempotent)
        finally:
            if method != "GET" and path.startswith(_DEFINITIONS):
                self._outdate_discovery()
        return _parse(response.data, method, path)

    def if_changed(self, path: str, accept: str, tag: str) -> tuple[Any, str]:
        """Return the parsed JSON of a GET request and its ``ETag``; ``None`` instead if it still has the given one.

        :raises ApiError: the server returned a failure.
        :raises UnreachableError: there is no response.
        """
        response = self._send("GET", path, None, {"Accept": accept, **({"If-None-Match": tag} if tag else {})})
        if response.status == 304:
            return None, tag
        return _parse(response.data, "GET", path), response.headers.get("ETag") or ""

    def text(self, path: str, query: dict[str, Any] | None = None, timeout: float | None = None) -> str:
        """Return the response to a GET request as text, such as the log of a container."""
        response = self._send("GET", path, query, {"Accept": "text/plain, */*"}, timeout=timeout)
        text: str = response.data.decode("utf-8", "replace")
        return text

    def pages(
        self, path: str, query: dict[str, Any] | None = None, accept: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the pages of a list as the server returns them.

        If the list expires before its last page (410), it is read again in one piece. Objects of the pages before then
        occur twice.
        """
        parameters = dict(query or {})
        parameters.setdefault("limit", PAGE)
        while True:
            try:
                page = self.request("GET", path, parameters, accept=accept)
            except ApiError as error:
                if error.status != 410 or "continue" not in parameters:
                    raise
                del parameters["continue"]
                parameters["limit"] = None
                continue
            yield page
            token = (page.get("metadata") or {}).get("continue")
            if not token:
                return
            parameters["continue"] = token

    def items(self, path: str, query: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the objects of a list, with ``apiVersion`` and ``kind``, which the items of a response do not have."""
        found = []
        for page in self.pages(path, query):
            kind = str(page.get("kind") or "")
            api_version = page.get("apiVersion")
            for item in page.get("items") or []:
                item.setdefault("apiVersion", api_version)
                item.setdefault("kind", kind[:-4] if kind.endswith("List") else kind)
                found.append(item)
        return found

    def watch(
        self,
        path: str,
        query: dict[str, Any] | None = None,
        timeout: float = 300.0,
        opened: Callable[[Callable[[], None]], None] | None = None,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the events of a watch as ``(type, object)``, until the server ends it or after ``timeout`` seconds.

        :param opened: called with a function that ends the watch from another thread.
        :raises ApiError: the watch is refused, or sends an ``ERROR`` event (410 if ``resourceVersion`` is too old).
        """
        parameters = dict(query or {}, watch=True, timeoutSeconds=max(1, int(timeout)), allowWatchBookmarks=True)
        response = self._send("GET", path, parameters, {}, timeout=timeout + 5.0, stream=True)
        if opened is not None:
            opened(lambda: self.transport.abort(response))
        try:
            for line in _lines(response):
                event = _parse(line, "GET", path)
                kind, document = event.get("type"), event.get("object") or {}
                if kind == "ERROR":
                    raise self._failure(document.get("code") or 500, document, f"GET {path}")
                yield kind, document
        except self.transport.broken:
            # An interrupted watch is not an error: callers list and watch again.
            return
        finally:
            response.close()
            response.release_conn()

    def upgrade(self, path: str, query: dict[str, Any] | None, headers: dict[str, str], timeout: float) -> Any:
        """Switch the connection to another protocol and return urllib3's unread response with status 101.

        :raises ApiError: the server refuses.
        :raises UnreachableError: there is no response.
        """
        response = self.transport.send(
            "GET", path + _query(query), headers=headers, timeout=timeout, idempotent=False, stream=True
        )
        if response.status == 101:
            return response
        data = response.read()
        response.close()
        raise self._failure(response.status, _status_object(data), f"GET {path}", response.reason)

    def each(self, work: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
        """Call ``work`` for each item, on several threads if that is faster, and return the results in their order.

        Every item is processed; after that, the first error is raised.
        """
        before = time.monotonic()

        def is_near() -> bool:
            nonlocal before
            last, before = before, time.monotonic()
            return self.transport.session.latency < _NEAR and before - last <= _NEAR

        return each(work, items, CONNECTIONS, is_near)

    def close(self) -> None:
        """Close the connections to the server."""
        self.transport.close()

    def _send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None,
        headers: dict[str, str],
        *,
        body: bytes | None = None,
        timeout: float | None = None,
        idempotent: bool | None = None,
        stream: bool = False,
    ) -> Any:
        response = self.transport.send(
            method,
            path + _query(query),
            body=body,
            headers=headers,
            timeout=timeout,
            idempotent=idempotent,
            stream=stream,
        )
        if response.status < 400:
            return response
        data = response.read() if stream else response.data
        raise self._failure(response.status, _status_object(data), f"{method} {path}", response.reason)

    def _failure(self, status: int, document: dict[str, Any], request: str, phrase: str | None = None) -> ApiError:
        message = document.get("message") if document.get("kind") == "Status" else None
        where = remedy = None
        if status == 401:
            message = "the API server rejected the credentials (Unauthorized)"
            where = self.address
            remedy = "Check the user of the kubeconfig's context, or the authentication options."
        elif status == 403 and not message:
            message = "the API server refused the request (Forbidden)"
        text = message or f"{request} returned {status} {phrase or ''}".rstrip()
        return ApiError(
            str(text), where, remedy, status=status, reason=str(document.get("reason") or ""), body=document
        )


def segment(text: str) -> str:
    """Return a name as one segment of a URL path."""
    return quote(text, safe=":@!$&'()*+,;=~")


def _query(query: dict[str, Any] | None) -> str:
    if not query:
        return ""
    pairs = [(key, _parameter(value)) for key, value in query.items() if value is not None]
    return "?" + urlencode(pairs) if pairs else ""


def _parameter(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _parse(data: bytes, method: str, path: str) -> Any:
    try:
        return json.loads(data) if data else {}
    except ValueError:
        raise ApiError(
            f"the response to {method} {path} is not JSON",
            remedy="Check that the address is that of a Kubernetes API server.",
        ) from None


def _status_object(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _lines(response: Any) -> Iterator[bytes]:
    """Yield the lines of a chunked response as they arrive."""
    pending = b""
    for chunk in response.stream(amt=None):
        pending += chunk
        *complete, pending = pending.split(b"\n")
        for line in complete:
            if line.strip():
                yield line
    if pending.strip():
        yield pending
