# SPDX-License-Identifier: GPL-3.0-or-later
"""Swift asked over HTTP: its answers, and its faults, as its stand-in gives them."""

from __future__ import annotations

import contextlib

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, TillerError, UnreachableError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.swift import Swift, proxy_path, release_of
from tooling import swift_server as stand_in

RELEASES = [
    stand_in.release("shop", 1, "SUPERSEDED"),
    stand_in.release("shop", 2),
    stand_in.release("blog", 3, "FAILED", "blog"),
    stand_in.release("old", 1, "DELETED"),
]


@contextlib.contextmanager
def asked(server, prefix="", token=None, **options):
    with stand_in.serve(server, prefix) as url:
        api = connect(ConnectionOptions(host=url, api_key=token, **options))
        with contextlib.closing(api):
            yield Swift(api, proxy_path("kube-system", "swift", "http") if prefix else "", "swift")


def named(releases):
    return [(release.name, release.revision, release.status) for release in releases]


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        (["deployed", "failed"], [("blog", 3, "failed"), ("shop", 2, "deployed")]),
        (None, [("blog", 3, "failed"), ("old", 1, "uninstalled"), ("shop", 2, "deployed")]),
        (["uninstalled"], [("old", 1, "uninstalled")]),
        (["pending-install"], []),
    ],
    ids=["deployed and failed", "all", "deleted", "none"],
)
def test_lists(statuses, found):
    with asked(stand_in.Swift(RELEASES)) as swift:
        assert named(swift.list_releases(statuses)) == found


@pytest.mark.parametrize("nil", [True, False], ids=["as a nil pointer", "as nothing"])
def test_an_empty_list(nil):
    server = stand_in.Swift([], empty_is_nil=nil)
    with asked(server) as swift:
        assert swift.list_releases(["deployed"]) == []
        assert swift.history("shop") == [] and swift.content("shop") is None


def test_one_release():
    server = stand_in.Swift(RELEASES)
    with asked(server) as swift:
        assert swift.version() == "v2.14.0"
        release = swift.content("shop")
        assert (release.notes, release.config, release.app_version) == ("Ahoy", {"color": "blue"}, "7")
        assert "kind: Secret" in release.manifest
        assert named(swift.history("shop")) == [("shop", 1, "superseded"), ("shop", 2, "deployed")]
    assert any(path.endswith("/releases/shop/json?max=256") for path in server.asked)


def test_through_the_api_server_with_a_token():
    server = stand_in.Swift(RELEASES, token=stand_in.TOKEN)
    with asked(server, stand_in.PROXY, stand_in.TOKEN) as swift:
        assert named(swift.list_releases(["deployed"], namespace="web")) == [("shop", 2, "deployed")]
    with asked(server, stand_in.PROXY, "another") as swift, pytest.raises(ApiError, match="Unauthorized"):
        swift.version()


def test_a_swift_that_is_not_there():
    with asked(stand_in.Swift([]), "/elsewhere") as swift, pytest.raises(TillerError, match="role coxswain.helm.swift"):
        swift.version()


def test_what_swift_says_of_tiller():
    server = stand_in.Swift([])
    server.answer = lambda path, query: (503, {"code": 14, "message": "transport is closing"})
    with asked(server) as swift, pytest.raises(TillerError, match="swift does not reach Tiller") as caught:
        swift.version()
    assert caught.value.reason == "unreachable"
    server.answer = lambda path, query: (500, {"code": 2, "message": "something else"})
    with asked(server) as swift, pytest.raises(TillerError, match="something else"):
        swift.version()


def test_the_limit_of_30_seconds_is_told_as_such(monkeypatch):
    class Slow:
        def request(self, *_, **__):
            raise UnreachableError("cannot reach the API server at x: request timed out", connected=True)

    with pytest.raises(TillerError, match="no answer within swift's limit of 30 s") as caught:
        Swift(Slow(), "", "swift").version()
    assert caught.value.reason == "timeout"


def test_numbers_as_texts_and_what_is_left_out():
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
