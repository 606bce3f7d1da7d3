# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packaged charts: where one lies, and getting it and its provenance file from there, by way of the content cache."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from ..errors import RepositoryError
from . import atomic_files, content_cache, urls
from .helm_paths import HelmPaths
from .http_fetch import fetch
from .http_options import HttpOptions

if TYPE_CHECKING:
    from .oci_chart import ChartManifest
    from .oci_registry import Registry

#: A provenance file holds Chart.yaml and a signature; see ``chart/provenance.py``.
PROVENANCE_LIMIT = 4 * 1024 * 1024

_ACCEPT = "application/gzip,application/octet-stream"
#: A file name that means the same to every file system and shell.
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+~@-]{0,250}\Z")


@dataclass(frozen=True)
class LocatedChart:
    """A packaged chart that was found and not yet downloaded.

    :param address: a path, a URL of HTTP or HTTPS, or a reference to an OCI registry.
    :param name: of the chart, where that is known without the archive.
    :param version: the same.
    :param digest: the SHA-256 of the archive in hexadecimal digits, where that is known.
    :param home: the repository that the credentials of ``http_options`` belong to, when it is not the address itself.
    :param manifest: of a chart in a registry.
    """

    address: str
    http_options: HttpOptions = field(default_factory=HttpOptions)
    name: str = ""
    version: str = ""
    digest: str = ""
    home: str | None = None
    registry: Registry | None = None
    manifest: ChartManifest | None = None

    @property
    def file_name(self) -> str:
        """What the archive is called: the last part of its address, else ``NAME-VERSION.tgz``; nothing when neither is
        known."""
        if self.registry is None:
            parts = urlsplit(self.address) if "://" in self.address else None
            last = (self.address if parts is None else unquote(parts.path)).rpartition("/")[2]
            if _FILE_NAME.match(last) and last.endswith(".tgz"):
                return last
        name = f"{self.name}-{self.version}.tgz"
        return name if self.name and self.version and _FILE_NAME.match(name) else ""

    @property
    def shown(self) -> str:
        """The address for messages and results."""
        return urls.redacted(self.address)


def download(located: LocatedChart, paths: HelmPaths) -> bytes:
    """The archive; from the cache when its digest is known and it is there.

    :raises RepositoryError: it cannot be had, or is not the one of the digest.
    """
    if located.digest:
        content = content_cache.cached_archive(located.digest, paths)
        if content is not None:
            return content
    if located.registry is not None and located.manifest is not None:
        content = located.registry.blob(located.manifest.chart, content_cache.ARCHIVE_LIMIT)
    elif "://" in located.address:
        content = fetch(
            located.address, located.http_options, limit=content_cache.ARCHIVE_LIMIT, home=located.home, accept=_ACCEPT
        )
    else:
        return _read(located.address, content_cache.ARCHIVE_LIMIT)
    if located.digest and hashlib.sha256(content).hexdigest() != located.digest:
        raise RepositoryError(
            f"the archive is not the one of the index: its SHA-256 is not {located.digest}",
            located.shown,
            "Bring the repository's cache up to date with update_repo_cache; if it stays, ask who runs the repository.",
        )
    content_cache.store_archive(content, paths)
    return content


def download_provenance(located: LocatedChart) -> bytes:
    """The provenance file of the archive.

    :raises RepositoryError: there is none, or it cannot be had.
    """
    remedy = "Ask the publisher for signed charts, or do not ask for provenance."
    if located.registry is not None and located.manifest is not None:
        if located.manifest.provenance is None:
            raise RepositoryError("the chart has no provenance file", located.shown, remedy)
        return located.registry.blob(located.manifest.provenance, PROVENANCE_LIMIT)
    if "://" in located.address:
        parts = urlsplit(located.address)
        address = urlunsplit((parts.scheme, parts.netloc, f"{parts.path}.prov", parts.query, ""))
        try:
            return fetch(address, located.http_options, limit=PROVENANCE_LIMIT, home=located.home)
        except RepositoryError as error:
            raise RepositoryError(
                f"the provenance file cannot be had: {error.what}", error.where, error.remedy
            ) from error
    if not os.path.exists(f"{located.address}.prov"):
        raise RepositoryError("the chart has no provenance file", located.shown, remedy)
    return _read(f"{located.address}.prov", PROVENANCE_LIMIT)


def named(located: LocatedChart, name: str, version: str) -> LocatedChart:
    """``located`` with what the archive itself says of its name and version."""
    return replace(located, name=name, version=version)


def _read(path: str, limit: int) -> bytes:
    content = atomic_files.read_file(path, limit)
    if content is None:
        raise RepositoryError("there is no such file", path, "Check the path; a module looks for it on its target.")
    return content
