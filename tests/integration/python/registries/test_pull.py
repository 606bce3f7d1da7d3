# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulling charts that helm pushed: by tag, range and digest, when they exist already, and when they are invalid."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError, RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.chart_reference import ChartReference
from ansible_collections.coxswain.helm.plugins.module_utils.repository.pull import PullRequest, pull
from ansible_collections.coxswain.helm.plugins.module_utils.repository.resolve_chart import resolve_chart

from .conftest import USERS, pack

VERSIONS = ("1.0.0", "1.1.0", "1.2.0+build.3", "2.0.0-rc.1")


def fetch(user, served, ref, version="", **options):
    http_options = options.pop("http_options", served.http_options)
    check_mode = options.pop("check_mode", False)
    reference = ChartReference(ref, version, options.pop("repo_url", ""), http_options)
    said: list[str] = []
    options.setdefault("destination", str(user.home / "charts"))
    return pull(PullRequest(reference, **options), user.paths, said.append, check_mode=check_mode)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def pushed(user, registry, archive):
    """Push all versions of the chart ``web`` with Helm 4, and return the registry and the address of the folder."""
    served, remote = registry
    for version in VERSIONS:
        user.helm(4, "push", str(archive(version=version)), remote, *served.flags)
    return served, remote


CHOICES = {
    "the newest": ("", "1.2.0+build.3"),
    "a version": ("1.0.0", "1.0.0"),
    "a version with a plus sign": ("1.2.0+build.3", "1.2.0+build.3"),
    "a range": (">=1.0 <1.2", "1.1.0"),
    "a caret": ("^1", "1.2.0+build.3"),
    "with prereleases": (">0.0.0-0", "2.0.0-rc.1"),
}


@pytest.mark.parametrize(("wanted", "version"), CHOICES.values(), ids=CHOICES)
def test_versions(user, pushed, wanted, version):
    served, remote = pushed
    found = fetch(user, served, f"{remote}/web", wanted)
    assert found.chart.version == version
    assert Path(found.path).name == f"web-{version}.tgz"
    assert Path(found.path).read_bytes() == pack("web", version)
    # Helm selects the same one.
    user.helm(4, "pull", f"{remote}/web", *(("--version", wanted) if wanted else ()), *served.flags)
    assert (user.home / f"web-{version}.tgz").exists()


def test_tags_and_digests(user, pushed):
    served, remote = pushed
    tagged = fetch(user, served, f"{remote}/web:1.1.0")
    assert tagged.chart.version == "1.1.0"
    digest = tagged.located.manifest.digest
    shutil.rmtree(user.home / "charts")
    pinned = fetch(user, served, f"{remote}/web@{digest}")
    assert Path(pinned.path).name == "web-1.1.0.tgz"
    assert fetch(user, served, f"{remote}/web:1.1.0@{digest}", "1.1.0").changed is False
    with pytest.raises(RepositoryError, match="the digest is not that of version 1.0.0"):
        fetch(user, served, f"{remote}/web@{digest}", "1.0.0")
    with pytest.raises(RepositoryError, match=r"does not match the tag of the reference: 1\.0\.0 is not 1\.1\.0"):
        fetch(user, served, f"{remote}/web:1.1.0", "1.0.0")
    with pytest.raises(RepositoryError, match="404"):
        fetch(user, served, f"{remote}/web@sha256:{'0' * 64}")


def test_a_registry_as_the_repository(user, pushed):
    served, remote = pushed
    assert fetch(user, served, "web", "^1.0", repo_url=f"{remote}/").chart.version == "1.2.0+build.3"


@pytest.mark.parametrize("untar", [False, True], ids=["packed", "unpacked"])
def test_range_is_unchanged_until_a_newer_version_exists(user, pushed, archive, untar):
    served, remote = pushed
    first = fetch(user, served, f"{remote}/web", "^1", untar=untar)
    again = fetch(user, served, f"{remote}/web", "^1", untar=untar)
    assert (first.changed, again.changed) == (True, False)
    assert again.digest == first.digest
    user.helm(3, "push", str(archive(version="1.3.0")), remote, *served.flags)
    predicted = fetch(user, served, f"{remote}/web", "^1", untar=untar, check_mode=True)
    before = files(user.home / "charts")
    assert predicted.changed
    newer = fetch(user, served, f"{remote}/web", "^1", untar=untar)
    assert newer.changed
    assert newer.chart.version == "1.3.0"
    assert files(user.home / "charts") != before
    assert not fetch(user, served, f"{remote}/web", "^1", untar=untar).changed


def test_existing_chart_is_not_downloaded(user, pushed):
    served, remote = pushed
    fetch(user, served, f"{remote}/web", "1.0.0")
    shutil.rmtree(user.paths.content_cache)
    assert not fetch(user, served, f"{remote}/web", "1.0.0").changed
    assert not os.path.exists(user.paths.content_cache)


