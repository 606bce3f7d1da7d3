# SPDX-License-Identifier: GPL-3.0-or-later
"""Several repositories, their age, conditional requests, presets and the layout of Helm 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import (
    helm_paths,
    index_cache,
    manage_repositories,
    well_known_repositories,
)
from ansible_collections.coxswain.helm.plugins.module_utils.repository import repositories_file as file
from ansible_collections.coxswain.helm.plugins.module_utils.repository.manage_repositories import UpdatePolicy
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry

UPDATE = UpdatePolicy(update=True)


@pytest.fixture
def entry(server) -> RepositoryEntry:
    server.chart("a", "1.0.0")
    return RepositoryEntry("one", f"{server.url}/charts")


def tagged(server) -> None:
    """Serve an index that supports conditional requests."""
    body = server.pages["/charts/index.yaml"][2]

    def answer(handler) -> None:
        same = handler.headers.get("If-None-Match") == '"1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"1"')
        handler.send_header("Content-Length", "0" if same else str(len(body)))
        handler.end_headers()
        if not same:
            handler.wfile.write(body)

    server.pages["/charts/index.yaml"] = answer


class TestMany:
    def test_all_at_once(self, entry, paths):
        wanted = [replace(entry, name=name) for name in ("one", "two", "three")]
        first = manage_repositories.ensure_repositories(wanted, paths)
        assert [(outcome.name, outcome.changed, outcome.charts) for outcome in first] == [
            ("one", True, 1),
            ("two", True, 1),
            ("three", True, 1),
        ]
        assert [known.name for known in manage_repositories.list_repositories(paths)] == ["one", "two", "three"]
        assert not any(outcome.changed for outcome in manage_repositories.ensure_repositories(wanted, paths))
        gone = manage_repositories.remove_repositories(["two", "none", "three"], paths)
        assert [outcome.changed for outcome in gone] == [True, False, True]
        assert [known.name for known in manage_repositories.list_repositories(paths)] == ["one"]

    def test_one_failure_writes_nothing(self, entry, paths, server):
        wanted = [entry, replace(entry, name="two", url=f"{server.url}/none")]
        with pytest.raises(RepositoryError, match="404"):
            manage_repositories.ensure_repositories(wanted, paths)
        assert not os.path.exists(paths.repository_config)
        assert not os.path.exists(paths.repository_cache)

    def test_all_failures_are_listed(self, entry, paths, server):
        wanted = [replace(entry, name=name, url=f"{server.url}/{name}") for name in ("x", "y")]
        with pytest.raises(RepositoryError, match=r"2 repositories cannot be used: x: .*/x/index.yaml: .*; y: "):
            manage_repositories.ensure_repositories([entry, *wanted], paths)

    def test_a_name_twice(self, entry, paths):
        with pytest.raises(RepositoryError, match="repository one: is listed twice"):
            manage_repositories.ensure_repositories([entry, entry], paths)

    def test_update_all_repositories(self, entry, paths, server):
        manage_repositories.ensure_repositories([entry, replace(entry, name="two")], paths)
        server.chart("a", "1.0.0", "1.1.0")
        assert [
            found.changed
            for found in manage_repositories.update_repositories(paths, update_policy=UPDATE, check_mode=True)
        ] == [
            True,
            True,
        ]
        assert [found.changed for found in manage_repositories.update_repositories(paths, update_policy=UPDATE)] == [
            True,
            True,
        ]
        assert [found.changed for found in manage_repositories.update_repositories(paths, update_policy=UPDATE)] == [
            False,
            False,
        ]


class TestUpdatePolicy:
    def test_unchanged_index_is_not_downloaded(self, entry, paths, server):
        tagged(server)
        manage_repositories.ensure_repositories([entry], paths)
        outcome = manage_repositories.ensure_repositories([entry], paths, update_policy=UPDATE)[0]
        assert (outcome.changed, outcome.charts) == (False, 1)
        assert [headers.get("if-none-match") for _path, headers in server.requests] == [None, '"1"']

    @pytest.mark.parametrize("broken", ["other content", "missing", "another url", "no state"])
    def test_index_is_downloaded_if_the_cache_was_changed(self, entry, paths, server, broken):
        tagged(server)
        manage_repositories.ensure_repositories([entry], paths)
        index = paths.index_file("one")
        state = os.path.join(paths.repository_cache, "one-index.state.json")
        if broken == "other content":
            with open(index, "a", encoding="utf-8") as stream:
                stream.write("# by somebody else\n")
        elif broken == "missing":
            os.unlink(index)
        elif broken == "no state":
            with open(state, "w", encoding="utf-8") as stream:
                stream.write("[]")
        else:
            with open(state, encoding="utf-8") as stream:
                content = json.load(stream)
            with open(state, "w", encoding="utf-8") as stream:
                json.dump({**content, "url": "http://h"}, stream)
        manage_repositories.ensure_repositories([entry], paths, update_policy=UPDATE)
        assert "if-none-match" not in server.requests[-1][1]
        assert index_cache.cached_index(entry, paths).names() == ["a"]

    def test_the_maximum_age(self, entry, paths, server):
        manage_repositories.ensure_repositories([entry], paths)
        manage_repositories.ensure_repositories([entry], paths, update_policy=UpdatePolicy(update=True, max_age=60))
        assert server.asked("/charts/index.yaml") == 1
        old = time.time() - 100
        os.utime(paths.index_file("one"), (old, old))
        state = os.path.join(paths.repository_cache, "one-index.state.json")
        with open(state, encoding="utf-8") as stream:
            content = json.load(stream)
        with open(state, "w", encoding="utf-8") as stream:
            json.dump({**content, "checked": old}, stream)
        manage_repositories.ensure_repositories([entry], paths, update_policy=UpdatePolicy(update=True, max_age=60))
        assert server.asked("/charts/index.yaml") == 2
        # A conditional request resets the age even if the index is unchanged.
        manage_repositories.ensure_repositories([entry], paths, update_policy=UpdatePolicy(update=True, max_age=60))
        assert server.asked("/charts/index.yaml") == 2

    def test_missing_index_is_downloaded(self, entry, paths):
        manage_repositories.ensure_repositories([entry], paths)
        os.unlink(paths.index_file("one"))
        assert manage_repositories.ensure_repositories([entry], paths)[0].changed
        assert not manage_repositories.ensure_repositories([entry], paths)[0].changed

    def test_removal_deletes_the_cache(self, entry, paths):
        manage_repositories.ensure_repositories([entry], paths)
        assert index_cache.cached_catalog("one", paths) is not None
        manage_repositories.remove_repositories(["one"], paths)
        assert os.listdir(paths.repository_cache) == []


class TestCatalog:
    def test_catalog_is_built_once(self, entry, paths, monkeypatch):
        manage_repositories.ensure_repositories([entry], paths)
        made = index_cache.cached_catalog("one", paths)
        monkeypatch.setattr(index_cache.search_catalog, "build_catalog", None)
        assert index_cache.cached_catalog("one", paths) == made

    def test_new_index_rebuilds_the_catalog(self, entry, paths, server):
        manage_repositories.ensure_repositories([entry], paths)
        index_cache.cached_catalog("one", paths)
        server.chart("a", "1.0.0", "2.0.0")
        manage_repositories.ensure_repositories([entry], paths, update_policy=UPDATE)
        assert [found.version for found in index_cache.cached_catalog("one", paths).versions("a")] == ["2.0.0", "1.0.0"]

    def test_read_only_cache_is_no_error(self, entry, paths, monkeypatch):
        manage_repositories.ensure_repositories([entry], paths)

        def refuse(path, *_more):
            raise RepositoryError("cannot be written: No space left on device", path)

        monkeypatch.setattr(index_cache.atomic_files, "write_file", refuse)
        assert index_cache.cached_catalog("one", paths).charts.keys() == {"a"}

    def test_none_without_an_index(self, paths):
        assert index_cache.cached_catalog("none", paths) is None


CHANGES = {
    "url": {"url": "http://127.0.0.1:9/other"},
    "user": {"username": "u", "password": "p"},
    "password": {"password": "q"},
    "token": {"token": "t"},
    "authority": {"ca_file": "/ca.pem"},
    "certificate": {"cert_file": "/c.pem", "key_file": "/k.pem"},
    "insecure": {"insecure": True},
    "pass_credentials": {"pass_credentials": True},
    "proxy": {"proxy": "http://127.0.0.1:9"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_changed_entries(entry, paths, change, monkeypatch):
    manage_repositories.ensure_repositories([entry], paths)
    content = index_cache.fetch_index(entry, paths)
    monkeypatch.setattr(index_cache, "fetch_index", lambda *_args: content)
    wanted = replace(entry, **change)
    assert manage_repositories.ensure_repositories([wanted], paths)[0].changed
    assert not manage_repositories.ensure_repositories([wanted], paths)[0].changed
    assert manage_repositories.list_repositories(paths) == [wanted]


def test_other_keys_of_the_file_are_preserved(entry, paths):
    os.makedirs(os.path.dirname(paths.repository_config))
    with open(paths.repository_config, "w", encoding="utf-8") as stream:
        stream.write("apiVersion: ''\nrepositories:\n- name: old\n  url: https://h\n  future: [1]\n")
    manage_repositories.ensure_repositories([entry], paths)
    with open(paths.repository_config, encoding="utf-8") as stream:
        rows = yaml_in.decode(stream.read())["repositories"]
    assert rows[0]["future"] == [1]


class TestHelm2:
    @pytest.fixture
    def home(self, tmp_path):
        return helm_paths.find_helm2_paths({"HELM_HOME": str(tmp_path / "h2")})

    def test_helm_paths(self):
        found = helm_paths.find_helm2_paths({"HOME": "/home/u"})
        assert found.repository_config == "/home/u/.helm/repository/repositories.yaml"
        assert found.index_file("a") == "/home/u/.helm/repository/cache/a-index.yaml"

    def test_helm_2_file_format(self, entry, home):
        manage_repositories.ensure_repositories([entry], home)
        with open(home.repository_config, encoding="utf-8") as stream:
            content = yaml_in.decode(stream.read())
        assert content["apiVersion"] == "v1"
        assert content["generated"][:2] == "20"
        assert content["repositories"] == [
            {
                "caFile": "",
                "cache": home.index_file("one"),
                "certFile": "",
                "keyFile": "",
                "name": "one",
                "password": "",
                "url": entry.url,
                "username": "",
            }
        ]
        assert not manage_repositories.ensure_repositories([entry], home)[0].changed
        assert sorted(os.listdir(home.repository_cache)) == ["one-index.state.json", "one-index.yaml"]

    def test_fields_of_helm_2_are_preserved(self, entry, home):
        os.makedirs(os.path.dirname(home.repository_config))
        with open(home.repository_config, "w", encoding="utf-8") as stream:
            stream.write(
                'apiVersion: v1\ngenerated: "2020-01-01T00:00:00Z"\nrepositories:\n'
                "- {caFile: '', cache: local-index.yaml, certFile: '', keyFile: '', name: local, password: '',"
                " url: 'http://127.0.0.1:8879/charts', username: ''}\n"
            )
        manage_repositories.ensure_repositories([entry], home)
        content = file.load(home.repository_config)
        assert content.top["generated"] == "2020-01-01T00:00:00Z"
        assert content.get("local").other == {"cache": "local-index.yaml"}


class TestPresets:
    def test_presets_are_addresses(self):
        assert well_known_repositories.PRESETS["stable"] == "https://charts.helm.sh/stable"
        assert all(
            url.startswith("https://") and not url.endswith("/") for url in well_known_repositories.PRESETS.values()
        )

    @pytest.mark.parametrize("host", ["kubernetes-charts", "kubernetes-charts-incubator"])
    def test_repository_that_was_shut_down(self, entry, paths, host):
        with pytest.raises(RepositoryError, match=r"shut down.*https://charts\.helm\.sh/"):
            manage_repositories.ensure_repository(replace(entry, url=f"https://{host}.storage.googleapis.com/"), paths)


WRITER = """
import sys
from ansible_collections.coxswain.helm.plugins.module_utils.repository import helm_paths, manage_repositories
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry
where = helm_paths.find_helm_paths()
for turn in range(10):
    manage_repositories.ensure_repositories([RepositoryEntry(f"{sys.argv[1]}-{turn}", sys.argv[2])], where)
"""


def test_concurrent_processes(entry, tmp_path):
    """Four processes add ten repositories each to the same file."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("HELM_")}
    variables |= {"HELM_CONFIG_HOME": str(tmp_path / "c"), "HELM_CACHE_HOME": str(tmp_path / "k")}
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, name, entry.url], env=variables)
        for name in ("p", "q", "r", "s")
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    where = helm_paths.find_helm_paths(variables)
    assert len(file.load(where.repository_config).entries) == 40
    assert sum(name.endswith("-index.yaml") for name in os.listdir(where.repository_cache)) == 40
