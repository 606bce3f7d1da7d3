# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""time.Time with the methods that templates can call."""

from __future__ import annotations

from typing import Any

from ....errors import DataError
from ....gotemplate.functions import FunctionError, method
from ....gotemplate.kinds import Duration, GoStruct, Int64, SizedInt, TypedNil, Uint64
from ....gotemplate.strconv import go_bytes, quote
from ..int64 import wrap_int64
from .calendar import DAYS, MONTHS, SECONDS_PER_DAY, civil_from_days, days_from_civil, weekday
from .location import LOCAL, UTC, Location, Zone

_SECOND = 1_000_000_000
#: January 1, year 1, 00:00:00 UTC: Go's zero time, in seconds since 1970
ZERO_SECOND = -62_135_596_800
_MIN, _MAX = -(1 << 63), (1 << 63) - 1


class Month(SizedInt):
    """A time.Month."""

    go_type = "time.Month"
    go_kind = "int"

    @method("String", result="string")
    def string(self) -> str:
        return MONTHS[self - 1] if 1 <= self <= 12 else f"%!Month({int(self)})"


class Weekday(SizedInt):
    """A time.Weekday; Sunday is 0."""

    go_type = "time.Weekday"
    go_kind = "int"

    @method("String", result="string")
    def string(self) -> str:
        return DAYS[self] if 0 <= self <= 6 else f"%!Weekday({int(self)})"


