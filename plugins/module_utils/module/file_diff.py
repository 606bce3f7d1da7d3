# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules share that write charts: options, diffs of files."""

from __future__ import annotations

from typing import Any

#: a text is shown in a diff as long as it is no longer than that
_SHOWN = 256 * 1024

CHART_PATH: dict[str, Any] = {"type": "path", "required": True, "aliases": ["path", "chart_ref"]}


def difference(path: str, before: bytes | None, after: bytes | None) -> dict[str, Any]:
    """A file before and after, for a diff; None is no file."""
    return {
        "before": _shown(before),
        "after": _shown(after),
        "before_header": path,
        "after_header": path,
    }


def _shown(content: bytes | None) -> str:
    if content is None:
        return ""
    if len(content) > _SHOWN or b"\0" in content[:8192]:
        return f"({len(content)} bytes)\n"
    return content.decode("utf-8", "replace")
