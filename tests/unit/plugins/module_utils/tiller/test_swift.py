# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to swift over HTTP: responses and known bugs, as the fake server has them."""

from __future__ import annotations

import contextlib

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, TillerError, UnreachableError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.swift import SwiftClient, proxy_path, release_of
from tooling import swift_server

RELEASES = [
    swift_server.release("shop", 1, "SUPERSEDED"),
    swift_server.release("shop", 2),
    swift_server.release("blog", 3, "FAILED", "blog"),
    swift_server.release("old", 1, "DELETED"),
]


@contextlib.contextmanager
def client_for(server, prefix="", token=None, **options):
    with swift_server.serve(server, prefix) as url:
        api = connect(ConnectionOptions(host=url, api_key=token, **options))
        with contextlib.closing(api):
            yield SwiftClient(api, proxy_path("kube-system", "swift", "http") if prefix else "", "swift")


def summary(releases):
    return [(release.name, release.revision, release.status) for release in releases]


@pytest.mark.parametrize(
    ("statuses", "releases"),
    [
        (["deployed", "failed"], [("blog", 3, "failed"), ("shop", 2, "deployed")]),
        (None, [("blog", 3, "failed"), ("old", 1, "uninstalled"), ("shop", 2, "deployed")]),
        (["uninstalled"], [("old", 1, "uninstalled")]),
        (["pending-install"], []),
    ],
    ids=["deployed and failed", "all", "deleted", "none"],
)
def test_lists(statuses, releases):
    with client_for(swift_server.Swift(RELEASES)) as swift:
        assert summary(swift.list_releases(statuses)) == releases


@pytest.mark.parametrize("nil", [True, False], ids=["as a nil pointer", "as nothing"])
def test_an_empty_list(nil):
    server = swift_server.Swift([], empty_is_nil=nil)
    with client_for(server) as swift:
        assert swift.list_releases(["deployed"]) == []
        assert swift.history("shop") == [] and swift.content("shop") is None


def test_one_release():
    server = swift_server.Swift(RELEASES)
    with client_for(server) as swift:
        assert swift.version() == "v2.14.0"
        release = swift.content("shop")
        assert (release.notes, release.config, release.app_version) == ("Ahoy", {"color": "blue"}, "7")
        assert "kind: Secret" in release.manifest
        assert summary(swift.history("shop")) == [("shop", 1, "superseded"), ("shop", 2, "deployed")]
    assert any(path.endswith("/releases/shop/json?max=256") for path in server.asked)


def test_through_the_api_server_with_a_token():
    server = swift_server.Swift(RELEASES, token=swift_server.TOKEN)
    with client_for(server, swift_server.PROXY, swift_server.TOKEN) as swift:
        assert summary(swift.list_releases(["deployed"], namespace="web")) == [("shop", 2, "deployed")]
    with client_for(server, swift_server.PROXY, "another") as swift, pytest.raises(ApiError, match="Unauthorized"):
        swift.version()


def test_a_missing_swift():
    with (
        client_for(swift_server.Swift([]), "/elsewhere") as swift,
        pytest.raises(TillerError, match="role coxswain.helm.swift"),
    ):
        swift.version()


def test_errors_of_tiller():
    server = swift_server.Swift([])
    server.answer = lambda path, query: (503, {"code": 14, "message": "transport is closing"})
    with client_for(server) as swift, pytest.raises(TillerError, match="swift cannot connect to Tiller") as caught:
        swift.version()
    assert caught.value.reason == "unreachable"
    server.answer = lambda path, query: (500, {"code": 2, "message": "something else"})
    with client_for(server) as swift, pytest.raises(TillerError, match="something else"):
        swift.version()


def test_the_timeout_of_swift(monkeypatch):
    class SlowApi:
        def request(self, *_, **__):
            raise UnreachableError("cannot reach the API server at x: request timed out", connected=True)

    with pytest.raises(TillerError, match="no response within swift's timeout of 30 s") as caught:
        SwiftClient(SlowApi(), "", "swift").version()
    assert caught.value.reason == "timeout"


def test_numbers_as_strings_and_omitted_fields():
    release = release_of(
        {"name": "x", "version": "12", "info": None, "hooks": [{"name": "h", "events": ["PRE_INSTALL"]}]}
    )
    assert (release.revision, release.status, release.hooks[0].events) == (12, "unknown", ("pre-install",))


@pytest.mark.parametrize(
    ("scheme", "path"),
    [
        ("http", "/api/v1/namespaces/kube-system/services/swift:pt/proxy"),
        ("https", "/api/v1/namespaces/kube-system/services/https:swift:pt/proxy"),
    ],
)
def test_the_path_of_the_proxy(scheme, path):
    assert proxy_path("kube-system", "swift", "pt", scheme) == path
