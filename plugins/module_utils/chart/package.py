# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packaged charts written: the same chart is the same bytes, wherever and whenever it is packed.

Files keep their bytes, Chart.yaml too where nothing in it is to change, so that comments and fields that Helm does not
know stay. Charts below ``charts/`` become folders, however they were packed before, as Helm has it.
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
from . import dependencies, metadata
from .chart import Chart, File

#: The time of every file of an archive, 1980-01-01: what zip files, which some tools make of archives, have as their
#: first day. The environment variable SOURCE_DATE_EPOCH gives another one, as it does with Helm 4.
EPOCH = 315532800

_FIRST = ("Chart.yaml", "Chart.lock", "requirements.yaml", "requirements.lock", "values.yaml", "values.schema.json")
_SAFE = re.compile(r"[A-Za-z0-9._+-]+\Z")


def file_name(chart: Chart) -> str:
    """What Helm calls the archive of a chart."""
    return f"{chart.name}-{chart.version}.tgz"


def with_versions(chart: Chart, version: str = "", app_version: str = "", dialect: Dialect = HELM4) -> Chart:
    """The chart with other versions in its Chart.yaml; what is empty stays as it is.

    :raises ChartError: Chart.yaml cannot be changed, or the version is none.
    """
    wanted = {key: value for key, value in (("version", version), ("appVersion", app_version)) if value}
    wanted = {key: value for key, value in wanted.items() if chart.metadata.get(key) != value}
    if not wanted:
        return chart
    if version and not metadata.is_version(version):
        raise ChartError(f"{version!r} is not a semantic version", "version", "Give a version such as 1.2.3.")
    from . import loader

    raw = [
        File(file.name, _changed(file.data, wanted) if file.name == "Chart.yaml" else file.data) for file in chart.raw
    ]
    changed = loader.load_files(raw, dialect)
    changed.set_dependencies(list(chart.dependencies))
    return changed


def _changed(data: bytes, wanted: dict[str, str]) -> bytes:
    """Chart.yaml with other values: line by line where that can be, so that comments stay."""
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
    """Refuse what Helm does not package.

    :raises ChartError: a declared dependency is missing, or a schema is no JSON.
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
    """The chart as a packaged chart.

    :raises ChartError: a name would lead out of the archive.
    """
    moment = _moment()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as archive:
        for name, data in entries(chart):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.mode = 0o644
            member.mtime = moment
            archive.addfile(member, io.BytesIO(data))
    return _gzip(stream.getvalue())


def entries(chart: Chart) -> list[tuple[str, bytes]]:
    """The files of the archive of a chart, in their order: Chart.yaml first, subcharts last."""
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
    """A folder for a subchart; the same chart may be there in several versions, or twice."""
    for name in (chart.name, f"{chart.name}-{chart.version}", f"chart-{place}"):
        if name not in taken and _SAFE.match(name) and not name.startswith((".", "_")) and not name.endswith(".tgz"):
            return name
    return f"chart-{place}-{len(taken)}"


def _rank(name: str) -> int:
    if name in _FIRST:
        return _FIRST.index(name)
    return len(_FIRST) + (0 if name.startswith("templates/") else 1)


def _moment() -> int:
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else EPOCH


def _gzip(data: bytes) -> bytes:
    """gzip without a time and a name; Python's own header differs from version to version."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(data) + packer.flush()
    end = struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + body + end


def provenance_record(chart: Chart) -> dict[str, Any]:
    """The metadata that a provenance file holds: without dependencies for an API version that has them elsewhere."""
    record = chart.record()
    if chart.api_version == "v1":
        record.pop("dependencies", None)
    return record
