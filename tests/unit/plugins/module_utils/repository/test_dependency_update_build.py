# SPDX-License-Identifier: GPL-3.0-or-later
"""Updating and building dependencies: selected versions, downloads, deletions and lock files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in, yaml_out
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError, CoxswainError, RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import (
    dependency_update_build,
    manage_repositories,
)
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry


@pytest.fixture
def sources(paths):
    return dependency_update_build.DependencySources(paths)


@pytest.fixture
def make(tmp_path):
    """Return a function that creates the folder of a chart with dependencies."""

    def made(*dependencies: dict, api: str = "v2", name: str = "parent", **files: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        chart = {"apiVersion": api, "name": name, "version": "0.1.0"}
        rows = {"dependencies": list(dependencies)}
        (folder / "Chart.yaml").write_text(yaml_out.marshal(chart | (rows if api == "v2" and dependencies else {})))
        if api == "v1":
            (folder / "requirements.yaml").write_text(yaml_out.marshal(rows))
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return str(folder)

    return made


def charts(folder: str) -> list[str]:
    path = os.path.join(folder, "charts")
    return sorted(os.listdir(path)) if os.path.isdir(path) else []


def done(plan: dependency_update_build.DependencyPlan) -> dependency_update_build.DependencyPlan:
    plan.apply()
    return plan


def row(server, name="a", version="^1", **more):
    return {"name": name, "version": version, "repository": f"{server.url}/charts", **more}


class TestUpdate:
    def test_newest_matching_version_is_downloaded_and_locked(self, make, server, sources):
        server.chart("a", "1.0.0", "1.2.0", "2.0.0")
        folder = make(row(server))
        plan = done(dependency_update_build.update(folder, sources))
        assert charts(folder) == ["a-1.2.0.tgz"]
        document = yaml_in.decode(Path(folder, "Chart.lock").read_text())
        assert document["dependencies"] == [{"name": "a", "repository": f"{server.url}/charts", "version": "1.2.0"}]
        assert plan.changed
        assert loader.load(folder).dependencies[0].version == "1.2.0"

    def test_second_run_is_no_change(self, make, server, sources):
        server.chart("a", "1.0.0")
        folder = make(row(server))
        done(dependency_update_build.update(folder, sources))
        lock = Path(folder, "Chart.lock").read_text()
        plan = dependency_update_build.update(folder, sources)
        assert not plan.changed
        done(plan)
        assert Path(folder, "Chart.lock").read_text() == lock
        assert server.asked("/charts/a-1.0.0.tgz") == 1

    def test_newer_version_replaces_older_one(self, make, server, sources):
        server.chart("a", "1.0.0")
        folder = make(row(server))
        done(dependency_update_build.update(folder, sources))
        server.chart("a", "1.0.0", "1.1.0")
        plan = done(dependency_update_build.update(folder, sources))
        assert (plan.new, plan.outdated) == (("a-1.1.0.tgz",), ("a-1.0.0.tgz",))
        assert charts(folder) == ["a-1.1.0.tgz"]

    def test_plan_writes_nothing_and_returns_the_resulting_chart(self, make, server, sources):
        server.chart("a", "1.0.0")
        folder = make(row(server))
        chart = dependency_update_build.update(folder, sources).chart()
        assert [one.name for one in chart.dependencies] == ["a"]
        assert sorted(os.listdir(folder)) == ["Chart.yaml"]

    def test_index_is_requested_once_per_repository(self, make, server, sources):
        server.chart("a", "1.0.0", "1.1.0")
        folder = make(row(server, alias="x"), row(server, alias="y"), row(server, version="1.0.0", alias="z"))
        done(dependency_update_build.update(folder, sources))
        assert server.asked("/charts/index.yaml") == 1
        assert charts(folder) == ["a-1.0.0.tgz", "a-1.1.0.tgz"]
        # The name that helm uses for the index of an unlisted repository.
        name = "helm-manager-" + hashlib.sha256(f"{server.url}/charts".encode()).hexdigest()
        assert os.path.exists(sources.paths.index_file(name))

    @pytest.mark.parametrize("reference", ["@mine", "alias:mine"])
    def test_a_repository_by_name(self, make, server, sources, reference):
        server.chart("a", "1.0.0")
        manage_repositories.ensure_repository(RepositoryEntry("mine", f"{server.url}/charts", "u", "p"), sources.paths)
        folder = make({"name": "a", "version": "1.0.0", "repository": reference})
        plan = done(dependency_update_build.update(folder, sources))
        assert plan.locked[0].repository == f"{server.url}/charts"
        assert server.requests[-1][1]["authorization"].startswith("Basic ")
        assert not dependency_update_build.build(folder, sources).changed

    def test_a_folder(self, make, sources, tmp_path):
        make(name="sub")
        folder = make({"name": "sub", "version": ">=0.1.0", "repository": "file://../sub"})
        done(dependency_update_build.update(folder, sources))
        assert charts(folder) == ["sub-0.1.0.tgz"]
        assert not dependency_update_build.update(folder, sources).changed
        Path(tmp_path, "sub", "new").write_text("x")
        assert dependency_update_build.update(folder, sources).new == ("sub-0.1.0.tgz",)

    def test_dependency_in_charts_folder(self, make, sources):
        folder = make(
            {"name": "own", "version": "1.x", "repository": ""},
            **{"charts/own/Chart.yaml": "apiVersion: v2\nname: own\nversion: 1.0.0\n"},
        )
        done(dependency_update_build.update(folder, sources))
        assert charts(folder) == ["own"]
        assert yaml_in.decode(Path(folder, "Chart.lock").read_text())["dependencies"][0]["version"] == "1.x"

    def test_no_dependencies_is_no_change(self, make, sources):
        folder = make(**{"charts/x.tgz": "left alone"})
        assert not dependency_update_build.update(folder, sources).changed
        assert charts(folder) == ["x.tgz"]

    def test_other_files_are_kept_with_a_warning(self, make, server, paths):
        server.chart("a", "1.0.0")
        said: list[str] = []
        folder = make(row(server), **{"charts/x.tgz": "no archive", "charts/notes.txt": "x"})
        done(dependency_update_build.update(folder, dependency_update_build.DependencySources(paths, warn=said.append)))
        assert charts(folder) == ["a-1.0.0.tgz", "notes.txt", "x.tgz"]
        assert "charts/x.tgz is not a chart and is kept" in said[0]

    def test_requirements(self, make, server, sources, paths):
        server.chart("a", "1.0.0")
        folder = make(row(server), api="v1")
        done(dependency_update_build.update(folder, sources))
        first = yaml_in.decode(Path(folder, "requirements.lock").read_text())["digest"]
        assert not dependency_update_build.update(folder, sources).changed
        done(dependency_update_build.update(folder, dependency_update_build.DependencySources(paths, helm2_lock=True)))
        second = yaml_in.decode(Path(folder, "requirements.lock").read_text())["digest"]
        assert second == dependency_update_build.chart_lock.helm2_digest(loader.load(folder).declared) != first
        assert not dependency_update_build.build(folder, sources).changed

    def test_credentials_are_not_sent_to_unlisted_repositories(self, make, server, paths):
        server.chart("a", "1.0.0")
        http_options = HttpOptions(username="u", password="p", token="t", cert_file="/c", key_file="/k")
        folder = make(row(server))
        dependency_update_build.update(folder, dependency_update_build.DependencySources(paths, http_options))
        assert not [headers for _path, headers in server.requests if "authorization" in headers]


class TestBuild:
    def test_locked_versions_are_downloaded(self, make, server, sources):
        server.chart("a", "1.0.0")
        folder = make(row(server))
        done(dependency_update_build.update(folder, sources))
        server.chart("a", "1.0.0", "1.1.0")
        os.unlink(os.path.join(folder, "charts", "a-1.0.0.tgz"))
        plan = done(dependency_update_build.build(folder, sources))
        assert (plan.new, plan.lock) == (("a-1.0.0.tgz",), None)
        assert charts(folder) == ["a-1.0.0.tgz"]
        assert not dependency_update_build.build(folder, sources).changed

    def test_without_a_lock_it_is_an_update(self, make, server, sources):
        server.chart("a", "1.0.0")
        folder = make(row(server))
        assert done(dependency_update_build.build(folder, sources)).lock is not None

    def test_lock_out_of_sync(self, make, server, sources):
        server.chart("a", "1.0.0")
        folder = make(row(server))
        done(dependency_update_build.update(folder, sources))
        path = Path(folder, "Chart.yaml")
        path.write_text(path.read_text().replace("^1", "~1"))
        with pytest.raises(ChartError, match=r"Chart\.lock: the lock file is out of sync"):
            dependency_update_build.build(folder, sources)

    def test_a_lock_of_helm_2(self, make, server, sources):
        server.chart("a", "1.0.0")
        folder = make(row(server), api="v1")
        chart = loader.load(folder)
        digest = dependency_update_build.chart_lock.helm2_digest(chart.declared)
        Path(folder, "requirements.lock").write_text(
            yaml_out.marshal(
                {"dependencies": [{**row(server), "version": "1.0.0"}], "digest": digest, "generated": "x"}
            )
        )
        done(dependency_update_build.build(folder, sources))
        assert charts(folder) == ["a-1.0.0.tgz"]


ERRORS = {
    "an unknown name": ({"repository": "@none"}, RepositoryError, "there is no repository 'none'"),
    "a word": ({"repository": "stable"}, RepositoryError, "has no scheme"),
    "another scheme": ({"repository": "ftp://h"}, RepositoryError, "only http and https"),
    "no such chart": ({"name": "b"}, RepositoryError, "dependency b: .*'b' is not in the repository"),
    "no such version": ({"version": "^7"}, RepositoryError, "has no version"),
    "no range": ({"version": "one two"}, ChartError, "is neither a version nor a version constraint"),
    "no such folder": ({"repository": "file://../none"}, ChartError, "there is no such folder"),
    "not in charts": ({"repository": ""}, ChartError, "no such folder in charts/"),
    "out of charts": ({"repository": "", "name": "../parent"}, ChartError, "no such folder in charts/"),
    "another chart": ({"name": "c"}, ChartError, "the repository's chart with this name is 'a'"),
    "a file in an index": ({"name": "f"}, RepositoryError, "cannot be fetched over 'file'"),
}


@pytest.mark.parametrize(("change", "kind", "message"), ERRORS.values(), ids=ERRORS.keys())
def test_errors_leave_nothing_behind(make, server, sources, build_index, build_archive, change, kind, message):
    server.page(
        "/charts/index.yaml",
        build_index(
            {"name": "a", "version": "1.0.0", "urls": "[a.tgz]"},
            {"name": "c", "version": "1.0.0", "urls": "[a.tgz]"},
            {"name": "f", "version": "1.0.0", "urls": "['file:///etc/passwd']"},
        ),
    )
    server.page("/charts/a.tgz", build_archive("a", "1.0.0"))
    folder = make(row(server, alias="first"), row(server) | change)
    before = sorted(os.listdir(folder))
    with pytest.raises(kind, match=message) as caught:
        done(dependency_update_build.update(folder, sources))
    assert "dependency" in str(caught.value)
    assert sorted(os.listdir(folder)) == before


def test_lock_file_symbolic_link_is_not_followed(make, server, sources, tmp_path):
    server.chart("a", "1.0.0")
    folder = make(row(server))
    (tmp_path / "target").write_text("")
    os.symlink(tmp_path / "target", os.path.join(folder, "Chart.lock"))
    with pytest.raises(CoxswainError, match="symbolic link"):
        done(dependency_update_build.update(folder, sources))
    assert (tmp_path / "target").read_text() == ""


def test_archive_instead_of_folder(tmp_path, sources, build_archive):
    (tmp_path / "a.tgz").write_bytes(build_archive("a", "1.0.0"))
    with pytest.raises(ChartError, match="only unpacked charts"):
        dependency_update_build.update(str(tmp_path / "a.tgz"), sources)
