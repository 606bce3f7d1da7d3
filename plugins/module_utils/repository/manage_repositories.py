# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Add, change, update, list and remove repositories (``helm repo add``, ``update``, ``list`` and ``remove``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Callable

from ..errors import RepositoryError
from ..parallel import each
from . import atomic_files, index_cache, repositories_file, urls, well_known_repositories
from .helm_paths import HelmPaths
from .index_cache import IndexDownload
from .repositories_file import RepositoriesFile, RepositoryEntry

#: The number of servers to send requests to at the same time.
_MAX_WORKERS = 8


@dataclass(frozen=True)
class RepositoryOutcome:
    """The result for a repository; in check mode, the predicted one.

    :param before: its entry in the file before, or None.
    :param after: its entry afterwards, or None.
    :param charts: the number of charts in its index, if the index was requested.
    """

    changed: bool
    message: str
    before: RepositoryEntry | None = None
    after: RepositoryEntry | None = None
    charts: int | None = None

    @property
    def name(self) -> str:
        """Return the name of the repository."""
        entry = self.after or self.before
        return entry.name if entry else ""


@dataclass(frozen=True)
class UpdatePolicy:
    """When to update the cached index of an existing repository.

    :param force: always, and replace the entry.
    :param update: even if the entry is unchanged.
    :param max_age: with ``update``, only if the last update is longer ago than this, in seconds.
    """

    force: bool = False
    update: bool = False
    max_age: float | None = None

    def due(self, entry: RepositoryEntry, paths: HelmPaths) -> bool:
        """Return whether to update the index of an existing repository."""
        age = index_cache.index_age(entry, paths)
        if age is None or self.force:
            return True
        return self.update and (self.max_age is None or age > self.max_age)


def ensure_repositories(
    wanted: Sequence[RepositoryEntry],
    paths: HelmPaths,
    *,
    check_mode: bool = False,
    update_policy: UpdatePolicy | None = None,
    timeout: float = 120.0,
) -> list[RepositoryOutcome]:
    """Add or update repositories and their cached indexes. Write nothing if one of them fails.

    :raises RepositoryError: an entry is invalid or an index cannot be downloaded; the message lists all failures.
    """
    update_policy = update_policy or UpdatePolicy()
    _check_entries(wanted)
    known = repositories_file.load(paths.repository_config)
    same = [not update_policy.force and _same(known.get(entry.name), entry) for entry in wanted]
    due = [entry for entry, same_entry in zip(wanted, same) if not same_entry or update_policy.due(entry, paths)]
    downloads = _fetch_indexes(due, paths, timeout)
    outcomes = [
        _outcome(known.get(entry.name), entry, same_entry, downloads.get(entry.name))
        for entry, same_entry in zip(wanted, same)
    ]
    if check_mode:
        return outcomes
    fresh = [entry for entry, same_entry in zip(wanted, same) if not same_entry]
    if fresh:
        _change_file(paths, lambda content: _with_entries(content, fresh))
    for name, download in downloads.items():
        index_cache.store_download(name, download, paths)
    return outcomes


def ensure_repository(
    entry: RepositoryEntry,
    paths: HelmPaths,
    *,
    check_mode: bool = False,
    force: bool = False,
    update: bool = False,
    timeout: float = 120.0,
) -> RepositoryOutcome:
    """Add or update one repository; see :func:`ensure_repositories`."""
    update_policy = UpdatePolicy(force, update)
    return ensure_repositories([entry], paths, check_mode=check_mode, update_policy=update_policy, timeout=timeout)[0]


def update_repositories(
    paths: HelmPaths,
    *,
    check_mode: bool = False,
    update_policy: UpdatePolicy | None = None,
    timeout: float = 120.0,
) -> list[RepositoryOutcome]:
    """Update the cached indexes of all repositories in the file."""
    entries = repositories_file.load(paths.repository_config).entries
    return ensure_repositories(entries, paths, check_mode=check_mode, update_policy=update_policy, timeout=timeout)


def remove_repositories(names: Sequence[str], paths: HelmPaths, *, check_mode: bool = False) -> list[RepositoryOutcome]:
    """Remove repositories from the file and the cache."""
    for name in names:
        repositories_file.check_name(name)
    known = repositories_file.load(paths.repository_config)
    outcomes = []
    for name in names:
        before = known.get(name)
        if before is None:
            outcomes.append(RepositoryOutcome(False, f'there is no repository "{name}"'))
        else:
            outcomes.append(RepositoryOutcome(True, f'"{name}" has been removed from the repositories', before))
    gone = [outcome.name for outcome in outcomes if outcome.changed]
    if gone and not check_mode:
        _change_file(paths, lambda content: _without(content, gone))
        for name in gone:
            index_cache.remove_index(name, paths)
    return outcomes


