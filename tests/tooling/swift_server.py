# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for swift with the same paths, JSON and bugs, at its own address or behind an API server's service proxy
with a token."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import urllib.parse
from collections.abc import Iterator
from typing import Any

PROXY = "/api/v1/namespaces/kube-system/services/swift:http/proxy"
TOKEN = "a-token-for-swift"
NIL = {"code": 13, "message": "runtime error: invalid memory address or nil pointer dereference"}


def release(name: str, version: int, code: str = "DEPLOYED", namespace: str = "web", **fields: Any) -> dict[str, Any]:
    """Return a release as swift lists it, without default values."""
    info = {
        "status": {"code": code, "notes": "Ahoy"},
        "first_deployed": "2020-09-13T12:26:40Z",
        "last_deployed": "2020-09-13T12:28:20.120Z",
        "Description": "Install complete",
    }
    found = {
        "name": name,
        "info": info,
        "chart_metadata": {"name": "shop", "version": "1.0.0", "appVersion": "7", "engine": "gotpl"},
        "config": {"raw": "color: blue\n"},
        "namespace": namespace,
        **fields,
    }
    return found if version == 0 else {**found, "version": version}


class Swift:
    """The releases of the stand-in, and the requests that it received."""

    def __init__(self, releases: list[dict[str, Any]], *, empty_is_nil: bool = True, token: str = "") -> None:
        self.releases = releases
        self.empty_is_nil = empty_is_nil
        self.token = token
        self.asked: list[str] = []

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        """Return status and body for a path below ``/tiller/v2``; status 0 closes the connection."""
        if path == "/version/json":
            return 200, {"Version": {"sem_ver": "v2.14.0"}}
        if path == "/releases/json":
            codes = query.get("status_codes", ["DEPLOYED"])
            found = [item for item in self.releases if item["info"]["status"]["code"] in codes]
            found = [item for item in found if query.get("namespace", [item["namespace"]]) == [item["namespace"]]]
            if not found:
                return (500, NIL) if self.empty_is_nil else (200, {})
            return 200, {"releases": found}
        _empty, _releases, name, *rest = path.split("/")
        known = [item for item in self.releases if item["name"] == name]
        if not known:
            return 500, {"code": 2, "message": f'release: "{name}" not found'}
        if rest == ["json"]:
            most = int(query.get("max", ["0"])[0])
            return 200, {"releases": known[:most]} if most else {}
        newest = max(known, key=lambda item: item.get("version", 0))
        chart = {"metadata": newest["chart_metadata"], "files": [{"type_url": "R", "value": "eA=="}]}
        manifest = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: eA==}\n"
        return 200, {"release": {**newest, "chart": chart, "manifest": manifest}}


@contextlib.contextmanager
def serve(swift: Swift, prefix: str = "") -> Iterator[str]:
    """Serve it on the loopback address; yield the URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urllib.parse.urlsplit(self.path)
            swift.asked.append(self.path)
            base = f"{prefix}/tiller/v2"
            if swift.token and self.headers.get("Authorization") != f"Bearer {swift.token}":
                status, body = 401, {"kind": "Status", "message": "Unauthorized", "code": 401}
            elif not urllib.parse.unquote(parts.path).startswith(base):
                status, body = 404, {"kind": "Status", "message": 'services "swift" not found', "code": 404}
            else:
                rest = urllib.parse.unquote(parts.path)[len(base) :]
                status, body = swift.answer(rest, urllib.parse.parse_qs(parts.query))
            if not status:
                # swift does so after 30 s in any case.
                self.close_connection = True
                return
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Log no requests."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
