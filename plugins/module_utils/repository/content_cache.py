# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm 4's content cache, which this collection shares: chart archives by their SHA-256."""

from __future__ import annotations

import hashlib
import os

from . import atomic_files
from .helm_paths import HelmPaths

#: The largest archive to download or read, in bytes: the limit for an unpacked chart.
ARCHIVE_LIMIT = 100 * 1024 * 1024


def cached_archive(digest: str, paths: HelmPaths) -> bytes | None:
    """Return the archive with that SHA-256, or None. A file whose content does not match its name counts as missing."""
    content = atomic_files.read_file(_archive_file(digest, paths), ARCHIVE_LIMIT)
    return content if content and hashlib.sha256(content).hexdigest() == digest else None


def store_archive(content: bytes, paths: HelmPaths) -> str:
    """Write an archive to the cache and return its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    atomic_files.write_file(_archive_file(digest, paths), content)
    return digest


def _archive_file(digest: str, paths: HelmPaths) -> str:
    return os.path.join(paths.content_cache, digest[:2], f"{digest}.chart")
