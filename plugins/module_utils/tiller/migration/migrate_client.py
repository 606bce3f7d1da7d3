# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Move the configuration of Helm 2's client to the paths of Helm 3 and 4: repositories, starters and plugins.

What is there already stays as it is. Helm 2's own home is not changed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...errors import RepositoryError
from ...repository import atomic_files, repositories_file
from ...repository.helm_paths import find_helm_paths

if TYPE_CHECKING:
    from ...repository.repositories_file import RepositoriesFile, RepositoryEntry

#: where the charts of Helm 2's days were, and where those that are kept are now
_MOVED = {
    "https://kubernetes-charts.storage.googleapis.com": "https://charts.helm.sh/stable",
    "http://kubernetes-charts.storage.googleapis.com": "https://charts.helm.sh/stable",
    "https://kubernetes-charts-incubator.storage.googleapis.com": "https://charts.helm.sh/incubator",
    "http://kubernetes-charts-incubator.storage.googleapis.com": "https://charts.helm.sh/incubator",
}
#: the repository that ``helm serve`` of Helm 2 offered, which Helm 3 has not
_LOCAL = "local"


@dataclass
class ClientMove:
    """What moving the configuration is.

    :param repositories: names of repositories that are added.
    :param folders: pairs of a folder and its new place.
    """

    repositories: list[str] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    target: str = ""

    @property
    def changed(self) -> bool:
        """Is there anything to do?"""
        return bool(self.repositories or self.folders)


def move_client(home: str, check_mode: bool, environ: Mapping[str, str] | None = None) -> ClientMove:
    """Move the configuration below a home of Helm 2.

    :param home: its folder.
    :raises RepositoryError: it is not there, or a file is broken.
    """
    if not os.path.isdir(home):
        raise RepositoryError("there is no such folder", f"helm_home {home}", "Name the home of Helm 2's client.")
    env = os.environ if environ is None else environ
    paths = find_helm_paths(env)
    move = ClientMove(target=paths.repository_config)
    old = repositories_file.load(os.path.join(home, "repository", "repositories.yaml"))
    with atomic_files.locked(paths.repository_config) if not check_mode else contextlib.nullcontext():
        now = repositories_file.load(paths.repository_config)
        wanted = _merged(old, now, move)
        if move.repositories and not check_mode:
            repositories_file.save(paths.repository_config, wanted)
    data = _data_home(env)
    _find_folders(os.path.join(home, "starters"), os.path.join(data, "starters"), move)
    _find_folders(os.path.join(home, "plugins"), os.path.join(data, "plugins"), move)
    if not check_mode:
        for source, target in move.folders:
            _copy(source, target)
    return move


def _merged(old: RepositoriesFile, now: RepositoriesFile, move: ClientMove) -> RepositoriesFile:
    wanted = now
    for entry in old.entries:
        if entry.name == _LOCAL:
            continue
        entry = _renewed(entry, move)
        known = wanted.get(entry.name)
        if known is None:
            wanted = wanted.with_entry(entry)
            move.repositories.append(entry.name)
        elif known.url.rstrip("/") != entry.url.rstrip("/"):
            move.warnings.append(f"the repository {entry.name} is there already with another URL, and stays as it is")
    return wanted


def _renewed(entry: RepositoryEntry, move: ClientMove) -> RepositoryEntry:
    url = _MOVED.get(entry.url.rstrip("/"), entry.url)
    if url != entry.url:
        move.warnings.append(f"the repository {entry.name} has moved to {url}")
    # The path of the index is Helm 2's alone.
    return replace(entry, url=url, other={key: value for key, value in entry.other.items() if key != "cache"})


def _find_folders(source: str, target: str, move: ClientMove) -> None:
    if not os.path.isdir(source):
        return
    for name in sorted(os.listdir(source)):
        path = os.path.realpath(os.path.join(source, name))
        place = os.path.join(target, name)
        if os.path.isdir(path) and not os.path.lexists(place):
            move.folders.append((path, place))


def _copy(source: str, target: str) -> None:
    """Copy a folder so that a copy which is cut off is not taken for a whole one."""
    scratch = f"{target}.coxswain-{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copytree(source, scratch, symlinks=True)
        os.rename(scratch, target)
    except OSError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        raise RepositoryError(f"cannot be copied to {target}: {error.strerror or error}", source) from None


def _data_home(env: Mapping[str, str]) -> str:
    if env.get("HELM_DATA_HOME"):
        return env["HELM_DATA_HOME"]
    home = env.get("HOME") or os.path.expanduser("~")
    default = "Library" if sys.platform == "darwin" else ".local/share"
    return os.path.join(env.get("XDG_DATA_HOME") or os.path.join(home, default), "helm")
