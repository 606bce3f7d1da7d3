# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, retries, lists, watches and errors, against an HTTP server on the loopback interface."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
import time

import pytest
import urllib3
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import api as api_module
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import transport as transport_module
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.api import Api
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.endpoint import Endpoint
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.proxy import matches_no_proxy
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.transport import Transport
from ansible_collections.coxswain.helm.plugins.module_utils.errors import (
    ApiError,
    ConnectionOptionsError,
    UnreachableError,
)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


@pytest.fixture
def api(server):
    api = Api(Transport(Endpoint(server.address, authorization="Bearer s3cr3t")))
    yield api
    api.close()


def failure(status, reason, message):
    return {"kind": "Status", "status": "Failure", "code": status, "reason": reason, "message": message}


def test_request_with_query_body_and_credentials(api, server):
    server.say(201, {"kind": "ConfigMap"})
    query = {"force": False, "dryRun": "All", "left": None}
    assert api.request("PATCH", "/api/v1/x", query, {"a": "é"}, api_module.APPLY_PATCH) == {"kind": "ConfigMap"}
    method, path, headers, body, _ = server.asked[0]
    assert (method, path) == ("PATCH", "/api/v1/x?force=false&dryRun=All")
    assert headers["Authorization"] == "Bearer s3cr3t"
    assert headers["Content-Type"] == "application/apply-patch+yaml"
    assert json.loads(body) == {"a": "é"}


def test_base_path_is_prepended(server):
    api = Api(Transport(Endpoint(server.address + "/k8s/clusters/c-1/")))
    api.request("GET", "/version")
    assert server.asked[0][1] == "/k8s/clusters/c-1/version"
    api.close()


def test_impersonation_headers(server):
    endpoint = Endpoint(
        server.address,
        impersonate_user="jane",
        impersonate_groups=("dev", "ops"),
        impersonate_uid="7",
        impersonate_extra={"scopes": ("a", "b")},
    )
    api = Api(Transport(endpoint))
    api.request("GET", "/version")
    headers = server.asked[0][4]
    assert headers["Impersonate-User"] == "jane"
    assert headers["Impersonate-Uid"] == "7"
    assert headers.get_all("Impersonate-Group") == ["dev", "ops"]
    assert headers.get_all("Impersonate-Extra-scopes") == ["a", "b"]
    api.close()


def test_token_file_is_reread_after_its_lifetime(server, tmp_path, monkeypatch):
    token = tmp_path / "token"
    token.write_text("one\n")
    api = Api(Transport(Endpoint(server.address, token_file=str(token))))
    api.request("GET", "/version")
    token.write_text("two")
    api.request("GET", "/version")
    monkeypatch.setattr(transport_module, "_TOKEN_LIFETIME", -1.0)
    api.request("GET", "/version")
    assert [asked[2]["Authorization"] for asked in server.asked] == ["Bearer one", "Bearer one", "Bearer two"]
    api.close()


ERRORS = [
    ("a Status object", 404, failure(404, "NotFound", 'pods "x" not found'), 'pods "x" not found', "NotFound"),
    ("no Status object", 502, b"<html>bad</html>", "GET /x returned 502 Bad Gateway", ""),
    ("forbidden", 403, failure(403, "Forbidden", "pods is forbidden: no"), "pods is forbidden: no", "Forbidden"),
    (
        "unauthorized",
        401,
        failure(401, "Unauthorized", "Unauthorized"),
        "rejected the credentials",
        "Unauthorized",
    ),
]


@pytest.mark.parametrize(
    ("status", "body", "text", "reason"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS]
)
def test_failure_contains_the_message_of_the_server(api, server, status, body, text, reason):
    server.say(status, body)
    with pytest.raises(ApiError, match=text) as caught:
        api.request("GET", "/x")
    assert (caught.value.status, caught.value.reason) == (status, reason)
    assert "s3cr3t" not in str(caught.value)


