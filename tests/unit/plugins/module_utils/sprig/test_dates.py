# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates: formatting, parsing, modifying, and durations.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

FORMATTING = [
    ('.moment | date "2006-01-02"', "2024-02-29", None),
    ('.moment | date "2006-01-02T15:04:05Z07:00"', "2024-02-29T13:04:05Z", None),
    ('.moment | date "2006-01-02T15:04:05.999999999Z07:00"', "2024-02-29T13:04:05.123456789Z", None),
    ('.moment | date "Mon Jan _2 15:04:05 2006"', "Thu Feb 29 13:04:05 2024", None),
    ('.moment | date "Mon, 02 Jan 2006 15:04:05 MST"', "Thu, 29 Feb 2024 13:04:05 UTC", None),
    ('.moment | date "Monday, 02-Jan-06 15:04:05 MST"', "Thursday, 29-Feb-24 13:04:05 UTC", None),
    ('.moment | date "3:04PM"', "1:04PM", None),
    ('.moment | date "03:04:05pm"', "01:04:05pm", None),
    ('.moment | date "January 2"', "February 29", None),
    ('.moment | date "Jan"', "Feb", None),
    ('.moment | date "Month"', "Month", None),
    ('.moment | date "Mondays"', "Thursdays", None),
    ('.moment | date "1/2/06"', "2/29/24", None),
    ('.moment | date "002"', "060", None),
    ('.moment | date "__2"', " 60", None),
    ('.moment | date "_2"', "29", None),
    ('.moment | date "_2006"', "_2024", None),
    ('.moment | date "15"', "13", None),
    ('.moment | date ".000"', ".123", None),
    ('.moment | date ".999"', ".123", None),
    ('.moment | date ".000000"', ".123456", None),
    ('.moment | date ".9999999999"', ".123456789", None),
    ('.moment | date ",000"', ",123", None),
    ('.moment | date "05.00x"', "05.12x", None),
    ('.moment | date "05.001"', "05.002", None),
    ('.moment | date "-0700"', "+0000", None),
    ('.moment | date "-07:00:00"', "+00:00:00", None),
    ('.moment | date "Z070000"', "Z", None),
    ('.moment | date "Z07"', "Z", None),
    ('.moment | date "20060102150405"', "20240229130405", None),
    ('.moment | date ""', "", None),
    ('.moment | date "é 2006"', "é 2024", None),
    ('.moment | date "6 7 8 9"', "6 7 8 9", None),
    ('date "2006-01-02" .seconds', "2023-11-14", None),
    ('date "2006-01-02" .int', "1970-01-01", None),
    ('date "2006" .null | len', "4", None),
    ('date "2006" .text | len', "4", None),
    ('date "2006" 1.5 | len', "4", None),
    ("date 1 .seconds", None, "expected string; found 1"),
    ('date "15:04" .seconds', "22:13", None),
    ('dateInZone "15:04 MST -07:00" .seconds "Europe/Berlin"', "23:13 CET +01:00", None),
    ('dateInZone "15:04 MST" .moment "America/New_York"', "08:04 EST", None),
    ('dateInZone "15:04 MST" .moment "Asia/Kolkata"', "18:34 IST", None),
    ('dateInZone "15:04 MST -07" .moment "America/Sao_Paulo"', "10:04 -03 -03", None),
    ('dateInZone "15:04 MST" .moment "No/Where"', "13:04 UTC", None),
    ('dateInZone "15:04 MST" .moment ""', "13:04 UTC", None),
    ('dateInZone "15:04 MST" .moment "../etc"', "13:04 UTC", None),
    ('dateInZone "15:04 MST" .moment "Local"', "13:04 UTC", None),
    ('date_in_zone "15:04" .seconds "UTC"', "22:13", None),
    ("htmlDate .seconds", "2023-11-14", None),
    ("htmlDate .moment", "2024-02-29", None),
    ('htmlDateInZone .moment "Pacific/Auckland"', "2024-03-01", None),
    ("unixEpoch .moment", "1709211845", None),
    ("unixEpoch .seconds", None, "wrong type for value; expected time.Time; got int64"),
    ('dateInZone "2006-01-02" (int64 -62135596800) "UTC"', "0001-01-01", None),
    ('dateInZone "2006-01-02" (int64 253402300800) "UTC"', "10000-01-01", None),
    ('dateInZone "2006-01-02" (int64 -62135596801) "UTC"', "0000-12-31", None),
    ("now | typeOf", "time.Time", None),
    ('now | date "2006" | regexMatch "^20[0-9]{2}$"', "true", None),
    ("ago now", "0s", None),
    ("ago .null", "0s", None),
    ("durationRound now", "0s", None),
]

