# SPDX-License-Identifier: GPL-3.0-or-later
"""The module chart_search, from options to result."""

from __future__ import annotations

import os

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.module import chart_search

INDEX = """
apiVersion: v1
entries:
  web:
  - {name: web, version: 1.0.0, appVersion: "2", description: A server, keywords: [http, a b], deprecated: true}
  - {name: web, version: 2.0.0-rc.1, description: A server}
"""


@pytest.fixture
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("HELM_REPOSITORY_CONFIG", str(tmp_path / "repositories.yaml"))
    monkeypatch.setenv("HELM_REPOSITORY_CACHE", str(tmp_path))
    (tmp_path / "repositories.yaml").write_text(
        "repositories:\n- {name: one, url: https://h}\n- {name: two, url: https://i}\n"
    )
    for name in ("one", "two"):
        (tmp_path / f"{name}-index.yaml").write_text(INDEX)
    return tmp_path


@pytest.fixture
def call(task, cache):
    def run(**params):
        module = task(chart_search.SPEC, **params)
        return chart_search.run(module) | {"warnings": module.warnings}

    return run


def test_results(call):
    result = call(keyword="web")
    assert result["changed"] is False
    assert result["total"] == 2
    assert result["charts"][0] == {
        "name": "one/web",
        "repository": "one",
        "chart": "web",
        "version": "1.0.0",
        "app_version": "2",
        "description": "A server",
        "keywords": ["http", "a", "b"],
        "deprecated": True,
        "created": "",
    }


def test_options(call):
    assert [chart["version"] for chart in call(devel=True, repositories=["one"])["charts"]] == ["2.0.0-rc.1"]
    assert len(call(versions=True, devel=True)["charts"]) == 4
    assert call(versions=True, devel=True, limit=1)["total"] == 4
    assert [chart["name"] for chart in call(keyword="^web\vtwo", regexp=True)["charts"]] == ["two/web"]
    assert call(keyword="none")["charts"] == []
    assert call(version=">1")["charts"] == []


def test_a_repository_without_a_valid_index_is_skipped_with_a_warning(call, cache):
    (cache / "one-index.yaml").write_text("<html>")
    os.unlink(cache / "two-index.yaml")
    result = call()
    assert result["charts"] == []
    assert "Skipping repository one" in result["warnings"][0]
    assert "web page" in result["warnings"][0]
    assert "Skipping repository two" in result["warnings"][1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"repositories": ["one", "other"]}, "repository not found: other"),
        ({"keyword": "none", "fail_on_no_result": True}, "no chart matches 'none'"),
        ({"keyword": "(", "regexp": True}, "not a valid regular expression"),
        ({"version": "one"}, "neither a version nor a version constraint"),
    ],
    ids=["unknown repository", "no result", "regular expression", "version"],
)
def test_errors(call, options, message):
    with pytest.raises(RepositoryError, match=message):
        call(**options)


def test_without_repositories(call, cache):
    (cache / "repositories.yaml").write_text("")
    with pytest.raises(RepositoryError, match="contains no repositories"):
        call()
