# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for ChartMuseum on the loopback interface, after its public API.

It supports ``GET /index.yaml``, ``GET /charts/FILE``, ``GET /api/charts[/NAME[/VERSION]]``, ``POST /api/charts``
with a form or the bare archive, ``POST /api/prov`` with a form, ``DELETE /api/charts/NAME/VERSION``, the parameter
``force``, basic authentication, and a context path. Archives and forms are read by the standard library.
"""

from __future__ import annotations

import base64
import contextlib
import email.parser
import hashlib
import http.server
import io
import json
import re
import ssl
import tarfile
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

CREATED = "2026-01-01T00:00:00Z"


class Museum:
    """The charts: archives and provenance files by file name, and their metadata."""

    def __init__(self, context: str = "", users: Mapping[str, str] | None = None) -> None:
        self.context = context
        self.users = users or {}
        self.files: dict[str, bytes] = {}
        self.entries: list[dict[str, Any]] = []

    def add(self, archive: bytes, force: bool) -> bool:
        """Store an archive; return False when the version exists and must not be replaced."""
        metadata = _metadata(archive)
        name = f"{metadata['name']}-{metadata['version']}.tgz"
        if name in self.files and not force:
            return False
        self.files[name] = archive
        facts = {"created": CREATED, "digest": hashlib.sha256(archive).hexdigest(), "urls": [f"charts/{name}"]}
        self.entries = [entry for entry in self.entries if entry["urls"] != facts["urls"]] + [metadata | facts]
        return True

    def index(self) -> dict[str, Any]:
        """Return the content of index.yaml."""
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in self.entries:
            found.setdefault(entry["name"], []).append(entry)
        server = {"serverInfo": {"contextPath": self.context}} if self.context else {"serverInfo": {}}
        return {"apiVersion": "v1", "entries": found, "generated": CREATED} | server


@contextlib.contextmanager
def serve(
    *, context: str = "", users: Mapping[str, str] | None = None, certificate: tuple[str, str] | None = None
) -> Iterator[tuple[str, Museum]]:
    """Serve an empty museum; yield its URL and itself.

    :param context: the context path of the server, such as ``/museum``.
    :param users: passwords by user name; without them the museum is open.
    :param certificate: the files of a certificate and its key, for TLS.
    """
    museum = Museum(context, users)

    class Handler(_Handler):
        held = museum

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        scheme = "http"
        if certificate:
            scheme = "https"
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(*certificate)
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"{scheme}://127.0.0.1:{server.server_address[1]}{context}", museum
        finally:
            server.shutdown()
            thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    held: Museum

    def do_GET(self) -> None:
        path = self._path()
        if path is None:
            return
        if path == "/index.yaml":
            import yaml

            self._say(200, yaml.safe_dump(self.held.index()).encode(), "application/x-yaml")
        elif path.startswith("/charts/") and path[8:] in self.held.files:
            self._say(200, self.held.files[path[8:]], "application/octet-stream")
        elif path == "/api/charts" or path.startswith("/api/charts/"):
            wanted = path.split("/")[3:]
            found = [entry for entry in self.held.entries if [entry["name"], entry["version"]][: len(wanted)] == wanted]
            if wanted and not found:
                self._tell(404, {"error": "improper constraint"})
            else:
                self._tell(200, found[0] if len(wanted) == 2 else found)
        else:
            self._tell(404, {"error": "not found"})

    def do_POST(self) -> None:
        path = self._path()
        if path is None:
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if path not in ("/api/charts", "/api/prov"):
            self._tell(404, {"error": "not found"})
            return
        parts = self._form(body)
        forced = "force" in parse_qs(urlsplit(self.path).query)
        if path == "/api/prov":
            self._take_provenance(parts.get("prov", b""), forced)
            return
        try:
            taken = self.held.add(parts["chart"], forced)
        except (KeyError, OSError, tarfile.TarError, ValueError) as error:
            self._tell(400, {"error": str(error)})
            return
        if not taken:
            self._tell(409, {"error": "file already exists"})
            return
        if "prov" in parts:
            metadata = _metadata(parts["chart"])
            self.held.files[f"{metadata['name']}-{metadata['version']}.tgz.prov"] = parts["prov"]
        self._tell(201, {"saved": True})

    def _take_provenance(self, text: bytes, forced: bool) -> None:
        """Which chart it is about stands in it."""
        found = re.search(rb"^name: (\S+)$.*?^version: (\S+)$", text, re.M | re.S)
        if found is None:
            self._tell(400, {"error": "invalid provenance file"})
            return
        name = "-".join(part.decode() for part in found.groups()) + ".tgz.prov"
        if name in self.held.files and not forced:
            self._tell(409, {"error": "file already exists"})
            return
        self.held.files[name] = text
        self._tell(201, {"saved": True})

    def do_DELETE(self) -> None:
        path = self._path()
        if path is None:
            return
        name, version = path.split("/")[3:5]
        before = len(self.held.entries)
        self.held.entries = [row for row in self.held.entries if (row["name"], row["version"]) != (name, version)]
        self.held.files.pop(f"{name}-{version}.tgz", None)
        self._tell(200 if len(self.held.entries) < before else 404, {"deleted": len(self.held.entries) < before})

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""

    def _path(self) -> str | None:
        """The path below the context; None when the request was answered already."""
        path = urlsplit(self.path).path
        word = self.headers.get("Authorization", "")
        if self.held.users:
            user, _colon, password = "", "", ""
            if word.startswith("Basic "):
                user, _colon, password = base64.b64decode(word[6:]).decode().partition(":")
            if not user or self.held.users.get(user) != password:
                # Read the body, so that the client receives the response.
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self._tell(401, {"error": "unauthorized"}, {"WWW-Authenticate": 'Basic realm="museum"'})
                return None
        if not path.startswith(self.held.context):
            self._tell(404, {"error": "not found"})
            return None
        return path[len(self.held.context) :]

    def _form(self, body: bytes) -> dict[str, bytes]:
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("multipart/form-data"):
            return {"chart": body}
        message = email.parser.BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        return {
            str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
            for part in message.get_payload()
        }

    def _tell(self, status: int, document: Any, headers: Mapping[str, str] | None = None) -> None:
        self._say(status, json.dumps(document).encode(), "application/json", headers)

    def _say(self, status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _metadata(archive: bytes) -> dict[str, Any]:
    """Return Chart.yaml of a packaged chart."""
    import yaml

    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as packed:
        name = next(name for name in packed.getnames() if name.count("/") == 1 and name.endswith("/Chart.yaml"))
        handle = packed.extractfile(name)
        assert handle
        document = yaml.safe_load(handle.read())
    return {**document, "version": str(document["version"])}