def test_response_is_not_json(api, server):
    server.say(200, b"<html>")
    with pytest.raises(ApiError, match="the response to GET /x is not JSON"):
        api.request("GET", "/x")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_throttled_request_is_retried(api, server, method):
    server.say(429, {}, Retry_After="1").say(503, {}, Retry_After="1").say(200, {"ok": 1})
    assert api.request(method, "/x") == {"ok": 1}
    assert api.requests == 3


def test_server_error_without_retry_after_is_final(api, server):
    server.say(500, failure(500, "InternalError", "boom")).say(200, {})
    with pytest.raises(ApiError, match="boom"):
        api.request("GET", "/x")
    assert api.requests == 1


def test_retries_of_a_throttled_request_are_limited(api, server):
    for _ in range(20):
        server.say(429, failure(429, "TooManyRequests", "slow down"))
    with pytest.raises(ApiError, match="slow down"):
        api.request("GET", "/x")
    assert api.requests == 9


def test_broken_connection_is_retried_if_safe(api, server):
    server.say(200, {}).drop().say(200, {"ok": 1})
    api.request("GET", "/x")
    assert api.request("GET", "/x") == {"ok": 1}
    server.drop()
    with pytest.raises(UnreachableError, match="the connection was closed before the response") as caught:
        api.request("POST", "/x", body={})
    assert caught.value.connected


BROKEN = [
    ("the response is missing", urllib3.exceptions.ProtocolError("Connection aborted."), True),
    ("a write to a TLS connection that ended", urllib3.exceptions.SSLError(ssl.SSLEOFError(8, "EOF")), True),
    ("a write to a TLS connection that was closed", urllib3.exceptions.SSLError(ssl.SSLZeroReturnError(6, "x")), True),
    ("a certificate", urllib3.exceptions.SSLError(ssl.SSLCertVerificationError(1, "no")), False),
    ("no answer in time", urllib3.exceptions.ReadTimeoutError(None, "/x", "Read timed out."), False),
]


