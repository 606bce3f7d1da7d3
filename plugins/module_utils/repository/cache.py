# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caches that are shared with Helm: the index of each repository, and charts by their digest."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import RepositoryError
from . import catalog, files, urls
from .access import Access
from .catalog import Catalog
from .http import Validators, fetch, fetch_page
from .index import LIMIT, Index
from .places import Places
from .repositories_file import RepositoryEntry

#: a chart's archive may be 100 MiB unpacked; nothing larger is worth downloading
ARCHIVE_LIMIT = 100 * 1024 * 1024

_STATE_LIMIT = 64 * 1024


@dataclass(frozen=True)
class IndexState:
    """What is known of an index in the cache besides its content.

    :param url: the repository that it came from.
    :param checked: when the server was last asked about it, in seconds since the epoch.
    :param sha256: of the index; another one in the cache was put there by somebody else.
    """

    url: str = ""
    checked: float = 0.0
    sha256: str = ""
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True)
class Download:
    """An index as the server has it.

    :param content: None when it is the one in the cache.
    """

    index: Index
    content: bytes | None
    state: IndexState


def download_index(url: str, access: Access) -> tuple[Index, bytes]:
    """The index of the repository at ``url``, parsed and as it came."""
    content = fetch(urls.resolve(url, "index.yaml"), access, limit=LIMIT, home=url)
    return Index.parse(content, urls.shown(url)), content


def ask_index(entry: RepositoryEntry, places: Places, timeout: float = 120.0) -> Download:
    """The index of a repository as the server has it; nothing is written, and nothing downloaded that is there."""
    path = places.index_file(entry.name)
    content = files.read_file(path, LIMIT)
    state = index_state(entry.name, places)
    same = content is not None and state.url == entry.url and hashlib.sha256(content).hexdigest() == state.sha256
    page = fetch_page(
        urls.resolve(entry.url, "index.yaml"),
        entry.access(timeout),
        limit=LIMIT,
        home=entry.url,
        known=state.validators if same else None,
    )
    fresh = content if page.content is None else page.content
    index = Index.parse(fresh or b"", urls.shown(entry.url))
    digest = hashlib.sha256(fresh or b"").hexdigest()
    return Download(
        index, None if fresh == content else fresh, IndexState(entry.url, time.time(), digest, page.validators)
    )


def update_index(entry: RepositoryEntry, places: Places, timeout: float = 120.0) -> tuple[Index, bool]:
    """Bring the index of a repository in the cache up to date; the second result says whether its bytes changed."""
    download = ask_index(entry, places, timeout)
    keep_download(entry.name, download, places)
    return download.index, download.content is not None


def keep_download(name: str, download: Download, places: Places) -> None:
    """Put what was downloaded, and what the server said of it, into the cache."""
    if download.content is not None:
        keep_index(name, download.index, download.content, places)
    files.write_file(_state_file(name, places), json.dumps(asdict(download.state), indent=1).encode())


def keep_index(name: str, index: Index, content: bytes, places: Places) -> None:
    """Put the index of the repository ``name`` into the cache."""
    files.write_file(places.index_file(name), content)
    if places.helm2:
        return
    files.write_file(places.charts_file(name), "".join(f"{chart}\n" for chart in index.names()).encode())


def cached_index(entry: RepositoryEntry, places: Places) -> Index | None:
    """The index in the cache, or None when there is none."""
    path = places.index_file(entry.name)
    content = files.read_file(path, LIMIT)
    return None if content is None else Index.parse(content, path)


def cached_catalog(name: str, places: Places) -> Catalog | None:
    """The catalog of the index in the cache, or None when there is none; made and kept when it is not there yet."""
    path = places.index_file(name)
    header = _identity(path)
    if header is None:
        return None
    kept = files.read_file(_catalog_file(name, places), LIMIT)
    found = None if kept is None else catalog.load(kept, header)
    if found is not None:
        return found
    content = files.read_file(path, LIMIT)
    if content is None:
        return None
    made = catalog.catalog_of(Index.parse(content, path))
    if _identity(path) == header:
        # A cache that may not be written, or a full disk, costs time and nothing else.
        with contextlib.suppress(RepositoryError):
            files.write_file(_catalog_file(name, places), made.dump(header))
    return made


def index_state(name: str, places: Places) -> IndexState:
    """What is known of the index in the cache; an empty state when nothing is."""
    content = files.read_file(_state_file(name, places), _STATE_LIMIT)
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


def index_age(entry: RepositoryEntry, places: Places) -> float | None:
    """Seconds since the index in the cache was the server's, as far as is known; None when there is none."""
    try:
        written = os.path.getmtime(places.index_file(entry.name))
    except OSError:
        return None
    state = index_state(entry.name, places)
    checked = max(written, state.checked) if state.url == entry.url else written
    return max(0.0, time.time() - checked)


def forget_index(name: str, places: Places) -> None:
    """Delete what the cache holds of the repository ``name``."""
    for path in (
        places.index_file(name),
        places.charts_file(name),
        _state_file(name, places),
        _catalog_file(name, places),
    ):
        files.remove_file(path)


def _state_file(name: str, places: Places) -> str:
    return os.path.join(places.repository_cache, f"{name}-index.state.json")


def _catalog_file(name: str, places: Places) -> str:
    return os.path.join(places.repository_cache, f"{name}-index.catalog.json")


def _identity(path: str) -> dict[str, Any] | None:
    """What tells one state of a file from another without reading it."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return {"size": status.st_size, "mtime": status.st_mtime_ns, "inode": status.st_ino}


def cached_archive(digest: str, places: Places) -> bytes | None:
    """The archive of that SHA-256, or None. A file that is not what its name says counts as missing."""
    content = files.read_file(_archive_file(digest, places), ARCHIVE_LIMIT)
    return content if content and hashlib.sha256(content).hexdigest() == digest else None


def keep_archive(content: bytes, places: Places) -> str:
    """Put an archive into the cache; the result is its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    files.write_file(_archive_file(digest, places), content)
    return digest


def _archive_file(digest: str, places: Places) -> str:
    return os.path.join(places.content_cache, digest[:2], f"{digest}.chart")
