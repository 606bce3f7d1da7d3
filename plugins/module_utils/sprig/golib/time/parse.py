# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""time.ParseInLocation: read a time according to a layout."""

from __future__ import annotations

import re
from typing import NoReturn

from ....gotemplate.durations import time_quote
from ....gotemplate.functions import FunctionError
from ....gotemplate.strconv import go_bytes, go_text
from .calendar import DAYS, MONTHS, days_before_month, days_in_month, is_leap
from .layout import OFFSETS, is_fraction, split_layout
from .location import UTC, FixedLocation, Location
from .time import GoTime, from_civil


class TimeError(FunctionError):
    """Text does not match the layout; the message is Go's."""


class _Mismatch(Exception):
    """The text does not match the current element."""


class _OutOfRange(Exception):
    """A number is out of range for the current element; the message names the field."""


_NUMBER = re.compile(rb"[0-9]{1,2}")
_NUMBER3 = re.compile(rb"[0-9]{1,3}")
_FRACTION = re.compile(rb"[.,]([0-9]+)")
_OFFSET_PATTERNS = {
    "07:00": re.compile(rb"(.)(..):(..)()", re.S),
    "07": re.compile(rb"(.)(..)()()", re.S),
    "07:00:00": re.compile(rb"(.)(..):(..):(..)", re.S),
    "070000": re.compile(rb"(.)(..)(..)(..)", re.S),
    "0700": re.compile(rb"(.)(..)(..)()", re.S),
}


def _zone_length(value: bytes) -> int:
    """Return how many leading bytes look like a time zone abbreviation."""
    if len(value) < 3:
        return 0
    if value[:4] in (b"ChST", b"MeST"):
        return 4
    if value[:3] == b"GMT":
        return 3 + _signed_offset_length(value[3:])
    if value[:1] in (b"+", b"-"):
        return _signed_offset_length(value)
    letters = 0
    while letters < min(6, len(value)) and 0x41 <= value[letters] <= 0x5A:
        letters += 1
    if letters == 5 and value[4:5] == b"T":
        return 5
    if letters == 4 and (value[3:4] == b"T" or value[:4] == b"WITA"):
        return 4
    return 3 if letters == 3 else 0


_SIGNED = re.compile(rb"[+-]([0-9]+)")


def _signed_offset_length(value: bytes) -> int:
    match = _SIGNED.match(value)
    if match is None or int(match.group(1)[-25:]) > 23 or len(match.group(1).lstrip(b"0")) > 2:
        return 0
    return match.end()