def test_check_mode_only_writes_the_cache(user, pushed):
    served, remote = pushed
    assert fetch(user, served, f"{remote}/web", "1.0.0", check_mode=True).changed
    assert not (user.home / "charts").exists()
    content = pack("web", "1.0.0")
    digest = hashlib.sha256(content).hexdigest()
    assert Path(user.paths.content_cache, digest[:2], f"{digest}.chart").read_bytes() == content


def test_unpacked_as_helm_does_it(user, pushed, version):
    served, remote = pushed
    found = fetch(user, served, f"{remote}/web", "1.0.0", untar=True, untar_dir="below")
    assert found.path == str(user.home / "charts" / "below" / "web")
    user.helm(version, "pull", f"{remote}/web", "--version", "1.0.0", "--untar", *served.flags)
    assert files(Path(found.path)) == files(user.home / "web")


def test_modified_folder(user, pushed):
    served, remote = pushed
    folder = Path(fetch(user, served, f"{remote}/web", "1.0.0", untar=True).path)
    (folder / "charts").mkdir()
    (folder / "charts" / "more.txt").write_text("mine")
    assert not fetch(user, served, f"{remote}/web", "1.0.0", untar=True).changed
    (folder / "templates" / "map.yaml").write_text("changed")
    with pytest.raises(ChartError, match="version 1.0.0 of the chart with different content.*Set force"):
        fetch(user, served, f"{remote}/web", "1.0.0", untar=True)
    assert (folder / "templates" / "map.yaml").read_text() == "changed"
    forced = fetch(user, served, f"{remote}/web", "1.0.0", untar=True, force=True)
    assert forced.changed
    assert list(forced.before) == ["templates/map.yaml"]
    assert [path.name for path in folder.parent.iterdir()] == ["web"]


def test_existing_other_content(user, pushed):
    served, remote = pushed
    folder = user.home / "charts" / "web"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ChartError, match="is not a folder of this chart"):
        fetch(user, served, f"{remote}/web", "1.0.0", untar=True, force=True)
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["password_registry", "token_registry", "tls_registry"])
def test_with_a_password(user, archive, request, version, name):
    served = request.getfixturevalue(name)
    path = archive(version=f"{version}.0.0")
    login = [flag for flag in served.flags if version == 4 or flag != "--plain-http"]
    if version == 3 and "--plain-http" in served.flags:
        login.append("--plain-http")
    user.helm(version, "registry", "login", served.host, "-u", "ann", "-p", USERS["ann"], *login)
    user.helm(version, "push", str(path), f"oci://{served.host}/pulled", *served.flags)
    # With helm's login, and with the task's password.
    reference = f"oci://{served.host}/pulled/web"
    assert fetch(user, served, reference, f"{version}.0.0").changed
    user.helm(version, "registry", "logout", served.host)
    with pytest.raises(RepositoryError, match="401 Unauthorized.*registry_auth"):
        fetch(user, served, reference, f"{version}.0.0")
    http_options = replace(served.http_options, username="ann", password=USERS["ann"])
    assert not fetch(user, served, reference, f"{version}.0.0", http_options=http_options).changed


def test_existing_chart_is_compared(user, pushed):
    served, remote = pushed
    content = pack("web", "1.1.0")
    digest = hashlib.sha256(content).hexdigest()
    blob = served.folder / "data/docker/registry/v2/blobs/sha256" / digest[:2] / digest / "data"
    blob.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    with pytest.raises(RepositoryError, match="sent a different content than requested"):
        fetch(user, served, f"{remote}/web", "1.1.0")
    assert not os.path.exists(user.paths.content_cache)
    assert not (user.home / "charts").exists()
    blob.write_bytes(content)


def test_an_unknown_version(user, pushed):
    served, remote = pushed
    with pytest.raises(RepositoryError, match=r"there is no version >=3; available: 2\.0\.0-rc\.1, 1\.2\.0\+build\.3"):
        fetch(user, served, f"{remote}/web", ">=3")
    with pytest.raises(RepositoryError, match="404.*Check the reference"):
        fetch(user, served, f"{remote}/none")


def test_resolve_charts_in_registries(user, pushed, tmp_path):
    """Charts for the other modules: by reference, and through an index that refers to a registry."""
    served, remote = pushed
    assert (
        resolve_chart(ChartReference(f"{remote}/web", "~1.0", http_options=served.http_options), user.paths).version
        == "1.0.0"
    )
    from tooling import chart_repository

    index = f"apiVersion: v1\nentries:\n  web:\n  - {{name: web, version: 1.1.0, urls: ['{remote}/web:1.1.0']}}\n"
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "index.yaml").write_text(index)
    with chart_repository.serve_folder(tmp_path / "static") as url:
        reference = ChartReference("web", "^1", repo_url=url, http_options=served.http_options)
        assert resolve_chart(reference, user.paths).version == "1.1.0"
