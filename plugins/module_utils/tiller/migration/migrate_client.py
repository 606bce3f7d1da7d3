# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrate the configuration of Helm 2's client to Helm 3 and 4: repositories, starters and plugins.

Existing repositories, starters and plugins are kept. Helm 2's home directory is not changed.
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

#: former URL of a repository → its current URL
_MOVED_URLS = {
    "https://kubernetes-charts.storage.googleapis.com": "https://charts.helm.sh/stable",
    "http://kubernetes-charts.storage.googleapis.com": "https://charts.helm.sh/stable",
    "https://kubernetes-charts-incubator.storage.googleapis.com": "https://charts.helm.sh/incubator",
    "http://kubernetes-charts-incubator.storage.googleapis.com": "https://charts.helm.sh/incubator",
}
#: the repository of Helm 2's ``helm serve``, which Helm 3 does not have
_LOCAL = "local"


@dataclass
class ClientMigration:
    """The result of migrating the configuration.

    :param repositories: names of the added repositories.
    :param folders: the copied directories, as pairs of source and target.
    :param target: path of Helm 3's repositories file.
    """

    repositories: list[str] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    target: str = ""

    @property
    def changed(self) -> bool:
        """Whether there was anything to migrate."""
        return bool(self.repositories or self.folders)


def migrate_client(home: str, check_mode: bool, environ: Mapping[str, str] | None = None) -> ClientMigration:
    """Migrate the configuration in a home directory of Helm 2.

    :raises RepositoryError: the directory does not exist, or a file is broken.
    """
    if not os.path.isdir(home):
        raise RepositoryError(
            "the directory does not exist", f"helm_home {home}", "Set helm_home to $HELM_HOME of Helm 2."
        )
    env = os.environ if environ is None else environ
    paths = find_helm_paths(env)
    migration = ClientMigration(target=paths.repository_config)
    old = repositories_file.load(os.path.join(home, "repository", "repositories.yaml"))
    with atomic_files.locked(paths.repository_config) if not check_mode else contextlib.nullcontext():
        current = repositories_file.load(paths.repository_config)
        merged = _merge(old, current, migration)
        if migration.repositories and not check_mode:
            repositories_file.save(paths.repository_config, merged)
    data = _data_home(env)
    _find_folders(os.path.join(home, "starters"), os.path.join(data, "starters"), migration)
    _find_folders(os.path.join(home, "plugins"), os.path.join(data, "plugins"), migration)
    if not check_mode:
        for source, target in migration.folders:
            _copy(source, target)
    return migration


def _merge(old: RepositoriesFile, current: RepositoriesFile, migration: ClientMigration) -> RepositoriesFile:
    """Return Helm 3's repositories file with the missing repositories of Helm 2."""
    merged = current
    for entry in old.entries:
        if entry.name == _LOCAL:
            continue
        entry = _convert(entry, migration)
        existing = merged.get(entry.name)
        if existing is None:
            merged = merged.with_entry(entry)
            migration.repositories.append(entry.name)
        elif existing.url.rstrip("/") != entry.url.rstrip("/"):
            migration.warnings.append(f"repository {entry.name} already exists with another URL, which is kept")
    return merged


def _convert(entry: RepositoryEntry, migration: ClientMigration) -> RepositoryEntry:
    url = _MOVED_URLS.get(entry.url.rstrip("/"), entry.url)
    if url != entry.url:
        migration.warnings.append(f"repository {entry.name} has moved to {url}")
    # Helm 3 does not store the path of the cached index.
    return replace(entry, url=url, other={key: value for key, value in entry.other.items() if key != "cache"})


def _find_folders(source: str, target: str, migration: ClientMigration) -> None:
    if not os.path.isdir(source):
        return
    for name in sorted(os.listdir(source)):
        path = os.path.realpath(os.path.join(source, name))
        new_path = os.path.join(target, name)
        if os.path.isdir(path) and not os.path.lexists(new_path):
            migration.folders.append((path, new_path))


def _copy(source: str, target: str) -> None:
    """Copy a directory atomically, so that an interrupted copy is not mistaken for a complete one."""
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
