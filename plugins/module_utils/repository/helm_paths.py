# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of Helm's repositories file, registry configuration and caches, which this collection shares with helm."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class HelmPaths:
    """The files and folders of one Helm user.

    :param repository_config: the file ``repositories.yaml``.
    :param repository_cache: the folder of the cached indexes, ``NAME-index.yaml``.
    :param content_cache: the folder of Helm 4's content cache, which holds charts by their SHA-256.
    :param registry_config: the file with Helm's credentials for OCI registries; empty if there is none.
    :param helm2: whether the files have Helm 2's format.
    """

    repository_config: str
    repository_cache: str
    content_cache: str
    registry_config: str = ""
    helm2: bool = False

    def index_file(self, name: str) -> str:
        """Return the path of the cached index of the repository ``name``."""
        return os.path.join(self.repository_cache, f"{name}-index.yaml")

    def charts_file(self, name: str) -> str:
        """Return the path of the list of chart names that Helm caches for shell completion."""
        return os.path.join(self.repository_cache, f"{name}-charts.txt")


def find_helm2_paths(environ: Mapping[str, str] | None = None) -> HelmPaths:
    """Return the paths of Helm 2, below ``HELM_HOME`` (``~/.helm`` by default)."""
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
    """Return the paths of Helm 3 and 4 for the environment ``environ``, by default that of the process.

    The precedence is Helm's: the ``HELM_*`` variable of the path, that of its home, the XDG base directory, the default
    of the platform.
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
