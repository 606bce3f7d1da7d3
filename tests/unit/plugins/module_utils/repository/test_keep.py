# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding, changing and removing repositories."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import keep, repositories_file
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry


@pytest.fixture
def entry(server):
    server.chart("a", "1.0.0")
    return RepositoryEntry("stable", f"{server.url}/charts")


def files_of(places):
    top = Path(places.repository_config).parent.parent
    return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def test_added(places, entry):
    outcome = keep.ensure_repository(entry, places)
    assert (outcome.changed, outcome.before, outcome.after, outcome.charts) == (True, None, entry, 1)
    assert repositories_file.load(places.repository_config).entries == (entry,)
    assert sorted(files_of(places)) == [
        "cache/repository/stable-charts.txt",
        "cache/repository/stable-index.state.json",
        "cache/repository/stable-index.yaml",
        "config/repositories.lock",
        "config/repositories.yaml",
    ]
    assert Path(places.charts_file("stable")).read_text() == "a\n"


def test_the_same_again_is_no_change_and_asks_nobody(places, entry, server):
    keep.ensure_repository(entry, places)
    before, asked = files_of(places), len(server.requests)
    outcome = keep.ensure_repository(entry, places)
    assert not outcome.changed
    assert (files_of(places), len(server.requests)) == (before, asked)


CHANGES = {
    "password": {"password": "other"},
    "user": {"username": "other"},
    "trust": {"insecure": True},
    "pass_credentials": {"pass_credentials": True},
    "certificate authority": {"ca_file": ""},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed(places, entry, change):
    first = replace(entry, username="u", password="p")
    keep.ensure_repository(first, places)
    if "ca_file" in change:
        known = repositories_file.load(places.repository_config)
        repositories_file.save(places.repository_config, known.with_entry(replace(first, ca_file="/x.pem")))
    wanted = replace(first, **change)
    assert keep.ensure_repository(wanted, places).changed
    assert repositories_file.load(places.repository_config).entries == (wanted,)
    assert not keep.ensure_repository(wanted, places).changed


def test_another_address_is_a_change(places, entry, other_server):
    keep.ensure_repository(entry, places)
    other_server.chart("b", "1.0.0")
    outcome = keep.ensure_repository(replace(entry, url=f"{other_server.url}/charts"), places)
    assert outcome.changed
    assert Path(places.charts_file("stable")).read_text() == "b\n"


def test_a_final_slash_is_no_change(places, entry):
    keep.ensure_repository(replace(entry, url=f"{entry.url}/"), places)
    assert not keep.ensure_repository(entry, places).changed


def test_forced(places, entry, server):
    keep.ensure_repository(entry, places)
    asked = server.asked("/charts/index.yaml")
    assert keep.ensure_repository(entry, places, force=True).changed
    assert server.asked("/charts/index.yaml") == asked + 1


def test_update(places, entry, server):
    keep.ensure_repository(entry, places)
    assert not keep.ensure_repository(entry, places, update=True).changed
    server.chart("a", "1.0.0", "1.1.0")
    assert keep.ensure_repository(entry, places, update=True, check_mode=True).changed
    assert keep.ensure_repository(entry, places, update=True).changed
    assert keep.chart_versions(entry, places) == {"a": ["1.1.0", "1.0.0"]}


def test_check_mode_writes_nothing(places, entry):
    outcome = keep.ensure_repository(entry, places, check_mode=True)
    assert outcome.changed
    assert files_of(places) == {}
    keep.ensure_repository(entry, places)
    before = files_of(places)
    assert keep.ensure_repository(replace(entry, username="u"), places, check_mode=True).changed
    assert keep.remove_repository("stable", places, check_mode=True).changed
    assert files_of(places) == before


def test_removed(places, entry):
    keep.ensure_repository(entry, places)
    assert keep.remove_repository("stable", places).changed
    assert repositories_file.load(places.repository_config).entries == ()
    assert os.listdir(places.repository_cache) == []
    assert not keep.remove_repository("stable", places).changed


def test_nothing_is_written_when_the_index_cannot_be_had(places, entry, server):
    server.page("/charts/index.yaml", b"<html>")
    with pytest.raises(RepositoryError, match="web page"):
        keep.ensure_repository(entry, places)
    assert files_of(places) == {}


def test_a_name_with_a_slash(places, entry):
    with pytest.raises(RepositoryError, match="not a name"):
        keep.ensure_repository(replace(entry, name="a/b"), places)


def test_two_at_once_lose_nothing(places, entry):
    import threading

    names = [f"r{number}" for number in range(8)]
    threads = [
        threading.Thread(target=keep.ensure_repository, args=(replace(entry, name=name), places)) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(item.name for item in repositories_file.load(places.repository_config).entries) == names
