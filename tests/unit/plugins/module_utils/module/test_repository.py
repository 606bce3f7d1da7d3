# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules for repositories, from options to result."""

from __future__ import annotations

import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.module import repository, repository_info
from ansible_collections.coxswain.helm.plugins.module_utils.repository import index_cache
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_fetch import Page, Validators

INDEX = b"apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0}\n  - {name: a, version: 1.1.0}\n"


@pytest.fixture(autouse=True)
def user(monkeypatch, tmp_path):
    """A separate user, and a server that always has the same index."""
    monkeypatch.setenv("HELM_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "cache"))
    asked = []

    def fetch_page(url, http_options, **_options):
        asked.append((url, http_options))
        return Page(INDEX, Validators())

    monkeypatch.setattr(index_cache, "fetch_page", fetch_page)
    return asked


@pytest.fixture
def call(task):
    def run(**params):
        return repository.run(task(repository.SPEC, **params))

    return run


def test_adding_is_idempotent(call, user):
    first = call(name="stable", url="https://h/charts/")
    assert first["changed"] is True
    assert first["stdout"] == '"stable" has been added to the repositories'
    assert (first["repo_name"], first["repo_url"], first["charts"]) == ("stable", "https://h/charts", 1)
    assert (first["stderr"], first["command"]) == ("", "")
    assert user[0][0] == "https://h/charts/index.yaml"
    second = call(name="stable", url="https://h/charts")
    assert second["changed"] is False
    assert len(user) == 1


def test_credentials(call, user, tmp_path):
    call(name="a", url="https://h", username="u", password="p", chart_ca_cert="ca.pem", skip_tls_certs_check=True)
    http_options = user[0][1]
    assert (http_options.username, http_options.password, http_options.insecure) == ("u", "p", True)
    assert http_options.ca_file.startswith("/")
    assert http_options.ca_file.endswith("/ca.pem")


def test_removed(call):
    call(name="a", url="https://h")
    assert call(name="a", state="absent")["changed"] is True
    assert call(name="a", state="absent")["changed"] is False


def test_check_mode(call):
    assert call(name="a", url="https://h", check_mode=True)["changed"] is True
    assert call(name="a", url="https://h")["changed"] is True


def test_the_diff_shows_no_password(call):
    call(name="a", url="https://h", username="u", password="geheim-1")
    result = call(name="a", url="https://h", username="u", password="geheim-2", diff=True)
    assert result["changed"] is True
    assert result["diff"]["before"] != result["diff"]["after"]
    assert "geheim" not in json.dumps(result)


def test_the_diff_of_an_addition(call):
    result = call(name="a", url="https://h", diff=True, check_mode=True)
    assert result["diff"]["before"] == {}
    assert result["diff"]["after"]["url"] == "https://h"


def test_an_invalid_timeout_of_a_repository(call):
    with pytest.raises(RepositoryError, match="repo_timeout"):
        call(name="a", url="https://h", repo_timeout=0)


def test_info(call, task):
    assert repository_info.run(task(repository_info.SPEC))["repositories"] == []
    call(name="a", url="https://h", username="u", password="geheim")
    call(name="b", url="https://i")
    result = repository_info.run(task(repository_info.SPEC))
    assert [found["name"] for found in result["repositories"]] == ["a", "b"]
    assert "geheim" not in json.dumps(result)
    assert result["repositories"][0]["has_password"] is True
    assert result["repositories"][1]["has_password"] is False
    assert result["repositories"][0]["cached"] > 0
    one = repository_info.run(task(repository_info.SPEC, name="b", charts=True))
    assert one["repositories"][0]["charts"] == {"a": ["1.1.0", "1.0.0"]}
    assert repository_info.run(task(repository_info.SPEC, name="none"))["repositories"] == []
    assert one["repositories"][0]["cache_age"] < 60


def test_several_repositories(call, user):
    rows = [{"name": "a", "url": "https://h"}, {"repo_name": "stable", "preset": "stable", "repo_token": "geheim"}]
    result = call(repositories=rows, diff=True)
    assert result["changed"] is True
    assert result["repositories"] == [
        {"name": "a", "changed": True, "charts": 1},
        {"name": "stable", "changed": True, "charts": 1},
    ]
    assert [each["after"]["url"] for each in result["diff"]] == ["https://h", "https://charts.helm.sh/stable"]
    assert "geheim" not in json.dumps(result)
    assert sorted(http_options.token for _url, http_options in user) == ["", "geheim"]
    assert call(repositories=rows)["changed"] is False
    assert call(update_cache=True)["repositories"] == [
        {"name": "a", "changed": False, "charts": 1},
        {"name": "stable", "changed": False, "charts": 1},
    ]
    assert call(repositories=rows, state="absent")["changed"] is True
    assert call(repositories=rows, state="absent")["changed"] is False


def test_cache_valid_time(call, user):
    call(name="a", url="https://h")
    call(name="a", url="https://h", cache_valid_time=60)
    assert len(user) == 1
    call(cache_valid_time=0)
    assert len(user) == 2
    with pytest.raises(RepositoryError, match="cache_valid_time"):
        call(cache_valid_time=-1)


def test_a_different_token_is_a_change_with_a_redacted_diff(call):
    call(name="a", url="https://h", repo_token="geheim-1")
    result = call(name="a", url="https://h", repo_token="geheim-2", diff=True)
    assert result["changed"] is True
    assert (result["diff"]["before"]["token"], result["diff"]["after"]["token"]) == (
        "<masked>",
        "<masked, another one>",
    )
    assert "geheim" not in json.dumps(result)


def test_helm2(call, task, monkeypatch, tmp_path):
    monkeypatch.setenv("HELM_HOME", str(tmp_path / "h2"))
    assert call(name="stable", preset="stable", layout="helm2")["changed"] is True
    assert (tmp_path / "h2" / "repository" / "cache" / "stable-index.yaml").read_bytes() == INDEX
    found = repository_info.run(task(repository_info.SPEC, layout="helm2"))
    assert [entry["name"] for entry in found["repositories"]] == ["stable"]
    assert repository_info.run(task(repository_info.SPEC))["repositories"] == []


def test_without_a_url(call):
    with pytest.raises(RepositoryError, match="has neither repo_url nor preset"):
        call(repositories=[{"name": "a"}])


def test_the_proxy_is_shown_without_its_password(call, task):
    call(name="a", url="https://h", repo_proxy="http://u:geheim@proxy:3128")
    result = repository_info.run(task(repository_info.SPEC))
    assert result["repositories"][0]["proxy"] == "http://proxy:3128"
