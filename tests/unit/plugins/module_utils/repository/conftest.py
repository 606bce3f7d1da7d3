# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers on the loopback interface with a chart repository, and the paths of a separate user."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import io
import tarfile
import threading
from collections.abc import Iterator

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.repository.helm_paths import HelmPaths


def archive(name: str, version: str, **files: str) -> bytes:
    """Return a packaged chart."""
    content = {"Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: {version}\n", **files}
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for path, text in content.items():
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(stream.getvalue(), mtime=0)


def index(*rows: dict) -> bytes:
    """Return an index of the entries, each with at least a name and version."""
    lines = ["apiVersion: v1", "entries:"]
    for name in dict.fromkeys(row["name"] for row in rows):
        lines.append(f"  {name}:")
        for row in rows:
            if row["name"] == name:
                lines.append(f"  - name: {name}")
                lines += [f"    {key}: {value}" for key, value in row.items() if key != "name"]
    return "\n".join([*lines, ""]).encode()


class Server:
    """An HTTP server with configured responses that records its requests.

    ``pages`` maps a path to ``(status, headers, body)`` or to a function of the handler.
    """

    def __init__(self) -> None:
        self.pages: dict = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.requests.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
                page = owner.pages.get(self.path.partition("?")[0], (404, {}, b""))
                if callable(page):
                    page(self)
                    return
                status, headers, body = page
                self.send_response(status)
                for key, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def page(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.pages[path] = (status, headers, body)

    def redirect(self, path: str, to: str) -> None:
        self.pages[path] = (302, {"Location": to}, b"")

    def chart(self, name: str, *versions: str, digest: bool = True) -> None:
        """Serve a repository at ``/charts`` with the versions of one chart."""
        rows = []
        for version in versions:
            content = archive(name, version)
            row = {"name": name, "version": version, "urls": f"[{name}-{version}.tgz]"}
            if digest:
                row["digest"] = hashlib.sha256(content).hexdigest()
            rows.append(row)
            self.page(f"/charts/{name}-{version}.tgz", content)
        self.page("/charts/index.yaml", index(*rows))

    def asked(self, path: str) -> int:
        """Return the number of requests for ``path``."""
        return sum(1 for asked, _headers in self.requests if asked == path)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


@pytest.fixture
def other_server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


@pytest.fixture
def paths(tmp_path) -> HelmPaths:
    return HelmPaths(
        repository_config=str(tmp_path / "config" / "repositories.yaml"),
        repository_cache=str(tmp_path / "cache" / "repository"),
        content_cache=str(tmp_path / "cache" / "content"),
    )


@pytest.fixture
def build_archive():
    return archive


@pytest.fixture
def build_index():
    return index


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
