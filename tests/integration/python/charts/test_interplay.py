# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives, indexes, repositories, lock files and searches: interoperability with helm in both directions."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import create, loader, package
from ansible_collections.coxswain.helm.plugins.module_utils.repository import (
    dependency_update_build,
    index_cache,
    manage_repositories,
    search,
)
from ansible_collections.coxswain.helm.plugins.module_utils.repository.index_build import build_index
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry
from tooling import chart_repository
from tooling.paths import CHARTS, CORPUS

PACKAGE = "ansible_collections.coxswain.helm.plugins.module_utils.repository"
#: The test charts with Go templates.
OWN = [path.parent for path in sorted(CHARTS.glob("*/Chart.yaml")) if "engine:" not in path.read_text()]


def write(folder: Path, files) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def packed(folder: Path, target: Path) -> Path:
    chart = loader.load(folder)
    return write(target, {package.file_name(chart): package.pack(chart)}) / package.file_name(chart)


class TestPackages:
    @pytest.mark.parametrize("chart", OWN, ids=[path.name for path in OWN])
    def test_helm_renders_them_equally(self, user, chart, version):
        def rendered(path):
            return user.run(version, "template", "rel", path, "--include-crds")

        one, other = rendered(chart), rendered(packed(chart, user.home))
        assert one.returncode == other.returncode
        # Random values differ between runs, but are on separate lines.
        if "random" not in chart.name:
            assert one.stdout == other.stdout
        assert len(one.stdout.splitlines()) == len(other.stdout.splitlines())

    def test_helm_2_renders_them(self, user):
        chart = write(
            user.home / "web",
            {
                "Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.0.0\n",
                "requirements.yaml": "dependencies: [{name: db, version: 1.x, repository: '', alias: other}]\n",
                "templates/a.yaml": "a: {{ .Chart.Name }}\n",
                "charts/db/Chart.yaml": "name: db\nversion: 1.0.0\n",
                "charts/db/templates/b.yaml": "b: {{ .Chart.Name }}\n",
            },
        )
        wanted = user.helm(2, "template", chart)
        assert "b: other" in wanted
        assert user.helm(2, "template", packed(chart, user.home)) == wanted

    def test_the_starter_lints_and_renders(self, user, version):
        folder = write(
            user.home / "web", {file.name: file.data for file in create.new_chart(create.ChartFields("web"))}
        )
        everything = "ingress.enabled=true,httpRoute.enabled=true,autoscaling.enabled=true,resources.limits.cpu=1"
        for options in ([], ["--set", everything]):
            assert "0 chart(s) failed" in user.helm(version, "lint", "--strict", folder, *options)
            assert "kind: Deployment" in user.helm(version, "template", "rel", folder, *options)

    def test_helm_s_own_starter_is_followed(self, user, version):
        starter = user.home / "data" / "starters" / "base"
        write(
            starter, {"Chart.yaml": "apiVersion: v2\nname: base\nversion: 1.0.0\n", "values.yaml": "a: <CHARTNAME>\n"}
        )
        write(
            starter, {"templates/a.yaml": "a: <CHARTNAME>\n", "templates/b.yaml": 'b: {{ include "<CHARTNAME>" . }}\n'}
        )
        user.helm(version, "create", "web", "--starter", "base")
        ours = {file.name: file.data for file in create.from_starter(str(starter), create.ChartFields("web"))}
        for name in ("values.yaml", "templates/a.yaml", "templates/b.yaml"):
            assert (user.home / "web" / name).read_bytes() == ours[name]


@pytest.fixture
def served(user):
    """Serve a repository that was packaged and indexed here."""
    folder = user.home / "served"
    for number in ("1.0.0", "1.1.0", "2.0.0-rc.1"):
        chart = package.with_versions(loader.load_files(create.new_chart(create.ChartFields("web"))), number)
        write(folder, {package.file_name(chart): package.pack(chart)})
    write(folder, {"index.yaml": build_index(str(folder)).after})
    with chart_repository.serve_folder(folder) as url:
        yield url


