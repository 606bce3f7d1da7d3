# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client for the API of ChartMuseum, which Harbor and others offer too: look up and upload charts.

The API of a repository at ``HOST/CONTEXT/PATH`` is at ``HOST/CONTEXT/api/PATH/charts``; CONTEXT is the context path of
the server, which its index contains.
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from ..errors import RepositoryError
from . import urls
from .http_fetch import fetch
from .http_options import HttpOptions
from .http_transport import REFUSED_STATUSES, RETRY_STATUSES, HttpClient, Response, status_error
from .index import LIMIT

_CONTEXT = re.compile(rb"^serverInfo:[ \t]*\n(?:[ \t]+\S[^\n]*\n)*?[ \t]+contextPath:[ \t]*[\"']?(/[\w./-]*)", re.M)
_RESPONSE_LIMIT = 1024 * 1024
_REMEDY = "Check that the address is that of a repository whose server offers the ChartMuseum API."


class ChartMuseum:
    """The API of one repository.

    :param url: the address of the repository, without ``index.yaml``.
    """

    def __init__(self, url: str, http_options: HttpOptions) -> None:
        self.url = url.rstrip("/")
        self._http_options = http_options
        self._client = HttpClient(http_options)
        index = fetch(urls.resolve(url, "index.yaml"), http_options, limit=LIMIT, home=url)
        found = _CONTEXT.search(index)
        self._api = _api_address(self.url, found.group(1).decode() if found else "")

    def find(self, name: str, version: str) -> dict[str, Any] | None:
        """Return the server's index entry for a version of a chart, or None if it has none.

        :raises RepositoryError: the request fails.
        """
        response = self._request("GET", f"{self._api}/{quote(name, safe='')}/{quote(version, safe='+')}")
        if response.status == 404:
            return None
        if response.status != 200:
            raise self._status_error(response)
        try:
            document: Any = json.loads(response.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or document.get("version") != version:
            raise RepositoryError("the response is not that of ChartMuseum", urls.redacted(response.url), _REMEDY)
        return document

    def archive(self, entry: dict[str, Any], limit: int) -> bytes | None:
        """Download the archive of an entry from :meth:`find`; return None if the entry has no URL."""
        addresses = entry.get("urls")
        if not isinstance(addresses, list) or not addresses or not isinstance(addresses[0], str):
            return None
        return fetch(urls.resolve(self.url, addresses[0]), self._http_options, limit=limit, home=self.url)

    def provenance(self, entry: dict[str, Any]) -> bytes | None:
        """Download the provenance file of an entry from :meth:`find`; return None if there is none.

        :raises RepositoryError: the request fails.
        """
        addresses = entry.get("urls")
        if not isinstance(addresses, list) or not addresses or not isinstance(addresses[0], str):
            return None
        address = urls.resolve(self.url, f"{addresses[0]}.prov")
        if urls.origin(address) != urls.origin(self.url):
            # The archives are on another server, which must not receive the credentials for this one.
            return None
        response = self._request("GET", address)
        if response.status == 404:
            return None
        if response.status != 200:
            raise self._status_error(response)
        return response.body

    def upload_provenance(self, file_name: str, provenance: bytes, *, force: bool = False) -> None:
        """Upload the provenance file of an existing chart.

        :param force: overwrite an existing provenance file.
        :raises RepositoryError: the server refuses it.
        """
        self._post(f"{self._api.rpartition('/')[0]}/prov", [("prov", f"{file_name}.prov", provenance)], force)

    def upload(self, file_name: str, archive: bytes, provenance: bytes | None, *, force: bool = False) -> None:
        """Upload a packaged chart.

        :param force: overwrite an existing chart.
        :raises RepositoryError: the server refuses it.
        """
        files = [("chart", file_name, archive)]
        if provenance is not None:
            files.append(("prov", f"{file_name}.prov", provenance))
        self._post(self._api, files, force)

    def _post(self, address: str, files: list[tuple[str, str, bytes]], force: bool) -> None:
        boundary = secrets.token_hex(16)
        body = b"".join([*(_form_part(boundary, *file) for file in files), f"--{boundary}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        response = self._request("POST", address + ("?force=true" if force else ""), headers, body)
        if response.status not in (200, 201):
            raise self._status_error(response)

    def _request(
        self, method: str, address: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Response:
        sent = {"Accept": "application/json", **(headers or {})}
        authorization = self._http_options.authorization()
        if authorization:
            sent["Authorization"] = authorization
        # An upload that a gateway gave up on may have succeeded: sending it again would be a conflict.
        retry_statuses = RETRY_STATUSES if method == "GET" else REFUSED_STATUSES
        return self._client.request(
            method, address, headers=sent, body=body, limit=_RESPONSE_LIMIT, retry_statuses=retry_statuses
        )

    def _status_error(self, response: Response) -> RepositoryError:
        error = status_error(response.status, response.reason, response.url)
        try:
            reason = json.loads(response.body)["error"]
        except (ValueError, KeyError, TypeError, RecursionError):
            reason = None
        if isinstance(reason, str) and reason:
            printable = "".join(char if char.isprintable() else " " for char in reason[:300])
            error.what = f"{error.what}: {printable}"
        elif response.status in (404, 405, 501):
            error.remedy = _REMEDY
        return error


def _api_address(url: str, context: str) -> str:
    parts = urlsplit(url)
    path = parts.path
    context = context.rstrip("/")
    if context and (path == context or path.startswith(f"{context}/")):
        path = path[len(context) :]
    else:
        context = ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, f"{context}/api{path.rstrip('/')}/charts", "", ""))


def _form_part(boundary: str, field: str, file_name: str, content: bytes) -> bytes:
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{field}"; filename="{file_name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"
