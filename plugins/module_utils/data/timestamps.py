# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Timestamps as Go's ``time.RFC3339Nano`` formats them."""

from __future__ import annotations

import time


def rfc3339_now() -> str:
    """Return the current time in UTC, without trailing zeros in the fraction."""
    moment = time.time()
    fraction = f"{moment % 1:.9f}"[1:].rstrip("0").rstrip(".")
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f"{fraction}Z"
