# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the harness keeps things: programs in a cache, clusters in a state folder, both outside the checkout."""

from __future__ import annotations

import os
import pathlib

#: The folder with the go.mod files, one folder a program family.
PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "programs"

#: The folder with the stages that tell kwok how nodes, pods, volumes and services behave.
STAGES = pathlib.Path(__file__).resolve().parent.parent / "kwok"


def cache_folder() -> pathlib.Path:
    """The cache: ``$COXSWAIN_CACHE``, else ``coxswain-helm`` below the user's cache folder."""
    own = os.environ.get("COXSWAIN_CACHE")
    if own:
        return pathlib.Path(own).expanduser().absolute()
    return _base("XDG_CACHE_HOME", ".cache") / "coxswain-helm"


def clusters_folder() -> pathlib.Path:
    """The folder that holds one folder a cluster, below the user's state folder."""
    return _base("XDG_STATE_HOME", ".local/state") / "coxswain-helm" / "clusters"


def _base(variable: str, fallback: str) -> pathlib.Path:
    # The XDG rules say that a relative path in such a variable is to be ignored.
    value = os.environ.get(variable, "")
    return pathlib.Path(value) if value.startswith("/") else pathlib.Path.home() / fallback
