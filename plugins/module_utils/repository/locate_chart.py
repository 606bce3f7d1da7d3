# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locate and download packaged charts: in repositories and registries, at URLs and paths."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import ChartError, CoxswainError, RepositoryError
from . import index_cache, repositories_file, urls
from .chart_download import LocatedChart, download
from .chart_reference import ChartReference, Warn, no_warning
from .helm_paths import HelmPaths, find_helm_paths
from .http_options import HttpOptions
from .index import Index, IndexEntry, is_range, parse_constraint
from .oci_reference import is_oci


@dataclass(frozen=True)
class PackagedChart:
    """A downloaded archive and where it came from."""

    located: LocatedChart
    content: bytes


def fetch_package(reference: ChartReference, paths: HelmPaths | None = None, warn: Warn = no_warning) -> PackagedChart:
    """Download the packaged chart of a reference without loading it.

    :raises RepositoryError: a repository or registry cannot be used, or does not contain the chart.
    :raises ChartError: there is no such archive.
    """
    paths = paths or find_helm_paths()
    for located in candidates(reference, paths, warn):
        # A cached index may be outdated or damaged: the next candidate is from the server's current index.
        if located.from_cache:
            with contextlib.suppress(RepositoryError):
                return PackagedChart(located.located, download(located.located, paths))
        else:
            return PackagedChart(located.located, download(located.located, paths))
    raise RepositoryError("no repository contains the chart", reference.ref)


def locate(reference: ChartReference, paths: HelmPaths | None = None, warn: Warn = no_warning) -> LocatedChart:
    """Return the location of the packaged chart of a reference, according to the cached index if there is one.

    :raises RepositoryError: a repository or registry cannot be used, or does not contain the chart.
    :raises ChartError: there is no such archive.
    """
    return next(candidates(reference, paths or find_helm_paths(), warn)).located


@dataclass(frozen=True)
class Candidate:
    """A possible location of a chart.

    :param from_cache: whether it is from a cached index, which may be outdated.
    """

    located: LocatedChart
    from_cache: bool = False


def candidates(reference: ChartReference, paths: HelmPaths, warn: Warn) -> Iterator[Candidate]:
    """Yield the possible locations of a packaged chart: that of the cached index, then that of the current index."""
    reference = reference.stripped()
    ref = reference.ref
    if not ref:
        raise ChartError("is empty", "chart_ref", "Set a folder, an archive, a URL or REPOSITORY/CHART.")
    if is_oci(ref):
        yield Candidate(_in_registry(ref, reference.version, reference.http_options, paths, warn))
    elif is_oci(reference.repo_url):
        whole = f"{reference.repo_url.rstrip('/')}/{ref}"
        yield Candidate(_in_registry(whole, reference.version, reference.http_options, paths, warn))
    elif reference.repo_url:
        index, _content = index_cache.download_index(reference.repo_url, reference.http_options)
        entry = _select(index, ref, reference.version, warn)
        yield Candidate(_locate_entry(entry, reference.repo_url, reference.http_options, paths, warn))
    elif os.path.exists(ref):
        if os.path.isdir(ref):
            raise ChartError("is a folder, but a packaged chart is required", ref, "Package the chart first.")
        yield Candidate(LocatedChart(ref))
    elif os.path.isabs(ref) or ref.startswith((".", "~")):
        raise ChartError("there is no such folder or archive", ref, "Check the path; it must exist on the target host.")
    elif "://" in ref:
        yield Candidate(LocatedChart(ref, _access_for(reference, paths)))
    else:
        yield from _in_repository(reference, paths, warn)


# ----------------------------------------------------------------------------------------------- repositories


def _in_repository(reference: ChartReference, paths: HelmPaths, warn: Warn) -> Iterator[Candidate]:
    repository, _slash, name = reference.ref.partition("/")
    known = repositories_file.load(paths.repository_config)
    if not name:
        raise ChartError(
            "is neither a folder or archive on the target host nor REPOSITORY/CHART",
            reference.ref,
            "Set a path, a URL or REPOSITORY/CHART, or set chart_repo_url.",
        )
    entry = known.get(repository)
    if entry is None:
        names = ", ".join(sorted(item.name for item in known.entries)) or "none"
        raise RepositoryError(
            f"there is no repository {repository!r} (known: {names}) and no such path",
            reference.ref,
            "Add the repository with coxswain.helm.repository, or set chart_repo_url.",
        )
    if not entry.url:
        raise RepositoryError("has no url", f"repository {repository}", "Add it again with coxswain.helm.repository.")
    http_options = entry.http_options(reference.http_options.timeout)
    parse_constraint(reference.version)
    found = None
    with contextlib.suppress(RepositoryError):
        index = None if reference.refresh else index_cache.cached_index(entry, paths)
        if index is not None:
            found = _locate_entry(_select(index, name, reference.version, warn), entry.url, http_options, paths, warn)
    if found is not None:
        yield Candidate(found, from_cache=True)
    index, _changed = index_cache.update_index(entry, paths, reference.http_options.timeout)
    yield Candidate(_locate_entry(_select(index, name, reference.version, warn), entry.url, http_options, paths, warn))


