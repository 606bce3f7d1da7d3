# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache of repository indexes, shared with Helm: downloading, updating and reading them (``helm repo update``)."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import RepositoryError
from . import atomic_files, search_catalog, urls
from .helm_paths import HelmPaths
from .http_fetch import Validators, fetch, fetch_page
from .http_options import HttpOptions
from .index import LIMIT, Index
from .repositories_file import RepositoryEntry
from .search_catalog import Catalog

_STATE_LIMIT = 64 * 1024


@dataclass(frozen=True)
class IndexState:
    """What is known about a cached index besides its content.

    :param url: the repository that it was downloaded from.
    :param checked: when the server was last asked for changes, in seconds since the epoch.
    :param sha256: the digest of the index; if the cached file has another one, Helm has replaced it.
    """

    url: str = ""
    checked: float = 0.0
    sha256: str = ""
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True)
class IndexDownload:
    """The current index of a repository.

    :param content: the downloaded bytes, or None if the cached index is current.
    """

    index: Index
    content: bytes | None
    state: IndexState


def download_index(url: str, http_options: HttpOptions) -> tuple[Index, bytes]:
    """Download the index of the repository at ``url`` and return it parsed and as received."""
    content = fetch(urls.resolve(url, "index.yaml"), http_options, limit=LIMIT, home=url)
    return Index.parse(content, urls.redacted(url)), content


def fetch_index(entry: RepositoryEntry, paths: HelmPaths, timeout: float = 120.0) -> IndexDownload:
    """Return the current index of a repository, downloaded only if it has changed. Write nothing."""
    path = paths.index_file(entry.name)
    content = atomic_files.read_file(path, LIMIT)
    state = index_state(entry.name, paths)
    same = content is not None and state.url == entry.url and hashlib.sha256(content).hexdigest() == state.sha256
    page = fetch_page(
        urls.resolve(entry.url, "index.yaml"),
        entry.http_options(timeout),
        limit=LIMIT,
        home=entry.url,
        known=state.validators if same else None,
    )
    fresh = content if page.content is None else page.content
    index = Index.parse(fresh or b"", urls.redacted(entry.url))
    digest = hashlib.sha256(fresh or b"").hexdigest()
    return IndexDownload(
        index, None if fresh == content else fresh, IndexState(entry.url, time.time(), digest, page.validators)
    )


def update_index(entry: RepositoryEntry, paths: HelmPaths, timeout: float = 120.0) -> tuple[Index, bool]:
    """Update the cached index of a repository. Return the index and whether its bytes changed."""
    download = fetch_index(entry, paths, timeout)
    store_download(entry.name, download, paths)
    return download.index, download.content is not None


def store_download(name: str, download: IndexDownload, paths: HelmPaths) -> None:
    """Write a downloaded index and its state to the cache."""
    if download.content is not None:
        store_index(name, download.index, download.content, paths)
    atomic_files.write_file(_state_file(name, paths), json.dumps(asdict(download.state), indent=1).encode())


def store_index(name: str, index: Index, content: bytes, paths: HelmPaths) -> None:
    """Write the index of the repository ``name`` to the cache."""
    atomic_files.write_file(paths.index_file(name), content)
    if paths.helm2:
        return
    atomic_files.write_file(paths.charts_file(name), "".join(f"{chart}\n" for chart in index.names()).encode())


def cached_index(entry: RepositoryEntry, paths: HelmPaths) -> Index | None:
    """Return the cached index, or None if there is none."""
    path = paths.index_file(entry.name)
    content = atomic_files.read_file(path, LIMIT)
    return None if content is None else Index.parse(content, path)


def cached_catalog(name: str, paths: HelmPaths) -> Catalog | None:
    """Return the search catalog of the cached index, or None if there is no index. Build and cache it if necessary."""
    path = paths.index_file(name)
    header = _file_identity(path)
    if header is None:
        return None
    cached = atomic_files.read_file(_catalog_file(name, paths), LIMIT)
    found = None if cached is None else search_catalog.load(cached, header)
    if found is not None:
        return found
    content = atomic_files.read_file(path, LIMIT)
    if content is None:
        return None
    catalog = search_catalog.build_catalog(Index.parse(content, path))
    if _file_identity(path) == header:
        # A read-only cache or a full disk only costs time.
        with contextlib.suppress(RepositoryError):
            atomic_files.write_file(_catalog_file(name, paths), catalog.dump(header))
    return catalog


def index_state(name: str, paths: HelmPaths) -> IndexState:
    """Return what is known about the cached index, or an empty state."""
    content = atomic_files.read_file(_state_file(name, paths), _STATE_LIMIT)
    if content is None:
        return IndexState()
    try:
        found = json.loads(content)
        validators = found["validators"]
        texts = (found["url"], found["sha256"], validators["etag"], validators["last_modified"])
        if any(not isinstance(text, str) or not text.isprintable() for text in texts):
            return IndexState()
        return IndexState(texts[0], float(found["checked"]), texts[1], Validators(texts[2], texts[3]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return IndexState()


def index_age(entry: RepositoryEntry, paths: HelmPaths) -> float | None:
    """Return the seconds since the cached index was last known to be current, or None if there is no cached index."""
    try:
        written = os.path.getmtime(paths.index_file(entry.name))
    except OSError:
        return None
    state = index_state(entry.name, paths)
    checked = max(written, state.checked) if state.url == entry.url else written
    return max(0.0, time.time() - checked)


def remove_index(name: str, paths: HelmPaths) -> None:
    """Delete everything that the cache holds for the repository ``name``."""
    for path in (
        paths.index_file(name),
        paths.charts_file(name),
        _state_file(name, paths),
        _catalog_file(name, paths),
    ):
        atomic_files.remove_file(path)


def _state_file(name: str, paths: HelmPaths) -> str:
    return os.path.join(paths.repository_cache, f"{name}-index.state.json")


def _catalog_file(name: str, paths: HelmPaths) -> str:
    return os.path.join(paths.repository_cache, f"{name}-index.catalog.json")


def _file_identity(path: str) -> dict[str, Any] | None:
    """Return what changes whenever the file is replaced, without reading it; None if there is no file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return {"size": status.st_size, "mtime": status.st_mtime_ns, "inode": status.st_ino}
