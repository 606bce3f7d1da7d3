# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proleptic Gregorian calendar: month and weekday names, and dates to and from day numbers."""

from __future__ import annotations

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
#: starts with Sunday, as Go's time.Weekday does
DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

SECONDS_PER_DAY = 86_400


def is_leap(year: int) -> bool:
    """Return whether a year is a leap year."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(month: int, year: int) -> int:
    """Return the number of days in a month."""
    return 29 if month == 2 and is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def days_before_month(month: int) -> int:
    """Return the number of days before a month (1 to 13) in a common year."""
    return (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)[month - 1]


def weekday(days: int) -> int:
    """Return the index into :data:`DAYS` for a number of days since 1970-01-01."""
    return (days + 4) % 7


def days_from_civil(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01; a month or day that is out of range carries over."""
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    past = year - 1
    days = past * 365 + past // 4 - past // 100 + past // 400 + days_before_month(month) - 719_162
    return days + (1 if month > 2 and is_leap(year) else 0) + day - 1


def civil_from_days(days: int) -> tuple[int, int, int, int]:
    """Return year, month, day and day of the year (from 1) for a number of days since 1970-01-01."""
    cycles, rest = divmod(days + 719_162, 146_097)
    centuries = min(rest // 36_524, 3)
    rest -= centuries * 36_524
    fours, rest = divmod(rest, 1_461)
    years = min(rest // 365, 3)
    rest -= years * 365
    year = cycles * 400 + centuries * 100 + fours * 4 + years + 1
    leap = is_leap(year)
    month = 1
    while month < 12 and rest >= days_before_month(month + 1) + (1 if leap and month >= 2 else 0):
        month += 1
    return year, month, rest - days_before_month(month) - (1 if leap and month > 2 else 0) + 1, rest + 1