class _Parser:
    """Parser for one text and one layout; ``value`` is what is left to read."""

    def __init__(self, layout: str, value: str) -> None:
        self.layout = layout
        self.text = value
        self.value = go_bytes(value)
        self.year = self.hour = self.minute = self.second = self.nano = 0
        self.month = self.day = self.year_day = -1
        self.afternoon = self.morning = False
        self.utc = False
        self.offset: int | None = None
        self.zone_name = ""

    def fail(self, element: str, rest: bytes, message: str = "") -> NoReturn:
        what = f"parsing time {time_quote(self.text)}"
        if message:
            raise TimeError(what + message)
        raise TimeError(
            f"{what} as {time_quote(self.layout)}: cannot parse {time_quote(go_text(rest))} as {time_quote(element)}"
        )

    def number(self, fixed: bool) -> int:
        match = _NUMBER.match(self.value)
        if match is None or (fixed and match.end() != 2):
            raise _Mismatch
        self.value = self.value[match.end() :]
        return int(match.group())

    def name(self, names: list[str], short: bool) -> int:
        for index, name in enumerate(names):
            wanted = (name[:3] if short else name).encode()
            if self.value[: len(wanted)].lower() == wanted.lower():
                self.value = self.value[len(wanted) :]
                return index
        raise _Mismatch

    def take(self, count: int) -> bytes:
        if len(self.value) < count:
            raise _Mismatch
        taken, self.value = self.value[:count], self.value[count:]
        return taken

    def nanoseconds(self, count: int) -> int:
        """Read fractional seconds of ``count`` bytes, including the decimal point."""
        taken = self.take(count)
        digits = taken[1:10]
        if taken[:1] not in (b".", b","):
            raise _Mismatch
        if digits[:1] in (b"+", b"-") and digits[1:].isdigit():
            if digits[:1] == b"-" and int(digits[1:]):
                raise _OutOfRange("fractional second")
            return int(digits[1:].ljust(8, b"0"))
        if digits and not digits.isdigit():
            raise _Mismatch
        return int(digits.ljust(9, b"0"))

    def read_year(self, element: str) -> None:
        if element == "2006":
            if len(self.value) < 4 or not self.value[:1].isdigit():
                raise _Mismatch
            digits = self.take(4)
            if not digits.isdigit():
                raise _Mismatch
            self.year = int(digits)
            return
        digits = self.take(2)
        if not re.match(rb"[0-9]{2}|[+-][0-9]\Z", digits):
            raise _Mismatch
        year = int(digits)
        self.year = year + (1900 if year >= 69 else 2000)

    def read_date(self, element: str) -> None:
        if element in ("January", "Jan"):
            self.month = self.name(MONTHS, element == "Jan") + 1
        elif element in ("1", "01"):
            self.month = self.number(element == "01")
            if not 1 <= self.month <= 12:
                raise _OutOfRange("month")
        elif element in ("Monday", "Mon"):
            self.name(DAYS, element == "Mon")
        elif element in ("__2", "002"):
            if element == "__2":
                for _turn in range(2):
                    if self.value[:1] == b" ":
                        self.value = self.value[1:]
            match = _NUMBER3.match(self.value)
            if match is None or (element == "002" and match.end() != 3):
                raise _Mismatch
            self.value = self.value[match.end() :]
            self.year_day = int(match.group())
        else:
            if element == "_2" and self.value[:1] == b" ":
                self.value = self.value[1:]
            self.day = self.number(element == "02")

    def read_clock(self, element: str, following: str) -> None:
        if element in ("15", "3", "03"):
            self.hour = self.number(element == "03")
            if self.hour > (23 if element == "15" else 12):
                raise _OutOfRange("hour")
        elif element in ("4", "04"):
            self.minute = self.number(element == "04")
            if self.minute > 59:
                raise _OutOfRange("minute")
        elif element in ("5", "05"):
            self.second = self.number(element == "05")
            if self.second > 59:
                raise _OutOfRange("second")
            # Go accepts fractional seconds even if the layout has none
            match = _FRACTION.match(self.value)
            if match is not None and not is_fraction(following):
                self.nano = self.nanoseconds(match.end())
        else:
            half = self.take(2)
            if half == element.encode():
                self.afternoon = True
            elif half == (b"AM" if element == "PM" else b"am"):
                self.morning = True
            else:
                raise _Mismatch

    def read_offset(self, element: str) -> None:
        if element[0] == "Z" and self.value[:1] == b"Z":
            self.value = self.value[1:]
            self.utc = True
            return
        match = _OFFSET_PATTERNS[element[1:]].match(self.value)
        if match is None:
            raise _Mismatch
        self.value = self.value[match.end() :]
        sign, *digits = match.groups()
        numbers = []
        bad = sign not in (b"+", b"-")
        for part in digits:
            part = part or b"00"
            if not part.isdigit():
                bad = True
                break
            numbers.append(int(part))
        for number, limit, unit in zip(numbers, (24, 60, 60), ("hour", "minute", "second")):
            if number > limit:
                raise _OutOfRange(f"time zone offset {unit}")
        if bad:
            raise _Mismatch
        seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
        self.offset = -seconds if sign == b"-" else seconds

    def read_zone(self) -> None:
        if self.value[:3] == b"UTC":
            self.value = self.value[3:]
            self.utc = True
            return
        length = _zone_length(self.value)
        if not length:
            raise _Mismatch
        self.zone_name = go_text(self.take(length))

    def read_fraction(self, element: str) -> None:
        if element[1] == "0":
            self.nano = self.nanoseconds(len(element))
            return
        match = _FRACTION.match(self.value)
        if match is not None:
            self.nano = self.nanoseconds(match.end())

    def read(self, element: str, following: str) -> None:
        if element in ("2006", "06"):
            self.read_year(element)
        elif element in ("15", "3", "03", "4", "04", "5", "05", "PM", "pm"):
            self.read_clock(element, following)
        elif element == "MST":
            self.read_zone()
        elif element in OFFSETS:
            self.read_offset(element)
        elif is_fraction(element):
            self.read_fraction(element)
        else:
            self.read_date(element)

    def skip(self, prefix: str) -> None:
        """Skip literal text of the layout; a run of spaces matches any number of spaces."""
        for part in re.findall(rb" +|[^ ]", go_bytes(prefix)):
            if part[:1] == b" ":
                if self.value and self.value[:1] != b" ":
                    self.fail(prefix, self.value)
                self.value = self.value.lstrip(b" ")
            elif self.value[:1] == part:
                self.value = self.value[1:]
            else:
                self.fail(prefix, self.value)

    def run(self, location: Location) -> GoTime:
        chunks = split_layout(self.layout)
        for index, (prefix, element) in enumerate(chunks):
            self.skip(prefix)
            if not element:
                if self.value:
                    self.fail("", self.value, f": extra text: {time_quote(go_text(self.value))}")
                break
            before = self.value
            try:
                self.read(element, chunks[index + 1][1])
            except _OutOfRange as error:
                self.fail(element, self.value, f": {error} out of range")
            except _Mismatch:
                self.fail(element, before)
        if self.afternoon and self.hour < 12:
            self.hour += 12
        elif self.morning and self.hour == 12:
            self.hour = 0
        self.resolve_date()
        return self.time(location)

    def resolve_date(self) -> None:
        if self.year_day >= 0:
            day, month = 0, 0
            ordinal = self.year_day
            if is_leap(self.year):
                if ordinal == 60:
                    month, day = 2, 29
                elif ordinal > 60:
                    ordinal -= 1
            if not 1 <= ordinal <= 365:
                self.fail("", self.value, ": day-of-year out of range")
            if not month:
                month = next(number for number in range(12, 0, -1) if days_before_month(number) < ordinal)
                day = ordinal - days_before_month(month)
            if self.month >= 0 and self.month != month:
                self.fail("", self.value, ": day-of-year does not match month")
            if self.day >= 0 and self.day != day:
                self.fail("", self.value, ": day-of-year does not match day")
            self.month, self.day = month, day
        self.month = 1 if self.month < 0 else self.month
        self.day = 1 if self.day < 0 else self.day
        if not 1 <= self.day <= days_in_month(self.month, self.year):
            self.fail("", self.value, ": day out of range")

    def time(self, location: Location) -> GoTime:
        clock = self.hour * 3600 + self.minute * 60 + self.second

        def at(where: Location) -> GoTime:
            return from_civil(self.year, self.month, self.day, clock, self.nano, where)

        if self.utc:
            return at(UTC)
        if self.offset is not None and self.offset != -1:
            second = at(UTC).second - self.offset
            zone = location.zone(second)
            if zone.offset == self.offset and self.zone_name in ("", zone.name):
                return GoTime(second, self.nano, location)
            return GoTime(second, self.nano, FixedLocation(self.zone_name, self.offset))
        if self.zone_name:
            second = at(UTC).second
            offset = location.lookup_name(self.zone_name, second)
            if offset is not None:
                return GoTime(second - offset, self.nano, location)
            offset = int(self.zone_name[3:]) * 3600 if self.zone_name[:3] == "GMT" and len(self.zone_name) > 3 else 0
            # unknown abbreviation: Go makes up a location with that name and offset 0
            return GoTime(second, self.nano, FixedLocation(self.zone_name, offset))
        return at(location)


def parse_time(layout: str, text: str, location: Location) -> GoTime:
    """Parse a time.

    :param location: used if the text has no time zone.
    :raises TimeError: with Go's message.
    """
    return _Parser(layout, text).run(location)
