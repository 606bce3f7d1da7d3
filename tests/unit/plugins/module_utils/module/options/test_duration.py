# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations in options."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.module.options.duration import seconds

SPANS = {
    "300": 300,
    "5m0s": 300,
    "1h30m": 5400,
    "90s": 90,
    "1.5m": 90,
    ".5s": 0.5,
    "250ms": 0.25,
    " 10s ": 10,
    "0": 0,
    "5": 5,
}


@pytest.mark.parametrize(("text", "expected"), SPANS.items(), ids=SPANS)
def test_seconds(text, expected):
    assert seconds(text, "timeout") == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "m5", "5 m", "-5s", "5x", "1e3", "5m0", "99999999h"])
def test_invalid_durations(text):
    with pytest.raises(CoxswainError, match="^timeout: "):
        seconds(text, "timeout")
