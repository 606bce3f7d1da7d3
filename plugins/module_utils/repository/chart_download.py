# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Download packaged charts and their provenance files, by way of the content cache."""

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

#: The largest provenance file, in bytes; see ``chart/provenance.py``.
PROVENANCE_LIMIT = 4 * 1024 * 1024

_ACCEPT = "application/gzip,application/octet-stream"
#: A file name without special meaning to any file system or shell.
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+~@-]{0,250}\Z")


@dataclass(frozen=True)
class LocatedChart:
    """The location of a packaged chart that has not been downloaded yet.

    :param address: a path, an HTTP or HTTPS URL, or a reference to an OCI registry.
    :param name: the name of the chart, if it is known without the archive.
    :param version: its version, if it is known without the archive.
    :param digest: the SHA-256 of the archive in hexadecimal digits, if known.
    :param home: the repository that the credentials of ``http_options`` belong to, if it is not the address itself.
    :param registry: the client for the registry of ``manifest``.
    :param manifest: the manifest of a chart in a registry.
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
        """Return the file name of the archive: the last part of its address, else ``NAME-VERSION.tgz``.

        It is empty if neither is known.
        """
        if self.registry is None:
            parts = urlsplit(self.address) if "://" in self.address else None
            last = (self.address if parts is None else unquote(parts.path)).rpartition("/")[2]
            if _FILE_NAME.match(last) and last.endswith(".tgz"):
                return last
        name = f"{self.name}-{self.version}.tgz"
        return name if self.name and self.version and _FILE_NAME.match(name) else ""

    @property
    def redacted_address(self) -> str:
        """Return the address without secrets, for messages and results."""
        return urls.redacted(self.address)


def download(located: LocatedChart, paths: HelmPaths) -> bytes:
    """Return the archive, from the content cache if possible.

    :raises RepositoryError: the download fails, or the archive does not match the digest.
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
            f"the archive does not match the index: its SHA-256 is not {located.digest}",
            located.redacted_address,
            "Update the cached index with update_repo_cache, or contact the administrator of the repository.",
        )
    content_cache.store_archive(content, paths)
    return content


def download_provenance(located: LocatedChart) -> bytes:
    """Return the provenance file of the archive.

    :raises RepositoryError: there is none, or the download fails.
    """
    remedy = "Ask the publisher for signed charts, or do not request provenance files."
    if located.registry is not None and located.manifest is not None:
        if located.manifest.provenance is None:
            raise RepositoryError("the chart has no provenance file", located.redacted_address, remedy)
        return located.registry.blob(located.manifest.provenance, PROVENANCE_LIMIT)
    if "://" in located.address:
        parts = urlsplit(located.address)
        address = urlunsplit((parts.scheme, parts.netloc, f"{parts.path}.prov", parts.query, ""))
        try:
            return fetch(address, located.http_options, limit=PROVENANCE_LIMIT, home=located.home)
        except RepositoryError as error:
            raise RepositoryError(
                f"the provenance file cannot be downloaded: {error.what}", error.where, error.remedy
            ) from error
    if not os.path.exists(f"{located.address}.prov"):
        raise RepositoryError("the chart has no provenance file", located.redacted_address, remedy)
    return _read(f"{located.address}.prov", PROVENANCE_LIMIT)


def with_identity(located: LocatedChart, name: str, version: str) -> LocatedChart:
    """Return ``located`` with the name and version of the chart in the archive."""
    return replace(located, name=name, version=version)


def _read(path: str, limit: int) -> bytes:
    content = atomic_files.read_file(path, limit)
    if content is None:
        raise RepositoryError("there is no such file", path, "Check the path; it must exist on the target host.")
    return content
