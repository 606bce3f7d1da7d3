# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolving references to charts."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError, RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import manage_repositories
from ansible_collections.coxswain.helm.plugins.module_utils.repository.chart_reference import ChartReference
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry
from ansible_collections.coxswain.helm.plugins.module_utils.repository.resolve_chart import resolve_chart


@pytest.fixture
def added(server, paths):
    """Add a repository ``stable`` with three versions of the chart ``a``."""
    server.chart("a", "1.0.0", "1.1.0", "2.0.0-rc.1")
    manage_repositories.ensure_repository(RepositoryEntry("stable", f"{server.url}/charts"), paths)
    return server


def version_of(paths, ref, **options):
    return resolve_chart(ChartReference(ref, **options), paths).version


def test_folder(tmp_path, paths):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "Chart.yaml").write_text("apiVersion: v2\nname: a\nversion: 3.0.0\n")
    assert version_of(paths, str(tmp_path / "a")) == "3.0.0"


def test_archive(tmp_path, paths, build_archive):
    (tmp_path / "a.tgz").write_bytes(build_archive("a", "3.1.0"))
    assert version_of(paths, str(tmp_path / "a.tgz")) == "3.1.0"


def test_path_takes_precedence_over_repository(tmp_path, paths, added, monkeypatch):
    (tmp_path / "stable" / "a").mkdir(parents=True)
    (tmp_path / "stable" / "a" / "Chart.yaml").write_text("apiVersion: v2\nname: a\nversion: 9.0.0\n")
    monkeypatch.chdir(tmp_path)
    assert version_of(paths, "stable/a") == "9.0.0"


def test_warning_about_version_of_a_folder(tmp_path, paths):
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: a\nversion: 3.0.0\n")
    said = []
    resolve_chart(ChartReference(str(tmp_path), version="1.0.0"), paths, said.append)
    assert len(said) == 1
    assert "is version 3.0.0" in said[0]


def test_repository(paths, added):
    assert version_of(paths, "stable/a") == "1.1.0"
    assert version_of(paths, "stable/a", version="1.0.0") == "1.0.0"
    assert version_of(paths, "stable/a", version=">0-0") == "2.0.0-rc.1"


def test_an_archive_is_downloaded_once(paths, added):
    for _ in range(3):
        version_of(paths, "stable/a", version="1.0.0")
    assert added.asked("/charts/a-1.0.0.tgz") == 1
    assert added.asked("/charts/index.yaml") == 1


def test_cached_archive_with_wrong_digest_is_downloaded_again(paths, added):
    version_of(paths, "stable/a", version="1.0.0")
    for folder, _folders, names in os.walk(paths.content_cache):
        for name in names:
            with open(os.path.join(folder, name), "wb") as stream:
                stream.write(b"broken")
    assert version_of(paths, "stable/a", version="1.0.0") == "1.0.0"
    assert added.asked("/charts/a-1.0.0.tgz") == 2


def test_chart_missing_in_cached_index_is_looked_up(paths, added):
    added.chart("a", "1.0.0", "1.2.0")
    assert version_of(paths, "stable/a") == "1.1.0"
    assert version_of(paths, "stable/a", version="1.2.0") == "1.2.0"


def test_refresh(paths, added):
    added.chart("a", "1.0.0", "1.2.0")
    assert version_of(paths, "stable/a", refresh=True) == "1.2.0"


@pytest.mark.parametrize("content", [None, b"<html>"], ids=["missing", "broken"])
def test_unusable_cached_index_is_replaced(paths, added, content):
    path = paths.index_file("stable")
    if content is None:
        os.unlink(path)
    else:
        with open(path, "wb") as stream:
            stream.write(content)
    assert version_of(paths, "stable/a") == "1.1.0"


def test_warning_about_closest_version(paths, added):
    said = []
    chart = resolve_chart(ChartReference("stable/a", version="1.1"), paths, said.append)
    assert chart.version == "1.1.0"
    assert "using the closest one, 1.1.0" in said[0]


def test_repo_url(paths, server):
    server.chart("a", "1.0.0", "1.1.0")
    assert version_of(paths, "a", repo_url=f"{server.url}/charts") == "1.1.0"
    assert version_of(paths, "a", repo_url=f"{server.url}/charts/", version="1.0.0") == "1.0.0"


def test_url(paths, server, build_archive):
    server.page("/any/a.tgz", build_archive("a", "4.0.0"))
    assert version_of(paths, f"{server.url}/any/a.tgz") == "4.0.0"


