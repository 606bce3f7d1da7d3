# SPDX-License-Identifier: GPL-3.0-or-later
"""Indexes: valid ones, and the selected versions, which are those of helm 4.3.1."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.index import Index, is_range

VERSIONS = ["1.2.3", "0.9.0", "2.0.0-rc.1", "1.10.0", "1.2.10", "v1.3.0", "1.10.0+build.5"]


def parse(build_index, *versions, **row):
    return Index.parse(build_index(*({"name": "a", "version": version, **row} for version in versions)), "source")


CHOICES = {
    "the newest that is no prerelease": ("", "1.10.0"),
    "an exact version": ("1.2.3", "1.2.3"),
    "an exact prerelease": ("2.0.0-rc.1", "2.0.0-rc.1"),
    "exact with its letter": ("v1.3.0", "v1.3.0"),
    "without the letter it is a constraint": ("1.3.0", "v1.3.0"),
    "a caret": ("^1.2", "1.10.0"),
    "a tilde": ("~1.2.3", "1.2.10"),
    "a minor version means all of it": ("1.2", "1.2.10"),
    "bounds": (">=1.0 <1.3", "1.2.10"),
    "prereleases when asked for": (">0.0.0-0", "2.0.0-rc.1"),
    "alternatives": ("3.x || 0.9.x", "0.9.0"),
}


@pytest.mark.parametrize(("wanted", "chosen"), CHOICES.values(), ids=CHOICES)
def test_selection(build_index, wanted, chosen):
    assert parse(build_index, *VERSIONS).get("a", wanted).version == chosen


ABSENT = {
    "no such chart": ("b", "", "chart 'b' is not in the repository"),
    "no such version": ("a", "9.9.9", "chart 'a' has no version 9.9.9; available: 2.0.0-rc.1, 1.10.0"),
    "a version that is none": ("a", "one", "'one' is neither a version nor a version constraint"),
}


@pytest.mark.parametrize(("name", "version", "message"), ABSENT.values(), ids=ABSENT)
def test_absent(build_index, name, version, message):
    with pytest.raises(RepositoryError, match=message):
        parse(build_index, *VERSIONS).get(name, version)


def test_only_prereleases(build_index):
    with pytest.raises(RepositoryError, match="are prereleases: 1.0.0-b, 1.0.0-a.*chart_version"):
        parse(build_index, "1.0.0-a", "1.0.0-b").get("a")


NO_INDEX = {
    "empty": (b"", "the index is empty"),
    "blank": (b" \n\n", "the index is empty"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page"),
    "a web page in capitals behind blanks": (b"\n  <HTML>", "is a web page"),
    "text": (b"not found", "not the index"),
    "a list": (b"- a\n- b\n", "not the index"),
    "broken YAML": (b"apiVersion: v1\nentries: {a: [\n", "is not YAML"),
    "no apiVersion": (b"entries: {}\n", "has no apiVersion"),
    "entries that are a list": (b"apiVersion: v1\nentries: [a]\n", "not a map"),
    "bytes": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "the index"),
}


@pytest.mark.parametrize(("content", "message"), NO_INDEX.values(), ids=NO_INDEX)
def test_invalid_index(content, message):
    with pytest.raises(RepositoryError, match=message) as caught:
        Index.parse(content, "https://h/charts")
    assert str(caught.value).startswith("https://h/charts: ")
    assert "index.yaml" in str(caught.value)


def test_json_is_read():
    index = Index.parse(b'{"apiVersion":"v1","entries":{"a":[{"name":"a","version":"1.0.0","urls":["a.tgz"]}]}}', "s")
    assert index.get("a").urls == ("a.tgz",)


SKIPPED = {
    "no version": "{name: a}",
    "no name": "{version: 1.0.0}",
    "a version that is none": "{name: a, version: one}",
    "null": "null",
    "text": "text",
}


@pytest.mark.parametrize("row", SKIPPED.values(), ids=SKIPPED)
def test_skipped_entries(row):
    content = f"apiVersion: v1\nentries:\n  a:\n  - {row}\n  - {{name: a, version: 0.1.0}}\n".encode()
    index = Index.parse(content, "s")
    assert [entry.version for entry in index.versions("a")] == ["0.1.0"]


DIGESTS = {
    "plain": ("a" * 64, "a" * 64),
    "with its algorithm": ("sha256:" + "b" * 64, "b" * 64),
    "capitals": ("C" * 64, "c" * 64),
    "too short counts as none": ("d" * 63, ""),
    "a path counts as none": ("../../etc/passwd", ""),
}


@pytest.mark.parametrize(("given", "read"), DIGESTS.values(), ids=DIGESTS)
def test_digest(build_index, given, read):
    assert parse(build_index, "1.0.0", digest=given).get("a").digest == read


def test_no_entries():
    assert Index.parse(b"apiVersion: v1\nentries:\n", "s").names() == []


@pytest.mark.parametrize("version", ["^1", "~1.2", ">=1 <2", "1.x", "1.X.0", "*", "1 - 2", "1 || 2", "!=1"])
def test_ranges(version):
    assert is_range(version)


@pytest.mark.parametrize("version", ["1", "1.2", "1.2.3", "1.2.3-x.1", "1.2.3+x"])
def test_no_ranges(version):
    assert not is_range(version)