class TestIndexes:
    def test_helm_3_and_4_use_it(self, user, served, version):
        user.helm(version, "repo", "add", "own", served)
        found = user.json(version, "search", "repo", "own/", "--versions", "--devel")
        assert [row["version"] for row in found] == ["2.0.0-rc.1", "1.1.0", "1.0.0"]
        user.helm(version, "pull", "own/web", "--version", "^1", "--destination", user.home)
        assert (user.home / "web-1.1.0.tgz").exists()

    def test_helm_2_uses_it(self, user, served):
        user.helm(2, "init", "--client-only", "--skip-repos")
        user.helm(2, "repo", "add", "own", served)
        assert "own/web\t1.1.0" in user.helm(2, "search", "own/").replace(" ", "")

    def test_index_updated_by_helm_is_used(self, user, served, version):
        folder = user.home / "served"
        (folder / "index.yaml").unlink()
        user.helm(version, "repo", "index", folder)
        theirs = (folder / "index.yaml").read_bytes()
        assert build_index(str(folder)).after == theirs

    def test_helm_merges_ours(self, user, served, version):
        folder = user.home / "more"
        packed(write(user.home / "db", {"Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n"}), folder)
        user.helm(version, "repo", "index", folder, "--merge", user.home / "served" / "index.yaml")
        merged = build_index(str(folder), merge=str(user.home / "served" / "index.yaml"))
        assert not merged.changed
        assert merged.charts == 2


class TestRepositories:
    def test_helm_uses_added_repository(self, user, served, version):
        manage_repositories.ensure_repository(RepositoryEntry("own", served), user.paths)
        assert user.json(version, "repo", "list") == [{"name": "own", "url": served}]
        user.helm(version, "repo", "update")
        assert len(user.json(version, "search", "repo", "web")) == 1

    def test_repository_added_by_helm_is_known(self, user, served, version):
        user.helm(version, "repo", "add", "own", served)
        entry = RepositoryEntry("own", served)
        assert manage_repositories.list_repositories(user.paths) == [entry]
        assert not manage_repositories.ensure_repository(entry, user.paths).changed

    def test_own_keys_do_not_affect_helm(self, user, served, version):
        manage_repositories.ensure_repository(RepositoryEntry("own", served, token="t"), user.paths)
        user.helm(version, "repo", "update")
        user.helm(version, "repo", "add", "other", served)
        assert [entry.name for entry in manage_repositories.list_repositories(user.paths)] == ["own", "other"]

    def test_helm_2_shares_its_home(self, user, served):
        user.helm(2, "init", "--client-only", "--skip-repos")
        manage_repositories.ensure_repository(RepositoryEntry("own", served), user.helm2_paths)
        assert f"own\t{served}" in user.helm(2, "repo", "list").replace(" ", "")
        assert "own/web" in user.helm(2, "search", "web")
        user.helm(2, "repo", "update")
        user.helm(2, "repo", "add", "other", served)
        assert [entry.name for entry in manage_repositories.list_repositories(user.helm2_paths)] == ["own", "other"]
        assert not manage_repositories.ensure_repository(RepositoryEntry("own", served), user.helm2_paths).changed
        manage_repositories.remove_repository("own", user.helm2_paths)
        assert "own\t" not in user.helm(2, "repo", "list").replace(" ", "")

    def test_concurrent_changes_with_helm(self, user, served, version):
        script = (
            "import sys\n"
            f"from {PACKAGE} import helm_paths, manage_repositories\n"
            f"from {PACKAGE}.repositories_file import *\n"
            "for turn in range(15):\n"
            "    entry = RepositoryEntry(f'ours-{turn}', sys.argv[1])\n"
            "    manage_repositories.ensure_repository(entry, helm_paths.find_helm_paths())\n"
        )
        ours = subprocess.Popen([sys.executable, "-c", script, served], env=os.environ | user.variables)
        for turn in range(8):
            user.helm(version, "repo", "add", f"theirs-{turn}", served)
        assert ours.wait() == 0
        names = {entry.name for entry in manage_repositories.list_repositories(user.paths)}
        assert names == {f"ours-{turn}" for turn in range(15)} | {f"theirs-{turn}" for turn in range(8)}


