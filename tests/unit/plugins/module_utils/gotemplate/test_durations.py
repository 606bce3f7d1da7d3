# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""time.Duration in templates."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.durations import format_duration
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import Duration
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet

#: nanoseconds, Duration.String
TEXTS = [
    (0, "0s"),
    (1, "1ns"),
    (1_100, "1.1µs"),
    (2_200_000, "2.2ms"),
    (3_300_000_000, "3.3s"),
    (4 * 60_000_000_000 + 5 * 1_000_000_000, "4m5s"),
    (4 * 60_000_000_000 + 5_001_000_000, "4m5.001s"),
    (5 * 3_600_000_000_000 + 6 * 60_000_000_000 + 7_001_000_000, "5h6m7.001s"),
    (8 * 60_000_000_000 + 1, "8m0.000000001s"),
    (3_600_000_000_000, "1h0m0s"),
    ((1 << 63) - 1, "2562047h47m16.854775807s"),
    (-(1 << 63), "-2562047h47m16.854775808s"),
    (-1_500_000_000, "-1.5s"),
]


@pytest.mark.parametrize(("nanoseconds", "text"), TEXTS)
def test_text(nanoseconds: int, text: str) -> None:
    assert format_duration(nanoseconds) == text


#: nanoseconds, template, output
METHODS = [
    (5_400_000_000_000, "{{.Hours}} {{.Minutes}} {{.Seconds}}", "1.5 90 5400"),
    (1_234_567_891, "{{.Milliseconds}} {{.Microseconds}} {{.Nanoseconds}}", "1234 1234567 1234567891"),
    (-1_234_567_891, "{{.Milliseconds}} {{.Abs}}", "-1234 1.234567891s"),
    (1_234_567_891, "{{.Round 1000000}} {{.Truncate 1000000}}", "1.235s 1.234s"),
    (-1_234_567_891, "{{.Round 1000000}} {{.Truncate 1000000}}", "-1.235s -1.234s"),
    (1_234, "{{.Round 0}} {{.Truncate -1}}", "1.234µs 1.234µs"),
    (1_500_000_000, '{{.}} {{.String}} {{printf "%v %d %s" . . .}}', "1.5s 1.5s 1.5s 1500000000 1.5s"),
]


@pytest.mark.parametrize(("nanoseconds", "template", "output"), METHODS)
def test_methods(nanoseconds: int, template: str, output: str) -> None:
    assert TemplateSet({}).parse("m", template).execute(Duration(nanoseconds)) == output