@pytest.mark.parametrize(("error", "broken"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_which_connections_are_broken(server, monkeypatch, error, broken):
    transport = Transport(Endpoint(server.address))
    transport.send("GET", "/x")
    attempts = []

    def fails_once(*arguments):
        attempts.append(arguments)
        if len(attempts) == 1:
            raise error
        return send_once(*arguments)

    send_once = transport._send_once
    monkeypatch.setattr(transport, "_send_once", fails_once)
    if broken:
        assert transport.send("GET", "/x").status == 200
    else:
        with pytest.raises(UnreachableError):
            transport.send("GET", "/x")
    transport.close()


def test_connection_refused(server):
    api = Api(Transport(Endpoint("https://127.0.0.1:9", origin="context 'a' of /b")))
    with pytest.raises(UnreachableError) as caught:
        api.request("GET", "/version")
    assert str(caught.value) == (
        "cannot reach the API server at https://127.0.0.1:9: connection refused. "
        "Check the address and that the API server is running. It was configured by context 'a' of /b."
    )
    assert api.requests == 1
    assert not caught.value.connected


def test_https_to_an_http_port(server):
    api = Api(Transport(Endpoint(server.address.replace("http://", "https://"))))
    with pytest.raises(UnreachableError, match="TLS handshake failed"):
        api.request("GET", "/version")


@pytest.mark.parametrize("address", ["ftp://x", "https://", "https://x:notaport", "://", "not a host"])
def test_invalid_addresses(address):
    with pytest.raises(ConnectionOptionsError, match="is not a valid API server address"):
        Transport(Endpoint(address))


def test_credential_with_a_line_break_is_refused_and_not_shown():
    with pytest.raises(ConnectionOptionsError, match="a credential contains a line break") as caught:
        Transport(Endpoint("https://x", authorization="Bearer s3cr3t\n"))
    assert "s3cr3t" not in str(caught.value)


def test_list_is_paged_and_items_have_a_kind(api, server):
    server.say(
        200, {"kind": "PodList", "apiVersion": "v1", "metadata": {"continue": "c1"}, "items": [{"metadata": {}}]}
    )
    server.say(200, {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": [{"metadata": {"name": "b"}}]})
    items = api.items("/api/v1/pods", {"labelSelector": "a=b"})
    assert items == [
        {"metadata": {}, "apiVersion": "v1", "kind": "Pod"},
        {"metadata": {"name": "b"}, "apiVersion": "v1", "kind": "Pod"},
    ]
    assert [asked[1] for asked in server.asked] == [
        "/api/v1/pods?labelSelector=a%3Db&limit=500",
        "/api/v1/pods?labelSelector=a%3Db&limit=500&continue=c1",
    ]


def test_expired_list_is_read_again_in_one_piece(api, server):
    server.say(200, {"kind": "PodList", "metadata": {"continue": "c1"}, "items": []})
    server.say(410, failure(410, "Expired", "too old"))
    server.say(200, {"kind": "PodList", "metadata": {}, "items": [{}]})
    assert len(api.items("/api/v1/pods")) == 1
    assert server.asked[2][1] == "/api/v1/pods"


def test_watch_joins_events_across_chunks(api, server):
    lines = b"".join(
        json.dumps({"type": kind, "object": {"n": n}}).encode() + b"\n" for n, kind in enumerate(["ADDED", "MODIFIED"])
    )
    server.say(200, [lines[:10], lines[10:40], lines[40:]], chunked="yes")
    assert list(api.watch("/x", timeout=7)) == [("ADDED", {"n": 0}), ("MODIFIED", {"n": 1})]
    assert "timeoutSeconds=7" in server.asked[0][1]


def test_throttled_watch_is_retried(api, server):
    server.say(429, failure(429, "TooManyRequests", "slow down"), Retry_After="1")
    server.say(200, [b'{"type": "ADDED", "object": {}}\n'], chunked="yes")
    assert list(api.watch("/x")) == [("ADDED", {})]


def test_pages_with_another_media_type(api, server):
    server.say(200, {"metadata": {"continue": "c1"}}).say(200, {"metadata": {}})
    assert len(list(api.pages("/x", accept="application/json;as=Table"))) == 2
    assert [asked[2]["Accept"] for asked in server.asked] == ["application/json;as=Table"] * 2


def test_error_event_is_raised(api, server):
    event = {"type": "ERROR", "object": failure(410, "Expired", "too old resource version")}
    server.say(200, [json.dumps(event).encode() + b"\n"], chunked="yes")
    with pytest.raises(ApiError, match="too old resource version") as caught:
        list(api.watch("/x"))
    assert caught.value.status == 410


def test_each_keeps_order_and_raises_the_first_error(api):
    assert api.each(lambda n: n * n, range(20)) == [n * n for n in range(20)]
    done = []

    def work(n):
        done.append(n)
        if n in (2, 5):
            raise ApiError(f"failed {n}")

    with pytest.raises(ApiError, match="failed 2"):
        api.each(work, range(8))
    assert sorted(done) == list(range(8))


def test_text_is_not_parsed(api, server):
    server.say(200, b"line\n\xff")
    assert api.text("/log", {"tailLines": 3}) == "line\n�"


PROXIES = [
    ("none", {}, None, None),
    ("from the environment", {"HTTPS_PROXY": "http://proxy:3128"}, None, "proxy"),
    ("exempt by domain", {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": ".example"}, None, None),
    ("from the options, regardless of NO_PROXY", {"NO_PROXY": ".example"}, "http://mine:1", "mine"),
]


@pytest.mark.parametrize(
    ("environment", "option", "host"), [row[1:] for row in PROXIES], ids=[row[0] for row in PROXIES]
)
def test_proxies(monkeypatch, environment, option, host):
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    transport = Transport(Endpoint("https://api.example:6443", proxy=option))
    proxy = getattr(transport.session.pool(), "proxy", None)
    assert (proxy.host if proxy else None) == host


def test_proxy_password_is_sent_as_a_header():
    transport = Transport(Endpoint("https://api.example", proxy="http://jane:p%40ss@mine:1"))
    assert transport.session.pool().proxy_headers == {"proxy-authorization": "Basic amFuZTpwQHNz"}
    assert "p%40ss" not in str(transport.session.pool().proxy)


BYPASS = [
    ("10.0.0.7", "10.0.0.0/8", True),
    ("10.0.0.7", "11.0.0.0/8", False),
    ("api.example", "example", True),
    ("api.example", "*.example", True),
    ("badexample", "example", False),
    ("anything", "a, *", True),
    ("x", "", False),
]


@pytest.mark.parametrize(("host", "exempt", "expected"), BYPASS)
def test_no_proxy(host, exempt, expected):
    assert matches_no_proxy(host, exempt) is expected


def test_a_document_that_has_not_changed(api, server):
    server.say(200, {"a": 1}, ETag='"1"').say(304, b"").say(200, {"a": 2})
    assert api.if_changed("/apis", "application/json", "") == ({"a": 1}, '"1"')
    assert api.if_changed("/apis", "application/json", '"1"') == (None, '"1"')
    assert api.if_changed("/apis", "application/json", '"1"') == ({"a": 2}, "")
    assert [asked[2].get("If-None-Match") for asked in server.asked] == [None, '"1"', '"1"']


DEFINITIONS = [
    ("a definition is written", "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", True),
    ("a definition is deleted", "DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/x", True),
    ("an API service is written", "PATCH", "/apis/apiregistration.k8s.io/v1/apiservices/x", True),
    ("a definition is read", "GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/x", False),
    ("something else is written", "POST", "/apis/apps/v1/namespaces/web/deployments", False),
]


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("method", "path", "outdated"), [row[1:] for row in DEFINITIONS], ids=[row[0] for row in DEFINITIONS]
)
def test_what_outdates_discovery(api, server, method, path, outdated, status):
    server.say(200, {"kind": "APIGroupDiscoveryList"}).say(200, {"kind": "APIGroupDiscoveryList"}).say(status, {})
    assert api.discovery is not None
    memory = api.transport.session.discovered
    assert memory.is_fresh
    with contextlib.suppress(ApiError):
        api.request(method, path)
    assert memory.is_fresh is not outdated


def test_forgotten_discovery_is_asked_for_again(api, server):
    for _request in range(4):
        server.say(200, {"kind": "APIGroupDiscoveryList"})
    before = api.discovery
    assert api.discovery is before
    api.forget_discovery()
    assert api.discovery is not before
    assert len(server.asked) == 4


class Boom(Exception):
    """An error of one item."""


@pytest.mark.parametrize("latency", [0.0001, float("inf")], ids=["near", "far or unknown"])
def test_every_item_is_processed_before_the_first_error_is_raised(api, latency):
    api.transport.session.latency = latency
    done = []

    def work(item):
        done.append(item)
        if item in (1, 3):
            raise Boom(item)
        return item * 2

    assert api.each(work, [4, 5, 6]) == [8, 10, 12]
    done.clear()
    with pytest.raises(Boom, match="1"):
        api.each(work, range(5))
    assert sorted(done) == [0, 1, 2, 3, 4]


THREADS = [
    ("a server that is near", 0.0001, 0.0, {True}),
    ("a server that is near, and slow work", 0.0001, 0.01, {True, False}),
    ("a server that is far", 0.05, 0.0, {False}),
    ("a server that has not responded yet", float("inf"), 0.0, {False}),
]


@pytest.mark.parametrize(("latency", "takes", "mine"), [row[1:] for row in THREADS], ids=[row[0] for row in THREADS])
def test_threads_are_used_where_they_help(api, monkeypatch, latency, takes, mine):
    api.transport.session.latency = latency
    clock = [0.0]
    monkeypatch.setattr(api_module.time, "monotonic", lambda: clock[0])
    here = threading.get_ident()

    def work(item):
        if threading.get_ident() == here:
            clock[0] += takes
        return threading.get_ident() == here

    assert set(api.each(work, range(4))) == mine
