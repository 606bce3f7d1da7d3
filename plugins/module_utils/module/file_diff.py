# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diffs of files."""

from __future__ import annotations

from typing import Any

#: Longest text, in bytes, that is shown in a diff.
_SHOWN = 256 * 1024


def difference(path: str, before: bytes | None, after: bytes | None) -> dict[str, Any]:
    """Return the diff of a file; ``None`` means that it does not exist."""
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
