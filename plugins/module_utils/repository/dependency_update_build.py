# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Download the dependencies of a chart to its ``charts/`` folder: ``helm dependency update`` and ``build``.

All charts are downloaded before anything is written, so that a failure leaves the folder unchanged.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

from ..chart import chart_lock, loader, package
from ..chart.chart import Chart, Dependency, File
from ..data.semver import Constraint, parse
from ..dialect import HELM4, Dialect
from ..errors import ChartError, CoxswainError, RepositoryError
from . import atomic_files, chart_download, content_cache, index_cache, repositories_file, urls
from .chart_download import LocatedChart
from .chart_reference import ChartReference, Warn, no_warning
from .helm_paths import HelmPaths
from .http_options import HttpOptions
from .index import Index
from .locate_chart import fetch_package
from .oci_reference import is_oci
from .repositories_file import RepositoryEntry

_FILE = "file://"
#: Helm's prefix for the cached indexes of repositories that are not in ``repositories.yaml``; the SHA-256 of the URL
#: follows.
_UNLISTED_PREFIX = "helm-manager-"


@dataclass(frozen=True)
class DependencySources:
    """Where dependencies are downloaded from, and how.

    :param http_options: for repositories that are not in ``repositories.yaml``, and for registries. Only TLS, proxy and
        timeout settings are used: the chart's author names these servers and must not receive the user's credentials.
    :param refresh: update the required repository indexes first.
    :param helm2_lock: write Helm 2's digest to requirements.lock; Helm 3 and 4 accept it too.
    """

    paths: HelmPaths
    http_options: HttpOptions = field(default_factory=HttpOptions)
    refresh: bool = True
    helm2_lock: bool = False
    warn: Warn = no_warning


@dataclass(frozen=True)
class DependencyPlan:
    """The required changes to the folder of a chart.

    :param folder: the folder of the chart.
    :param locked: the dependencies with their exact versions.
    :param archives: the archives for ``charts/`` by file name.
    :param new: the names of the archives that are missing or different.
    :param outdated: the names of the archives to delete.
    :param lock_file: the name of the lock file.
    :param lock: its new content, or None if it is current.
    """

    folder: str
    locked: tuple[Dependency, ...] = ()
    archives: dict[str, bytes] = field(default_factory=dict, repr=False)
    new: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    lock_file: str = "Chart.lock"
    lock: bytes | None = None

    @property
    def changed(self) -> bool:
        """Return whether there is anything to do."""
        return bool(self.new or self.outdated or self.lock is not None)

    def apply(self) -> None:
        """Make the changes.

        :raises RepositoryError: a file cannot be written or deleted.
        """
        for name in self.new:
            atomic_files.write_file(os.path.join(self.folder, "charts", name), self.archives[name])
        for name in self.outdated:
            atomic_files.remove_file(os.path.join(self.folder, "charts", name))
        if self.lock is not None:
            path = os.path.join(self.folder, self.lock_file)
            if os.path.islink(path):
                raise ChartError("is a symbolic link, which is not followed", path)
            atomic_files.write_file(path, self.lock)

    def chart(self, dialect: Dialect = HELM4) -> Chart:
        """Return the chart with the changes applied. Write nothing."""
        replaced = {f"charts/{name}" for name in (*self.new, *self.outdated)}
        kept = [file for file in loader.read_folder(self.folder, dialect) if file.name not in replaced]
        added = [File(f"charts/{name}", self.archives[name]) for name in self.new]
        return loader.load_files([*kept, *added], dialect)


def update(folder: str, sources: DependencySources) -> DependencyPlan:
    """Select the newest versions of the declared dependencies, and plan the update of ``charts/`` and the lock file.

    :raises ChartError: the chart cannot be loaded, or a dependency is invalid.
    :raises RepositoryError: a repository cannot be used, or does not contain a dependency.
    """
    chart = _load(folder, sources)
    if chart.declared is None:
        return DependencyPlan(folder, lock_file=chart_lock.file_name(chart))
    fetcher = _Fetcher(folder, sources)
    declared = [fetcher.resolve_repository(dependency) for dependency in chart.declared]
    locked = [fetcher.fetch(dependency) for dependency in declared]
    wanted = _digest(chart, declared, locked, sources)
    text = None
    if chart.lock is None or chart.lock.get("digest") != wanted:
        text = chart_lock.lock_text(locked, wanted).encode("utf-8", "surrogateescape")
    return _plan(chart, folder, fetcher, locked, text, sources)


