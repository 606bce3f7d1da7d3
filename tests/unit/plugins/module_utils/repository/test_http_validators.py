# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditional requests, bearer tokens and proxies."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_fetch import Validators, fetch, fetch_page
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions


def conditional(etag: str, modified: str = ""):
    """Add a page that responds with 304 to conditional requests."""

    def answer(handler) -> None:
        same = handler.headers.get("If-None-Match") == etag or (
            modified and handler.headers.get("If-Modified-Since") == modified
        )
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", etag)
        if modified:
            handler.send_header("Last-Modified", modified)
        handler.send_header("Content-Length", "0" if same else "4")
        handler.end_headers()
        if not same:
            handler.wfile.write(b"page")

    return answer


class TestConditionalRequests:
    def test_validators_are_stored_and_sent(self, server):
        server.pages["/p"] = conditional('"v1"', "Wed, 01 Jan 2025 00:00:00 GMT")
        first = fetch_page(f"{server.url}/p", HttpOptions(), limit=10)
        assert first.content == b"page"
        assert first.validators == Validators('"v1"', "Wed, 01 Jan 2025 00:00:00 GMT")
        second = fetch_page(f"{server.url}/p", HttpOptions(), limit=10, known=first.validators)
        assert second.content is None
        assert second.validators == first.validators
        assert server.requests[1][1]["if-none-match"] == '"v1"'
        assert server.requests[1][1]["if-modified-since"] == "Wed, 01 Jan 2025 00:00:00 GMT"

    def test_changed_validators_download_the_page(self, server):
        server.pages["/p"] = conditional('"v2"')
        assert fetch_page(f"{server.url}/p", HttpOptions(), limit=10, known=Validators('"v1"')).content == b"page"

    def test_unconditional_request_without_validators(self, server):
        server.page("/p", b"page")
        fetch_page(f"{server.url}/p", HttpOptions(), limit=10, known=Validators())
        assert not {"if-none-match", "if-modified-since"} & set(server.requests[0][1])

    def test_unexpected_304_is_an_error(self, server):
        server.page("/p", b"", 304)
        with pytest.raises(RepositoryError, match="304"):
            fetch(f"{server.url}/p", HttpOptions(), limit=10)

    @pytest.mark.parametrize("value", ["x" * 1025, "caf\u00e9"], ids=["long", "no ASCII"])
    def test_invalid_validators_are_not_stored(self, server, value):
        def answer(handler) -> None:
            handler.send_response(200)
            handler.send_header("ETag", value)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        server.pages["/p"] = answer
        assert fetch_page(f"{server.url}/p", HttpOptions(), limit=10).validators == Validators()


class TestBearerToken:
    def test_token_is_sent_instead_of_a_password(self, server):
        server.page("/p", b"page")
        fetch(f"{server.url}/p", HttpOptions(username="u", password="p", token="t-1"), limit=10)
        assert server.requests[0][1]["authorization"] == "Bearer t-1"

    def test_token_is_not_sent_to_other_hosts(self, server, other_server):
        server.redirect("/p", f"{other_server.url}/q")
        other_server.page("/q", b"page")
        assert fetch(f"{server.url}/p", HttpOptions(token="t-1"), limit=10) == b"page"
        assert "authorization" in server.requests[0][1]
        assert "authorization" not in other_server.requests[0][1]

    @pytest.mark.parametrize("token", ["a\r\nX-Evil: 1", "sch\u00f6n"], ids=["two lines", "no ASCII"])
    def test_invalid_token_is_refused_and_redacted(self, server, token):
        with pytest.raises(RepositoryError) as caught:
            fetch(f"{server.url}/p", HttpOptions(token=token), limit=10)
        assert token not in str(caught.value)
        assert server.requests == []


class TestProxy:
    def test_requests_use_the_proxy(self, server):
        server.page("http://charts.example.com/p", b"page")
        assert fetch("http://charts.example.com/p", HttpOptions(proxy=server.url), limit=10) == b"page"
        assert server.requests[0][1]["host"] == "charts.example.com"

    def test_option_overrides_the_environment(self, server, monkeypatch):
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        server.page("http://charts.example.com/p", b"page")
        assert fetch("http://charts.example.com/p", HttpOptions(proxy=server.url), limit=10) == b"page"

    def test_no_proxy_is_respected(self, server, other_server, monkeypatch):
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        server.page("/p", b"page")
        assert fetch(f"{server.url}/p", HttpOptions(proxy=other_server.url), limit=10) == b"page"
        assert other_server.requests == []

    def test_invalid_proxy_error_redacts_password(self):
        with pytest.raises(RepositoryError, match="proxy") as caught:
            fetch("http://charts.example.com/p", HttpOptions(proxy="socks5://u:geheim@h"), limit=10)
        assert "geheim" not in str(caught.value)