def test_url_with_the_credentials_of_its_repository(paths, added):
    entry = RepositoryEntry("stable", f"{added.url}/charts", "u", "p")
    manage_repositories.ensure_repository(entry, paths)
    version_of(paths, f"{added.url}/charts/a-1.0.0.tgz")
    assert added.requests[-1][1]["authorization"].startswith("Basic ")
    added.page("/elsewhere/a.tgz", added.pages["/charts/a-1.0.0.tgz"][2])
    version_of(paths, f"{added.url}/elsewhere/a.tgz")
    assert "authorization" not in added.requests[-1][1]


def test_index_with_charts_on_another_host(paths, server, other_server, build_archive, build_index):
    other_server.page("/a.tgz", build_archive("a", "1.0.0"))
    server.page(
        "/charts/index.yaml", build_index({"name": "a", "version": "1.0.0", "urls": f"[{other_server.url}/a.tgz]"})
    )
    http_options = HttpOptions(username="u", password="p")
    repo_url = f"{server.url}/charts"
    assert version_of(paths, "a", repo_url=repo_url, http_options=http_options) == "1.0.0"
    assert "authorization" not in other_server.requests[-1][1]
    version_of(paths, "a", repo_url=repo_url, http_options=replace(http_options, pass_credentials=True))
    assert "authorization" in other_server.requests[-1][1]


def test_wrong_digest(paths, server, build_archive):
    server.chart("a", "1.0.0")
    server.page("/charts/a-1.0.0.tgz", build_archive("a", "1.0.0", README="other"))
    with pytest.raises(RepositoryError, match="does not match the index: its SHA-256 is not"):
        version_of(paths, "a", repo_url=f"{server.url}/charts")
    assert not os.path.exists(paths.content_cache)


def test_file_url_in_an_index(paths, server, build_index):
    server.page("/charts/index.yaml", build_index({"name": "a", "version": "1.0.0", "urls": "['file:///etc/passwd']"}))
    with pytest.raises(RepositoryError, match="cannot be fetched over 'file'"):
        version_of(paths, "a", repo_url=f"{server.url}/charts")


def test_no_url_in_an_index(paths, server, build_index):
    server.page("/charts/index.yaml", build_index({"name": "a", "version": "1.0.0"}))
    with pytest.raises(RepositoryError, match="chart a 1.0.0 has no URL"):
        version_of(paths, "a", repo_url=f"{server.url}/charts")


ERRORS = {
    "a path that is missing": ("/none/a", {}, ChartError, "/none/a: there is no such folder or archive"),
    "a relative path that is missing": ("./none", {}, ChartError, "./none: there is no such folder or archive"),
    "a bare name": ("mysql", {}, ChartError, "neither a folder or archive .* nor REPOSITORY/CHART"),
    "an unknown repository": (
        "incubator/a",
        {},
        RepositoryError,
        r"there is no repository 'incubator' \(known: stable\).*coxswain.helm.repository",
    ),
    "an unknown chart": ("stable/b", {}, RepositoryError, "chart 'b' is not in the repository"),
    "an unknown version": (
        "stable/a",
        {"version": "7.7.7"},
        RepositoryError,
        "no version 7.7.7; available: 2.0.0-rc.1",
    ),
    "a version that is none": ("stable/a", {"version": "latest"}, RepositoryError, "'latest' is neither a version"),
    "a registry that is not there": ("oci://127.0.0.1:9/charts/a", {}, RepositoryError, "v2/charts/a/.*be reached"),
    "a repository in a registry that is not there": (
        "a",
        {"repo_url": "oci://127.0.0.1:9/charts/"},
        RepositoryError,
        "v2/charts/a/.*be reached",
    ),
    "a registry's path that is none": (
        "oci://h/Charts/a",
        {},
        RepositoryError,
        "'Charts/a' is not a valid repository name",
    ),
    "another scheme": ("s3://bucket/a.tgz", {}, RepositoryError, "cannot be fetched over 's3'"),
    "nothing": (" ", {}, ChartError, "chart_ref: is empty"),
}


@pytest.mark.parametrize(("ref", "options", "kind", "message"), ERRORS.values(), ids=ERRORS)
def test_errors(paths, added, ref, options, kind, message):
    with pytest.raises(kind, match=message):
        version_of(paths, ref, **options)


def test_error_names_folder_that_is_not_a_chart(paths, tmp_path):
    with pytest.raises(ChartError, match=f"^{tmp_path}: Chart.yaml file is missing"):
        version_of(paths, str(tmp_path))


def test_error_names_invalid_archive(paths, server):
    server.page("/a.tgz", b"<html>")
    with pytest.raises(ChartError, match="a.tgz"):
        version_of(paths, f"{server.url}/a.tgz")


def test_an_unreachable_repository(paths, added):
    added.close()
    with pytest.raises(RepositoryError, match=r"/charts/index.yaml: cannot be reached: Connection refused"):
        version_of(paths, "stable/a", refresh=True)
