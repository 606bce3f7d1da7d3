# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to an API server and what their answers mean."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from ..errors import ApiError, UnreachableError
from .transport import CONNECTIONS, Transport

if TYPE_CHECKING:
    from .discovery import Discovery

#: how often a request is sent again that the server puts off (429, or 5xx with Retry-After), and the longest pause
_PUT_OFF_TRIES = 8
_PUT_OFF_PAUSE = 10.0
#: objects a page of a list
PAGE = 500

JSON = "application/json"
APPLY_PATCH = "application/apply-patch+yaml"
JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Api:
    """One API server, as one identity.

    :ivar namespace: the namespace of the kubeconfig's context, ``default`` without one.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.namespace = transport.endpoint.namespace or "default"
        self._discovery: Discovery | None = None

    @property
    def address(self) -> str:
        """The server's address, without credentials."""
        return self.transport.endpoint.address

    @property
    def requests(self) -> int:
        """How many requests were sent so far, retries included."""
        return self.transport.requests

    @property
    def discovery(self) -> Discovery:
        """What the server serves, asked for once."""
        if self._discovery is None:
            from .discovery import discover

            self._discovery = discover(self)
        return self._discovery

    def forget_discovery(self) -> None:
        """Ask anew what the server serves: needed after a CustomResourceDefinition was created."""
        self._discovery = None

    def request(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        content_type: str = JSON,
        timeout: float | None = None,
        accept: str | None = None,
        idempotent: bool | None = None,
    ) -> Any:
        """Send one request and give back the parsed JSON of its answer.

        :param query: parameters; ``None`` leaves one out, true and false are written as Go does.
        :param timeout: seconds to wait for the answer.
        :param idempotent: whether it may be sent again when the connection breaks; PATCH counts when it applies.
        :raises ApiError: the server answered with a failure.
        :raises UnreachableError: no answer came.
        """
        response = self._send(method, path, query, body, content_type, timeout, accept, idempotent)
        return _parse(response.data, method, path)

    def text(self, path: str, query: dict[str, Any] | None = None, timeout: float | None = None) -> str:
        """The answer of a GET request as text, such as the log of a container."""
        response = self._send("GET", path, query, None, JSON, timeout, "text/plain, */*", None)
        text: str = response.data.decode("utf-8", "replace")
        return text

    def pages(self, path: str, query: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """The pages of a list, each as the server sent it.

        A list that expires half way (410) is started anew and read in one piece, so an object may come twice then.
        """
        parameters = dict(query or {})
        parameters.setdefault("limit", PAGE)
        while True:
            try:
                page = self.request("GET", path, parameters)
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
        """Every object of a list, with the ``apiVersion`` and ``kind`` that list items lack."""
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
        """Events of a watch as ``(type, object)``, until the server ends it or ``timeout`` seconds have passed.

        :param opened: is given a function that ends the watch from another thread.
        :raises ApiError: the watch was refused, or an event of type ``ERROR`` came (410 when it is too old).
        """
        parameters = dict(query or {}, watch=True, timeoutSeconds=max(1, int(timeout)), allowWatchBookmarks=True)
        response = self._send("GET", path, parameters, None, JSON, timeout + 5.0, None, None, stream=True)
        if opened is not None:
            opened(lambda: self.transport.abort(response))
        try:
            for line in _lines(response):
                event = _parse(line, "GET", path)
                kind, thing = event.get("type"), event.get("object") or {}
                if kind == "ERROR":
                    raise _failure(thing.get("code") or 500, thing, "GET", path, self.address)
                yield kind, thing
        except self.transport.broken:
            # The end of a watch is nothing special: whoever watches lists and watches again.
            return
        finally:
            response.close()
            response.release_conn()

    def upgrade(self, path: str, query: dict[str, Any] | None, headers: dict[str, str], timeout: float) -> Any:
        """Ask for another protocol on the connection, and give back urllib3's unread response of the status 101.

        :raises ApiError: the server refuses it.
        :raises UnreachableError: no answer came.
        """
        response = self.transport.send(
            "GET", path + _query(query), headers=headers, timeout=timeout, idempotent=False, stream=True
        )
        if response.status == 101:
            return response
        data = response.read()
        response.close()
        raise _failure(response.status, _status_object(data), "GET", path, self.address, response.reason)

    def each(self, work: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
        """``work`` for each item, several at once, with the results in the order of the items.

        All of them are carried out; the first error is raised when every one has ended.
        """
        todo = list(items)
        if len(todo) < 2:
            return [work(item) for item in todo]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=min(CONNECTIONS, len(todo))) as pool:
            futures = [pool.submit(work, item) for item in todo]
        return [future.result() for future in futures]

    def close(self) -> None:
        """Close the connections to the server."""
        self.transport.close()

    def _send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None,
        body: Any,
        content_type: str,
        timeout: float | None,
        accept: str | None,
        idempotent: bool | None,
        stream: bool = False,
    ) -> Any:
        headers: dict[str, str] = {}
        payload = None
        if body is not None:
            payload = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")
            headers["Content-Type"] = content_type
        if accept:
            headers["Accept"] = accept
        if idempotent is None and content_type == APPLY_PATCH:
            idempotent = True
        target = path + _query(query)
        for attempt in range(_PUT_OFF_TRIES + 1):
            response = self.transport.send(
                method, target, body=payload, headers=headers, timeout=timeout, idempotent=idempotent, stream=stream
            )
            if response.status < 400:
                return response
            data = response.read() if stream else response.data
            pause = _put_off(response, attempt)
            if pause is None or attempt == _PUT_OFF_TRIES:
                document = _status_object(data)
                raise _failure(response.status, document, method, path, self.address, response.reason)
            time.sleep(pause)
        raise AssertionError("unreachable")


