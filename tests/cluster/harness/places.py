# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of the harness: a cache for programs and a state folder for clusters, both outside the checkout."""

from __future__ import annotations

import os
import pathlib

#: The folder with the go.mod files, one folder for each family of programs.
PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "programs"

#: The folder with kwok's stages, which define how nodes, pods, volumes and services behave.
STAGES = pathlib.Path(__file__).resolve().parent.parent / "kwok"


def cache_folder() -> pathlib.Path:
    """Return the cache: ``$COXSWAIN_CACHE``, else ``coxswain-helm`` below the user's cache folder."""
    own = os.environ.get("COXSWAIN_CACHE")
    if own:
        return pathlib.Path(own).expanduser().absolute()
    return _base("XDG_CACHE_HOME", ".cache") / "coxswain-helm"


def clusters_folder() -> pathlib.Path:
    """Return the folder with one folder for each cluster, below the user's state folder."""
    return _base("XDG_STATE_HOME", ".local/state") / "coxswain-helm" / "clusters"


def _base(variable: str, fallback: str) -> pathlib.Path:
    # The XDG specification says to ignore a relative path.
    value = os.environ.get(variable, "")
    return pathlib.Path(value) if value.startswith("/") else pathlib.Path.home() / fallback
