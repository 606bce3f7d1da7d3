# SPDX-License-Identifier: GPL-3.0-or-later
"""Pushing charts: the result is the same as helm's, and existing charts are not changed."""

from __future__ import annotations

import hashlib
import json
import urllib.request
from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from ansible_collections.coxswain.helm.plugins.module_utils.repository.push import PushRequest, push
from tooling import chart_museum

from .conftest import USERS, pack

RICH = """description: A <web> server & more
home: https://example.com
sources: [https://example.com/src, https://example.com/other]
keywords: [web]
appVersion: "2.0"
kubeVersion: ">=1.20"
deprecated: true
type: application
annotations:
  example.com/note: "1"
  org.opencontainers.image.title: not this
  org.opencontainers.image.source: but this
maintainers:
- {name: Ann, email: ann@example.com}
- {name: Bob}
"""


def send(path, remote, served=None, user=None, **options):
    http_options = options.pop("http_options", served.http_options if served else HttpOptions(timeout=20))
    check_mode = options.pop("check_mode", False)
    return push(PushRequest(str(path), remote, http_options, **options), user.paths, check_mode=check_mode)


def tags(served, remote, name="web"):
    folder = remote.partition("://")[2].partition("/")[2]
    try:
        with urllib.request.urlopen(f"http://{served.host}/v2/{folder}/{name}/tags/list") as answer:
            return sorted(json.load(answer)["tags"])
    except urllib.error.HTTPError as error:
        error.close()
        return []


@pytest.mark.parametrize("number", ["1.0.0", "1.0.0-rc.1", "1.2.3+build.7"])
def test_helm_pulls_what_was_pushed(user, registry, archive, version, number):
    served, remote = registry
    path = archive(version=number)
    pushed = send(path, remote, served, user)
    assert pushed.changed
    said = user.helm(version, "pull", f"{remote}/web", "--version", number, *served.flags)
    assert (user.home / f"web-{number}.tgz").read_bytes() == path.read_bytes()
    assert pushed.manifest_digest in said


def test_the_manifest_is_the_one_that_helm_makes(user, registry, archive, version):
    served, remote = registry
    path = archive(metadata=RICH)
    (path.parent / f"{path.name}.prov").write_bytes(b"signed")
    send(path, f"{remote}/ours", served, user)
    user.helm(version, "push", str(path), f"{remote}/theirs", *served.flags)
    found = []
    for owner in ("ours", "theirs"):
        folder = f"{remote}/{owner}".partition("://")[2].partition("/")[2]
        url = f"http://{served.host}/v2/{folder}/web/manifests/1.0.0"
        request = urllib.request.Request(url, headers={"Accept": "application/vnd.oci.image.manifest.v1+json"})
        with urllib.request.urlopen(request) as answer:
            found.append(answer.read())
    assert found[0] == found[1]


def test_existing_chart_is_not_changed(user, registry, archive):
    served, remote = registry
    path = archive()
    first = send(path, remote, served, user)
    again = send(path, remote, served, user)
    assert (first.changed, again.changed) == (True, False)
    assert again.manifest_digest == first.manifest_digest
    repacked = send(archive(mtime=1_000_000), remote, served, user)
    assert not repacked.changed
    assert repacked.digest == first.digest


def test_different_chart_with_the_same_version(user, registry, archive):
    served, remote = registry
    first = send(archive(), remote, served, user)
    other = archive(values__yaml="a: 1\n")
    with pytest.raises(RepositoryError, match="a different chart with this version exists.*set force") as caught:
        send(other, remote, served, user)
    assert first.digest in str(caught.value)
    forced = send(other, remote, served, user, force=True)
    assert forced.changed
    assert forced.before == first.digest
    assert not send(other, remote, served, user).changed


def test_a_signature_is_added_later(user, registry, archive, version):
    served, remote = registry
    path = archive()
    send(path, remote, served, user)
    (path.parent / f"{path.name}.prov").write_bytes(b"signed")
    assert send(path, remote, served, user).changed
    assert not send(path, remote, served, user).changed
    user.helm(version, "pull", f"{remote}/web", "--prov", *served.flags)
    assert (user.home / "web-1.0.0.tgz.prov").read_bytes() == b"signed"


def test_check_mode_pushes_nothing(user, registry, archive):
    served, remote = registry
    predicted = send(archive(), remote, served, user, check_mode=True)
    assert predicted.changed
    assert tags(served, remote) == []
    send(archive(), remote, served, user)
    assert not send(archive(), remote, served, user, check_mode=True).changed


@pytest.mark.parametrize("name", ["password_registry", "token_registry", "tls_registry"])
def test_with_a_password(user, archive, request, name):
    served = request.getfixturevalue(name)
    remote = f"oci://{served.host}/pushed"
    named = replace(served.http_options, username="ann", password=USERS["ann"])
    assert send(archive(), remote, served, user, http_options=named).changed
    assert not send(archive(), remote, served, user, http_options=named).changed
    for word in ("another-word", ""):
        with pytest.raises(RepositoryError, match=r"401 Unauthorized.*Log in with") as caught:
            send(archive(), remote, served, user, http_options=replace(named, password=word))
        assert "another-word" not in str(caught.value)


