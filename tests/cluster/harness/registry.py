# SPDX-License-Identifier: GPL-3.0-or-later
"""OCI registries for tests: the real registry of the distribution project, on the loopback interface.

::

    with harness.registry.serve(folder, users={"ann": "secret"}, authority=authority) as host:
        ...  # host is 127.0.0.1:PORT

A registry is open, or requires passwords, or tokens that another server issues for passwords.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import http.server
import json
import pathlib
import secrets
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

from . import ports, programs
from .authority import Authority
from .errors import HarnessError

#: Seconds that a registry has to start.
_PATIENCE = 20.0
_SERVICE = "coxswain-test-registry"
_ISSUER = "coxswain-test-issuer"


@contextlib.contextmanager
def serve(
    folder: pathlib.Path,
    *,
    users: Mapping[str, str] | None = None,
    tokens: bool = False,
    authority: Authority | None = None,
    clients: bool = False,
) -> Iterator[str]:
    """Run a registry that stores its data in ``folder``; yield its host and port.

    :param users: passwords by user name; without them the registry is open.
    :param tokens: exchange the passwords for tokens.
    :param authority: speak TLS with a certificate of this authority.
    :param clients: require a client certificate of that authority.
    """
    program = programs.ensure(["registry"])["registry"]
    folder.mkdir(parents=True, exist_ok=True)
    port = ports.choose(["registry"], ())["registry"]
    with contextlib.ExitStack() as stack:
        settings: dict[str, Any] = {
            "version": 0.1,
            "log": {"level": "warn"},
            "storage": {"filesystem": {"rootdirectory": str(folder / "data")}, "delete": {"enabled": True}},
            "http": {"addr": f"127.0.0.1:{port}", "secret": secrets.token_hex(16)},
        }
        if authority:
            pair = authority.serving("registry", ["127.0.0.1", "localhost"])
            settings["http"]["tls"] = {"certificate": str(pair.certificate), "key": str(pair.key)}
            if clients:
                settings["http"]["tls"]["clientcas"] = [str(authority.certificate)]
        if users and tokens:
            issuer = stack.enter_context(_issuer(folder, users))
            settings["auth"] = {"token": issuer}
        elif users:
            settings["auth"] = {"htpasswd": {"realm": "test", "path": str(_htpasswd(folder / "htpasswd", users))}}
        # JSON is YAML.
        (folder / "config.yml").write_text(json.dumps(settings, indent=1))
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [str(program), "serve", str(folder / "config.yml")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # The registry reads settings from variables too.
                env={"HOME": str(folder), "OTEL_TRACES_EXPORTER": "none"},
                cwd=folder,
            )
        try:
            _wait(process, port, folder / "log")
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: pathlib.Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while ports.is_free(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise HarnessError(f"the registry does not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)


def _htpasswd(path: pathlib.Path, users: Mapping[str, str]) -> pathlib.Path:
    import bcrypt

    lines = [f"{name}:{bcrypt.hashpw(word.encode(), bcrypt.gensalt(4)).decode()}\n" for name, word in users.items()]
    path.write_text("".join(lines))
    return path


@contextlib.contextmanager
def _issuer(folder: pathlib.Path, users: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Run a server that issues tokens for passwords; yield the registry's settings for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    authority = Authority(folder / "issuer")
    authority.establish()
    pair = authority.serving("tokens", ["127.0.0.1"])
    key = serialization.load_pem_private_key(pair.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    chain = [base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()]

    def encoded(part: Any) -> str:
        data = part if isinstance(part, bytes) else json.dumps(part).encode()
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def token(user: str, scopes: list[str]) -> str:
        now = int(time.time())
        access = []
        for scope in scopes:
            kind, _colon, rest = scope.partition(":")
            name, _colon, actions = rest.rpartition(":")
            access.append({"type": kind, "name": name, "actions": actions.split(",")})
        claims = {"iss": _ISSUER, "sub": user, "aud": _SERVICE, "exp": now + 300, "nbf": now - 10, "iat": now}
        claims |= {"jti": secrets.token_hex(8), "access": access}
        text = f"{encoded({'typ': 'JWT', 'alg': 'ES256', 'x5c': chain})}.{encoded(claims)}"
        one, other = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{encoded(one.to_bytes(32, 'big') + other.to_bytes(32, 'big'))}"

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            word = self.headers.get("Authorization", "").removeprefix("Basic ")
            user, _colon, password = base64.b64decode(word).decode().partition(":")
            if users.get(user) != password:
                self.send_response(http.client.UNAUTHORIZED)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            scopes = " ".join(query.get("scope", [])).split()
            body = json.dumps({"token": token(user, scopes), "expires_in": 300}).encode()
            self.send_response(http.client.OK)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            # Helm tries OAuth2 first and would retry for seconds on a status that it takes for a transient error.
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(http.client.METHOD_NOT_ALLOWED)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield {
                "realm": f"http://127.0.0.1:{server.server_address[1]}/token",
                "service": _SERVICE,
                "issuer": _ISSUER,
                "rootcertbundle": str(authority.certificate),
            }
        finally:
            server.shutdown()
            thread.join()
