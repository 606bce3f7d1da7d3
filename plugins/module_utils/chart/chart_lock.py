# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lock files of dependencies: ``Chart.lock`` and, for charts of API version v1, ``requirements.lock``.

The digest tells whether the lock is still the one of what the chart declares. Helm 2 makes it of the declarations
alone, and before a repository's name is replaced by its URL; Helm 3 and 4 make it of declarations and lock, after that.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

from ..data import json_out, yaml_out
from .chart import Chart, Dependency


def file_name(chart: Chart) -> str:
    """What the lock file of a chart is called."""
    return "requirements.lock" if chart.api_version == "v1" else "Chart.lock"


def digest(declared: Sequence[Dependency], locked: Sequence[Dependency]) -> str:
    """The digest of Helm 3 and 4.

    :param declared: with the URLs of their repositories.
    """
    return _sha256(f"[{_json(declared)},{_json(locked)}]")


def helm2_digest(declared: Sequence[Dependency]) -> str:
    """The digest of Helm 2.

    :param declared: as the chart has them.
    """
    return _sha256(f'{{"dependencies":{_json(declared)}}}')


def locked_dependencies(lock: dict[str, Any]) -> list[Dependency]:
    """What a lock file holds."""
    rows = lock.get("dependencies")
    return [
        Dependency(
            name=str(row.get("name") or ""),
            version=str(row.get("version") or ""),
            repository=str(row.get("repository") or ""),
        )
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]


def lock_text(locked: Sequence[Dependency], digest_text: str) -> str:
    """A lock file, generated now."""
    moment = time.time()
    fraction = f"{moment % 1:.9f}"[1:].rstrip("0").rstrip(".")
    return yaml_out.marshal(
        {
            "dependencies": [dependency.as_dict() for dependency in locked],
            "digest": digest_text,
            "generated": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f"{fraction}Z",
        }
    )


def _json(dependencies: Sequence[Dependency]) -> str:
    rows = []
    for dependency in dependencies:
        fields = [f"{json_out.string(key)}:{json_out.marshal(value)}" for key, value in dependency.as_dict().items()]
        rows.append(f"{{{','.join(fields)}}}")
    return f"[{','.join(rows)}]"


def _sha256(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()}"
