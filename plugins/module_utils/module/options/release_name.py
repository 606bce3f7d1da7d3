# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that select a release; documented in the fragment ``release``."""

from __future__ import annotations

from typing import Any

SPEC: dict[str, dict[str, Any]] = {
    "release_name": {"type": "str", "required": True, "aliases": ["name"]},
    "release_namespace": {"type": "str", "required": True, "aliases": ["namespace"]},
}
