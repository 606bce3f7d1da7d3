# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations as Go parses and formats them."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import durations
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.durations import DurationError

DURATIONS = [
    ("0", "0", 0, "0s"),
    ("1s", "1s", 1000000000, "1s"),
    ("1.5h", "1.5h", 5400000000000, "1h30m0s"),
    ("-1m30s", "-1m30s", -90000000000, "-1m30s"),
    ("300ms", "300ms", 300000000, "300ms"),
    ("2us", "2us", 2000, "2µs"),
    ("2µs", "2µs", 2000, "2µs"),
    ("2μs", "2μs", 2000, "2µs"),
    ("1h1m1s1ms1us1ns", "1h1m1s1ms1us1ns", 3661001001001, "1h1m1.001001001s"),
    (".5s", ".5s", 500000000, "500ms"),
    ("5.s", "5.s", 5000000000, "5s"),
    ("1.0000000001s", "1.0000000001s", 1000000000, "1s"),
    ("1.23456789012345678901s", "1.23456789012345678901s", 1234567890, "1.23456789s"),
    ("9223372036854775807ns", "9223372036854775807ns", 9223372036854775807, "2562047h47m16.854775807s"),
    ("-9223372036854775808ns", "-9223372036854775808ns", -9223372036854775808, "-2562047h47m16.854775808s"),
    ("+5s", "+5s", 5000000000, "5s"),
]

INVALID = [
    ("empty", "", 'time: invalid duration ""'),
    ("-", "-", 'time: invalid duration "-"'),
    ("5", "5", 'time: missing unit in duration "5"'),
    ("5x", "5x", 'time: unknown unit "x" in duration "5x"'),
    ("s", "s", 'time: invalid duration "s"'),
    (".s", ".s", 'time: invalid duration ".s"'),
    ("1h-1m", "1h-1m", 'time: unknown unit "h-" in duration "1h-1m"'),
    ("9223372036854775808ns", "9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"'),
    ("99999999999999999999s", "99999999999999999999s", 'time: invalid duration "99999999999999999999s"'),
    ("3000000h", "3000000h", 'time: invalid duration "3000000h"'),
    ("1 s", "1 s", 'time: unknown unit " s" in duration "1 s"'),
    ("é", "é", 'time: invalid duration "\\xc3\\xa9"'),
    ("1é", "1é", 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'),
]


def refusal(function, *arguments) -> str:
    with pytest.raises(DurationError) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "nanoseconds", "printed"), [row[1:] for row in DURATIONS], ids=[row[0] for row in DURATIONS]
)
def test_parse_and_format(text, nanoseconds, printed):
    assert durations.parse_duration(text) == nanoseconds
    assert durations.format_duration(nanoseconds) == printed


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in INVALID], ids=[row[0] for row in INVALID])
def test_invalid_durations(text, message):
    assert refusal(durations.parse_duration, text) == message
