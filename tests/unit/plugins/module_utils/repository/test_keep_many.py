# SPDX-License-Identifier: GPL-3.0-or-later
"""Many repositories, their age, conditional requests, presets and the layout of Helm 2."""

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
from ansible_collections.coxswain.helm.plugins.module_utils.repository import cache, keep, places, presets
from ansible_collections.coxswain.helm.plugins.module_utils.repository import repositories_file as file
from ansible_collections.coxswain.helm.plugins.module_utils.repository.keep import Freshness
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry

UPDATE = Freshness(update=True)


@pytest.fixture
def entry(server) -> RepositoryEntry:
    server.chart("a", "1.0.0")
    return RepositoryEntry("one", f"{server.url}/charts")


def tagged(server) -> None:
    """The index of the server, sent only to who does not have it."""
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
    def test_all_at_once(self, entry, places):
        wanted = [replace(entry, name=name) for name in ("one", "two", "three")]
        first = keep.ensure_repositories(wanted, places)
        assert [(outcome.name, outcome.changed, outcome.charts) for outcome in first] == [
            ("one", True, 1),
            ("two", True, 1),
            ("three", True, 1),
        ]
        assert [known.name for known in keep.list_repositories(places)] == ["one", "two", "three"]
        assert not any(outcome.changed for outcome in keep.ensure_repositories(wanted, places))
        gone = keep.remove_repositories(["two", "none", "three"], places)
        assert [outcome.changed for outcome in gone] == [True, False, True]
        assert [known.name for known in keep.list_repositories(places)] == ["one"]

    def test_one_that_cannot_be_had_stops_all_and_nothing_is_written(self, entry, places, server):
        wanted = [entry, replace(entry, name="two", url=f"{server.url}/none")]
        with pytest.raises(RepositoryError, match="404"):
            keep.ensure_repositories(wanted, places)
        assert not os.path.exists(places.repository_config)
        assert not os.path.exists(places.repository_cache)

    def test_each_that_cannot_be_had_is_named(self, entry, places, server):
        wanted = [replace(entry, name=name, url=f"{server.url}/{name}") for name in ("x", "y")]
        with pytest.raises(RepositoryError, match=r"2 repositories cannot be used: x: .*/x/index.yaml: .*; y: "):
            keep.ensure_repositories([entry, *wanted], places)

    def test_a_name_twice(self, entry, places):
        with pytest.raises(RepositoryError, match="repository one: is named twice"):
            keep.ensure_repositories([entry, entry], places)

    def test_updating_what_there_is(self, entry, places, server):
        keep.ensure_repositories([entry, replace(entry, name="two")], places)
        server.chart("a", "1.0.0", "1.1.0")
        assert [found.changed for found in keep.update_repositories(places, freshness=UPDATE, check_mode=True)] == [
            True,
            True,
        ]
        assert [found.changed for found in keep.update_repositories(places, freshness=UPDATE)] == [True, True]
        assert [found.changed for found in keep.update_repositories(places, freshness=UPDATE)] == [False, False]


class TestFreshness:
    def test_an_index_that_did_not_change_is_not_sent_again(self, entry, places, server):
        tagged(server)
        keep.ensure_repositories([entry], places)
        outcome = keep.ensure_repositories([entry], places, freshness=UPDATE)[0]
        assert (outcome.changed, outcome.charts) == (False, 1)
        assert [headers.get("if-none-match") for _path, headers in server.requests] == [None, '"1"']

    @pytest.mark.parametrize("broken", ["other content", "missing", "another url", "no state"])
    def test_it_is_sent_when_the_cache_holds_something_else(self, entry, places, server, broken):
        tagged(server)
        keep.ensure_repositories([entry], places)
        index = places.index_file("one")
        state = os.path.join(places.repository_cache, "one-index.state.json")
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
        keep.ensure_repositories([entry], places, freshness=UPDATE)
        assert "if-none-match" not in server.requests[-1][1]
        assert cache.cached_index(entry, places).names() == ["a"]

    def test_the_maximum_age(self, entry, places, server):
        keep.ensure_repositories([entry], places)
        keep.ensure_repositories([entry], places, freshness=Freshness(update=True, max_age=60))
        assert server.asked("/charts/index.yaml") == 1
        old = time.time() - 100
        os.utime(places.index_file("one"), (old, old))
        state = os.path.join(places.repository_cache, "one-index.state.json")
        with open(state, encoding="utf-8") as stream:
            content = json.load(stream)
        with open(state, "w", encoding="utf-8") as stream:
            json.dump({**content, "checked": old}, stream)
        keep.ensure_repositories([entry], places, freshness=Freshness(update=True, max_age=60))
        assert server.asked("/charts/index.yaml") == 2
        # Asking makes it young again, even if nothing was sent.
        keep.ensure_repositories([entry], places, freshness=Freshness(update=True, max_age=60))
        assert server.asked("/charts/index.yaml") == 2

    def test_an_index_that_is_gone_is_downloaded(self, entry, places):
        keep.ensure_repositories([entry], places)
        os.unlink(places.index_file("one"))
        assert keep.ensure_repositories([entry], places)[0].changed
        assert not keep.ensure_repositories([entry], places)[0].changed

    def test_removing_leaves_nothing(self, entry, places):
        keep.ensure_repositories([entry], places)
        assert cache.cached_catalog("one", places) is not None
        keep.remove_repositories(["one"], places)
        assert os.listdir(places.repository_cache) == []


