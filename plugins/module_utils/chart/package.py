# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Package charts (``helm package``) reproducibly: the same chart always results in the same archive.

Files are not changed, including Chart.yaml unless a version is set, so that comments and unknown fields are preserved.
As in Helm, packaged charts in ``charts/`` are unpacked.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import tarfile
import zlib
from typing import Any

from ..data import yaml_in, yaml_out
from ..dialect import HELM4, Dialect
from ..errors import ChartError, CoxswainError
from . import dependencies, loader, metadata
from .chart import Chart, File

#: The modification time of all files in an archive: 1980-01-01, the earliest one in zip files. As with Helm 4, the
#: environment variable SOURCE_DATE_EPOCH overrides it.
EPOCH = 315532800

_FIRST = ("Chart.yaml", "Chart.lock", "requirements.yaml", "requirements.lock", "values.yaml", "values.schema.json")
_SAFE = re.compile(r"[A-Za-z0-9._+-]+\Z")


def file_name(chart: Chart) -> str:
    """Return Helm's name for the archive of a chart."""
    return f"{chart.name}-{chart.version}.tgz"


def with_versions(chart: Chart, version: str = "", app_version: str = "", dialect: Dialect = HELM4) -> Chart:
    """Return the chart with other versions in its Chart.yaml; empty ones are not changed.

    :raises ChartError: the version is invalid.
    """
    wanted = {key: value for key, value in (("version", version), ("appVersion", app_version)) if value}
    wanted = {key: value for key, value in wanted.items() if chart.metadata.get(key) != value}
    if not wanted:
        return chart
    if version and not metadata.is_version(version):
        raise ChartError(f"{version!r} is not a semantic version", "version", "Use a version such as 1.2.3.")
    raw = [
        File(file.name, _replace_values(file.data, wanted) if file.name == "Chart.yaml" else file.data)
        for file in chart.raw
    ]
    changed = loader.load_files(raw, dialect)
    changed.set_dependencies(list(chart.dependencies))
    return changed


def _replace_values(data: bytes, wanted: dict[str, str]) -> bytes:
    """Return Chart.yaml with other values; replace just the lines if possible, to preserve comments."""
    text = data.decode("utf-8", "surrogateescape")
    document = yaml_in.decode(text)
    document = {**document, **wanted} if isinstance(document, dict) else dict(wanted)
    edited = text
    for key, value in wanted.items():
        line = f"{key}: {yaml_out.marshal(value).strip()}"
        edited, count = re.subn(rf"(?m)^{key}:[^\n]*", lambda _match, line=line: line, edited)  # type: ignore[misc]
        if not count:
            edited = f"{edited.rstrip()}\n{line}\n"
    try:
        same = yaml_in.decode(edited) == document
    except CoxswainError:
        same = False
    return (edited if same else yaml_out.marshal(document)).encode("utf-8", "surrogateescape")


def check(chart: Chart, dialect: Dialect = HELM4) -> None:
    """Check that Helm would package the chart.

    :raises ChartError: a declared dependency is missing, or a schema is not JSON.
    """
    dependencies.check(chart, dialect)
    for each in chart.walk():
        if each.schema is None:
            continue
        try:
            json.loads(each.schema)
        except (ValueError, RecursionError) as error:
            raise ChartError("values.schema.json is not JSON", each.full_path) from error


def pack(chart: Chart) -> bytes:
    """Return the archive of a chart.

    :raises ChartError: the name of the chart cannot be that of a folder.
    """
    mtime = _modification_time()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as archive:
        for name, data in entries(chart):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.mode = 0o644
            member.mtime = mtime
            archive.addfile(member, io.BytesIO(data))
    return _gzip(stream.getvalue())


def entries(chart: Chart) -> list[tuple[str, bytes]]:
    """Return the files of the archive in order: Chart.yaml first, subcharts last.

    :raises ChartError: the name of the chart cannot be that of a folder.
    """
    if not chart.name or os.path.basename(chart.name) != chart.name or chart.name in (".", ".."):
        raise ChartError(f"{chart.name!r} cannot be the name of a folder")
    return _entries(chart, chart.name)


def _entries(chart: Chart, base: str) -> list[tuple[str, bytes]]:
    own = sorted(chart.raw, key=lambda file: (_rank(file.name), os.fsencode(file.name)))
    found = [(f"{base}/{file.name}", file.data) for file in own]
    taken: set[str] = set()
    for place, subchart in enumerate(chart.dependencies):
        name = _folder(subchart, place, taken)
        taken.add(name)
        found += _entries(subchart, f"{base}/charts/{name}")
    return found


def _folder(chart: Chart, place: int, taken: set[str]) -> str:
    """Return a unique folder name for a subchart; there may be several with the same name and version."""
    for name in (chart.name, f"{chart.name}-{chart.version}", f"chart-{place}"):
        if name not in taken and _SAFE.match(name) and not name.startswith((".", "_")) and not name.endswith(".tgz"):
            return name
    return f"chart-{place}-{len(taken)}"


def _rank(name: str) -> int:
    if name in _FIRST:
        return _FIRST.index(name)
    return len(_FIRST) + (0 if name.startswith("templates/") else 1)


def _modification_time() -> int:
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else EPOCH


def _gzip(data: bytes) -> bytes:
    """Compress the data with a fixed header, because that of Python's gzip depends on its version."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(data) + packer.flush()
    end = struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + body + end


def provenance_record(chart: Chart) -> dict[str, Any]:
    """Return the metadata for a provenance file, without the dependencies of API version v1."""
    record = chart.record()
    if chart.api_version == "v1":
        record.pop("dependencies", None)
    return record
