# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones: what the offset from UTC is, and what it is called, at a second since 1970."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any, NamedTuple

from ..gotemplate.functions import method
from ..gotemplate.kinds import GoStruct

#: the seconds of the years that Python's dates know, with a margin for offsets
_FIRST, _LAST = -62135500000, 253402200000
_YEAR = 31_556_952


class Zone(NamedTuple):
    """What holds at a moment: the name (may be empty), seconds east of UTC, and whether it is summer time."""

    name: str
    offset: int
    summer: bool


class Location(GoStruct):
    """A time.Location.

    :ivar name: as Go prints it: ``UTC``, ``Local``, ``Europe/Berlin`` or empty.
    """

    go_type = "*time.Location"

    def __init__(self, name: str) -> None:
        self.name = name

    def zone(self, second: int) -> Zone:
        """The zone at a second since 1970."""
        return Zone(self.name, 0, False)

    def offset_named(self, name: str, second: int) -> int | None:
        """The offset of the zone of that name: the one in force at that (local) second if it can be, else any."""
        found: dict[str, int] = {}
        for step in range(-60, 61):
            zone = self.zone(second + step * _YEAR // 12)
            found.setdefault(zone.name, zone.offset)
            if zone.name == name and self.zone(second - zone.offset).name == name:
                return zone.offset
        return found.get(name)

    @method("String", result="string")
    def string(self) -> str:
        return self.name


UTC = Location("UTC")


class FixedLocation(Location):
    """A location of one zone."""

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(name)
        self._zone = Zone(name, offset, False)

    def zone(self, second: int) -> Zone:
        return self._zone


class LocalLocation(Location):
    """The time zone of the machine."""

    def __init__(self) -> None:
        super().__init__("Local")

    def zone(self, second: int) -> Zone:
        found = time.localtime(min(max(second, _FIRST), _LAST))
        return Zone(found.tm_zone, found.tm_gmtoff, found.tm_isdst > 0)


LOCAL = LocalLocation()


class NamedLocation(Location):
    """A location of the time zone database."""

    def __init__(self, name: str, zone_info: Any) -> None:
        super().__init__(name)
        self._info = zone_info

    def zone(self, second: int) -> Zone:
        import datetime

        moment = datetime.datetime.fromtimestamp(min(max(second, _FIRST), _LAST), self._info)
        offset = moment.utcoffset()
        summer = moment.dst()
        return Zone(moment.tzname() or "", int(offset.total_seconds()) if offset else 0, bool(summer))


@lru_cache(maxsize=64)
def load_location(name: str) -> Location | None:
    """The location of a name: ``UTC`` (or empty), ``Local``, or one of the database; None when there is none."""
    if name in ("", "UTC"):
        return UTC
    if name == "Local":
        return LOCAL
    if ".." in name or name[0] in "/\\":
        return None
    try:
        from zoneinfo import ZoneInfo

        return NamedLocation(name, ZoneInfo(name))
    except (ImportError, KeyError, ValueError, OSError, UnicodeError):
        return None
