# SPDX-License-Identifier: GPL-3.0-or-later
"""Misbehaving registries: invalid responses are refused, and passwords are not leaked."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import http_transport, oci_chart, oci_registry
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from ansible_collections.coxswain.helm.plugins.module_utils.repository.oci_chart import get_chart, newest_tag
from ansible_collections.coxswain.helm.plugins.module_utils.repository.oci_reference import parse
from ansible_collections.coxswain.helm.plugins.module_utils.repository.oci_registry import Registry
from ansible_collections.coxswain.helm.plugins.module_utils.repository.registry_credentials import Credential

from .conftest import archive
from .fake_registry import CHART, CONFIG, FakeRegistry, digest_of

ANN = Credential("ann", "s3cret")
NOBODY = Credential()
BASIC = f"Basic {base64.b64encode(b'ann:s3cret').decode()}"
WEB = archive("web", "1.0.0")


@pytest.fixture
def fake() -> Iterator[FakeRegistry]:
    started = FakeRegistry()
    yield started
    started.close()


@pytest.fixture
def other() -> Iterator[FakeRegistry]:
    started = FakeRegistry()
    yield started
    started.close()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(http_transport, "_RETRY_PAUSES", (0.0, 0.0, 0.0))


def registry(fake: FakeRegistry, credential: Credential = NOBODY) -> Registry:
    return Registry(parse(f"{fake.host}/web"), HttpOptions(plain_http=True, timeout=5), lambda: credential)


def challenge(realm: str = "", scheme: str = "Basic"):
    """Respond with 401 to requests without authorization."""

    def answer(handler) -> None:
        if handler.headers.get("Authorization"):
            handler.say(200, b"{}")
        else:
            handler.say(401, WWW_Authenticate=f'{scheme} realm="{realm}",service="s"')

    return answer


def pull(fake, credential=NOBODY):
    asked = registry(fake, credential)
    found = get_chart(asked, "1.0.0")
    return asked.blob(found.chart, 1 << 20)


def test_a_chart(fake):
    fake.chart(WEB, "1.0.0")
    assert pull(fake) == WEB
    assert fake.sent_secrets() == []


def test_password_is_sent_after_a_challenge(fake):
    fake.chart(WEB, "1.0.0")
    fake.answers["GET /v2/web/manifests/1.0.0"] = challenge()
    registry(fake, ANN).manifest("1.0.0")
    assert fake.sent_secrets() == [BASIC]


def test_redirect_gets_no_password(fake, other):
    """Blobs are often on another host."""
    fake.chart(WEB, "1.0.0")
    other.blobs = dict(fake.blobs)
    asked = registry(fake, ANN)
    found = get_chart(asked, "1.0.0")
    path = f"/v2/web/blobs/{digest_of(WEB)}"

    def redirect(handler) -> None:
        if handler.headers.get("Authorization"):
            handler.say(307, Location=f"http://{other.host}{path}")
        else:
            handler.say(401, WWW_Authenticate='Basic realm="r"')

    fake.answers[f"GET {path}"] = redirect
    assert asked.blob(found.chart, 1 << 20) == WEB
    assert fake.sent_secrets() == [BASIC]
    assert other.sent_secrets() == []


def test_other_host_gets_no_password(fake, other):
    fake.answers["*"] = lambda handler: handler.say(302, Location=f"http://{other.host}/v2/")
    other.answers["*"] = lambda handler: handler.say(401, WWW_Authenticate='Basic realm="r"')
    with pytest.raises(RepositoryError, match="401"):
        registry(fake, ANN).ping()
    assert fake.sent_secrets() == other.sent_secrets() == []


REALMS = {
    "another private address": "http://127.0.0.9:1/token",
    "a file": "file:///etc/passwd",
    "a user in it": "http://u:p@tokens.example/token",
    "none of a metadata service": "http://169.254.169.254/token",
    "not a URL": "http://[/token",
}


@pytest.mark.parametrize("realm", REALMS.values(), ids=REALMS)
def test_token_servers_that_get_no_password(fake, realm):
    fake.answers["*"] = challenge(realm, "Bearer")
    with pytest.raises(RepositoryError) as caught:
        registry(fake, ANN).ping()
    assert "s3cret" not in str(caught.value)
    assert fake.sent_secrets() == []


TOKENS = {
    "no JSON": b"<html>",
    "no token": b"{}",
    "a list": b"[]",
    "a number": b'{"token": 7}',
    "a line break": b'{"token": "a\\r\\nX: y"}',
}


@pytest.mark.parametrize("body", TOKENS.values(), ids=TOKENS)
def test_invalid_tokens(fake, body):
    fake.answers["GET /v2/"] = challenge(f"http://{fake.host}/token", "Bearer")
    fake.answers["GET /token"] = lambda handler: handler.say(200, body)
    with pytest.raises(RepositoryError, match="returned no token"):
        registry(fake, ANN).ping()


def test_token_is_requested_once_per_scope(fake):
    fake.chart(WEB, "1.0.0")
    asked = []

    def give(handler) -> None:
        asked.append(handler.path)
        handler.say(200, b'{"access_token": "t"}')

    def guard(handler) -> None:
        if handler.headers.get("Authorization") == "Bearer t":
            fake.behave(handler, handler.path)
        else:
            realm = f"http://{fake.host}/token?x=1"
            handler.say(401, WWW_Authenticate=f'Bearer realm="{realm}",service="s p",scope="repository:web:pull"')

    fake.answers = {"*": guard, "GET /token": give}
    assert pull(fake, ANN) == WEB
    assert asked == ["/token?x=1&service=s+p&scope=repository%3Aweb%3Apull&account=ann"]


def test_an_identity_token_is_exchanged(fake):
    sent = []

    def give(handler) -> None:
        sent.append(handler.body)
        handler.say(200, b'{"access_token": "t"}')

    fake.answers["GET /v2/"] = challenge(f"http://{fake.host}/token", "Bearer")
    fake.answers["POST /token"] = give
    registry(fake, Credential(identity_token="i")).ping()
    assert b"grant_type=refresh_token" in sent[0]
    assert fake.sent_secrets() == ["Bearer t"]


def test_busy_registry_is_retried(fake):
    tries = []

    def busy(handler) -> None:
        tries.append(1)
        handler.say(503 if len(tries) < 3 else 200)

    fake.answers["GET /v2/"] = busy
    registry(fake).ping()
    assert len(tries) == 3


def long_body(handler) -> None:
    handler.say(200, b"x" * (len(WEB) + 1))


def short_body(handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(WEB)))
    handler.end_headers()
    handler.wfile.write(WEB[:10])


BLOBS = {
    "other bytes": (lambda handler: handler.say(200, b"x" * len(WEB)), "sent a different content"),
    "fewer bytes": (lambda handler: handler.say(200, WEB[:-1]), "sent a different content"),
    "more bytes": (long_body, "larger than the limit"),
    "cut off": (short_body, "the response was cut off"),
    "an error": (lambda handler: handler.say(500, b"{}"), "500"),
    "a circle": (lambda handler: handler.say(302, Location=handler.path), "redirects more than 10 times"),
    "a redirect to a file": (lambda handler: handler.say(302, Location="file:///etc/passwd"), "over 'file'"),
}


@pytest.mark.parametrize(("answer", "message"), BLOBS.values(), ids=BLOBS)
def test_refused_blobs(fake, answer, message):
    fake.chart(WEB, "1.0.0")
    fake.answers[f"GET /v2/web/blobs/{digest_of(WEB)}"] = answer
    with pytest.raises(RepositoryError, match=message):
        pull(fake)


LAYER = {"mediaType": CHART, "digest": digest_of(WEB), "size": len(WEB)}
MANIFESTS = {
    "no layers": ({"layers": None}, "not that of a chart"),
    "no layer of a chart": ({"layers": [{**LAYER, "mediaType": "text/plain"}]}, "not that of a chart"),
    "an image": ({"config": {"mediaType": "application/vnd.oci.image.config.v1+json"}}, "not that of a chart"),
    "a path for a digest": ({"layers": [{**LAYER, "digest": "sha256:../../x"}]}, "without a SHA-256 digest"),
    "another algorithm": ({"layers": [{**LAYER, "digest": "md5:00"}]}, "without a SHA-256 digest"),
    "no size": ({"layers": [{**LAYER, "size": None}]}, "without a size"),
    "a negative size": ({"layers": [{**LAYER, "size": -1}]}, "without a size"),
    "a huge size": ({"layers": [{**LAYER, "size": 1 << 40}]}, "larger than the limit of 1048576 bytes"),
    "an empty index": ({"manifests": []}, "none of the manifests"),
    "an index of itself": ({"manifests": [{"digest": f"sha256:{'0' * 64}", "size": 2}]}, "404"),
}


@pytest.mark.parametrize(("changes", "message"), MANIFESTS.values(), ids=MANIFESTS)
def test_refused_manifests(fake, changes, message):
    fake.chart(WEB, "1.0.0", **changes)
    with pytest.raises(RepositoryError, match=message):
        pull(fake)
    assert not any(path.endswith(f"blobs/{digest_of(WEB)}") for _method, path, _headers in fake.requests)


def test_manifest_does_not_match_its_digest(fake):
    fake.chart(WEB, "1.0.0")
    wrong = f"sha256:{'0' * 64}"
    fake.manifests[wrong] = fake.manifests["1.0.0"]
    with pytest.raises(RepositoryError, match="sent a different manifest"):
        get_chart(registry(fake), wrong)


def test_manifest_is_a_web_page(fake):
    fake.manifests["1.0.0"] = b"<html>"
    with pytest.raises(RepositoryError, match="is not that of an OCI registry"):
        pull(fake)


def test_manifest_is_too_large(fake):
    fake.manifests["1.0.0"] = b" " * (oci_registry.MANIFEST_LIMIT + 1)
    with pytest.raises(RepositoryError, match="larger than the limit"):
        pull(fake)


def test_an_index_with_a_chart_in_it(fake):
    fake.chart(WEB, "inner")
    inner = fake.manifests["inner"]
    index = {"schemaVersion": 2, "manifests": [{"digest": digest_of(inner), "size": len(inner)}]}
    fake.manifests["1.0.0"] = json.dumps(index).encode()
    assert pull(fake) == WEB


def test_pages_of_tags(fake):
    def page(handler) -> None:
        if "last=" in handler.path:
            handler.say(200, b'{"tags": ["1.1.0", "latest", "1.2.0_b.1"]}')
        else:
            handler.say(200, b'{"tags": ["1.0.0"]}', Link='</v2/web/tags/list?last=1.0.0>; rel="next"')

    fake.answers["GET /v2/web/tags/list"] = page
    assert registry(fake).tags() == ["1.0.0", "1.1.0", "latest", "1.2.0_b.1"]
    assert newest_tag(registry(fake), "") == "1.2.0+b.1"
    assert newest_tag(registry(fake), "<1.1") == "1.0.0"


def test_endless_pages_of_tags(fake, monkeypatch):
    monkeypatch.setattr(oci_registry, "_MAX_PAGES", 5)
    link = '</v2/web/tags/list?n=1>; rel="next"'
    fake.answers["GET /v2/web/tags/list"] = lambda handler: handler.say(200, b'{"tags": ["1.0.0"]}', Link=link)
    with pytest.raises(RepositoryError, match="more than"):
        registry(fake).tags()


def test_pages_of_tags_on_another_host(fake, other):
    link = f'<http://{other.host}/v2/web/tags/list>; rel="next"'
    fake.answers["GET /v2/web/tags/list"] = lambda handler: handler.say(200, b'{"tags": []}', Link=link)
    with pytest.raises(RepositoryError, match="on another host"):
        registry(fake).tags()
    assert other.requests == []


@pytest.mark.parametrize("body", [b"[]", b'{"tags": 7}', b'{"tags": [7]}', b"<html>"])
def test_invalid_tags(fake, body):
    fake.answers["GET /v2/web/tags/list"] = lambda handler: handler.say(200, body)
    with pytest.raises(RepositoryError):
        registry(fake).tags()


def test_upload_to_another_host_gets_no_password(fake, other):
    """Cloud storage accepts the blob at a presigned URL."""
    fake.answers["HEAD /v2/web/blobs/" + digest_of(b"x")] = challenge()
    fake.answers["HEAD /v2/web/blobs/" + digest_of(b"x")] = lambda handler: handler.say(
        404 if handler.headers.get("Authorization") else 401, WWW_Authenticate='Basic realm="r"'
    )
    place = f"http://{other.host}/v2/web/blobs/uploads/session"
    fake.answers["POST /v2/web/blobs/uploads/"] = lambda handler: handler.say(202, Location=place)
    assert registry(fake, ANN).push_blob(b"x")
    assert other.blobs == {digest_of(b"x"): b"x"}
    assert other.sent_secrets() == []
    assert set(fake.sent_secrets()) == {BASIC}


def test_registry_errors_are_sanitized(fake):
    body = json.dumps({"errors": [{"code": "DENIED", "message": "no\r\n\x1b[31mway"}]}).encode()
    fake.answers["*"] = lambda handler: handler.say(403, body)
    with pytest.raises(RepositoryError, match=r"403 Forbidden: no   \[31mway\. Log in") as caught:
        registry(fake).ping()
    assert str(caught.value).isprintable()


def test_name_and_version_from_metadata(fake):
    fake.chart(WEB, "9.9.9")
    asked = registry(fake)
    assert oci_chart.name_and_version(asked, get_chart(asked, "9.9.9")) == ("web", "9.9.9")
    fake.chart(WEB, "1.0.0", config={"mediaType": CONFIG, "digest": digest_of(b"[]"), "size": 2})
    fake.blobs[digest_of(b"[]")] = b"[]"
    with pytest.raises(RepositoryError, match="the metadata is not that of a chart"):
        oci_chart.name_and_version(asked, get_chart(asked, "1.0.0"))
