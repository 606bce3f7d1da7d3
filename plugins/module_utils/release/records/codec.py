# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encode and decode releases as Helm 3 and Helm 4 store them: JSON, compressed with gzip, in base64.

The JSON follows Go: empty fields are left out. An unset time is left out by Helm 4 and is ``""`` in Helm 3; both read
both.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import TYPE_CHECKING, Any

from ...data.json_number import json_number
from ...errors import ReleaseError
from .model import UNKNOWN, Hook, Release

if TYPE_CHECKING:
    from ...chart.chart import Chart, File

#: the most that a record may unpack to; one that is larger cannot have been stored by Helm
UNPACKED_LIMIT = 256 * 1024 * 1024
#: how a compressed record begins
GZIP = b"\x1f\x8b\x08"
_NO_TIME = "0001-01-01T00:00:00Z"


def encode(release: Release, level: int = 6) -> str:
    """Return the text of a release's record.

    :param level: the compression level; 9 is slow and gives slightly smaller records.
    """
    text = json.dumps(normalized(document(release)), ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(compress(text.encode("utf-8", "surrogateescape"), level)).decode("ascii")


def decode(text: str | bytes, where: str) -> Release:
    """Return the release in the text of a record.

    :param where: the name of the stored object, for error messages.
    :raises ReleaseError: the text is not a record.
    """
    try:
        packed = base64.b64decode(text, validate=True)
        content = decompress(packed) if packed.startswith(GZIP) else packed
        record = json.loads(content)
    except (binascii.Error, zlib.error, ValueError):
        raise ReleaseError("the release record is broken", where, _BROKEN) from None
    if not isinstance(record, dict) or not isinstance(record.get("name"), str):
        raise ReleaseError("the release record holds no release", where, _BROKEN)
    return from_document(record)


_BROKEN = "Delete it if its revision is not needed any more, or restore it from a backup."


def document(release: Release) -> dict[str, Any]:
    """Return the record of a release, field by field in Helm's order."""
    info: dict[str, Any] = {
        "first_deployed": release.first_deployed,
        "last_deployed": release.last_deployed,
        "deleted": release.deleted,
        "description": release.description,
        "status": release.status,
        "rollback_revision": release.rollback_revision,
        "notes": release.notes,
    }
    info = {key: value for key, value in info.items() if value}
    info.update(release.extra.get("info") or {})
    record = {
        "name": release.name,
        "info": info,
        "chart": release.chart,
        "config": release.config,
        "manifest": release.manifest,
        "hooks": [_hook_document(hook) for hook in release.hooks],
        "version": release.revision,
        "namespace": release.namespace,
        "apply_method": release.apply_method,
    }
    record = {key: value for key, value in record.items() if value}
    record.update({key: value for key, value in release.extra.items() if key != "info"})
    return record


def from_document(record: dict[str, Any]) -> Release:
    """Return the release in a record."""
    info = dict(record.get("info") or {})
    extra = {key: value for key, value in record.items() if key not in _RECORD}
    unknown = {key: value for key, value in info.items() if key not in _INFO}
    if unknown:
        extra["info"] = unknown
    return Release(
        name=str(record.get("name") or ""),
        namespace=str(record.get("namespace") or ""),
        revision=int(record.get("version") or 0),
        status=str(info.get("status") or UNKNOWN),
        chart=record.get("chart") or {},
        config=record.get("config") or {},
        manifest=str(record.get("manifest") or ""),
        hooks=tuple(_hook(hook) for hook in record.get("hooks") or []),
        notes=str(info.get("notes") or ""),
        description=str(info.get("description") or ""),
        first_deployed=str(info.get("first_deployed") or ""),
        last_deployed=str(info.get("last_deployed") or ""),
        deleted=str(info.get("deleted") or ""),
        rollback_revision=int(info.get("rollback_revision") or 0),
        apply_method=str(record.get("apply_method") or ""),
        extra=extra,
    )


_RECORD = frozenset({"name", "info", "chart", "config", "manifest", "hooks", "version", "namespace", "apply_method"})
_INFO = frozenset(
    {
        "first_deployed",
        "last_deployed",
        "deleted",
        "description",
        "status",
        "rollback_revision",
        "notes",
    }
)


def chart_record(chart: Chart) -> dict[str, Any]:
    """Return a chart as a record stores it. As in Helm, the charts below ``charts/`` are not stored."""
    return {
        "metadata": normalized(chart.record()),
        "lock": normalized(chart.lock),
        "templates": [_file(file) for file in chart.templates] or None,
        "values": normalized(chart.values),
        "schema": None if chart.schema is None else base64.b64encode(chart.schema).decode("ascii"),
        "schemamodtime": _NO_TIME,
        "files": [_file(file) for file in chart.files] or None,
    }


def _file(file: File) -> dict[str, str]:
    return {"name": file.name, "data": base64.b64encode(file.data).decode("ascii")}


def _hook_document(hook: Hook) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": hook.name,
        "kind": hook.kind,
        "path": hook.path,
        "manifest": hook.manifest,
        "events": list(hook.events),
        "weight": hook.weight,
        "delete_policies": list(hook.delete_policies),
        "output_log_policies": list(hook.output_log_policies),
    }
    record = {key: value for key, value in record.items() if value}
    run = {"started_at": hook.started_at, "completed_at": hook.completed_at}
    record["last_run"] = {**{key: value for key, value in run.items() if value}, "phase": hook.phase}
    return record


def _hook(record: dict[str, Any]) -> Hook:
    run = record.get("last_run") or {}
    return Hook(
        name=str(record.get("name") or ""),
        kind=str(record.get("kind") or ""),
        path=str(record.get("path") or ""),
        manifest=str(record.get("manifest") or ""),
        events=tuple(record.get("events") or ()),
        weight=int(record.get("weight") or 0),
        delete_policies=tuple(record.get("delete_policies") or ()),
        output_log_policies=tuple(record.get("output_log_policies") or ()),
        phase=str(run.get("phase") or ""),
        started_at=str(run.get("started_at") or ""),
        completed_at=str(run.get("completed_at") or ""),
    )


def compress(content: bytes, level: int) -> bytes:
    """Compress a record with gzip."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


def decompress(packed: bytes) -> bytes:
    """Decompress a record.

    :raises ValueError: it is truncated or larger than :data:`UNPACKED_LIMIT`.
    :raises zlib.error: it is not gzip.
    """
    reader = zlib.decompressobj(31)
    content = reader.decompress(packed, UNPACKED_LIMIT)
    if reader.unconsumed_tail or not reader.eof:
        raise ValueError("too large or cut off")
    return content


def normalized(value: Any) -> Any:
    """Return values as Go writes them to JSON: a float without a fraction as an integer, and bytes in base64."""
    if isinstance(value, dict):
        return {key: normalized(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [normalized(entry) for entry in value]
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value