def segment(text: str) -> str:
    """A name as one segment of a path."""
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


def _put_off(response: Any, attempt: int) -> float | None:
    """How long to wait before a refused request is sent again; ``None`` when it is refused for good.

    The API server answers 429 and 5xx with ``Retry-After`` before it has acted, so this holds for every method.
    """
    after = response.headers.get("Retry-After")
    if response.status != 429 and not (response.status >= 500 and after):
        return None
    try:
        pause = float(after) if after else 0.0
    except ValueError:
        pause = 1.0
    backoff: float = 0.1 * 2**attempt
    return min(max(pause, backoff), _PUT_OFF_PAUSE) * (1.0 + random.random() * 0.1)


def _parse(data: bytes, method: str, path: str) -> Any:
    try:
        return json.loads(data) if data else {}
    except ValueError:
        raise ApiError(
            f"the answer to {method} {path} is not JSON",
            remedy="Check that the address is that of a Kubernetes API server.",
        ) from None


def _status_object(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _failure(
    status: int, document: dict[str, Any], method: str, path: str, address: str, phrase: str | None = None
) -> ApiError | UnreachableError:
    message = document.get("message") if document.get("kind") == "Status" else None
    reason = str(document.get("reason") or "")
    remedy = None
    if status == 401:
        message = "the API server does not accept the credentials (Unauthorized)"
        remedy = "Check the user of the kubeconfig's context, or the options for authentication."
    elif status == 403 and not message:
        message = "the API server refuses the request (Forbidden)"
    text = message or f"{method} {path} was answered with {status} {phrase or ''}".rstrip()
    where = address if status == 401 else None
    return ApiError(str(text), where, remedy, status=status, reason=reason, body=document)


def _lines(response: Any) -> Iterator[bytes]:
    """The lines of a chunked answer, each as soon as it is there."""
    pending = b""
    for chunk in response.stream(amt=None):
        pending += chunk
        *complete, pending = pending.split(b"\n")
        for line in complete:
            if line.strip():
                yield line
    if pending.strip():
        yield pending
