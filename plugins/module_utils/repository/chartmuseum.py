# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API of ChartMuseum, which Harbor and others offer too: asking for a version of a chart, and uploading one.

A repository at ``HOST/CONTEXT/PATH`` has its API at ``HOST/CONTEXT/api/PATH/charts``; the context is the part that the
server was put below, and stands in its index.
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from ..errors import RepositoryError
from . import urls
from .http_fetch import authorization_of, fetch
from .http_options import HttpOptions
from .http_transport import Answer, HttpClient, refused
from .index import LIMIT

_CONTEXT = re.compile(rb"^serverInfo:[ \t]*\n(?:[ \t]+\S[^\n]*\n)*?[ \t]+contextPath:[ \t]*[\"']?(/[\w./-]*)", re.M)
_ANSWER_LIMIT = 1024 * 1024
_NOT_ONE = "Check that the address is that of a repository whose server has the API of ChartMuseum."


class ChartMuseum:
    """The API of one repository.

    :param url: the repository's address, the one that ``index.yaml`` lies below.
    """

    def __init__(self, url: str, http_options: HttpOptions) -> None:
        self.url = url.rstrip("/")
        self._access = http_options
        self._wire = HttpClient(http_options)
        index = fetch(urls.resolve(url, "index.yaml"), http_options, limit=LIMIT, home=url)
        found = _CONTEXT.search(index)
        self._api = _api(self.url, found.group(1).decode() if found else "")

    def find(self, name: str, version: str) -> dict[str, Any] | None:
        """What the server says of a version of a chart, or None when it has none.

        :raises RepositoryError: it cannot be asked.
        """
        said = self._ask("GET", f"{self._api}/{quote(name, safe='')}/{quote(version, safe='+')}")
        if said.status == 404:
            return None
        if said.status != 200:
            raise self._refused(said)
        try:
            document: Any = json.loads(said.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or document.get("version") != version:
            raise RepositoryError("the answer is not the one of ChartMuseum", urls.redacted(said.url), _NOT_ONE)
        return document

    def archive(self, entry: dict[str, Any], limit: int) -> bytes | None:
        """The archive of what :meth:`find` found; None when it says no address."""
        addresses = entry.get("urls")
        if not isinstance(addresses, list) or not addresses or not isinstance(addresses[0], str):
            return None
        return fetch(urls.resolve(self.url, addresses[0]), self._access, limit=limit, home=self.url)

    def provenance(self, entry: dict[str, Any]) -> bytes | None:
        """The provenance file of what :meth:`find` found; None when there is none.

        :raises RepositoryError: it cannot be asked for.
        """
        addresses = entry.get("urls")
        if not isinstance(addresses, list) or not addresses or not isinstance(addresses[0], str):
            return None
        address = urls.resolve(self.url, f"{addresses[0]}.prov")
        if urls.origin(address) != urls.origin(self.url):
            # Archives are kept elsewhere, and what proves who we are is for this server.
            return None
        said = self._ask("GET", address)
        if said.status == 404:
            return None
        if said.status != 200:
            raise self._refused(said)
        return said.body

    def upload_provenance(self, file_name: str, provenance: bytes, *, force: bool = False) -> None:
        """Upload the provenance file of a chart that is there.

        :param force: in the place of one that is there.
        :raises RepositoryError: the server does not take it.
        """
        self._post(f"{self._api.rpartition('/')[0]}/prov", [("prov", f"{file_name}.prov", provenance)], force)

    def upload(self, file_name: str, archive: bytes, provenance: bytes | None, *, force: bool = False) -> None:
        """Upload a packaged chart.

        :param force: in the place of one that is there.
        :raises RepositoryError: the server does not take it.
        """
        files = [("chart", file_name, archive)]
        if provenance is not None:
            files.append(("prov", f"{file_name}.prov", provenance))
        self._post(self._api, files, force)

    def _post(self, address: str, files: list[tuple[str, str, bytes]], force: bool) -> None:
        boundary = secrets.token_hex(16)
        body = b"".join([*(_part(boundary, *file) for file in files), f"--{boundary}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        said = self._ask("POST", address + ("?force=true" if force else ""), headers, body)
        if said.status not in (200, 201):
            raise self._refused(said)

    def _ask(
        self, method: str, address: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        sent = {"Accept": "application/json", **(headers or {})}
        authorization = authorization_of(self._access)
        if authorization:
            sent["Authorization"] = authorization
        return self._wire.ask(method, address, headers=sent, body=body, limit=_ANSWER_LIMIT)

    def _refused(self, said: Answer) -> RepositoryError:
        error = refused(said.status, said.reason, said.url)
        try:
            reason = json.loads(said.body)["error"]
        except (ValueError, KeyError, TypeError, RecursionError):
            reason = None
        if isinstance(reason, str) and reason:
            shown = "".join(char if char.isprintable() else " " for char in reason[:300])
            error.what = f"{error.what}: {shown}"
        elif said.status in (404, 405, 501):
            error.remedy = _NOT_ONE
        return error


def _api(url: str, context: str) -> str:
    parts = urlsplit(url)
    path = parts.path
    context = context.rstrip("/")
    if context and (path == context or path.startswith(f"{context}/")):
        path = path[len(context) :]
    else:
        context = ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, f"{context}/api{path.rstrip('/')}/charts", "", ""))


def _part(boundary: str, field: str, file_name: str, content: bytes) -> bytes:
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{field}"; filename="{file_name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"