MOMENTS = [
    (".moment.Year", "2024", None),
    (".moment.Month", "February", None),
    (".moment.Day", "29", None),
    (".moment.Weekday", "Thursday", None),
    (".moment.YearDay", "60", None),
    (".moment.Hour", "13", None),
    (".moment.Minute", "4", None),
    (".moment.Second", "5", None),
    (".moment.Nanosecond", "123456789", None),
    (".moment.Unix", "1709211845", None),
    (".moment.UnixMilli", "1709211845123", None),
    (".moment.UnixMicro", "1709211845123456", None),
    (".moment.UnixNano", "1709211845123456789", None),
    (".moment.String", "2024-02-29 13:04:05.123456789 +0000 UTC", None),
    (".moment.GoString", "time.Date(2024, time.February, 29, 13, 4, 5, 123456789, time.UTC)", None),
    (".moment.IsZero", "false", None),
    (".moment.IsDST", "false", None),
    (".moment.UTC", "2024-02-29 13:04:05.123456789 +0000 UTC", None),
    (".moment.Location", "UTC", None),
    ('.moment.Format "Jan 2"', "Feb 29", None),
    (".moment.AddDate 1 -14 40", "2024-02-07 13:04:05.123456789 +0000 UTC", None),
    (".moment.Add 5", "2024-02-29 13:04:05.123456794 +0000 UTC", None),
    (".moment.Truncate .duration", "2024-02-29 13:03:00 +0000 UTC", None),
    (".moment.Round .duration", "2024-02-29 13:04:30 +0000 UTC", None),
    (".moment.Sub .moment", "0s", None),
    (".moment.Before .moment", "false", None),
    (".moment.After .moment", "false", None),
    (".moment.Equal .moment", "true", None),
    (".moment.Compare .moment", "0", None),
    (".moment.Nope", None, "can't evaluate field Nope in type interface {}"),
    (".moment", "2024-02-29 13:04:05.123456789 +0000 UTC", None),
    (".moment.Add .duration", "2024-02-29 13:05:35.123456789 +0000 UTC", None),
    ('.moment.Month | printf "%d"', "2", None),
    ('.moment.Weekday | printf "%d"', "4", None),
    (".moment | toJson", '"2024-02-29T13:04:05.123456789Z"', None),
    (".moment | toString", "2024-02-29 13:04:05.123456789 +0000 UTC", None),
]

MOVING = [
    ('dateModify "-1.5h" .moment', "2024-02-29 11:34:05.123456789 +0000 UTC", None),
    ('dateModify "48h" .moment', "2024-03-02 13:04:05.123456789 +0000 UTC", None),
    ('dateModify "x" .moment', "2024-02-29 13:04:05.123456789 +0000 UTC", None),
    ('dateModify "1h" .seconds', None, "wrong type for value; expected time.Time; got int64"),
    ('date_modify "1s" .moment', "2024-02-29 13:04:06.123456789 +0000 UTC", None),
    ('mustDateModify "1m" .moment', "2024-02-29 13:05:05.123456789 +0000 UTC", None),
    ('mustDateModify "1 m" .moment', None, 'error calling mustDateModify: time: unknown unit " m" in duration "1 m"'),
    (
        'must_date_modify "1x" .moment',
        None,
        'error calling must_date_modify: time: unknown unit "x" in duration "1x"',
    ),
    ('mustDateModify "" .moment', None, 'error calling mustDateModify: time: invalid duration ""'),
    ('dateModify "1h" .null', None, "wrong type for value; expected time.Time; got interface {}"),
]