class TestCatalog:
    def test_it_is_made_once(self, entry, places, monkeypatch):
        keep.ensure_repositories([entry], places)
        made = cache.cached_catalog("one", places)
        monkeypatch.setattr(cache.catalog, "catalog_of", None)
        assert cache.cached_catalog("one", places) == made

    def test_another_index_makes_another(self, entry, places, server):
        keep.ensure_repositories([entry], places)
        cache.cached_catalog("one", places)
        server.chart("a", "1.0.0", "2.0.0")
        keep.ensure_repositories([entry], places, freshness=UPDATE)
        assert [found.version for found in cache.cached_catalog("one", places).versions("a")] == ["2.0.0", "1.0.0"]

    def test_a_cache_that_cannot_be_written_is_no_error(self, entry, places, monkeypatch):
        keep.ensure_repositories([entry], places)

        def refuse(path, *_more):
            raise RepositoryError("cannot be written: No space left on device", path)

        monkeypatch.setattr(cache.files, "write_file", refuse)
        assert cache.cached_catalog("one", places).charts.keys() == {"a"}

    def test_none_without_an_index(self, places):
        assert cache.cached_catalog("none", places) is None


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
def test_what_is_a_change(entry, places, change, monkeypatch):
    keep.ensure_repositories([entry], places)
    content = cache.ask_index(entry, places)
    monkeypatch.setattr(cache, "ask_index", lambda *_args: content)
    wanted = replace(entry, **change)
    assert keep.ensure_repositories([wanted], places)[0].changed
    assert not keep.ensure_repositories([wanted], places)[0].changed
    assert keep.list_repositories(places) == [wanted]


def test_other_keys_of_the_file_stay(entry, places):
    os.makedirs(os.path.dirname(places.repository_config))
    with open(places.repository_config, "w", encoding="utf-8") as stream:
        stream.write("apiVersion: ''\nrepositories:\n- name: old\n  url: https://h\n  future: [1]\n")
    keep.ensure_repositories([entry], places)
    with open(places.repository_config, encoding="utf-8") as stream:
        rows = yaml_in.decode(stream.read())["repositories"]
    assert rows[0]["future"] == [1]


class TestHelm2:
    @pytest.fixture
    def home(self, tmp_path):
        return places.find_helm2_places({"HELM_HOME": str(tmp_path / "h2")})

    def test_places(self):
        found = places.find_helm2_places({"HOME": "/home/u"})
        assert found.repository_config == "/home/u/.helm/repository/repositories.yaml"
        assert found.index_file("a") == "/home/u/.helm/repository/cache/a-index.yaml"

    def test_the_file_has_its_form(self, entry, home):
        keep.ensure_repositories([entry], home)
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
        assert not keep.ensure_repositories([entry], home)[0].changed
        assert sorted(os.listdir(home.repository_cache)) == ["one-index.state.json", "one-index.yaml"]

    def test_what_it_wrote_is_kept(self, entry, home):
        os.makedirs(os.path.dirname(home.repository_config))
        with open(home.repository_config, "w", encoding="utf-8") as stream:
            stream.write(
                'apiVersion: v1\ngenerated: "2020-01-01T00:00:00Z"\nrepositories:\n'
                "- {caFile: '', cache: local-index.yaml, certFile: '', keyFile: '', name: local, password: '',"
                " url: 'http://127.0.0.1:8879/charts', username: ''}\n"
            )
        keep.ensure_repositories([entry], home)
        content = file.load(home.repository_config)
        assert content.top["generated"] == "2020-01-01T00:00:00Z"
        assert content.get("local").other == {"cache": "local-index.yaml"}


class TestPresets:
    def test_they_are_addresses(self):
        assert presets.PRESETS["stable"] == "https://charts.helm.sh/stable"
        assert all(url.startswith("https://") and not url.endswith("/") for url in presets.PRESETS.values())

    @pytest.mark.parametrize("host", ["kubernetes-charts", "kubernetes-charts-incubator"])
    def test_an_address_that_was_given_up(self, entry, places, host):
        with pytest.raises(RepositoryError, match=r"shut down.*https://charts\.helm\.sh/"):
            keep.ensure_repository(replace(entry, url=f"https://{host}.storage.googleapis.com/"), places)


WRITER = """
import sys
from ansible_collections.coxswain.helm.plugins.module_utils.repository import keep, places
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry
where = places.find_places()
for turn in range(10):
    keep.ensure_repositories([RepositoryEntry(f"{sys.argv[1]}-{turn}", sys.argv[2])], where)
"""


def test_processes_lose_nothing_of_each_other(entry, tmp_path):
    """Four processes add ten repositories each to one file."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("HELM_")}
    variables |= {"HELM_CONFIG_HOME": str(tmp_path / "c"), "HELM_CACHE_HOME": str(tmp_path / "k")}
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, name, entry.url], env=variables)
        for name in ("p", "q", "r", "s")
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    where = places.find_places(variables)
    assert len(file.load(where.repository_config).entries) == 40
    assert sum(name.endswith("-index.yaml") for name in os.listdir(where.repository_cache)) == 40
