# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layouts of package time: writing and reading times after the model ``Mon Jan 2 15:04:05 MST 2006``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NoReturn

from ..gotemplate.durations import time_quote
from ..gotemplate.functions import FunctionError
from .locations import UTC, FixedLocation, Location
from .moments import DAYS, MONTHS, GoTime, days_before, days_in, from_civil, is_leap
from .octets import decode, encode

_DAY = 86_400

#: what stands for a part of a time, in the order in which it is looked for at one place
_ELEMENT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST"
    r"|0[1-6]|002|15|1|2006|2"
    r"|_2(?!006)|__2|_(?=2006)"
    r"|3|4|5|PM|pm"
    r"|-070000|-07:00:00|-0700|-07:00|-07"
    r"|Z070000|Z07:00:00|Z0700|Z07:00|Z07"
    r"|[.,](?:0+|9+)(?![0-9])"
)

_OFFSETS = frozenset(
    ["-070000", "-07:00:00", "-0700", "-07:00", "-07", "Z070000", "Z07:00:00", "Z0700", "Z07:00", "Z07"]
)


@lru_cache(maxsize=256)
def _chunks(layout: str) -> tuple[tuple[str, str], ...]:
    """The layout as pairs of plain text and the element after it; the last element is empty."""
    chunks: list[tuple[str, str]] = []
    position = start = 0
    while True:
        match = _ELEMENT.search(layout, position)
        if match is None:
            chunks.append((layout[start:], ""))
            return tuple(chunks)
        element = match.group()
        position = match.end()
        if element == "_":
            # an underscore before the year is itself
            continue
        chunks.append((layout[start : match.start()], element))
        start = position


def _is_fraction(element: str) -> bool:
    return element[:1] in (".", ",")


# --- writing ----------------------------------------------------------------------------------------------------------


