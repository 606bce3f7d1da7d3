# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tasks of one process share connections and credentials, and what becomes of connections that were closed."""

from __future__ import annotations

import dataclasses
import datetime
import http.server
import ipaddress
import json
import os
import select
import signal
import ssl
import threading
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import credentials
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.api import Api
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.credentials import Credentials
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.endpoint import Endpoint
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.sessions import Sessions
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.transport import Transport
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, UnreachableError

from .test_kubeconfig import document


@pytest.fixture(autouse=True)
def surroundings(monkeypatch):
    for name in (
        *("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"),
        *("KUBECONFIG", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"),
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def pool():
    pool = Sessions()
    yield pool
    pool.close()


# ------------------------------------------------------------------------------------------ the same endpoint

ENDPOINT = Endpoint("http://api.example:6443", impersonate_user="jane", impersonate_groups=("dev",))

#: each field of an endpoint with another value
OTHER = {
    "server": "http://api.example:6444",
    "origin": "another kubeconfig",
    "namespace": "shop",
    "ca": b"another authority",
    "verify": False,
    "cert": b"a certificate",
    "key": b"a key",
    "authorization": "Bearer other",
    "token_file": "/nowhere/token",
    "proxy": "http://proxy:1",
    "no_proxy": "*",
    "proxy_headers": {"x": "y"},
    "tls_server_name": "inner",
    "impersonate_user": "boss",
    "impersonate_groups": ("ops",),
    "impersonate_uid": "7",
    "impersonate_extra": {"scopes": ("a",)},
}


def test_the_same_endpoint_shares(pool):
    assert pool.session(ENDPOINT) is pool.session(ENDPOINT.replace())


def test_a_missing_scheme_is_https(pool):
    assert pool.session(Endpoint("api.example")) is pool.session(Endpoint("https://api.example"))


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Endpoint)])
def test_any_other_field_does_not_share(pool, field):
    assert pool.session(ENDPOINT) is not pool.session(ENDPOINT.replace(**{field: OTHER[field]}))


ENVIRONMENTS = [
    ("a proxy", {"HTTPS_PROXY": "http://proxy:3128"}),
    ("trusted authorities in a file", {"SSL_CERT_FILE": "/dev/null"}),
    ("trusted authorities in a folder", {"SSL_CERT_DIR": "/nowhere"}),
    ("a log of TLS keys", {"SSLKEYLOGFILE": "/dev/null"}),
]


@pytest.mark.parametrize("variables", [row[1] for row in ENVIRONMENTS], ids=[row[0] for row in ENVIRONMENTS])
def test_another_environment_does_not_share(pool, monkeypatch, variables):
    endpoint = Endpoint("api.example")
    before = pool.session(endpoint)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert pool.session(endpoint) is not before


def test_another_token_in_the_same_file_does_not_share(pool, tmp_path):
    token = tmp_path / "token"
    token.write_text("one")
    endpoint = Endpoint("http://api.example", token_file=str(token))
    before = pool.session(endpoint)
    assert pool.session(endpoint) is before
    token.write_text("two")
    assert pool.session(endpoint) is not before


def test_content_of_a_kubeconfig_decides(pool, tmp_path):
    file = tmp_path / "config"

    def used(content):
        file.write_text(json.dumps(content))
        return connect(ConnectionOptions(kubeconfig=str(file)), sessions=pool).transport.session

    content = document(token="one")
    first = used(content)
    assert used(content) is first
    assert used(document(token="two")) is not first
    content["contexts"][0]["context"]["namespace"] = "other"
    assert used(content) is not first


# ----------------------------------------------------------------------------------------- for how long, and where


def after_a_while(session):
    session.used_at = time.monotonic() - 31.0


def after_a_rejection(session):
    session.usable = False


def after_the_limit(pool):
    for number in range(pool.limit):
        pool.session(ENDPOINT.replace(namespace=str(number)))


@pytest.mark.parametrize("event", [after_a_while, after_a_rejection])
def test_a_session_that_is_not_reused(pool, event):
    before = pool.session(ENDPOINT)
    event(before)
    assert pool.session(ENDPOINT) is not before


def test_the_least_recently_used_session_is_closed(pool):
    kept, dropped = pool.session(ENDPOINT), pool.session(ENDPOINT.replace(namespace="dropped"))
    pool.session(ENDPOINT)
    for number in range(pool.limit - 1):
        pool.session(ENDPOINT.replace(namespace=str(number)))
    assert pool.session(ENDPOINT) is kept
    assert pool.session(ENDPOINT.replace(namespace="dropped")) is not dropped