def build(folder: str, sources: DependencySources) -> DependencyPlan:
    """Plan to restore ``charts/`` from the lock file; without one, do the same as :func:`update`.

    :raises ChartError: the lock file is out of sync with the chart; see also :func:`update`.
    :raises RepositoryError: see :func:`update`.
    """
    chart = _load(folder, sources)
    if chart.lock is None:
        return update(folder, sources)
    fetcher = _Fetcher(folder, sources)
    declared = [fetcher.resolve_repository(dependency) for dependency in chart.declared or []]
    locked = chart_lock.locked_dependencies(chart.lock)
    known = chart.lock.get("digest")
    in_sync = known == chart_lock.digest(declared, locked)
    if not in_sync and chart.api_version == "v1":
        in_sync = known == chart_lock.helm2_digest(chart.declared or [])
    if not in_sync:
        where = "requirements.yaml" if chart.api_version == "v1" else "Chart.yaml"
        raise ChartError(
            f"the lock file is out of sync with the dependencies in {where}",
            os.path.join(folder, chart_lock.file_name(chart)),
            "Update the dependencies.",
        )
    for dependency in locked:
        fetcher.fetch(fetcher.resolve_repository(dependency))
    return _plan(chart, folder, fetcher, locked, None, sources)


def _load(folder: str, sources: DependencySources) -> Chart:
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise ChartError("is not a folder; only unpacked charts can be updated", folder, "Unpack the chart first.")
    # Ignore charts/, which may be broken: an update repairs it.
    own = [file for file in loader.read_folder(folder) if not file.name.startswith("charts/")]
    return loader.load_files(own)


def _digest(
    chart: Chart, declared: Sequence[Dependency], locked: Sequence[Dependency], sources: DependencySources
) -> str:
    if sources.helm2_lock and chart.api_version == "v1":
        return chart_lock.helm2_digest(chart.declared or [])
    return chart_lock.digest(declared, locked)


def _plan(
    chart: Chart,
    folder: str,
    fetcher: _Fetcher,
    locked: Sequence[Dependency],
    lock_text: bytes | None,
    sources: DependencySources,
) -> DependencyPlan:
    existing = _existing_archives(folder)
    new = tuple(name for name, content in fetcher.archives.items() if existing.get(name) != content)
    local = {dependency.name for dependency in locked if not dependency.repository}
    outdated = tuple(
        name
        for name, content in existing.items()
        if name not in fetcher.archives and _is_removable(name, content, local, sources)
    )
    return DependencyPlan(
        folder, tuple(locked), dict(fetcher.archives), new, outdated, chart_lock.file_name(chart), lock_text
    )


def _existing_archives(folder: str) -> dict[str, bytes]:
    """Return the archives in ``charts/`` by name."""
    path = os.path.join(folder, "charts")
    if os.path.exists(path) and not os.path.isdir(path):
        raise ChartError("is not a directory", path)
    if not os.path.isdir(path):
        return {}
    found = {}
    for name in sorted(os.listdir(path)):
        if name.endswith((".tgz", ".tar.gz")) and os.path.isfile(os.path.join(path, name)):
            found[name] = atomic_files.read_file(os.path.join(path, name), content_cache.ARCHIVE_LIMIT) or b""
    return found


def _is_removable(name: str, content: bytes, local: set[str], sources: DependencySources) -> bool:
    """Return whether to delete an archive that is not a dependency anymore.

    Keep files that are not charts, and charts that were added by hand for a dependency without a repository.
    """
    try:
        chart = loader.load_archive(content)
    except ChartError as error:
        sources.warn(f"charts/{name} is not a chart and is kept: {error.what}")
        return False
    return chart.name not in local


