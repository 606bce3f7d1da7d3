# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that write charts and indexes: idempotence, check mode and diffs."""

from __future__ import annotations

import os

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError
from ansible_collections.coxswain.helm.plugins.module_utils.module import (
    chart_create,
    chart_dependency,
    chart_package,
    repository_index,
)


@pytest.fixture(autouse=True)
def user(monkeypatch, tmp_path):
    monkeypatch.setenv("HELM_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HELM_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def call(task):
    def run(work, **params):
        module = task(work.SPEC, **params)
        return work.run(module) | {"warnings": module.warnings}

    return run


@pytest.fixture
def chart(tmp_path):
    """A chart that depends on one in an adjacent directory."""
    for name, more in (("web", "dependencies: [{name: db, version: 1.x, repository: 'file://../db'}]\n"), ("db", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n{more}")
    return str(tmp_path / "web")


def tree(folder) -> list[str]:
    return sorted(os.path.join(path, name) for path, _folders, names in os.walk(folder) for name in names)


class TestCreate:
    def test_created_once(self, call, tmp_path):
        first = call(chart_create, name="web", path=str(tmp_path), check_mode=True, diff=True)
        assert first["changed"] is True
        assert first["diff"][0]["after"].startswith("apiVersion: v2")
        assert tree(tmp_path) == []
        second = call(chart_create, name="web", path=str(tmp_path))
        assert (second["changed"], second["files"]) == (True, first["files"])
        assert os.path.isdir(tmp_path / "web" / "charts")
        third = call(chart_create, name="web", path=str(tmp_path))
        assert (third["changed"], third["files"]) == (False, [])

    def test_modified_files_are_kept_unless_forced(self, call, tmp_path):
        call(chart_create, name="web", path=str(tmp_path))
        (tmp_path / "web" / "values.yaml").write_text("own: 1\n")
        (tmp_path / "web" / "own").write_text("x")
        assert call(chart_create, name="web", path=str(tmp_path))["changed"] is False
        forced = call(chart_create, name="web", path=str(tmp_path), force=True, diff=True)
        assert forced["files"] == ["values.yaml"]
        assert forced["diff"][0]["before"] == "own: 1\n"
        assert (tmp_path / "web" / "own").exists()
        assert call(chart_create, name="web", path=str(tmp_path), force=True)["changed"] is False

    def test_a_starter_by_name(self, call, tmp_path):
        folder = tmp_path / "data" / "starters" / "base"
        folder.mkdir(parents=True)
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: base\nversion: 1.0.0\n")
        call(chart_create, name="web", path=str(tmp_path), starter="base", chart_version="3.0.0")
        assert loader.load(tmp_path / "web").version == "3.0.0"

    def test_an_unknown_starter(self, call, tmp_path):
        with pytest.raises(ChartError, match="starter none: is neither a directory nor the name of a starter"):
            call(chart_create, name="web", path=str(tmp_path), starter="none")

    def test_a_file_at_the_path_of_the_chart(self, call, tmp_path):
        (tmp_path / "web").write_text("x")
        with pytest.raises(ChartError, match="exists and is not a directory"):
            call(chart_create, name="web", path=str(tmp_path))


class TestDependency:
    def test_update_and_build(self, call, chart, tmp_path):
        first = call(chart_dependency, path=chart, check_mode=True, diff=True)
        assert first["changed"] is True
        assert first["added"] == ["db-1.0.0.tgz"]
        assert [one["before"] for one in first["diff"]] == ["", ""]
        assert os.listdir(chart) == ["Chart.yaml"]
        second = call(chart_dependency, path=chart)
        assert second["dependencies"] == [{"name": "db", "version": "1.0.0", "repository": "file://../db"}]
        assert call(chart_dependency, path=chart)["changed"] is False
        assert call(chart_dependency, path=chart, operation="build")["changed"] is False
        (tmp_path / "db" / "Chart.yaml").write_text("apiVersion: v2\nname: db\nversion: 1.1.0\n")
        third = call(chart_dependency, path=chart, diff=True)
        assert (third["added"], third["removed"]) == (["db-1.1.0.tgz"], ["db-1.0.0.tgz"])
        assert third["diff"][0]["before"] == "db-1.0.0.tgz\n"
        assert "version: 1.0.0" in third["diff"][1]["before"]


class TestPackage:
    def test_packaged_once(self, call, chart, tmp_path):
        call(chart_dependency, path=chart)
        target = str(tmp_path / "out")
        first = call(chart_package, path=chart, destination=target, check_mode=True, diff=True)
        assert (first["changed"], first["path"]) == (True, os.path.join(target, "web-1.0.0.tgz"))
        assert "charts/db/Chart.yaml" in first["diff"]["after"]
        assert not os.path.exists(target)
        second = call(chart_package, path=chart, destination=target)
        assert second["digest"] == first["digest"]
        assert call(chart_package, path=chart, destination=target)["changed"] is False
        assert loader.load(second["path"]).dependencies[0].name == "db"

    def test_versions(self, call, tmp_path, chart):
        result = call(
            chart_package, path=str(tmp_path / "db"), destination=str(tmp_path), chart_version="2.0.0", app_version="7"
        )
        assert os.path.basename(result["path"]) == "db-2.0.0.tgz"
        assert (result["version"], result["app_version"]) == ("2.0.0", "7")
        assert loader.load(tmp_path / "db").version == "1.0.0"

    def test_a_missing_dependency(self, call, chart, tmp_path):
        with pytest.raises(ChartError, match="missing in charts/ directory: db"):
            call(chart_package, path=chart, destination=str(tmp_path))
        checked = call(chart_package, path=chart, destination=str(tmp_path), dependency_update=True, check_mode=True)
        assert (checked["changed"], os.listdir(chart)) == (True, ["Chart.yaml"])
        done = call(chart_package, path=chart, destination=str(tmp_path), dependency_update=True)
        assert done["digest"] == call(chart_package, path=chart, destination=str(tmp_path))["digest"]

    def test_an_archive_of_another_zlib_is_kept(self, call, tmp_path, chart):
        import gzip

        result = call(chart_package, path=str(tmp_path / "db"), destination=str(tmp_path))
        with open(result["path"], "rb") as stream:
            content = gzip.decompress(stream.read())
        with open(result["path"], "wb") as stream:
            stream.write(gzip.compress(content, 1))
        assert call(chart_package, path=str(tmp_path / "db"), destination=str(tmp_path))["changed"] is False

    def test_different_contents_are_a_change(self, call, tmp_path, chart):
        call(chart_package, path=str(tmp_path / "db"), destination=str(tmp_path))
        (tmp_path / "db" / "values.yaml").write_text("a: 1\n")
        assert call(chart_package, path=str(tmp_path / "db"), destination=str(tmp_path))["changed"] is True

    def test_a_missing_directory(self, call, tmp_path):
        with pytest.raises(ChartError, match="/none: is not a directory"):
            call(chart_package, path=str(tmp_path / "none"), destination=str(tmp_path))


def test_index(call, chart, tmp_path):
    target = tmp_path / "out"
    call(chart_package, path=str(tmp_path / "db"), destination=str(target))
    (target / "x.tgz").write_text("no chart")
    first = call(repository_index, path=str(target), url="https://h", check_mode=True, diff=True)
    assert (first["changed"], first["charts"], first["versions"]) == (True, 1, 1)
    assert "https://h/db-1.0.0.tgz" in first["diff"]["after"]
    assert "x.tgz" in first["warnings"][0]
    assert not (target / "index.yaml").exists()
    assert call(repository_index, path=str(target), url="https://h")["changed"] is True
    assert call(repository_index, path=str(target), url="https://h")["changed"] is False