def in_child(work):
    """Return what a forked process returns for ``work``, as JSON."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(20)
        try:
            os.write(write, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        found = json.loads(stream.read())
    os.waitpid(child, 0)
    return found


def test_a_forked_process_starts_without_sessions(pool):
    before = pool.session(ENDPOINT)
    # A thread of the parent may hold the locks when it forks.
    with pool._lock, before._lock:
        assert in_child(lambda: pool.session(ENDPOINT) is before) is False
    assert pool.session(ENDPOINT) is before


def test_a_session_of_the_parent_makes_new_connections_in_a_child(pool, server):
    api = Api(Transport(ENDPOINT, session=pool.session(Endpoint(server.address))))
    api.request("GET", "/parent")
    with pool._lock, api.transport.session._lock:
        in_child(lambda: api.request("GET", "/child"))
    api.request("GET", "/parent")
    parent, child, again = server.clients
    assert child != parent == again


# ---------------------------------------------------------------------------------------- what is not shared


def test_requests_and_traces_belong_to_one_task(pool, server):
    options, one, two = ConnectionOptions(host=server.address), [], []
    first = connect(options, sessions=pool, trace=one.append)
    second = connect(options, sessions=pool, trace=two.append)
    assert first.transport.session is second.transport.session
    first.request("GET", "/one")
    first.request("GET", "/one")
    second.request("GET", "/two")
    assert (first.requests, second.requests) == (2, 1)
    assert [line.split()[1] for line in (*one, *two)] == ["/one", "/one", "/two"]
    assert len(set(server.clients)) == 1


def test_the_end_of_a_task_leaves_shared_connections_open(pool, server):
    options = ConnectionOptions(host=server.address)
    for _turn in range(2):
        api = connect(options, sessions=pool)
        api.request("GET", "/x")
        api.close()
    assert len(set(server.clients)) == 1


def test_without_sessions_nothing_is_shared(server):
    for _turn in range(2):
        api = connect(ConnectionOptions(host=server.address))
        api.request("GET", "/x")
        api.close()
    assert len(set(server.clients)) == 2


def test_a_rejected_session_is_not_reused(pool, server):
    options = ConnectionOptions(host=server.address, api_key="old")
    api = connect(options, sessions=pool)
    server.say(401, {"kind": "Status", "code": 401})
    with pytest.raises(ApiError, match="rejected the credentials"):
        api.request("GET", "/x")
    assert connect(options, sessions=pool).transport.session is not api.transport.session


def test_a_session_that_is_dropped_still_serves_its_task(pool, server):
    api = connect(ConnectionOptions(host=server.address), sessions=pool)
    api.request("GET", "/x")
    after_the_limit(pool)
    assert api.request("GET", "/x") == {}
    api.transport.session.close()


# ----------------------------------------------------------------------------------------- closed connections


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a file with a key and a certificate for 127.0.0.1."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    encoding = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(encoding, *plain) + made.public_bytes(encoding))
    return file


class ClosingServer:
    """A server that closes each connection after some requests, with or without saying so, or when asked to."""

    def __init__(self, certificate, hangs_up_on):
        self.asked = []
        asked = self.asked

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def setup(self):
                super().setup()
                self.count = 0

            def answer(self):
                self.count += 1
                length = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(length)
                asked.append((self.command, self.client_address[1], self.count))
                if self.count == hangs_up_on:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
                # An idle connection ends without a word.
                self.close_connection = self.path == "/last"

            do_GET = do_POST = do_PUT = do_PATCH = answer

            def log_message(self, *_):
                pass

        self._httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._httpd.daemon_threads = True
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._httpd.socket = context.wrap_socket(self._httpd.socket, server_side=True)
            scheme = "https"
        self.address = f"{scheme}://127.0.0.1:{self._httpd.server_address[1]}"
        self._thread = threading.Thread(target=self._httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def stop(self):
        self._httpd.shutdown()
        self._httpd.server_close()
        self._thread.join()


@pytest.fixture(params=["http", "https"])
def closing(request, certificate, monkeypatch):
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    started = []

    def start(hangs_up_on=0):
        started.append(ClosingServer(certificate if request.param == "https" else None, hangs_up_on))
        started[-1].endpoint = Endpoint(
            started[-1].address, ca=certificate.read_bytes() if request.param == "https" else None
        )
        return started[-1]

    yield start
    for server in started:
        server.stop()


def task(pool, server):
    return Api(Transport(server.endpoint, session=pool.session(server.endpoint)))


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_a_connection_that_was_closed_meanwhile_is_replaced(pool, closing, method):
    server = closing()
    task(pool, server).request("GET", "/last")
    until_closed(pool.session(server.endpoint))
    later = task(pool, server)
    assert later.request(method, "/x", body={} if method != "GET" else None) == {}
    # Found before anything was sent, so that this is safe for writes, too.
    assert [asked[0] for asked in server.asked] == ["GET", method]
    assert later.requests == 1


def until_closed(session):
    """Wait until the end of the connection has arrived; the server sends it right after its response."""
    connection = session.pool().pool.get(block=False)
    session.pool().pool.put(connection)
    assert select.select([connection.sock], [], [], 5.0)[0]


@pytest.mark.parametrize(("method", "again"), [("GET", True), ("PUT", True), ("POST", False), ("PATCH", False)])
def test_a_connection_that_is_closed_by_the_request(pool, closing, method, again):
    server = closing(hangs_up_on=2)
    task(pool, server).request("GET", "/x")
    later = task(pool, server)
    if again:
        assert later.request(method, "/x", body={} if method != "GET" else None) == {}
        assert len(server.asked) == 3
    else:
        # Nobody knows whether it was acted on.
        with pytest.raises(UnreachableError, match="closed before the response"):
            later.request(method, "/x", body={})
        assert len(server.asked) == 2


def test_a_server_that_is_gone_is_not_waited_for(pool, closing):
    server = closing()
    task(pool, server).request("GET", "/last")
    server._httpd.shutdown()
    server._httpd.server_close()
    later = task(pool, server)
    with pytest.raises(UnreachableError):
        later.request("GET", "/x")
    assert later.requests <= 2


# ------------------------------------------------------------------------------------------------ credentials


class Plugin:
    """An exec plugin that gives another token each time."""

    def __init__(self, seconds):
        self.calls = 0
        self.seconds = seconds

    def __call__(self, context):
        self.calls += 1
        expires = None
        if self.seconds is not None:
            expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.seconds)
        return Credentials(f"Bearer token-{self.calls}", expires=expires)


def with_plugin(server, **fields):
    content = document(exec={"command": "login", **fields})
    content["clusters"][0]["cluster"]["server"] = server.address
    return ConnectionOptions(kubeconfig=content)


EXPIRY = [("in an hour", 3600.0, 1), ("in a moment", 5.0, 2), ("over", -5.0, 2), ("never", None, 1)]


@pytest.mark.parametrize(("seconds", "calls"), [row[1:] for row in EXPIRY], ids=[row[0] for row in EXPIRY])
def test_credentials_of_a_plugin_are_used_until_they_expire(pool, server, monkeypatch, seconds, calls):
    plugin = Plugin(seconds)
    monkeypatch.setattr(credentials, "from_plugin", plugin)
    for _turn in range(2):
        connect(with_plugin(server), sessions=pool).request("GET", "/x")
    assert plugin.calls == calls
    assert server.asked[-1][2]["Authorization"] == f"Bearer token-{calls}"


PLUGINS = [
    ("another argument", {"args": ["--other"]}, {}),
    ("another variable of the kubeconfig", {"env": [{"name": "PROFILE", "value": "other"}]}, {}),
    ("another variable of the task", {}, {"PROFILE": "other"}),
]


@pytest.mark.parametrize(("fields", "environment"), [row[1:] for row in PLUGINS], ids=[row[0] for row in PLUGINS])
def test_other_credentials_are_asked_for(pool, server, monkeypatch, fields, environment):
    plugin = Plugin(3600.0)
    monkeypatch.setattr(credentials, "from_plugin", plugin)
    first = connect(with_plugin(server), sessions=pool)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    second = connect(with_plugin(server, **fields), sessions=pool)
    assert plugin.calls == 2
    assert first.transport.session is not second.transport.session


def test_a_forked_process_asks_the_plugin_itself(pool, server, monkeypatch):
    plugin = Plugin(3600.0)
    monkeypatch.setattr(credentials, "from_plugin", plugin)
    options = with_plugin(server)
    connect(options, sessions=pool)

    def asked():
        connect(options, sessions=pool)
        return plugin.calls

    assert in_child(asked) == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_credentials_that_the_server_rejects_are_asked_for_once_more(pool, server, monkeypatch, method):
    plugin = Plugin(None)
    monkeypatch.setattr(credentials, "from_plugin", plugin)
    connect(with_plugin(server), sessions=pool).request("GET", "/x")
    server.say(401, {}).say(200, {"ok": 1})
    later = connect(with_plugin(server), sessions=pool)
    assert later.request(method, "/x") == {"ok": 1}
    assert [asked[2]["Authorization"][-7:] for asked in server.asked] == ["token-1", "token-1", "token-2"]
    server.say(401, {})
    with pytest.raises(ApiError, match="rejected the credentials"):
        later.request(method, "/x")
    assert plugin.calls == 2


def test_new_credentials_that_the_server_rejects_are_final(pool, server, monkeypatch):
    plugin = Plugin(None)
    monkeypatch.setattr(credentials, "from_plugin", plugin)
    server.say(401, {})
    with pytest.raises(ApiError, match="rejected the credentials"):
        connect(with_plugin(server), sessions=pool).request("GET", "/x")
    assert plugin.calls == 1


def test_auth_providers_renew_their_tokens_themselves(pool, monkeypatch):
    plugin = Plugin(3600.0)
    monkeypatch.setattr(credentials, "from_plugin", plugin)
    options = ConnectionOptions(kubeconfig=document(**{"auth-provider": {"name": "oidc"}}))
    connect(options, sessions=pool)
    connect(options, sessions=pool)
    assert plugin.calls == 2


def test_secrets_are_not_kept_as_keys(pool):
    pool.session(ENDPOINT.replace(authorization="Bearer s3cr3t"))
    assert "s3cr3t" not in repr(pool._sessions)