def test_existing_image(user, registry, archive):
    served, remote = registry
    send(archive(), remote, served, user)
    folder = remote.partition("://")[2].partition("/")[2]
    image = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []}
    content = b"{}"
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    base = f"http://{served.host}/v2/{folder}/web"
    post = urllib.request.Request(f"{base}/blobs/uploads/", data=b"", method="POST")
    with urllib.request.urlopen(post) as answer:
        place = answer.headers["Location"]
    put = urllib.request.Request(f"{place}&digest={digest}", data=content, method="PUT")
    put.add_header("Content-Type", "application/octet-stream")
    urllib.request.urlopen(put).close()
    image["config"] = {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest, "size": 2}
    put = urllib.request.Request(f"{base}/manifests/2.0.0", data=json.dumps(image).encode(), method="PUT")
    put.add_header("Content-Type", image["mediaType"])
    urllib.request.urlopen(put).close()
    with pytest.raises(RepositoryError, match="the manifest is not that of a chart"):
        send(archive(version="2.0.0"), remote, served, user)
    assert send(archive(version="2.0.0"), remote, served, user, force=True).changed


REFUSED = {
    "a folder": (lambda path: path.parent, "oci://h/a", "cannot push directory"),
    "no file": (lambda path: path.parent / "none.tgz", "oci://h/a", "there is no such file"),
    "a tag": (lambda path: path, "oci://h/a/web:1.0.0", "contains a tag or a digest"),
    "a digest": (lambda path: path, "oci://h/a@sha256:00", "contains a tag or a digest"),
    "a password in the address": (lambda path: path, "oci://ann:word@h/a", "contains a tag or a digest|user name"),
    "an unknown repository": (lambda path: path, "stable", "neither an address nor the name"),
    "another scheme": (lambda path: path, "ftp://h/a", "only http and https"),
}


@pytest.mark.parametrize(("of", "remote", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(user, archive, of, remote, message):
    from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError

    with pytest.raises(CoxswainError, match=message) as caught:
        send(of(archive()), remote, None, user)
    assert "word" not in str(caught.value)


@pytest.mark.parametrize("context", ["", "/museum"], ids=["at the top", "below a context path"])
def test_chartmuseum(user, archive, version, context):
    path = archive()
    with chart_museum.serve(context=context, users=USERS) as (url, museum):
        http_options = HttpOptions(username="ann", password=USERS["ann"], timeout=20)
        assert send(path, url, None, user, http_options=http_options, check_mode=True).changed
        assert museum.files == {}
        assert send(path, url, None, user, http_options=http_options).changed
        assert not send(path, url, None, user, http_options=http_options).changed
        assert not send(archive(mtime=7), url, None, user, http_options=http_options).changed
        assert museum.files == {"web-1.0.0.tgz": pack()}
        with pytest.raises(RepositoryError, match="a different chart with this version exists"):
            send(archive(values__yaml="a: 1\n"), url, None, user, http_options=http_options)
        assert send(archive(values__yaml="a: 1\n"), url, None, user, http_options=http_options, force=True).changed
        with pytest.raises(RepositoryError, match="401"):
            send(path, url, None, user, http_options=replace(http_options, password="no"))
        user.helm(version, "repo", "add", "museum", url, "--username", "ann", "--password", USERS["ann"])
        signed = archive(version="1.1.0")
        (signed.parent / f"{signed.name}.prov").write_bytes(b"signed")
        # With the repository and password that helm stored.
        assert send(signed, "museum", None, user).changed
        user.helm(version, "repo", "update")
        user.helm(version, "pull", "museum/web", "--version", "1.1.0")
        assert (user.home / "web-1.1.0.tgz").read_bytes() == signed.read_bytes()
        assert museum.files["web-1.1.0.tgz.prov"] == b"signed"


def test_signature_for_existing_chart_in_chartmuseum(user, archive):
    path = archive()
    beside = path.parent / f"{path.name}.prov"
    with chart_museum.serve(context="/museum") as (url, museum):
        assert send(path, url, None, user).changed
        assert not send(path, url, None, user).changed
        for signature in (b"name: web\nversion: 1.0.0\none", b"name: web\nversion: 1.0.0\nother"):
            beside.write_bytes(signature)
            assert send(path, url, None, user, check_mode=True).changed
            assert museum.files.get("web-1.0.0.tgz.prov") != signature
            assert send(path, url, None, user).changed
            assert museum.files["web-1.0.0.tgz.prov"] == signature
            assert not send(path, url, None, user).changed
        beside.unlink()
        assert not send(path, url, None, user).changed
        # It is not valid for a different archive, even with the same files.
        beside.write_bytes(b"name: web\nversion: 1.0.0\nthird")
        again = archive(mtime=7)
        assert not send(again, url, None, user).changed
        assert museum.files["web-1.0.0.tgz.prov"].endswith(b"other")


def test_repository_that_does_not_accept_charts(user, archive, tmp_path):
    from tooling import chart_repository

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "index.yaml").write_text("apiVersion: v1\nentries: {}\n")
    with chart_repository.serve_folder(tmp_path / "static") as url, pytest.raises(RepositoryError, match="ChartMuseum"):
        send(archive(), url, None, user)
