# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caches that are shared with Helm: the index of each repository, and charts by their digest."""

from __future__ import annotations

import hashlib
import os

from . import files, urls
from .access import Access
from .http import fetch
from .index import LIMIT, Index
from .places import Places
from .repositories_file import RepositoryEntry

#: a chart's archive may be 100 MiB unpacked; nothing larger is worth downloading
ARCHIVE_LIMIT = 100 * 1024 * 1024


def download_index(url: str, access: Access) -> tuple[Index, bytes]:
    """The index of the repository at ``url``, parsed and as it came."""
    content = fetch(urls.resolve(url, "index.yaml"), access, limit=LIMIT, home=url)
    return Index.parse(content, urls.shown(url)), content


def update_index(entry: RepositoryEntry, places: Places, timeout: float = 120.0) -> tuple[Index, bool]:
    """Download the index of a repository into the cache; the second result says whether its bytes changed."""
    index, content = download_index(entry.url, entry.access(timeout))
    changed = files.read_file(places.index_file(entry.name), LIMIT) != content
    if changed:
        keep_index(entry.name, index, content, places)
    return index, changed


def keep_index(name: str, index: Index, content: bytes, places: Places) -> None:
    """Put the index of the repository ``name`` into the cache."""
    files.write_file(places.index_file(name), content)
    files.write_file(places.charts_file(name), "".join(f"{chart}\n" for chart in index.names()).encode())


def cached_index(entry: RepositoryEntry, places: Places) -> Index | None:
    """The index in the cache, or None when there is none."""
    path = places.index_file(entry.name)
    content = files.read_file(path, LIMIT)
    return None if content is None else Index.parse(content, path)


def forget_index(name: str, places: Places) -> None:
    """Delete what the cache holds of the repository ``name``."""
    files.remove_file(places.index_file(name))
    files.remove_file(places.charts_file(name))


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
