# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks dates and times of day, for any year (Python's datetime has none before 1)."""

from __future__ import annotations

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date(year: int, month: int, day: int) -> bool:
    """Return whether a date exists in the Gregorian calendar."""
    if not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _MONTH_DAYS[month - 1] + leap


def is_time(hour: int, minute: int, second: int) -> bool:
    """Return whether a time of day exists; there are no leap seconds."""
    return hour <= 23 and minute <= 59 and second <= 59