def remove_repository(name: str, paths: HelmPaths, *, check_mode: bool = False) -> RepositoryOutcome:
    """Remove one repository; see :func:`remove_repositories`."""
    return remove_repositories([name], paths, check_mode=check_mode)[0]


def list_repositories(paths: HelmPaths, name: str | None = None) -> list[RepositoryEntry]:
    """Return the repositories in the file, or just the one with that name."""
    entries = repositories_file.load(paths.repository_config).entries
    return [entry for entry in entries if name is None or entry.name == name]


def chart_versions(entry: RepositoryEntry, paths: HelmPaths) -> dict[str, list[str]]:
    """Return the versions of each chart in the cached index, newest first.

    :raises RepositoryError: there is no cached index.
    """
    catalog = index_cache.cached_catalog(entry.name, paths)
    if catalog is None:
        raise RepositoryError(
            "has no cached index",
            f"repository {entry.name}",
            "IndexDownload it with coxswain.helm.repository, update_cache: true.",
        )
    return {name: [row[0] for row in rows] for name, rows in sorted(catalog.charts.items())}


def _check_entries(wanted: Sequence[RepositoryEntry]) -> None:
    seen = set()
    for entry in wanted:
        repositories_file.check_name(entry.name)
        urls.split(entry.url)
        well_known_repositories.check_address(entry.url)
        if entry.name in seen:
            raise RepositoryError(
                "is listed twice", f"repository {entry.name}", "Use a unique name for each repository."
            )
        seen.add(entry.name)


def _fetch_indexes(entries: Sequence[RepositoryEntry], paths: HelmPaths, timeout: float) -> dict[str, IndexDownload]:
    """Return the current indexes by the names of the repositories."""

    def fetch(entry: RepositoryEntry) -> IndexDownload | RepositoryError:
        try:
            return index_cache.fetch_index(entry, paths, timeout)
        except RepositoryError as error:
            return error

    found: dict[str, IndexDownload] = {}
    errors: list[tuple[str, RepositoryError]] = []
    for entry, answer in zip(entries, each(fetch, entries, _MAX_WORKERS)):
        if isinstance(answer, RepositoryError):
            errors.append((entry.name, answer))
        else:
            found[entry.name] = answer
    if len(errors) == 1:
        raise errors[0][1]
    if errors:
        what = "; ".join(f"{name}: {error.where}: {error.what}" for name, error in errors)
        raise RepositoryError(f"{len(errors)} repositories cannot be used: {what}", remedy=errors[0][1].remedy)
    return found


def _outcome(
    before: RepositoryEntry | None, entry: RepositoryEntry, same: bool, download: IndexDownload | None
) -> RepositoryOutcome:
    charts = None if download is None else len(download.index.names())
    if not same:
        text = "has been added to the repositories" if before is None else "has been updated"
        return RepositoryOutcome(True, f'"{entry.name}" {text}', before, entry, charts)
    if download is None:
        return RepositoryOutcome(False, f'"{entry.name}" already exists', before, before)
    changed = download.content is not None
    text = "has a new index" if changed else "is up to date"
    return RepositoryOutcome(changed, f'"{entry.name}" {text}', before, before, charts)


def _change_file(paths: HelmPaths, change: Callable[[RepositoriesFile], RepositoriesFile]) -> None:
    with atomic_files.locked(paths.repository_config):
        # Another process may have changed the file since it was read.
        content = change(repositories_file.load(paths.repository_config))
        repositories_file.save(paths.repository_config, content, helm2=paths.helm2)


def _with_entries(content: RepositoriesFile, entries: Sequence[RepositoryEntry]) -> RepositoriesFile:
    for entry in entries:
        content = content.with_entry(entry)
    return content


def _without(content: RepositoriesFile, names: Sequence[str]) -> RepositoriesFile:
    for name in names:
        content = content.without(name)
    return content


def _same(before: RepositoryEntry | None, entry: RepositoryEntry) -> bool:
    return before is not None and _normal(before) == _normal(entry)


def _normal(entry: RepositoryEntry) -> RepositoryEntry:
    return replace(entry, url=entry.url.rstrip("/"))
