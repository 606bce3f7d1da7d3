# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads: who receives the credentials, retries, and errors."""

from __future__ import annotations

import base64
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import http_transport
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_fetch import fetch
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions

LOGIN = HttpOptions(username="u", password="secret", timeout=5)
BASIC = "Basic " + base64.b64encode(b"u:secret").decode()


@pytest.fixture
def pauses(monkeypatch):
    """Record the pauses between requests instead of waiting."""
    found = []
    monkeypatch.setattr(http_transport.time, "sleep", found.append)
    return found


def authorization(server, path):
    return [headers.get("authorization") for asked, headers in server.requests if asked == path]


def test_body_and_headers(server):
    server.page("/a", b"body")
    assert fetch(f"{server.url}/a", HttpOptions(), limit=10, accept="application/gzip") == b"body"
    _path, headers = server.requests[0]
    assert headers["accept"] == "application/gzip"
    assert headers["user-agent"] == "coxswain.helm"
    assert "authorization" not in headers


def test_basic_authentication(server):
    server.page("/a", b"")
    fetch(f"{server.url}/a", LOGIN, limit=10)
    assert authorization(server, "/a") == [BASIC]


def test_user_in_the_address(server):
    server.page("/a", b"")
    fetch(server.url.replace("//", "//u:secret@") + "/a", HttpOptions(), limit=10)
    assert authorization(server, "/a") == [BASIC]


def test_credentials_stay_with_the_repository(server, other_server):
    other_server.page("/a", b"")
    fetch(f"{other_server.url}/a", LOGIN, limit=10, home=f"{server.url}/charts")
    assert authorization(other_server, "/a") == [None]


def test_pass_credentials_sends_them_to_the_hosts_of_the_index(server, other_server):
    other_server.page("/a", b"")
    http_options = HttpOptions(username="u", password="secret", pass_credentials=True, timeout=5)
    fetch(f"{other_server.url}/a", http_options, limit=10, home=f"{server.url}/charts")
    assert authorization(other_server, "/a") == [BASIC]


@pytest.mark.parametrize("pass_credentials", [False, True])
def test_redirect_to_another_origin_gets_no_credentials(server, other_server, pass_credentials):
    server.redirect("/a", f"{other_server.url}/b")
    other_server.page("/b", b"body")
    http_options = HttpOptions(username="u", password="secret", pass_credentials=pass_credentials, timeout=5)
    assert fetch(f"{server.url}/a", http_options, limit=10) == b"body"
    assert authorization(server, "/a") == [BASIC]
    assert authorization(other_server, "/b") == [None]


def test_redirect_to_the_same_origin_keeps_credentials(server):
    server.redirect("/a", "/b")
    server.page("/b", b"body")
    assert fetch(f"{server.url}/a", LOGIN, limit=10) == b"body"
    assert authorization(server, "/b") == [BASIC]


def test_redirects_end(server):
    server.redirect("/a", "/a")
    with pytest.raises(RepositoryError, match="redirects more than 10 times"):
        fetch(f"{server.url}/a", HttpOptions(), limit=10)


def test_a_redirect_to_a_file_is_refused(server):
    server.redirect("/a", "file:///etc/hostname")
    with pytest.raises(RepositoryError, match="cannot be fetched over 'file'"):
        fetch(f"{server.url}/a", HttpOptions(), limit=10)


STATUSES = {
    "unauthorized": (401, "user name and password"),
    "forbidden": (403, "user name and password"),
    "not found": (404, "Check the address"),
    "a failure of the server": (503, "Try again later"),
}


@pytest.mark.parametrize(("status", "remedy"), STATUSES.values(), ids=STATUSES)
def test_statuses(server, status, remedy, pauses):
    server.page("/a", b"", status)
    with pytest.raises(RepositoryError, match=f"the server answered {status} .*{remedy}") as caught:
        fetch(f"{server.url}/a?token=secret", LOGIN, limit=10)
    assert "secret" not in str(caught.value)
    assert server.url in str(caught.value)


#: Status, Retry-After, timeout, and the pauses before the retries.
RETRIES = {
    "too many requests": (429, None, 120, [0.5, 1.0, 2.0]),
    "bad gateway": (502, None, 120, [0.5, 1.0, 2.0]),
    "unavailable": (503, None, 120, [0.5, 1.0, 2.0]),
    "gateway timeout": (504, None, 120, [0.5, 1.0, 2.0]),
    "a longer pause": (429, "7", 120, [7.0, 7.0, 7.0]),
    "a shorter pause": (429, "1", 120, [1.0, 1.0, 2.0]),
    "a date": (429, "Fri, 31 Dec 1999 23:59:59 GMT", 120, [0.5, 1.0, 2.0]),
    "a pause beyond the timeout": (503, "60", 20, []),
    "a failure that stays": (500, None, 120, []),
    "no failure of the server": (404, None, 120, []),
}