class _Fetcher:
    """Downloads the dependencies of one chart; each repository's index is updated once."""

    def __init__(self, folder: str, sources: DependencySources) -> None:
        self.archives: dict[str, bytes] = {}
        self._folder = folder
        self._sources = sources
        self._known = repositories_file.load(sources.paths.repository_config)
        self._indexes: dict[str, Index] = {}

    def resolve_repository(self, dependency: Dependency) -> Dependency:
        """Return the dependency with the URL of its repository instead of ``@NAME`` or ``alias:NAME``."""
        found = copy(dependency)
        text = dependency.repository
        for mark in ("@", "alias:"):
            if text.startswith(mark):
                entry = self._known.get(text[len(mark) :])
                if entry is None:
                    raise RepositoryError(
                        f"there is no repository {text[len(mark) :]!r}",
                        f"dependency {dependency.name}",
                        "Add it with coxswain.helm.repository.",
                    )
                found.repository = entry.url
        return found

    def fetch(self, dependency: Dependency) -> Dependency:
        """Download a dependency and return it with the selected version."""
        where = f"dependency {dependency.name}"
        constraint = _constraint(dependency)
        if not dependency.repository:
            self._check_local(dependency, constraint)
            return _locked(dependency, dependency.version)
        if dependency.repository.startswith(_FILE):
            return _locked(dependency, self._from_folder(dependency, constraint))
        try:
            content = self._from_repository(dependency)
        except CoxswainError as error:
            error.where = f"{where}: {error.where}" if error.where else where
            raise
        chart = loader.load_archive(content)
        if chart.name != dependency.name:
            raise ChartError(f"the repository's chart with this name is {chart.name!r}", where)
        self._keep(chart, content)
        return _locked(dependency, chart.version)

    def _keep(self, chart: Chart, content: bytes) -> None:
        self.archives[package.file_name(chart)] = content

    def _check_local(self, dependency: Dependency, constraint: Constraint) -> None:
        path = os.path.join(self._folder, "charts", dependency.name)
        if "/" in dependency.name or not os.path.isdir(path):
            raise ChartError(
                "has no repository, and there is no such folder in charts/",
                f"dependency {dependency.name}",
                "Set its repository, or add the unpacked chart to charts/.",
            )
        _check_version(loader.load(path), dependency, constraint)

    def _from_folder(self, dependency: Dependency, constraint: Constraint) -> str:
        path = os.path.join(self._folder, dependency.repository[len(_FILE) :])
        if not os.path.isdir(path):
            raise ChartError("there is no such folder", f"dependency {dependency.name}: {path}")
        chart = loader.load(path)
        _check_version(chart, dependency, constraint)
        self._keep(chart, package.pack(chart))
        return chart.version

    def _from_repository(self, dependency: Dependency) -> bytes:
        url = dependency.repository
        sources = self._sources
        if is_oci(url):
            reference = ChartReference(
                dependency.name, dependency.version, url, _without_credentials(sources.http_options)
            )
            return fetch_package(reference, sources.paths, sources.warn).content
        entry = self._entry(url)
        found = self._index(entry).get(dependency.name, dependency.version)
        if not found.urls:
            raise RepositoryError(f"version {found.version} has no URL in the index", urls.redacted(url))
        address = urls.resolve(url, found.urls[0])
        http_options = entry.http_options(sources.http_options.timeout)
        if is_oci(address):
            reference = ChartReference(address, found.version, http_options=_without_credentials(sources.http_options))
            return fetch_package(reference, sources.paths, sources.warn).content
        urls.split(address)
        located = LocatedChart(address, http_options, found.name, found.version, found.digest, home=url)
        return chart_download.download(located, sources.paths)

    def _entry(self, url: str) -> RepositoryEntry:
        """Return the repository with that URL from ``repositories.yaml``, or an entry for an unlisted one."""
        for entry in self._known.entries:
            if entry.url.rstrip("/") == url.rstrip("/"):
                return entry
        urls.split(url)
        http_options = self._sources.http_options
        return RepositoryEntry(
            name=_UNLISTED_PREFIX + hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest(),
            url=url,
            ca_file=http_options.ca_file,
            insecure=http_options.insecure,
            proxy=http_options.proxy,
        )

    def _index(self, entry: RepositoryEntry) -> Index:
        known = self._indexes.get(entry.name)
        if known is not None:
            return known
        index = None if self._sources.refresh else index_cache.cached_index(entry, self._sources.paths)
        if index is None:
            index, _changed = index_cache.update_index(entry, self._sources.paths, self._sources.http_options.timeout)
        self._indexes[entry.name] = index
        return index


def _without_credentials(http_options: HttpOptions) -> HttpOptions:
    return HttpOptions(
        ca_file=http_options.ca_file,
        insecure=http_options.insecure,
        proxy=http_options.proxy,
        plain_http=http_options.plain_http,
        timeout=http_options.timeout,
    )


def _locked(dependency: Dependency, version: str) -> Dependency:
    return Dependency(name=dependency.name, version=version, repository=dependency.repository)


def _constraint(dependency: Dependency) -> Constraint:
    try:
        return Constraint(dependency.version or "*")
    except CoxswainError as error:
        raise ChartError(
            f"{dependency.version!r} is neither a version nor a version constraint: {error.what}",
            f"dependency {dependency.name}",
        ) from error


def _check_version(chart: Chart, dependency: Dependency, constraint: Constraint) -> None:
    if chart.name != dependency.name:
        raise ChartError(f"the chart in the folder is {chart.name!r}", f"dependency {dependency.name}")
    if not constraint.check(parse(chart.version)):
        raise ChartError(
            f"version {chart.version} does not satisfy {dependency.version}", f"dependency {dependency.name}"
        )
