# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the Helms keep their repositories file and caches, so that the binaries and this collection share them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class HelmPaths:
    """The files and folders of one Helm user.

    :param repository_config: the file ``repositories.yaml``.
    :param repository_cache: the folder of the indexes, ``NAME-index.yaml``.
    :param content_cache: the folder of Helm 4's content cache, charts by SHA-256.
    :param registry_config: the file with Helm's credentials for OCI registries; none when it is empty.
    :param helm2: the files have the form of Helm 2.
    """

    repository_config: str
    repository_cache: str
    content_cache: str
    registry_config: str = ""
    helm2: bool = False

    def index_file(self, name: str) -> str:
        """The cached index of the repository ``name``."""
        return os.path.join(self.repository_cache, f"{name}-index.yaml")

    def charts_file(self, name: str) -> str:
        """The list of chart names, one a line, that Helm keeps beside the index for shell completion."""
        return os.path.join(self.repository_cache, f"{name}-charts.txt")


def find_helm2_paths(environ: Mapping[str, str] | None = None) -> HelmPaths:
    """The paths of Helm 2 below ``HELM_HOME``, which is ``~/.helm`` when it is not set."""
    env = os.environ if environ is None else environ
    home = env.get("HELM_HOME") or os.path.join(env.get("HOME") or os.path.expanduser("~"), ".helm")
    home = os.path.expandvars(home)
    return HelmPaths(
        repository_config=os.path.join(home, "repository", "repositories.yaml"),
        repository_cache=os.path.join(home, "repository", "cache"),
        content_cache=os.path.join(home, "cache", "content"),
        helm2=True,
    )


def find_helm_paths(environ: Mapping[str, str] | None = None) -> HelmPaths:
    """The paths of Helm 3 and 4 that ``environ`` (the process's own by default) leads to.

    The order is Helm's: a ``HELM_*`` variable of the file itself, then of its home, then the XDG base directory, then
    the default of the platform.
    """
    env = os.environ if environ is None else environ
    home = env.get("HOME") or os.path.expanduser("~")
    mac = sys.platform == "darwin"
    config = _home(env, "HELM_CONFIG_HOME", "XDG_CONFIG_HOME", home, "Library/Preferences" if mac else ".config")
    cache = _home(env, "HELM_CACHE_HOME", "XDG_CACHE_HOME", home, "Library/Caches" if mac else ".cache")
    return HelmPaths(
        repository_config=env.get("HELM_REPOSITORY_CONFIG") or os.path.join(config, "repositories.yaml"),
        repository_cache=env.get("HELM_REPOSITORY_CACHE") or os.path.join(cache, "repository"),
        content_cache=env.get("HELM_CONTENT_CACHE") or os.path.join(cache, "content"),
        registry_config=env.get("HELM_REGISTRY_CONFIG") or os.path.join(config, "registry", "config.json"),
    )


def _home(env: Mapping[str, str], own: str, xdg: str, home: str, default: str) -> str:
    if env.get(own):
        return env[own]
    return os.path.join(env.get(xdg) or os.path.join(home, default), "helm")
