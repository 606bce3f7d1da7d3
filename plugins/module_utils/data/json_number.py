# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as Go's encoding/json writes them."""

from __future__ import annotations


def json_number(value: float) -> int | float:
    """Return a float64 as JSON from Go shows it: an integer if it has no fraction and is below 1e21."""
    return int(value) if value.is_integer() and abs(value) < 1e21 else float(value)
