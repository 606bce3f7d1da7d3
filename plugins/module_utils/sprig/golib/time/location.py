# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""time.Location: the offset from UTC and the abbreviation of a time zone at a given second."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any, NamedTuple

from ....gotemplate.functions import method
from ....gotemplate.kinds import GoStruct

#: the range of Python's datetime in seconds since 1970, with a margin for offsets
_FIRST, _LAST = -62135500000, 253402200000
_YEAR = 31_556_952


class Zone(NamedTuple):
    """The zone in force at a time.

    :ivar name: abbreviation, such as ``CET``; may be empty.
    :ivar offset: seconds east of UTC.
    :ivar is_dst: whether daylight saving time is in force.
    """

    name: str
    offset: int
    is_dst: bool


class Location(GoStruct):
    """A time.Location; this class itself is UTC.

    :ivar name: the name that Go prints: ``UTC``, ``Local``, ``Europe/Berlin`` or empty.
    """

    go_type = "*time.Location"

    def __init__(self, name: str) -> None:
        self.name = name

    def zone(self, second: int) -> Zone:
        """Return the zone in force at a number of seconds since 1970."""
        return Zone(self.name, 0, False)

    def lookup_name(self, name: str, second: int) -> int | None:
        """Return the offset of the zone with an abbreviation, preferring the zone in force at that local second."""
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
    """time.FixedZone: a location with a single zone."""

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(name)
        self._zone = Zone(name, offset, False)

    def zone(self, second: int) -> Zone:
        return self._zone


class LocalLocation(Location):
    """time.Local: the time zone of the host."""

    def __init__(self) -> None:
        super().__init__("Local")

    def zone(self, second: int) -> Zone:
        found = time.localtime(min(max(second, _FIRST), _LAST))
        return Zone(found.tm_zone, found.tm_gmtoff, found.tm_isdst > 0)


LOCAL = LocalLocation()


class NamedLocation(Location):
    """A location from the time zone database."""

    def __init__(self, name: str, zone_info: Any) -> None:
        super().__init__(name)
        self._info = zone_info

    def zone(self, second: int) -> Zone:
        import datetime

        moment = datetime.datetime.fromtimestamp(min(max(second, _FIRST), _LAST), self._info)
        offset = moment.utcoffset()
        return Zone(moment.tzname() or "", int(offset.total_seconds()) if offset else 0, bool(moment.dst()))


@lru_cache(maxsize=64)
def load_location(name: str) -> Location | None:
    """Return the location for ``UTC`` (or an empty name), ``Local`` or a database name, or None if it is unknown."""
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