class GoTime(GoStruct):
    """A time.Time.

    :ivar second: seconds since 1970.
    :ivar nano: nanoseconds within the second.
    :ivar location: location in which date and clock are read.
    :ivar monotonic: monotonic clock reading in nanoseconds, if taken from the clock; only ``String`` shows it.
    """

    go_type = "time.Time"
    go_unexported = {"wall": "uint64", "ext": "int64", "loc": "*time.Location"}

    def __init__(self, second: int, nano: int = 0, location: Location = UTC, monotonic: int | None = None) -> None:
        self.second = second
        self.nano = nano
        self.location = location
        self.monotonic = monotonic

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GoTime) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return (self.second, self.nano, self.location.name, self.monotonic)

    def total(self) -> int:
        """Return the nanoseconds since 1970."""
        return self.second * _SECOND + self.nano

    def zone(self) -> Zone:
        """Return the zone in force."""
        return self.location.zone(self.second)

    def local_second(self) -> int:
        """Return the seconds since 1970 on the local clock."""
        return self.second + self.zone().offset

    def civil(self) -> tuple[int, int, int, int]:
        """Return year, month, day and day of the year."""
        return civil_from_days(self.local_second() // SECONDS_PER_DAY)

    def shifted(self, nanoseconds: int) -> GoTime:
        """Return the time that many nanoseconds later."""
        total = self.total() + nanoseconds
        monotonic = None if self.monotonic is None else self.monotonic + nanoseconds
        return GoTime(total // _SECOND, total % _SECOND, self.location, monotonic)

    def within(self, location: Location) -> GoTime:
        """Return the same time in another location."""
        return GoTime(self.second, self.nano, location)

    @method("String", result="string")
    def string(self) -> str:
        text = self.format("2006-01-02 15:04:05.999999999 -0700 MST")
        if self.monotonic is not None:
            size = abs(self.monotonic)
            text += f" m={'-' if self.monotonic < 0 else '+'}{size // _SECOND}.{size % _SECOND:09d}"
        return text

    @method("GoString", result="string")
    def go_string(self) -> str:
        year, month, day, _rest = self.civil()
        clock = self.local_second() % SECONDS_PER_DAY
        if self.location is UTC:
            location = "time.UTC"
        elif self.location is LOCAL:
            location = "time.Local"
        else:
            location = f"time.Location({quote(self.location.name)})"
        return (
            f"time.Date({year}, time.{MONTHS[month - 1]}, {day}, {clock // 3600}, {clock // 60 % 60}, {clock % 60}, "
            f"{self.nano}, {location})"
        )

    @method("Format", "string", result="string")
    def format(self, layout: str) -> str:
        from .format import format_time

        return format_time(self.second, self.nano, self.zone(), layout)

    @method("Unix", result="int64")
    def unix(self) -> Int64:
        return Int64(self.second)

    @method("UnixMilli", result="int64")
    def unix_milli(self) -> Int64:
        return Int64(self.total() // 1_000_000)

    @method("UnixMicro", result="int64")
    def unix_micro(self) -> Int64:
        return Int64(self.total() // 1_000)

    @method("UnixNano", result="int64")
    def unix_nano(self) -> Int64:
        return Int64(wrap_int64(self.total()))

    @method("Year", result="int")
    def year(self) -> int:
        return self.civil()[0]

    @method("Month", result="time.Month")
    def month(self) -> Month:
        return Month(self.civil()[1])

    @method("Day", result="int")
    def day(self) -> int:
        return self.civil()[2]

    @method("YearDay", result="int")
    def year_day(self) -> int:
        return self.civil()[3]

    @method("Weekday", result="time.Weekday")
    def weekday(self) -> Weekday:
        return Weekday(weekday(self.local_second() // SECONDS_PER_DAY))

    @method("Hour", result="int")
    def hour(self) -> int:
        return self.local_second() % SECONDS_PER_DAY // 3600

    @method("Minute", result="int")
    def minute(self) -> int:
        return self.local_second() % 3600 // 60

    @method("Second", result="int")
    def second_of_minute(self) -> int:
        return self.local_second() % 60

    @method("Nanosecond", result="int")
    def nanosecond(self) -> int:
        return self.nano

    @method("UTC", result="time.Time")
    def utc(self) -> GoTime:
        return self.within(UTC)

    @method("Local", result="time.Time")
    def local(self) -> GoTime:
        return self.within(LOCAL)

    @method("In", "*time.Location", result="time.Time")
    def in_location(self, location: Location) -> GoTime:
        return self.within(location)

    @method("Location", result="*time.Location")
    def get_location(self) -> Location:
        return self.location

    @method("IsZero", result="bool")
    def is_zero(self) -> bool:
        return self.second == ZERO_SECOND and self.nano == 0

    @method("IsDST", result="bool")
    def is_dst(self) -> bool:
        return self.zone().is_dst

    @method("Add", "time.Duration", result="time.Time")
    def add(self, duration: Duration) -> GoTime:
        return self.shifted(int(duration))

    @method("AddDate", "int", "int", "int", result="time.Time")
    def add_date(self, years: int, months: int, days: int) -> GoTime:
        year, month, day, _rest = self.civil()
        clock = self.local_second() % SECONDS_PER_DAY
        return from_civil(year + years, month + months, day + days, clock, self.nano, self.location)

    @method("Sub", "time.Time", result="time.Duration")
    def sub(self, other: GoTime) -> Duration:
        return Duration(min(max(self.total() - other.total(), _MIN), _MAX))

    @method("After", "time.Time", result="bool")
    def after(self, other: GoTime) -> bool:
        return self.total() > other.total()

    @method("Before", "time.Time", result="bool")
    def before(self, other: GoTime) -> bool:
        return self.total() < other.total()

    @method("Equal", "time.Time", result="bool")
    def equal(self, other: GoTime) -> bool:
        return self.total() == other.total()

    @method("Compare", "time.Time", result="int")
    def compare(self, other: GoTime) -> int:
        return (self.total() > other.total()) - (self.total() < other.total())

    @method("AppendFormat", "[]byte", "string", result="[]byte")
    def append_format(self, data: bytes, layout: str) -> bytes:
        return data + go_bytes(self.format(layout))

    @method("MarshalText", result="[]byte")
    def marshal_text(self) -> bytes:
        return self._marshalled("MarshalText")

    @method("AppendText", "[]byte", result="[]byte")
    def append_text(self, data: bytes) -> bytes:
        return data + self._marshalled("AppendText")

    def _marshalled(self, by: str) -> bytes:
        if not 0 <= self.civil()[0] <= 9999:
            raise FunctionError(f"Time.{by}: year outside of range [0,9999]")
        return self.format("2006-01-02T15:04:05.999999999Z07:00").encode()

    @method("AppendBinary", "[]byte", result="[]byte")
    def append_binary(self, data: bytes) -> bytes:
        return data + self.marshal_binary()

    @method("GobEncode", result="[]byte")
    def gob_encode(self) -> bytes:
        return self.marshal_binary()

    @method("MarshalBinary", result="[]byte")
    def marshal_binary(self) -> bytes:
        """Return version, seconds since year 1, nanoseconds and the offset in minutes (-1 for UTC itself)."""
        head = (self.second - ZERO_SECOND).to_bytes(8, "big", signed=True) + self.nano.to_bytes(4, "big")
        if self.location is UTC:
            return b"\1" + head + b"\xff\xff"
        minutes, seconds = divmod(abs(self.zone().offset), 60)
        if self.zone().offset < 0:
            minutes, seconds = -minutes, -seconds
        tail = minutes.to_bytes(2, "big", signed=True)
        return b"\2" + head + tail + seconds.to_bytes(1, "big", signed=True) if seconds else b"\1" + head + tail

    def hidden_field(self, name: str) -> Any:
        if name == "loc":
            return TypedNil("*time.Location") if self.location is UTC else self.location
        return Uint64(self.nano) if name == "wall" else Int64(self.second - ZERO_SECOND)

    def _rest(self, unit: int) -> int:
        """Return the nanoseconds past a multiple of a unit, counted from Go's zero time."""
        return (self.total() - ZERO_SECOND * _SECOND) % unit

    def _stripped(self) -> GoTime:
        return GoTime(self.second, self.nano, self.location)

    @method("Truncate", "time.Duration", result="time.Time")
    def truncate(self, unit: Duration) -> GoTime:
        return self._stripped() if unit <= 0 else self._stripped().shifted(-self._rest(int(unit)))

    @method("Round", "time.Duration", result="time.Time")
    def round(self, unit: Duration) -> GoTime:
        if unit <= 0:
            return self._stripped()
        rest = self._rest(int(unit))
        return self._stripped().shifted(-rest if rest + rest < unit else int(unit) - rest)

    def json_value(self) -> str:
        """Return the string that encoding/json writes."""
        try:
            return self._marshalled("MarshalJSON").decode()
        except FunctionError as error:
            raise DataError(f"json: error calling MarshalJSON for type time.Time: {error.what}") from None

    @method("MarshalJSON", result="[]byte")
    def marshal_json(self) -> bytes:
        return b'"' + self._marshalled("MarshalJSON") + b'"'

    # several results: declared, since a template that calls them fails in its own way
    date = method("Date", result="int, time.Month, int")(lambda self: None)
    clock = method("Clock", result="int, int, int")(lambda self: None)
    iso_week = method("ISOWeek", result="int, int")(lambda self: None)
    zone_in_force = method("Zone", result="string, int")(lambda self: None)
    zone_bounds = method("ZoneBounds", result="time.Time, time.Time")(lambda self: None)


ZERO_TIME = GoTime(ZERO_SECOND)


def from_civil(year: int, month: int, day: int, clock: int, nano: int, location: Location) -> GoTime:
    """Build a time as time.Date does: out-of-range fields carry over.

    :param clock: seconds since midnight.
    """
    second = days_from_civil(year, month, day) * SECONDS_PER_DAY + clock
    offset = location.zone(second).offset
    if offset:
        # near a transition another zone is in force
        offset = location.zone(second - offset).offset
    return GoTime(second - offset, nano, location)


def from_nanoseconds(total: int, location: Location = UTC) -> GoTime:
    """Build a time from nanoseconds since 1970."""
    return GoTime(total // _SECOND, total % _SECOND, location)
