# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart repository of chart folders, packed and served over HTTP on the loopback interface.

Charts are packed by the standard library, so that the code under test does not create its own test data.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import hashlib
import http.server
import io
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: The time stamp of every archive, so that packing a chart again gives the same bytes.
CREATED = "2026-01-01T00:00:00Z"


@contextlib.contextmanager
def serve(charts: Path) -> Iterator[str]:
    """Serve every chart folder below ``charts`` while the context is open; yield the repository's URL."""
    with tempfile.TemporaryDirectory(prefix="coxswain-charts-") as scratch:
        pack(charts, Path(scratch))
        with serve_folder(Path(scratch)) as url:
            yield url


@contextlib.contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP while the context is open; yield its URL."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def pack(charts: Path, folder: Path) -> None:
    """Write an archive for each chart folder below ``charts``, and the index.yaml that lists them."""
    import yaml

    entries: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(charts.glob("*/Chart.yaml")):
        metadata = yaml.safe_load(file.read_text())
        # An unquoted 1.10 is a number in YAML, but a string in an index.
        metadata |= {key: str(metadata[key]) for key in ("version", "appVersion") if key in metadata}
        content = _archive(file.parent, metadata["name"])
        name = f"{metadata['name']}-{metadata['version']}.tgz"
        (folder / name).write_bytes(content)
        facts = {"created": CREATED, "digest": hashlib.sha256(content).hexdigest(), "urls": [name]}
        entries.setdefault(metadata["name"], []).append(metadata | facts)
    index = {"apiVersion": "v1", "entries": entries, "generated": CREATED}
    (folder / "index.yaml").write_text(yaml.safe_dump(index))


def _archive(chart: Path, name: str) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for path in sorted(chart.rglob("*")):
            if path.is_file():
                entry = tarfile.TarInfo(f"{name}/{path.relative_to(chart)}")
                entry.size = path.stat().st_size
                entry.mode = 0o644
                with path.open("rb") as content:
                    archive.addfile(entry, content)
    return buffer.getvalue()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Log no requests."""