@pytest.mark.parametrize(("status", "after", "timeout", "expected"), RETRIES.values(), ids=RETRIES)
def test_retries(server, pauses, status, after, timeout, expected):
    server.page("/a", b"", status, **({"Retry-After": after} if after else {}))
    with pytest.raises(RepositoryError, match=f"the server answered {status}"):
        fetch(f"{server.url}/a", HttpOptions(timeout=timeout), limit=10)
    assert pauses == expected


def test_a_retry_that_succeeds(server, pauses):
    answers = iter([(503, b""), (200, b"body")])

    def busy(handler):
        status, body = next(answers)
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.pages["/a"] = busy
    assert fetch(f"{server.url}/a", HttpOptions(timeout=20), limit=10) == b"body"
    assert pauses == [0.5]


def test_refused_upload_is_retried(server, pauses):
    server.page("/a", b"", 502)
    client = http_transport.HttpClient(HttpOptions(timeout=20))
    answer = client.request("GET", f"{server.url}/a", retry_statuses=http_transport.REFUSED_STATUSES)
    assert (answer.status, pauses) == (502, [])
    server.page("/a", b"", 429)
    client.request("GET", f"{server.url}/a", retry_statuses=http_transport.REFUSED_STATUSES)
    assert pauses == [0.5, 1.0, 2.0]


def test_content_length_over_the_limit(server):
    server.page("/a", b"12345678901")
    with pytest.raises(RepositoryError, match="larger than the limit of 10 bytes"):
        fetch(f"{server.url}/a", HttpOptions(), limit=10)


def test_body_over_the_limit(server):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(10000):
                handler.wfile.write(b"x" * 10000)
        except OSError:
            pass

    server.pages["/a"] = endless
    with pytest.raises(RepositoryError, match="larger than the limit of 100000 bytes"):
        fetch(f"{server.url}/a", HttpOptions(timeout=20), limit=100000)


def test_truncated(server):
    server.page("/a", b"1234", **{"Content-Length": "9"})
    with pytest.raises(RepositoryError, match="the response was cut off"):
        fetch(f"{server.url}/a", HttpOptions(timeout=5), limit=10)


def test_trickling_server_times_out(server):
    def slow(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass

    server.pages["/a"] = slow
    started = time.monotonic()
    with pytest.raises(RepositoryError, match=r"no complete response within 0\.5 seconds"):
        fetch(f"{server.url}/a", HttpOptions(timeout=0.5), limit=10000)
    assert time.monotonic() - started < 3


def test_silent_server_times_out(server):
    server.pages["/a"] = lambda handler: time.sleep(2)
    with pytest.raises(RepositoryError, match=r"no complete response within 0\.3 seconds"):
        fetch(f"{server.url}/a", HttpOptions(timeout=0.3), limit=10)


def test_unreachable(server):
    url = server.url
    server.close()
    with pytest.raises(RepositoryError, match="cannot be reached: Connection refused.*Check the address"):
        fetch(f"{url}/a", HttpOptions(timeout=5), limit=10)


def test_not_http(server):
    server.pages["/a"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    with pytest.raises(RepositoryError, match="the response is not HTTP"):
        fetch(f"{server.url}/a", HttpOptions(timeout=5), limit=10)


def test_https_to_a_plain_server(server):
    with pytest.raises(RepositoryError, match="the TLS connection failed.*Check the scheme"):
        fetch(server.url.replace("http:", "https:") + "/a", HttpOptions(timeout=5), limit=10)


def test_a_proxy_of_the_environment_is_used(server, other_server, monkeypatch):
    monkeypatch.setenv("http_proxy", other_server.url)
    other_server.page("http://charts.invalid/a", b"by proxy")
    assert fetch("http://charts.invalid/a", HttpOptions(timeout=5), limit=10) == b"by proxy"


def test_missing_certificate_authority(server, tmp_path):
    missing = str(tmp_path / "none.pem")
    with pytest.raises(RepositoryError, match=r"none\.pem: cannot be read: No such file"):
        fetch(f"{server.url}/a", HttpOptions(ca_file=missing), limit=10)


def test_invalid_client_certificate(server, tmp_path):
    path = tmp_path / "c.pem"
    path.write_text("text")
    with pytest.raises(RepositoryError, match="client certificate or its key cannot be used"):
        fetch(f"{server.url}/a", HttpOptions(cert_file=str(path), key_file=str(path)), limit=10)
    with pytest.raises(RepositoryError, match="requires both"):
        fetch(f"{server.url}/a", HttpOptions(cert_file=str(path)), limit=10)
