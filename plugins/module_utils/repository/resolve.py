# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way from a chart reference to a chart.

===================================  =============================================================
reference                            chart
===================================  =============================================================
a path that exists                   the folder or archive there (unless ``repo_url`` is given)
``NAME`` with ``repo_url``           the version of NAME that the index at ``repo_url`` offers
``https://host/path/chart.tgz``      that archive
``REPOSITORY/NAME``                  the version of NAME in a repository of ``repositories.yaml``
``oci://…``                          not supported yet
===================================  =============================================================

Only the caches are written to, so a check mode resolves as a run does.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ..chart import load
from ..chart.model import Chart
from ..dialect import HELM4, Dialect
from ..errors import ChartError, RepositoryError
from . import cache, repositories_file, urls
from .access import Access
from .http import fetch
from .index import Index, IndexEntry, is_range, parse_constraint
from .places import Places, find_places

Warn = Callable[[str], None]

_ACCEPT = "application/gzip,application/octet-stream"


@dataclass(frozen=True)
class ChartReference:
    """What a user says about the chart that is meant.

    :param ref: see the table above.
    :param version: a version or a range; it is looked at where an index is.
    :param repo_url: the address of a repository that holds ``ref``.
    :param access: for ``repo_url`` and addresses; a repository of the file has its own.
    :param refresh: the indexes of repositories are downloaded first.
    """

    ref: str
    version: str = ""
    repo_url: str = ""
    access: Access = field(default_factory=Access)
    refresh: bool = False


def resolve_chart(
    reference: ChartReference,
    places: Places | None = None,
    warn: Warn = lambda text: None,
    dialect: Dialect = HELM4,
) -> Chart:
    """Load the chart that ``reference`` means.

    :param warn: called with a sentence for what the user should know though the chart was found.
    :raises RepositoryError: a repository cannot be used, or does not have it.
    :raises ChartError: there is no such file, or it is not a chart.
    """
    reference = replace(reference, ref=reference.ref.strip(), version=reference.version.strip())
    ref = reference.ref
    if not ref:
        raise ChartError("is empty", "chart_ref", "Name a folder, an archive, a URL or REPOSITORY/CHART.")
    places = places or find_places()
    if ref.startswith("oci://") or reference.repo_url.startswith("oci://"):
        raise RepositoryError(
            "OCI references are not supported yet",
            urls.shown(ref if ref.startswith("oci://") else reference.repo_url),
            "Pull the chart to a folder or archive, or serve it from a chart repository.",
        )
    if reference.repo_url:
        return _unpack(_from_index_at(reference, places, warn), reference, dialect)
    if os.path.exists(ref):
        with _named(ref):
            chart = load.load(ref, dialect)
        _note_version(reference, chart, warn)
        return chart
    if os.path.isabs(ref) or ref.startswith((".", "~")):
        raise ChartError(
            "there is no such folder or archive", ref, "Check the path; a module looks for it on the target host."
        )
    if "://" in ref:
        content = _download(ref, _access_for(reference, places), None, "", places)
        chart = _unpack(content, reference, dialect)
        _note_version(reference, chart, warn)
        return chart
    return _unpack(_from_repository(reference, places, warn), reference, dialect)


def _unpack(content: bytes, reference: ChartReference, dialect: Dialect) -> Chart:
    with _named(reference.ref):
        return load.load_archive(content, dialect)


@contextlib.contextmanager
def _named(ref: str) -> Iterator[None]:
    """Have an error about a chart name it, when it does not do so itself."""
    try:
        yield
    except ChartError as error:
        if error.where is None and ref not in error.what:
            error.where = urls.shown(ref)
        raise


def _note_version(reference: ChartReference, chart: Chart, warn: Warn) -> None:
    if reference.version and reference.version != chart.version:
        warn(
            f"chart_version {reference.version} is looked at for charts of repositories only: "
            f"{urls.shown(reference.ref)} is version {chart.version}."
        )


def _from_index_at(reference: ChartReference, places: Places, warn: Warn) -> bytes:
    url = reference.repo_url
    index, _content = cache.download_index(url, reference.access)
    entry = _choose(index, reference.ref, reference.version, warn)
    return _fetch_entry(entry, url, reference.access, places)


def _from_repository(reference: ChartReference, places: Places, warn: Warn) -> bytes:
    repository, _slash, name = reference.ref.partition("/")
    known = repositories_file.load(places.repository_config)
    if not name:
        raise ChartError(
            "is neither a folder or archive on the target host nor REPOSITORY/CHART",
            reference.ref,
            "Give a path, a URL or REPOSITORY/CHART, or set chart_repo_url.",
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
    access = entry.access(reference.access.timeout)
    parse_constraint(reference.version)
    # What the cache does not know, knows by an address that is gone, or holds in a broken file: the server settles it.
    with contextlib.suppress(RepositoryError):
        index = None if reference.refresh else cache.cached_index(entry, places)
        if index is not None:
            return _fetch_entry(_choose(index, name, reference.version, warn), entry.url, access, places)
    index, _changed = cache.update_index(entry, places, reference.access.timeout)
    return _fetch_entry(_choose(index, name, reference.version, warn), entry.url, access, places)


def _choose(index: Index, name: str, version: str, warn: Warn) -> IndexEntry:
    entry = index.get(name, version)
    if version and entry.version != version and not is_range(version):
        warn(f"chart {name} has no version {version}; {entry.version} is the closest one and is used.")
    return entry


def _fetch_entry(entry: IndexEntry, repository: str, access: Access, places: Places) -> bytes:
    what = f"chart {entry.name} {entry.version}"
    if not entry.urls:
        raise RepositoryError(
            f"{what} has no address in the index", urls.shown(repository), "Ask who runs the repository."
        )
    address = urls.resolve(repository, entry.urls[0])
    if address.startswith("oci://"):
        raise RepositoryError(f"{what} lies in an OCI registry, which is not supported yet", urls.shown(address))
    return _download(address, access, repository, entry.digest, places)


def _download(address: str, access: Access, home: str | None, digest: str, places: Places) -> bytes:
    """The archive at ``address``; from the cache when its digest is known and it is there."""
    if digest:
        content = cache.cached_archive(digest, places)
        if content is not None:
            return content
    content = fetch(address, access, limit=cache.ARCHIVE_LIMIT, home=home, accept=_ACCEPT)
    if digest and hashlib.sha256(content).hexdigest() != digest:
        raise RepositoryError(
            f"the archive is not the one of the index: its SHA-256 is not {digest}",
            urls.shown(address),
            "Bring the repository's cache up to date with update_repo_cache; if it stays, ask who runs the repository.",
        )
    cache.keep_archive(content, places)
    return content


def _access_for(reference: ChartReference, places: Places) -> Access:
    """The access of an address: the task's own, else that of the repository of the file that has its origin."""
    if reference.access.username or reference.access.ca_file or reference.access.cert_file or reference.access.insecure:
        return reference.access
    here = urls.origin(reference.ref)
    for entry in repositories_file.load(places.repository_config).entries:
        if not entry.url.startswith(("http://", "https://")) or urls.origin(entry.url) != here:
            continue
        base = urls.split(entry.url).path.rstrip("/") + "/"
        if urls.split(reference.ref).path.startswith(base):
            return entry.access(reference.access.timeout)
    return reference.access
