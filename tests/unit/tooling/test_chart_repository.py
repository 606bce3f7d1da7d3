# SPDX-License-Identifier: GPL-3.0-or-later
"""Pack charts into a repository and serve it."""

from __future__ import annotations

import hashlib
import io
import tarfile
import urllib.request

import pytest
import yaml
from tooling import chart_repository


@pytest.fixture
def charts(tmp_path):
    for name, version in (("one", "1.0.0"), ("two", "0.2.0")):
        folder = tmp_path / "charts" / name
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: {version}\n")
        (folder / "templates" / "empty.yaml").write_text("")
    return tmp_path / "charts"


def test_the_index_lists_every_chart_with_its_digest(charts, tmp_path):
    chart_repository.pack(charts, tmp_path)
    index = yaml.safe_load((tmp_path / "index.yaml").read_text())
    assert sorted(index["entries"]) == ["one", "two"]
    [entry] = index["entries"]["two"]
    assert entry["version"] == "0.2.0"
    assert entry["urls"] == ["two-0.2.0.tgz"]
    assert entry["digest"] == hashlib.sha256((tmp_path / "two-0.2.0.tgz").read_bytes()).hexdigest()


def test_the_folder_in_an_archive_has_the_name_of_the_chart(charts, tmp_path):
    chart_repository.pack(charts, tmp_path)
    with tarfile.open(tmp_path / "one-1.0.0.tgz") as archive:
        assert archive.getnames() == ["one/Chart.yaml", "one/templates/empty.yaml"]


def test_the_same_chart_is_the_same_bytes(charts, tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        chart_repository.pack(charts, tmp_path / name)
    first, second = ((tmp_path / name / "one-1.0.0.tgz").read_bytes() for name in ("first", "second"))
    assert first == second


def test_the_repository_is_served_on_the_loopback_interface(charts):
    with chart_repository.serve(charts) as url:
        assert url.startswith("http://127.0.0.1:")
        with (
            urllib.request.urlopen(f"{url}/one-1.0.0.tgz", timeout=10) as answer,
            tarfile.open(fileobj=io.BytesIO(answer.read())) as archive,
        ):
            assert "one/Chart.yaml" in archive.getnames()