READING = [
    ('mustToDate "2006-01-02" "2024-02-29"', "2024-02-29 00:00:00 +0000 UTC", None),
    (
        'mustToDate "2006-01-02" "2023-02-29"',
        None,
        'error calling mustToDate: parsing time "2023-02-29": day out of range',
    ),
    (
        'mustToDate "2006-01-02" "2024-13-01"',
        None,
        'error calling mustToDate: parsing time "2024-13-01": month out of range',
    ),
    (
        'mustToDate "2006-01-02" "2024-02-29x"',
        None,
        'error calling mustToDate: parsing time "2024-02-29x": extra text: "x"',
    ),
    (
        'mustToDate "2006-01-02" ""',
        None,
        ('error calling mustToDate: parsing time "" as "2006-01-02": cannot parse "" as "2006"'),
    ),
    ('mustToDate "2006-01-02T15:04:05Z07:00" "2024-02-29T01:02:03Z"', "2024-02-29 01:02:03 +0000 UTC", None),
    (
        'mustToDate "2006-01-02T15:04:05Z07:00" "2024-02-29T01:02:03.5+02:00"',
        "2024-02-29 01:02:03.5 +0200 +0200",
        None,
    ),
    (
        'mustToDate "2006-01-02T15:04:05Z07:00" "2024-02-29T24:02:03Z"',
        None,
        'error calling mustToDate: parsing time "2024-02-29T24:02:03Z": hour out of range',
    ),
    (
        'mustToDate "2006-01-02T15:04:05Z07:00" "2024-02-29T01:02:03+25:00"',
        None,
        ('error calling mustToDate: parsing time "2024-02-29T01:02:03+25:00": time zone offset hour out of range'),
    ),
    ('mustToDate "Jan _2 15:04:05" "feb  3 04:05:06"', "0000-02-03 04:05:06 +0000 UTC", None),
    ('mustToDate "January 2, 2006" "March 5, 2024"', "2024-03-05 00:00:00 +0000 UTC", None),
    (
        'mustToDate "January 2, 2006" "Mai 5, 2024"',
        None,
        (
            'error calling mustToDate: parsing time "Mai 5, 2024" as "January 2, 2006": cannot '
            'parse "Mai 5, 2024" as "January"'
        ),
    ),
    ('mustToDate "02 Jan 06 15:04 MST" "05 Mar 69 01:02 CET"', "1969-03-05 01:02:00 +0000 CET", None),
    ('mustToDate "02 Jan 06 15:04 MST" "05 Mar 68 01:02 GMT+3"', "2068-03-05 04:02:00 +0300 GMT+3", None),
    (
        'mustToDate "02 Jan 06 15:04 MST" "05 Mar 68 01:02 cet"',
        None,
        (
            'error calling mustToDate: parsing time "05 Mar 68 01:02 cet" as "02 Jan 06 15:04 M'
            'ST": cannot parse "cet" as "MST"'
        ),
    ),
    ('mustToDate "3:04PM" "12:01AM"', "0000-01-01 00:01:00 +0000 UTC", None),
    (
        'mustToDate "3:04PM" "3:4PM"',
        None,
        ('error calling mustToDate: parsing time "3:4PM" as "3:04PM": cannot parse "4PM" as "04"'),
    ),
    ('mustToDate "3:04PM" "13:04PM"', None, 'error calling mustToDate: parsing time "13:04PM": hour out of range'),
    (
        'mustToDate "3:04PM" "3:04XM"',
        None,
        ('error calling mustToDate: parsing time "3:04XM" as "3:04PM": cannot parse "XM" as "PM"'),
    ),
    ('mustToDate "2006-002" "2024-060"', "2024-02-29 00:00:00 +0000 UTC", None),
    (
        'mustToDate "2006-002" "2023-366"',
        None,
        'error calling mustToDate: parsing time "2023-366": day-of-year out of range',
    ),
    ('mustToDate "2006 __2" "2024  60"', "2024-02-29 00:00:00 +0000 UTC", None),
    ('mustToDate "15:04:05.000" "01:02:03.123"', "0000-01-01 01:02:03.123 +0000 UTC", None),
    (
        'mustToDate "15:04:05.000" "01:02:03.12"',
        None,
        ('error calling mustToDate: parsing time "01:02:03.12" as "15:04:05.000": cannot parse ".12" as ".000"'),
    ),
    ('mustToDate "15:04:05" "01:02:03,9"', "0000-01-01 01:02:03.9 +0000 UTC", None),
    (
        'mustToDate "15:04:05" "01:02:60"',
        None,
        'error calling mustToDate: parsing time "01:02:60": second out of range',
    ),
    ('mustToDate "-0700" "+0130"', "0000-01-01 00:00:00 +0130 +0130", None),
    ('mustToDate "-07:00:00" "-01:30:10"', "0000-01-01 00:00:00 -0130 -0130", None),
    (
        'mustToDate "Mon" "Xxx"',
        None,
        'error calling mustToDate: parsing time "Xxx" as "Mon": cannot parse "Xxx" as "Mon"',
    ),
    ('mustToDate "a  b" "a b"', "0000-01-01 00:00:00 +0000 UTC", None),
    (
        'mustToDate "é" "e"',
        None,
        ('error calling mustToDate: parsing time "e" as "\\xc3\\xa9": cannot parse "e" as "\\xc3\\xa9"'),
    ),
    ('toDate "2006-01-02" "2024-02-29"', "2024-02-29 00:00:00 +0000 UTC", None),
    ('toDate "2006-01-02" "nope"', "0001-01-01 00:00:00 +0000 UTC", None),
    ('(toDate "2006-01-02" "2024-02-29").Unix', "1709164800", None),
    ('toDate "2006-01-02" .int', None, "wrong type for value; expected string; got int"),
    ('toDate "2006-01-02" "2024-02-29" | date "Monday"', "Thursday", None),
]

