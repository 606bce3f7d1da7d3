# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lock files of dependencies: ``Chart.lock`` and, for charts of API version v1, ``requirements.lock``.

The digest shows whether the lock file is in sync with the chart. Helm 2 computes it from the declared dependencies
with the names of their repositories, Helm 3 and 4 from the declared and locked dependencies with URLs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from ..data import json_out, yaml_out
from ..data.timestamps import rfc3339_now
from .chart import Chart, Dependency


def file_name(chart: Chart) -> str:
    """Return the name of a chart's lock file."""
    return "requirements.lock" if chart.api_version == "v1" else "Chart.lock"


def digest(declared: Sequence[Dependency], locked: Sequence[Dependency]) -> str:
    """Return the digest of Helm 3 and 4.

    :param declared: the declared dependencies, with the URLs of their repositories.
    """
    return _sha256(f"[{_json(declared)},{_json(locked)}]")


def helm2_digest(declared: Sequence[Dependency]) -> str:
    """Return the digest of Helm 2.

    :param declared: the declared dependencies, unchanged.
    """
    return _sha256(f'{{"dependencies":{_json(declared)}}}')


def locked_dependencies(lock: dict[str, Any]) -> list[Dependency]:
    """Return the dependencies in a parsed lock file."""
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
    """Return the content of a new lock file."""
    return yaml_out.marshal(
        {
            "dependencies": [dependency.as_dict() for dependency in locked],
            "digest": digest_text,
            "generated": rfc3339_now(),
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
