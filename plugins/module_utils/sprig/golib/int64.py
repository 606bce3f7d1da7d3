# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's int64: overflow and conversion from floating point."""

from __future__ import annotations

import math

INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1


def wrap_int64(value: int) -> int:
    """Return the value that remains in 64 signed bits after overflow."""
    if INT64_MIN <= value <= INT64_MAX:
        return value
    value &= (1 << 64) - 1
    return value - (1 << 64) if value > INT64_MAX else value


def truncate_float(value: float) -> int:
    """Convert a float to int64 as Go does on amd64: out-of-range values become the lowest int64."""
    if math.isnan(value) or value >= 9223372036854775808.0 or value < -9223372036854775808.0:
        return INT64_MIN
    return int(value)