class _Fields:
    """The parts of a time, each worked out once."""

    def __init__(self, moment: GoTime) -> None:
        self.zone = moment.zone()
        local = moment.second + self.zone.offset
        self.year, self.month, self.day, self.year_day = moment.civil()
        self.weekday = DAYS[(local // _DAY + 4) % 7]
        clock = local % _DAY
        self.hour, self.minute, self.second = clock // 3600, clock // 60 % 60, clock % 60
        self.hour12 = self.hour % 12 or 12
        self.nano = moment.nano


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
    # Go divides towards zero, so that less than a minute west counts as no minutes east
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


def format_time(moment: GoTime, layout: str) -> str:
    """A time as the layout has it (Time.Format)."""
    fields = _Fields(moment)
    out: list[str] = []
    for prefix, element in _chunks(layout):
        out.append(prefix)
        if not element:
            break
        writer = _WRITERS.get(element)
        if writer is not None:
            out.append(writer(fields))
        elif element in _OFFSETS:
            out.append(_offset(fields.zone.offset, element))
        else:
            out.append(_fraction(fields.nano, element))
    return "".join(out)


# --- reading ----------------------------------------------------------------------------------------------------------


class TimeError(FunctionError):
    """A text is not a time of the layout."""


class _Bad(Exception):
    """A part of the text is not what its element asks for."""


class _OutOfRange(Exception):
    """A part of the text is a number that its element cannot have."""


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
    """How many bytes at the start of a text look like the name of a time zone."""
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


class _Reader:
    """Reads one text by one layout."""

    def __init__(self, layout: str, value: str) -> None:
        self.layout = layout
        self.text = value
        self.value = encode(value)
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
            f"{what} as {time_quote(self.layout)}: cannot parse {time_quote(decode(rest))} as {time_quote(element)}"
        )

    # ------------------------------------------------------------------------------------------------- elements

    def number(self, fixed: bool) -> int:
        match = _NUMBER.match(self.value)
        if match is None or (fixed and match.end() != 2):
            raise _Bad
        self.value = self.value[match.end() :]
        return int(match.group())

    def name(self, names: list[str], short: bool) -> int:
        for index, name in enumerate(names):
            wanted = (name[:3] if short else name).encode()
            if self.value[: len(wanted)].lower() == wanted.lower():
                self.value = self.value[len(wanted) :]
                return index
        raise _Bad

    def take(self, count: int) -> bytes:
        if len(self.value) < count:
            raise _Bad
        taken, self.value = self.value[:count], self.value[count:]
        return taken

    def nanoseconds(self, count: int) -> int:
        """The fraction that the next bytes are, the point included."""
        taken = self.take(count)
        digits = taken[1:10]
        if taken[:1] not in (b".", b","):
            raise _Bad
        if digits[:1] in (b"+", b"-") and digits[1:].isdigit():
            if digits[:1] == b"-" and int(digits[1:]):
                raise _OutOfRange("fractional second")
            return int(digits[1:].ljust(8, b"0"))
        if digits and not digits.isdigit():
            raise _Bad
        return int(digits.ljust(9, b"0"))

    def read_year(self, element: str) -> None:
        if element == "2006":
            if len(self.value) < 4 or not self.value[:1].isdigit():
                raise _Bad
            digits = self.take(4)
            if not digits.isdigit():
                raise _Bad
            self.year = int(digits)
            return
        digits = self.take(2)
        if not re.match(rb"[0-9]{2}|[+-][0-9]\Z", digits):
            raise _Bad
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
                raise _Bad
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
            # a fraction that the layout does not mention is taken all the same
            match = _FRACTION.match(self.value)
            if match is not None and not _is_fraction(following):
                self.nano = self.nanoseconds(match.end())
        else:
            half = self.take(2)
            if half == element.encode():
                self.afternoon = True
            elif half == (b"AM" if element == "PM" else b"am"):
                self.morning = True
            else:
                raise _Bad

    def read_offset(self, element: str) -> None:
        if element[0] == "Z" and self.value[:1] == b"Z":
            self.value = self.value[1:]
            self.utc = True
            return
        match = _OFFSET_PATTERNS[element[1:]].match(self.value)
        if match is None:
            raise _Bad
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
            raise _Bad
        seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
        self.offset = -seconds if sign == b"-" else seconds

    def read_zone(self) -> None:
        if self.value[:3] == b"UTC":
            self.value = self.value[3:]
            self.utc = True
            return
        length = _zone_length(self.value)
        if not length:
            raise _Bad
        self.zone_name = decode(self.take(length))

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
        elif element in _OFFSETS:
            self.read_offset(element)
        elif _is_fraction(element):
            self.read_fraction(element)
        else:
            self.read_date(element)

    # ---------------------------------------------------------------------------------------------- the whole

    def skip(self, prefix: str) -> None:
        """Go past the plain text of the layout; a run of blanks there stands for any number of them."""
        for part in re.findall(rb" +|[^ ]", encode(prefix)):
            if part[:1] == b" ":
                if self.value and self.value[:1] != b" ":
                    self.fail(prefix, self.value)
                self.value = self.value.lstrip(b" ")
            elif self.value[:1] == part:
                self.value = self.value[1:]
            else:
                self.fail(prefix, self.value)

    def run(self, location: Location) -> GoTime:
        chunks = _chunks(self.layout)
        for index, (prefix, element) in enumerate(chunks):
            self.skip(prefix)
            if not element:
                if self.value:
                    self.fail("", self.value, f": extra text: {time_quote(decode(self.value))}")
                break
            hold = self.value
            try:
                self.read(element, chunks[index + 1][1])
            except _OutOfRange as error:
                self.fail(element, self.value, f": {error} out of range")
            except _Bad:
                self.fail(element, hold)
        if self.afternoon and self.hour < 12:
            self.hour += 12
        elif self.morning and self.hour == 12:
            self.hour = 0
        self.settle_date()
        return self.moment(location)

    def settle_date(self) -> None:
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
                month = next(number for number in range(12, 0, -1) if days_before(number) < ordinal)
                day = ordinal - days_before(month)
            if self.month >= 0 and self.month != month:
                self.fail("", self.value, ": day-of-year does not match month")
            if self.day >= 0 and self.day != day:
                self.fail("", self.value, ": day-of-year does not match day")
            self.month, self.day = month, day
        self.month = 1 if self.month < 0 else self.month
        self.day = 1 if self.day < 0 else self.day
        if not 1 <= self.day <= days_in(self.month, self.year):
            self.fail("", self.value, ": day out of range")

    def moment(self, location: Location) -> GoTime:
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
            offset = location.offset_named(self.zone_name, second)
            if offset is not None:
                return GoTime(second - offset, self.nano, location)
            offset = int(self.zone_name[3:]) * 3600 if self.zone_name[:3] == "GMT" and len(self.zone_name) > 3 else 0
            # the text is taken for the time there, without knowing how far that is from UTC
            return GoTime(second, self.nano, FixedLocation(self.zone_name, offset))
        return at(location)


def parse_time(layout: str, text: str, location: Location) -> GoTime:
    """The time that a text gives by a layout (time.ParseInLocation).

    :param location: where it is when the text does not say.
    :raises TimeError: with Go's text.
    """
    return _Reader(layout, text).run(location)
