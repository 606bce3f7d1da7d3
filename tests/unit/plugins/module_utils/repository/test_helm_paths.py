# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of a user: Helm's variables, then XDG base directories, then the defaults of the platform."""

from __future__ import annotations

import sys

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.repository.helm_paths import find_helm_paths

CASES = {
    "defaults": (
        {"HOME": "/h"},
        "/h/.config/helm/repositories.yaml",
        "/h/.cache/helm/repository",
        "/h/.cache/helm/content",
    ),
    "xdg": (
        {"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k"},
        "/c/helm/repositories.yaml",
        "/k/helm/repository",
        "/k/helm/content",
    ),
    "helm's homes win over xdg": (
        {"HOME": "/h", "XDG_CONFIG_HOME": "/c", "HELM_CONFIG_HOME": "/hc", "HELM_CACHE_HOME": "/hk"},
        "/hc/repositories.yaml",
        "/hk/repository",
        "/hk/content",
    ),
    "a variable for each": (
        {
            "HOME": "/h",
            "HELM_CONFIG_HOME": "/hc",
            "HELM_REPOSITORY_CONFIG": "/r.yaml",
            "HELM_REPOSITORY_CACHE": "/rc",
            "HELM_CONTENT_CACHE": "/cc",
        },
        "/r.yaml",
        "/rc",
        "/cc",
    ),
    "an empty variable counts as unset": (
        {"HOME": "/h", "XDG_CONFIG_HOME": "", "HELM_CACHE_HOME": ""},
        "/h/.config/helm/repositories.yaml",
        "/h/.cache/helm/repository",
        "/h/.cache/helm/content",
    ),
}


@pytest.mark.skipif(sys.platform == "darwin", reason="the defaults of Linux")
@pytest.mark.parametrize(("environ", "config", "cache", "content"), CASES.values(), ids=CASES)
def test_helm_paths(environ, config, cache, content):
    found = find_helm_paths(environ)
    assert (found.repository_config, found.repository_cache, found.content_cache) == (config, cache, content)


def test_files_of_a_repository():
    paths = find_helm_paths({"HELM_REPOSITORY_CACHE": "/rc", "HOME": "/h"})
    assert paths.index_file("stable") == "/rc/stable-index.yaml"
    assert paths.charts_file("stable") == "/rc/stable-charts.txt"
