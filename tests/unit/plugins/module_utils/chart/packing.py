# SPDX-License-Identifier: GPL-3.0-or-later
"""Build packaged charts for tests."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping

CHART = "apiVersion: v2\nname: boat\nversion: 1.2.3\n"


def member(
    name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    """Return a member of an archive."""
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.type = kind
    entry.linkname = link
    return entry, data


def archive(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """Return a gzipped tar file with the members."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for entry, data in members:
            tar.addfile(entry, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def package(files: Mapping[str, str | bytes], top: str = "boat") -> bytes:
    """Return a packaged chart with the files."""
    return archive(
        *(member(f"{top}/{name}", text.encode() if isinstance(text, str) else text) for name, text in files.items())
    )
