# SPDX-License-Identifier: GPL-3.0-or-later
"""Building the index of a folder: its entries, and what is kept when it is rebuilt."""

from __future__ import annotations

import hashlib
import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import index_build
from ansible_collections.coxswain.helm.plugins.module_utils.repository.index import Index
from ansible_collections.coxswain.helm.plugins.module_utils.repository.index_build import build_index


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Return a different time with every call."""
    moments = iter(range(1000))
    monkeypatch.setattr(index_build, "rfc3339_now", lambda: f"2026-01-01T00:00:00.{next(moments):03d}Z")


@pytest.fixture
def put(tmp_path, build_archive):
    def run(name, version, folder="", **files):
        path = tmp_path / folder / f"{name}-{version}.tgz"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(build_archive(name, version, **files))
        return path

    return run


def made(folder, *args, **options):
    built = build_index(str(folder), *args, **options)
    (folder / "index.yaml").write_bytes(built.after)
    return built, yaml_in.decode(built.after.decode())


def test_index_entries(put, tmp_path):
    path = put("a", "1.0.0")
    put("a", "1.10.0")
    put("b", "0.1.0", "sub")
    (tmp_path / "notes.tgz").write_text("no chart")
    built, document = made(tmp_path)
    assert (built.charts, built.versions) == (2, 3)
    assert [row["version"] for row in document["entries"]["a"]] == ["1.10.0", "1.0.0"]
    assert document["entries"]["a"][1] == {
        "apiVersion": "v2",
        "created": document["entries"]["a"][1]["created"],
        "digest": hashlib.sha256(path.read_bytes()).hexdigest(),
        "name": "a",
        "urls": ["a-1.0.0.tgz"],
        "version": "1.0.0",
    }
    assert document["entries"]["b"][0]["urls"] == ["sub/b-0.1.0.tgz"]
    assert "notes.tgz is skipped" in built.warnings[0]
    assert Index.parse(built.after, "i").get("a").version == "1.10.0"


def test_second_run_is_no_change(put, tmp_path):
    put("a", "1.0.0")
    assert made(tmp_path)[0].changed
    assert not build_index(str(tmp_path)).changed


def test_timestamps_are_kept(put, tmp_path):
    put("a", "1.0.0")
    put("b", "1.0.0")
    _built, first = made(tmp_path)
    put("a", "2.0.0")
    put("b", "1.0.0", README__md="another one")
    built, second = made(tmp_path)
    assert built.changed
    assert second["entries"]["a"][1] == first["entries"]["a"][0]
    assert second["entries"]["b"][0]["created"] != first["entries"]["b"][0]["created"]
    assert second["generated"] != first["generated"]


def test_deleted_archive_is_removed_from_the_index(put, tmp_path):
    put("a", "1.0.0")
    gone = put("b", "1.0.0")
    made(tmp_path)
    gone.unlink()
    assert list(made(tmp_path)[1]["entries"]) == ["a"]


@pytest.mark.parametrize("url", ["https://h/charts", "https://h/charts/"])
def test_addresses(put, tmp_path, url):
    put("a", "1.0.0")
    put("b", "1.0.0", "sub")
    _built, document = made(tmp_path, url)
    assert document["entries"]["a"][0]["urls"] == ["https://h/charts/a-1.0.0.tgz"]
    assert document["entries"]["b"][0]["urls"] == ["https://h/charts/sub/b-1.0.0.tgz"]


def test_merged_index_entries(put, tmp_path):
    put("a", "1.0.0")
    other = tmp_path / "published.yaml"
    other.write_text(
        "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0, urls: [old.tgz], digest: x}\n"
        "  - {name: a, version: 0.9.0, urls: [older.tgz], created: c}\n  z:\n  - {name: z, version: 1.0.0, urls: [z]}\n"
    )
    _built, document = made(tmp_path, "", str(other))
    assert [row["urls"][0] for row in document["entries"]["a"]] == ["a-1.0.0.tgz", "older.tgz"]
    assert list(document["entries"]) == ["a", "z"]
    assert not build_index(str(tmp_path), "", str(other)).changed
    assert not made(tmp_path, "", str(tmp_path / "none.yaml"))[1]["entries"].get("z")


def test_json(put, tmp_path):
    put("a", "1.0.0")
    built, _document = made(tmp_path, as_json=True)
    assert json.loads(built.after)["entries"]["a"][0]["name"] == "a"
    assert not build_index(str(tmp_path), as_json=True).changed
    assert build_index(str(tmp_path)).changed


def test_the_same_version_twice(put, tmp_path):
    put("a", "1.0.0")
    put("a", "1.0.0", "sub")
    built, document = made(tmp_path)
    assert len(document["entries"]["a"]) == 1
    assert built.warnings == ("sub/a-1.0.0.tgz is skipped because a-1.0.0.tgz is a 1.0.0 as well",)


def test_invalid_index_is_replaced(put, tmp_path):
    put("a", "1.0.0")
    (tmp_path / "index.yaml").write_text("<html>")
    built, _document = made(tmp_path)
    assert built.changed
    assert "cannot be read and is replaced" in built.warnings[0]


@pytest.mark.parametrize(
    ("folder", "url", "merge", "message"),
    [
        ("none", "", "", "there is no such folder"),
        ("", "ftp://h", "", "only http and https"),
        ("", "", "broken.yaml", "web page"),
    ],
    ids=["no folder", "url", "merge"],
)
def test_errors(tmp_path, folder, url, merge, message):
    (tmp_path / "broken.yaml").write_text("<html>")
    with pytest.raises(RepositoryError, match=message):
        build_index(str(tmp_path / folder), url, str(tmp_path / merge) if merge else "")
