# SPDX-License-Identifier: GPL-3.0-or-later
"""An OCI registry in memory with configurable, possibly invalid, responses."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Callable
from typing import Any

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.cncf.helm.config.v1+json"
CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class FakeRegistry:
    """``answers`` maps ``METHOD path`` to a function of the handler that overrides the registry's response.

    :param requests: method, path and headers of what was asked.
    """

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, bytes] = {}
        self.answers: dict[str, Callable[[Any], None]] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def _serve(self) -> None:
                headers = {key.lower(): value for key, value in self.headers.items()}
                owner.requests.append((self.command, self.path, headers))
                self.body = self.rfile.read(int(headers.get("content-length", "0")))
                path = self.path.partition("?")[0]
                own = owner.answers.get(f"{self.command} {path}") or owner.answers.get("*")
                if own:
                    own(self)
                    return
                owner.behave(self, path)

            do_GET = do_HEAD = do_POST = do_PUT = _serve

            def say(self, status: int, body: bytes = b"", **headers: str) -> None:
                self.send_response(status)
                for key, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(key.replace("_", "-"), value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.host = f"127.0.0.1:{self._server.server_port}"

    def behave(self, handler: Any, path: str) -> None:
        """Respond like a registry."""
        last = path.rpartition("/")[2]
        if path == "/v2/":
            handler.say(200)
        elif path.endswith("/tags/list"):
            handler.say(
                200, json.dumps({"name": "x", "tags": [tag for tag in self.manifests if ":" not in tag]}).encode()
            )
        elif "/manifests/" in path and handler.command in ("GET", "HEAD"):
            content = self.manifests.get(last)
            handler.say(200, content, Content_Type=MANIFEST) if content is not None else handler.say(404)
        elif "/manifests/" in path:
            self.manifests[last] = self.manifests[digest_of(handler.body)] = handler.body
            handler.say(201)
        elif path.endswith("/blobs/uploads/"):
            handler.say(202, Location=f"{path}session?state=1")
        elif path.endswith("/blobs/uploads/session"):
            self.blobs[digest_of(handler.body)] = handler.body
            handler.say(201)
        else:
            content = self.blobs.get(last)
            handler.say(200, content) if content is not None else handler.say(404)

    def chart(self, archive: bytes, tag: str, **changes: Any) -> dict[str, Any]:
        """Add a chart under a tag, with ``changes`` to its manifest."""
        config = json.dumps({"name": "web", "version": tag}).encode()
        self.blobs |= {digest_of(content): content for content in (archive, config)}
        manifest = {
            "schemaVersion": 2,
            "config": {"mediaType": CONFIG, "digest": digest_of(config), "size": len(config)},
            "layers": [{"mediaType": CHART, "digest": digest_of(archive), "size": len(archive)}],
            **changes,
        }
        content = json.dumps(manifest).encode()
        self.manifests[tag] = self.manifests[digest_of(content)] = content
        return manifest

    def sent_secrets(self) -> list[str]:
        """Return the values of the received Authorization headers."""
        return [headers["authorization"] for _method, _path, headers in self.requests if "authorization" in headers]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
