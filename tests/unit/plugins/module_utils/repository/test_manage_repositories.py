# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding, changing and removing repositories."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import manage_repositories, repositories_file
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry


@pytest.fixture
def entry(server):
    server.chart("a", "1.0.0")
    return RepositoryEntry("stable", f"{server.url}/charts")


def files_of(paths):
    top = Path(paths.repository_config).parent.parent
    return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def test_added(paths, entry):
    outcome = manage_repositories.ensure_repository(entry, paths)
    assert (outcome.changed, outcome.before, outcome.after, outcome.charts) == (True, None, entry, 1)
    assert repositories_file.load(paths.repository_config).entries == (entry,)
    assert sorted(files_of(paths)) == [
        "cache/repository/stable-charts.txt",
        "cache/repository/stable-index.state.json",
        "cache/repository/stable-index.yaml",
        "config/repositories.lock",
        "config/repositories.yaml",
    ]
    assert Path(paths.charts_file("stable")).read_text() == "a\n"


def test_unchanged_entry_sends_no_request(paths, entry, server):
    manage_repositories.ensure_repository(entry, paths)
    before, asked = files_of(paths), len(server.requests)
    outcome = manage_repositories.ensure_repository(entry, paths)
    assert not outcome.changed
    assert (files_of(paths), len(server.requests)) == (before, asked)


CHANGES = {
    "password": {"password": "other"},
    "user": {"username": "other"},
    "trust": {"insecure": True},
    "pass_credentials": {"pass_credentials": True},
    "certificate authority": {"ca_file": ""},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed(paths, entry, change):
    first = replace(entry, username="u", password="p")
    manage_repositories.ensure_repository(first, paths)
    if "ca_file" in change:
        known = repositories_file.load(paths.repository_config)
        repositories_file.save(paths.repository_config, known.with_entry(replace(first, ca_file="/x.pem")))
    wanted = replace(first, **change)
    assert manage_repositories.ensure_repository(wanted, paths).changed
    assert repositories_file.load(paths.repository_config).entries == (wanted,)
    assert not manage_repositories.ensure_repository(wanted, paths).changed


def test_another_address_is_a_change(paths, entry, other_server):
    manage_repositories.ensure_repository(entry, paths)
    other_server.chart("b", "1.0.0")
    outcome = manage_repositories.ensure_repository(replace(entry, url=f"{other_server.url}/charts"), paths)
    assert outcome.changed
    assert Path(paths.charts_file("stable")).read_text() == "b\n"


def test_trailing_slash_is_no_change(paths, entry):
    manage_repositories.ensure_repository(replace(entry, url=f"{entry.url}/"), paths)
    assert not manage_repositories.ensure_repository(entry, paths).changed


def test_forced(paths, entry, server):
    manage_repositories.ensure_repository(entry, paths)
    asked = server.asked("/charts/index.yaml")
    assert manage_repositories.ensure_repository(entry, paths, force=True).changed
    assert server.asked("/charts/index.yaml") == asked + 1


def test_update(paths, entry, server):
    manage_repositories.ensure_repository(entry, paths)
    assert not manage_repositories.ensure_repository(entry, paths, update=True).changed
    server.chart("a", "1.0.0", "1.1.0")
    assert manage_repositories.ensure_repository(entry, paths, update=True, check_mode=True).changed
    assert manage_repositories.ensure_repository(entry, paths, update=True).changed
    assert manage_repositories.chart_versions(entry, paths) == {"a": ["1.1.0", "1.0.0"]}


def test_check_mode_writes_nothing(paths, entry):
    outcome = manage_repositories.ensure_repository(entry, paths, check_mode=True)
    assert outcome.changed
    assert files_of(paths) == {}
    manage_repositories.ensure_repository(entry, paths)
    before = files_of(paths)
    assert manage_repositories.ensure_repository(replace(entry, username="u"), paths, check_mode=True).changed
    assert manage_repositories.remove_repository("stable", paths, check_mode=True).changed
    assert files_of(paths) == before


def test_removed(paths, entry):
    manage_repositories.ensure_repository(entry, paths)
    assert manage_repositories.remove_repository("stable", paths).changed
    assert repositories_file.load(paths.repository_config).entries == ()
    assert os.listdir(paths.repository_cache) == []
    assert not manage_repositories.remove_repository("stable", paths).changed


def test_failed_download_writes_nothing(paths, entry, server):
    server.page("/charts/index.yaml", b"<html>")
    with pytest.raises(RepositoryError, match="web page"):
        manage_repositories.ensure_repository(entry, paths)
    assert files_of(paths) == {}


def test_a_name_with_a_slash(paths, entry):
    with pytest.raises(RepositoryError, match="not a valid repository name"):
        manage_repositories.ensure_repository(replace(entry, name="a/b"), paths)


def test_concurrent_additions(paths, entry):
    import threading

    names = [f"r{number}" for number in range(8)]
    threads = [
        threading.Thread(target=manage_repositories.ensure_repository, args=(replace(entry, name=name), paths))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(item.name for item in repositories_file.load(paths.repository_config).entries) == names