SPANS = [
    ('duration "95"', "1m35s", None),
    ("duration 95", "0s", None),
    ("duration (int64 95)", "1m35s", None),
    ('duration "x"', "0s", None),
    ('duration "9999999999999999999"', "-1s", None),
    ("duration .seconds", "472222h13m20s", None),
    ("duration .null", "0s", None),
    ('durationRound "2h10m5s"', "2h", None),
    ('durationRound "26h"', "1d", None),
    ('durationRound "800h"', "1mo", None),
    ('durationRound "9000h"', "1y", None),
    ('durationRound "-65s"', "1m", None),
    ('durationRound "1s"', "0s", None),
    ('durationRound "1500ms"', "1s", None),
    ('durationRound "x"', "0s", None),
    ("durationRound (int64 7200000000001)", "2h", None),
    ("durationRound .duration", "0s", None),
    ("durationRound 1.5", "0s", None),
]


@pytest.mark.parametrize(("call", "output", "error"), FORMATTING, ids=[row[0] for row in FORMATTING])
def test_formatting(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), MOMENTS, ids=[row[0] for row in MOMENTS])
def test_moments(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), MOVING, ids=[row[0] for row in MOVING])
def test_moving(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), READING, ids=[row[0] for row in READING])
def test_reading(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), SPANS, ids=[row[0] for row in SPANS])
def test_spans(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
