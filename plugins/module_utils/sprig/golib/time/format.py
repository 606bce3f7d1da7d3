# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time.Format: write a time according to a layout."""

from __future__ import annotations

from collections.abc import Callable

from .calendar import DAYS, MONTHS, SECONDS_PER_DAY, civil_from_days, weekday
from .layout import OFFSETS, split_layout
from .location import Zone


class _Fields:
    """The fields of a time, each computed once."""

    def __init__(self, second: int, nano: int, zone: Zone) -> None:
        self.zone = zone
        days, clock = divmod(second + zone.offset, SECONDS_PER_DAY)
        self.year, self.month, self.day, self.year_day = civil_from_days(days)
        self.weekday = DAYS[weekday(days)]
        self.hour, self.minute, self.second = clock // 3600, clock // 60 % 60, clock % 60
        self.hour12 = self.hour % 12 or 12
        self.nano = nano


def _padded(value: int, width: int) -> str:
    return f"{'-' if value < 0 else ''}{abs(value):0{width}d}"


_WRITERS: dict[str, Callable[[_Fields], str]] = {
    "January": lambda f: MONTHS[f.month - 1],
    "Jan": lambda f: MONTHS[f.month - 1][:3],
    "1": lambda f: str(f.month),
    "01": lambda f: f"{f.month:02d}",
    "Monday": lambda f: f.weekday,
    "Mon": lambda f: f.weekday[:3],
    "2": lambda f: str(f.day),
    "_2": lambda f: f"{f.day:2d}",
    "02": lambda f: f"{f.day:02d}",
    "__2": lambda f: f"{f.year_day:3d}",
    "002": lambda f: f"{f.year_day:03d}",
    "15": lambda f: f"{f.hour:02d}",
    "3": lambda f: str(f.hour12),
    "03": lambda f: f"{f.hour12:02d}",
    "4": lambda f: str(f.minute),
    "04": lambda f: f"{f.minute:02d}",
    "5": lambda f: str(f.second),
    "05": lambda f: f"{f.second:02d}",
    "2006": lambda f: _padded(f.year, 4),
    "06": lambda f: f"{abs(f.year) % 100:02d}",
    "PM": lambda f: "PM" if f.hour >= 12 else "AM",
    "pm": lambda f: "pm" if f.hour >= 12 else "am",
    "MST": lambda f: f.zone.name or _offset(f.zone.offset, "-0700"),
}


def _offset(seconds: int, element: str) -> str:
    if seconds == 0 and element[0] == "Z":
        return "Z"
    sign = "+"
    minutes = abs(seconds) // 60
    # Go divides towards zero, so less than a minute west of UTC is written as +00:00
    if seconds < 0 and minutes:
        sign = "-"
    rest = abs(seconds) % 60 if seconds >= 0 or minutes else seconds % -60
    colon = ":" if ":" in element else ""
    text = f"{sign}{minutes // 60:02d}"
    digits = len(element.replace(":", "")) - 1
    if digits > 2:
        text += f"{colon}{minutes % 60:02d}"
    if digits > 4:
        text += f"{colon}{_padded(rest, 2)}"
    return text


def _fraction(nano: int, element: str) -> str:
    digits = f"{nano:09d}"[: len(element) - 1]
    if element[1] == "9":
        digits = digits.rstrip("0") if nano else ""
        return element[0] + digits if digits else ""
    return element[0] + digits


def format_time(second: int, nano: int, zone: Zone, layout: str) -> str:
    """Return a time as text.

    :param second: seconds since 1970.
    :param nano: nanoseconds within the second.
    :param zone: the zone in force at that time.
    """
    fields = _Fields(second, nano, zone)
    out: list[str] = []
    for prefix, element in split_layout(layout):
        out.append(prefix)
        if not element:
            break
        writer = _WRITERS.get(element)
        if writer is not None:
            out.append(writer(fields))
        elif element in OFFSETS:
            out.append(_offset(fields.zone.offset, element))
        else:
            out.append(_fraction(fields.nano, element))
    return "".join(out)
