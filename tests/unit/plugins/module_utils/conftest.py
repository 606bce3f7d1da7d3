# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP server on the loopback interface with scripted responses."""

from __future__ import annotations

import http.server
import json
import threading

import pytest


class Answers:
    """The requests to the server, and its script: a list of ``(status, headers, body)`` or ``"drop"``.

    ``clients`` has the port at the other end of the connection of each request.
    """

    def __init__(self):
        self.asked = []
        self.clients = []
        self.script = []
        self.address = ""

    def say(self, status=200, body=None, **headers):
        self.script.append((status, {key.replace("_", "-"): value for key, value in headers.items()}, body))
        return self

    def drop(self):
        self.script.append("drop")
        return self


@pytest.fixture
def server():
    answers = Answers()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else b""
            answers.clients.append(self.client_address[1])
            answers.asked.append((self.command, self.path, dict(self.headers.items()), body, self.headers))
            turn = answers.script.pop(0) if answers.script else (200, {}, {})
            if turn == "drop":
                self.close_connection = True
                self.connection.close()
                return
            status, headers, content = turn
            chunks = content if isinstance(content, list) and headers.pop("chunked", None) else None
            data = b""
            if chunks is None:
                data = (
                    content if isinstance(content, bytes) else json.dumps({} if content is None else content).encode()
                )
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            if chunks is None:
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                return
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for chunk in chunks:
                self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

        def handle(self):
            try:
                super().handle()
            except (OSError, ValueError):
                self.close_connection = True

        def log_message(self, *_):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    answers.address = f"http://127.0.0.1:{httpd.server_address[1]}"
    yield answers
    httpd.shutdown()
    httpd.server_close()
    thread.join()
