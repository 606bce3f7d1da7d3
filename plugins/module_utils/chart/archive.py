# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read packaged charts: gzipped tar files, with limits and without paths that lead out of the chart."""

from __future__ import annotations

import io
import posixpath
import re
import tarfile
import zlib
from dataclasses import dataclass

from ..dialect import HELM3, HELM4, Dialect
from ..errors import ChartError
from .chart import File

#: The maximum size of a chart, in bytes.
MAX_CHART_SIZE = 100 * 1024 * 1024
#: The maximum size of a file in dialect ``helm3``, in bytes.
MAX_FILE_SIZE = 5 * 1024 * 1024
#: The maximum number of entries in an archive.
MAX_ENTRIES = 50_000

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DRIVE = re.compile(r"[a-zA-Z]:/")
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass
class Budget:
    """The remaining bytes and entries for a chart and all archives inside it."""

    size: int = MAX_CHART_SIZE
    entries: int = MAX_ENTRIES

    def take(self, size: int, dialect: Dialect) -> None:
        """Count one file.

        :raises ChartError: the chart is too large.
        """
        self.size -= size
        self.entries -= 1
        if self.entries < 0:
            raise ChartError(f"chart contains more than {MAX_ENTRIES} files")
        if self.size < 0:
            measure = "file size" if dialect is HELM3 else "size"
            raise ChartError(f"decompressed chart is larger than the maximum {measure} {MAX_CHART_SIZE}")


def looks_like_archive(data: bytes) -> bool:
    """Return whether the data starts like a gzip file."""
    return data.startswith(_GZIP_MAGIC)


def read(
    data: bytes, dialect: Dialect = HELM4, budget: Budget | None = None, *, regular_only: bool = False
) -> list[File]:
    """Return the files of a packaged chart in the archive's order, with paths relative to the chart.

    Only regular files have content; links and devices become empty files.

    :param regular_only: refuse archives with links or devices.
    :raises ChartError: the archive is not a gzipped tar file, is too large, or has paths that lead out of the chart.
    """
    budget = budget or Budget()
    files: list[File] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(_decompress(data, dialect)), mode="r:") as archive:
            for member in archive:
                if member.isdir() or member.type in (tarfile.XGLTYPE, tarfile.XHDTYPE):
                    continue
                name = _safe_name(member.name)
                content = b""
                if member.isreg():
                    if dialect is HELM3 and member.size > MAX_FILE_SIZE:
                        raise ChartError(
                            f'decompressed chart file "{member.name}" is larger than the maximum file size '
                            f"{MAX_FILE_SIZE}"
                        )
                    budget.take(member.size, dialect)
                    handle = archive.extractfile(member)
                    content = handle.read() if handle is not None else b""
                elif regular_only:
                    kind = "link" if member.issym() or member.islnk() else "special file"
                    raise ChartError(
                        f"the archive contains a {kind}, {member.name!r}; only regular files are allowed in charts"
                    )
                else:
                    budget.take(0, dialect)
                files.append(File(name, strip_mark(content, dialect)))
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, OverflowError) as error:
        raise ChartError(f"the archive cannot be read: {error}") from error
    if not files:
        raise ChartError("no files in chart archive")
    return files


def strip_mark(data: bytes, dialect: Dialect) -> bytes:
    """Remove a byte order mark at the start; dialect ``helm2`` keeps it."""
    if dialect.major > 2 and data.startswith(_BYTE_ORDER_MARK):
        return data[len(_BYTE_ORDER_MARK) :]
    return data


def _decompress(data: bytes, dialect: Dialect) -> bytes:
    if not looks_like_archive(data):
        raise ChartError("gzip: invalid header")
    # Tar headers are added to the files: two blocks for each, and more for long names.
    limit = MAX_CHART_SIZE + MAX_ENTRIES * 2048
    parts: list[bytes] = []
    size = 0
    rest = data
    while looks_like_archive(rest):
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        part = stream.decompress(rest, limit + 1 - size)
        size += len(part)
        if size > limit:
            Budget(size=0).take(1, dialect)
        if not stream.eof:
            raise ChartError("unexpected EOF")
        parts.append(part)
        # A file may consist of several gzip members.
        rest = stream.unused_data
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _safe_name(name: str) -> str:
    delimiter = "\\" if "\\" in name else "/"
    first, *rest = name.split(delimiter)
    path = "/".join(rest)
    if path.startswith("/"):
        raise ChartError("chart illegally contains absolute paths")
    path = posixpath.normpath(path) if path else "."
    if path == ".":
        raise ChartError(f'chart illegally contains content outside the base directory: "{name}"')
    if path.startswith(".."):
        raise ChartError("chart illegally references parent directory")
    if _DRIVE.match(path):
        raise ChartError("chart contains illegally named files")
    if first == "Chart.yaml":
        raise ChartError("chart yaml not in base directory")
    return path