def _select(index: Index, name: str, version: str, warn: Warn) -> IndexEntry:
    entry = index.get(name, version)
    if version and entry.version != version and not is_range(version):
        warn(f"chart {name} has no version {version}; using the closest one, {entry.version}.")
    return entry


def _locate_entry(
    entry: IndexEntry, repository: str, http_options: HttpOptions, paths: HelmPaths, warn: Warn
) -> LocatedChart:
    what = f"chart {entry.name} {entry.version}"
    if not entry.urls:
        raise RepositoryError(
            f"{what} has no URL in the index", urls.redacted(repository), "Contact the administrator of the repository."
        )
    address = urls.resolve(repository, entry.urls[0])
    if is_oci(address):
        # The credentials of the repository are not those of the registry.
        bare = HttpOptions(plain_http=http_options.plain_http, proxy=http_options.proxy, timeout=http_options.timeout)
        return _in_registry(address, "", bare, paths, warn, entry.version)
    urls.split(address)
    return LocatedChart(address, http_options, entry.name, entry.version, entry.digest, home=repository)


def _access_for(reference: ChartReference, paths: HelmPaths) -> HttpOptions:
    """Return the options for a URL: the task's, else those of the repository in ``repositories.yaml`` for it."""
    own = reference.http_options
    if own.username or own.token or own.ca_file or own.cert_file or own.insecure:
        return own
    here = urls.origin(reference.ref)
    for entry in repositories_file.load(paths.repository_config).entries:
        if not entry.url.startswith(("http://", "https://")) or urls.origin(entry.url) != here:
            continue
        base = urls.split(entry.url).path.rstrip("/") + "/"
        if urls.split(reference.ref).path.startswith(base):
            return entry.http_options(own.timeout)
    return own


# ------------------------------------------------------------------------------------------------- registries


def _in_registry(
    ref: str, version: str, http_options: HttpOptions, paths: HelmPaths, warn: Warn, expected: str = ""
) -> LocatedChart:
    """Return the location of a chart in a registry.

    :param expected: the version of the index entry that refers to the registry.
    """
    from . import oci_chart
    from . import oci_reference as references
    from .oci_registry import Registry
    from .registry_credentials import resolve_credential

    named = references.parse(ref)

    if version and named.tag and references.tag_of(version) != named.tag:
        raise RepositoryError(
            f"the version does not match the tag of the reference: {version} is not {references.version_of(named.tag)}",
            str(named),
            "Omit one of them.",
        )
    registry = Registry(named, http_options, lambda: resolve_credential(http_options, named.host, paths))
    if not named.digest and not named.tag:
        exact = version or expected
        if not exact or is_range(exact) or not _is_version(exact):
            exact = oci_chart.newest_tag(registry, exact)
            if version and exact != version and not is_range(version):
                warn(f"chart {named.name} has no version {version}; using the closest one, {exact}.")
        named = oci_chart.with_version(named, exact)
        registry.reference = named
    manifest = oci_chart.get_chart(registry, named.digest or named.tag)
    if named.digest and version:
        tagged = oci_chart.find_chart(registry, references.tag_of(version))
        if tagged is not None and tagged.digest != manifest.digest:
            raise RepositoryError(
                f"the digest is not that of version {version}, which is {tagged.digest}",
                str(named),
                "Omit one of them.",
            )
    name, found = named.name, references.version_of(named.tag)
    if named.digest or not _is_version(found):
        name, found = oci_chart.name_and_version(registry, manifest)
    return LocatedChart(
        str(named), http_options, name, found, manifest.chart_digest, registry=registry, manifest=manifest
    )


def _is_version(text: str) -> bool:
    from ..data.semver import parse_strict

    try:
        parse_strict(text)
    except CoxswainError:
        return False
    return True
