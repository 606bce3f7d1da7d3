# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a kubelet's API that tests need: logs of containers, and port forwarding.

This is a separate program (``python node_api.py --help``) that uses the standard library only. The lines come from the
pod's annotations: ``coxswain.test/log.CONTAINER`` or, for all its containers, ``coxswain.test/log``. A container has
written all of them when it starts. ``forwarding.py`` beside this file forwards ports. Any other request gets status
501.
"""

from __future__ import annotations

import argparse
import calendar
import http.client
import http.server
import json
import pathlib
import ssl
import sys
import time
import urllib.parse
from typing import Any

if __package__:
    from . import forwarding
else:
    # Run as a program, apart from everything else.
    sys.path.append(str(pathlib.Path(__file__).parent))
    import forwarding

ANNOTATION = "coxswain.test/log"


class PodReader:
    """Reads pods from the API server."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._port = port
        self._context = context

    def read(self, namespace: str, name: str) -> dict[str, Any] | None:
        """Return the pod as decoded JSON; None when there is none."""
        connection = http.client.HTTPSConnection("127.0.0.1", self._port, timeout=10, context=self._context)
        try:
            connection.request("GET", f"/api/v1/namespaces/{namespace}/pods/{name}")
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status == 404:
            return None
        if answer.status >= 400:
            raise OSError(f"the API server answered {answer.status}")
        pod: dict[str, Any] = json.loads(content)
        return pod


def lines_of(pod: dict[str, Any], container: str) -> list[str]:
    """Return the lines that a container of the pod has written."""
    annotations = pod["metadata"].get("annotations") or {}
    text = annotations.get(f"{ANNOTATION}.{container}", annotations.get(ANNOTATION))
    if text is None:
        text = f"{container}: simulated, annotate the pod with {ANNOTATION} to give it a log"
    return str(text).splitlines()


def started_at(pod: dict[str, Any], container: str) -> str:
    """Return when the container started (RFC 3339), or when the pod was created if that is not known."""
    status = pod.get("status", {})
    for entry in [*status.get("containerStatuses", []), *status.get("initContainerStatuses", [])]:
        if entry["name"] == container:
            for state in (entry.get("state", {}), entry.get("lastState", {})):
                for detail in state.values():
                    if detail.get("startedAt"):
                        return str(detail["startedAt"])
    return str(pod["metadata"]["creationTimestamp"])


def select(lines: list[str], options: dict[str, str], started: str, now: float) -> str:
    """Return the log for the options of a request: tailLines, sinceSeconds, timestamps, limitBytes."""
    written = calendar.timegm(time.strptime(started[:19], "%Y-%m-%dT%H:%M:%S"))
    if "sinceSeconds" in options and written < now - int(options["sinceSeconds"]):
        lines = []
    if "tailLines" in options:
        count = int(options["tailLines"])
        lines = lines[-count:] if count else []
    if options.get("timestamps") == "true":
        lines = [f"{started} {line}" for line in lines]
    text = "".join(f"{line}\n" for line in lines)
    if "limitBytes" in options:
        text = text.encode()[: int(options["limitBytes"])].decode(errors="ignore")
    return text


def finished(pod: dict[str, Any] | None) -> bool:
    """Return whether the pod's containers have ended."""
    return pod is None or pod.get("status", {}).get("phase") in ("Succeeded", "Failed")


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection of the API server."""

    protocol_version = "HTTP/1.1"
    pods: PodReader
    client: str

    def setup(self) -> None:
        # The handshake happens here, in the connection's own thread, so that a silent client blocks no other.
        self.request.settimeout(30)
        self.request.do_handshake()
        super().setup()

    def do_GET(self) -> None:
        if not self._trusted():
            self._answer(403, "this is for the API server alone\n")
            return
        url = urllib.parse.urlsplit(self.path)
        parts = [urllib.parse.unquote(part) for part in url.path.strip("/").split("/")]
        if parts == ["healthz"]:
            self._answer(200, "ok\n")
            return
        if len(parts) >= 3 and parts[0] == "portForward":
            self._forward(parts[1], parts[2], dict(urllib.parse.parse_qsl(url.query)))
            return
        if len(parts) != 4 or parts[0] != "containerLogs":
            self._answer(501, "simulated nodes answer nothing but logs and port-forward\n")
            return
        options = dict(urllib.parse.parse_qsl(url.query))
        _, namespace, name, container = parts
        try:
            self._log(namespace, name, container, options)
        except (OSError, ValueError) as error:
            self._answer(500, f"{error}\n")

    def do_POST(self) -> None:
        self._answer(501, "simulated nodes answer nothing but logs\n")

    def _log(self, namespace: str, name: str, container: str, options: dict[str, str]) -> None:
        pod = self.pods.read(namespace, name)
        if pod is None:
            self._answer(404, f'pod "{name}" not found\n')
            return
        text = select(lines_of(pod, container), options, started_at(pod, container), time.time())
        if options.get("follow") != "true":
            self._answer(200, text)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text.encode())
        self.wfile.flush()
        while not finished(self.pods.read(namespace, name)):
            time.sleep(0.5)
        self.close_connection = True

    def _forward(self, namespace: str, name: str, options: dict[str, str]) -> None:
        pod = self.pods.read(namespace, name)
        key = self.headers.get("Sec-WebSocket-Key")
        if pod is None or not key:
            self._answer(404 if pod is None else 400, "no such pod, or no WebSocket\n")
            return
        self.send_response(101)
        self.send_header("Connection", "Upgrade")
        self.send_header("Upgrade", "websocket")
        self.send_header("Sec-WebSocket-Accept", forwarding.accept_key(key))
        self.send_header("Sec-WebSocket-Protocol", forwarding.PROTOCOL)
        self.end_headers()
        self.wfile.flush()
        self.close_connection = True
        self.request.settimeout(None)
        forwarding.forward(self.request, pod, int(options.get("port", options.get("ports", "0"))))

    def _trusted(self) -> bool:
        certificate = self.request.getpeercert() or {}
        names = [value for entry in certificate.get("subject", ()) for key, value in entry if key == "commonName"]
        return names == [self.client]

    def _answer(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(http.server.ThreadingHTTPServer):
    """Serve connections over TLS; an error in one does not affect the others."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print no traceback for a broken connection."""


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="The logs of simulated containers, as a kubelet would serve them.")
    parser.add_argument("--port", type=int, required=True, help="port to listen on, on 127.0.0.1")
    parser.add_argument("--api-port", type=int, required=True, help="the API server's port on 127.0.0.1")
    parser.add_argument("--authority", required=True, help="certificate that the API server's and clients' come from")
    parser.add_argument("--serving", nargs=2, required=True, metavar=("CERTIFICATE", "KEY"), help="to serve with")
    parser.add_argument("--identity", nargs=2, required=True, metavar=("CERTIFICATE", "KEY"), help="to read pods with")
    parser.add_argument("--client", required=True, help="common name that a client must have")
    arguments = parser.parse_args()

    outgoing = ssl.create_default_context(cafile=arguments.authority)
    outgoing.load_cert_chain(*arguments.identity)
    Handler.pods = PodReader(arguments.api_port, outgoing)
    Handler.client = arguments.client

    incoming = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=arguments.authority)
    incoming.load_cert_chain(*arguments.serving)
    incoming.verify_mode = ssl.CERT_REQUIRED
    server = Server(("127.0.0.1", arguments.port), Handler)
    server.socket = incoming.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main()
