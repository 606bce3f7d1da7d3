# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding, changing and removing a repository: what ``repository`` does, with or without writing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import RepositoryError
from . import cache, files, repositories_file, urls
from .index import LIMIT
from .places import Places
from .repositories_file import RepositoryEntry


@dataclass(frozen=True)
class RepositoryOutcome:
    """What became of a repository, or would in check mode.

    :param before: the entry of the file, or None.
    :param after: the same afterwards.
    :param charts: how many charts its index holds, when that was downloaded.
    """

    changed: bool
    message: str
    before: RepositoryEntry | None = None
    after: RepositoryEntry | None = None
    charts: int | None = None


def ensure_repository(
    entry: RepositoryEntry,
    places: Places,
    *,
    check_mode: bool = False,
    force: bool = False,
    update: bool = False,
    timeout: float = 120.0,
) -> RepositoryOutcome:
    """Have ``entry`` in the file and its index in the cache. Nothing is written when the index cannot be had.

    :param force: as if it were new.
    :param update: download the index even if the entry is as wanted.
    """
    repositories_file.check_name(entry.name)
    urls.split(entry.url)
    before = repositories_file.load(places.repository_config).get(entry.name)
    same = before is not None and not force and _normal(before) == _normal(entry)
    if same and not update:
        return RepositoryOutcome(False, f'"{entry.name}" is there already', before, before)
    index, content = cache.download_index(entry.url, entry.access(timeout))
    charts = len(index.names())
    differs = files.read_file(places.index_file(entry.name), LIMIT) != content
    if same:
        if differs and not check_mode:
            cache.keep_index(entry.name, index, content, places)
        text = "has a new index" if differs else "is up to date"
        return RepositoryOutcome(differs, f'"{entry.name}" {text}', before, before, charts)
    if not check_mode:
        with files.locked(places.repository_config):
            known = repositories_file.load(places.repository_config)
            if differs:
                cache.keep_index(entry.name, index, content, places)
            repositories_file.save(places.repository_config, known.with_entry(entry))
    text = "has been added to the repositories" if before is None else "has been updated"
    return RepositoryOutcome(True, f'"{entry.name}" {text}', before, entry, charts)


def remove_repository(name: str, places: Places, *, check_mode: bool = False) -> RepositoryOutcome:
    """Have no repository of that name in the file, and nothing of it in the cache."""
    repositories_file.check_name(name)
    before = repositories_file.load(places.repository_config).get(name)
    if before is None:
        return RepositoryOutcome(False, f'there is no repository "{name}"')
    if not check_mode:
        with files.locked(places.repository_config):
            known = repositories_file.load(places.repository_config)
            repositories_file.save(places.repository_config, known.without(name))
            cache.forget_index(name, places)
    return RepositoryOutcome(True, f'"{name}" has been removed from the repositories', before)


def list_repositories(places: Places, name: str | None = None) -> list[RepositoryEntry]:
    """The repositories of the file, or the one of that name."""
    entries = repositories_file.load(places.repository_config).entries
    return [entry for entry in entries if name is None or entry.name == name]


def chart_versions(entry: RepositoryEntry, places: Places) -> dict[str, list[str]]:
    """The charts of the cached index with their versions, newest first.

    :raises RepositoryError: there is no cached index.
    """
    index = cache.cached_index(entry, places)
    if index is None:
        raise RepositoryError(
            "has no index in the cache",
            f"repository {entry.name}",
            "Download it with coxswain.helm.repository, update_cache: true.",
        )
    return {name: [version.version for version in index.versions(name)] for name in index.names()}


def _normal(entry: RepositoryEntry) -> RepositoryEntry:
    return replace(entry, url=entry.url.rstrip("/"))
