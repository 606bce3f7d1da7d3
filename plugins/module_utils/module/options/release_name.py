# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that name a release. Twin of the documentation fragment ``release``."""

from __future__ import annotations

from typing import Any

SPEC: dict[str, dict[str, Any]] = {
    "release_name": {"type": "str", "required": True, "aliases": ["name"]},
    "release_namespace": {"type": "str", "required": True, "aliases": ["namespace"]},
}