QUERIES = [
    {},
    {"keyword": "nginx"},
    {"keyword": "DATABASE", "devel": True},
    {"keyword": "a", "version": "<1"},
    {"keyword": "\vprom.*/k", "regexp": True},
    {"keyword": "server", "versions": True},
]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="there is no corpus beside the checkout")
@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_searches_find_what_helm_finds(user, version, query):
    names = sorted(path.parent.name for path in CORPUS.glob("repos/*/index.yaml"))
    rows = "".join(f"- {{name: {name}, url: 'http://h/{name}'}}\n" for name in names)
    write(user.home / "config", {"repositories.yaml": f"repositories:\n{rows}"})
    for name in names:
        content = (CORPUS / "repos" / name / "index.yaml").read_bytes()
        write(user.home / "cache" / "repository", {f"{name}-index.yaml": content})
    flags = [f"--{key}" if value is True else f"--{key}={value}" for key, value in query.items() if key != "keyword"]
    theirs = user.json(version, "search", "repo", *flags, *filter(None, [query.get("keyword")]))
    catalogs = [(name, index_cache.cached_catalog(name, user.paths)) for name in names]
    ours = [
        {
            "name": found.name,
            "version": found.entry.version,
            "app_version": found.entry.app_version,
            "description": found.entry.description,
        }
        for found in search.search(catalogs, search.Query(**query))
    ]
    assert ours == theirs
    assert ours


class TestDependencies:
    @pytest.fixture
    def chart(self, user, served):
        """Return a chart with dependencies by URL, name and folder."""
        manage_repositories.ensure_repository(RepositoryEntry("own", served), user.paths)
        write(user.home / "db", {"Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n"})
        rows = (
            f"- {{name: web, version: ^1, repository: '{served}', condition: web.enabled, tags: [a, 'b<c']}}\n"
            "- {name: web, version: 1.0.0, repository: '@own', alias: old, import-values: [d, {child: a, parent: b}]}\n"
            "- {name: db, version: '>=0.1', repository: 'file://../db'}\n"
        )
        return write(
            user.home / "parent", {"Chart.yaml": f"apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies:\n{rows}"}
        )

    def test_helm_builds_from_this_lock(self, user, chart, version):
        dependency_update_build.update(str(chart), dependency_update_build.DependencySources(user.paths)).apply()
        before = sorted(os.listdir(chart / "charts"))
        assert before == ["db-1.0.0.tgz", "web-1.0.0.tgz", "web-1.1.0.tgz"]
        lock = (chart / "Chart.lock").read_bytes()
        user.helm(version, "dependency", "build", chart)
        assert sorted(os.listdir(chart / "charts")) == before
        user.helm(version, "dependency", "update", chart)
        # An update keeps a lock file with the current digest.
        assert (chart / "Chart.lock").read_bytes() == lock
        assert "missing" not in user.helm(version, "dependency", "list", chart)

    def test_build_from_helms_lock(self, user, chart, version):
        user.helm(version, "dependency", "update", chart)
        plan = dependency_update_build.build(str(chart), dependency_update_build.DependencySources(user.paths))
        # Only archives that are packaged from folders are different.
        assert plan.new in ((), ("db-1.0.0.tgz",))
        assert (
            dependency_update_build.update(str(chart), dependency_update_build.DependencySources(user.paths)).lock
            is None
        )

    def test_helm_2(self, user, served):
        user.helm(2, "init", "--client-only", "--skip-repos")
        old = write(user.home / "old", {"Chart.yaml": "apiVersion: v1\nname: old\nversion: 1.1.0\n"})
        packed(old, user.home / "served")
        write(user.home / "served", {"index.yaml": build_index(str(user.home / "served")).after})
        user.helm(2, "repo", "add", "own", served)
        manage_repositories.ensure_repository(RepositoryEntry("own", served), user.paths)
        chart = write(
            user.home / "parent",
            {
                "Chart.yaml": "apiVersion: v1\nname: parent\nversion: 1.0.0\n",
                "requirements.yaml": f"dependencies: [{{name: old, version: ^1, repository: '{served}', tags: [a]}}]\n",
            },
        )
        dependency_update_build.update(
            str(chart), dependency_update_build.DependencySources(user.paths, helm2_lock=True)
        ).apply()
        user.helm(2, "dependency", "build", chart)
        user.helm(3, "dependency", "build", chart)
        (chart / "requirements.lock").unlink()
        user.helm(2, "dependency", "update", chart)
        assert not dependency_update_build.build(
            str(chart), dependency_update_build.DependencySources(user.paths)
        ).changed
