# SPDX-License-Identifier: GPL-3.0-or-later
"""Timestamps as Go's ``time.Now().UTC().Format(time.RFC3339Nano)`` prints them."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import timestamps

MOMENTS = {
    "a whole second": (0.0, "1970-01-01T00:00:00Z"),
    "a fraction": (1700000000.5, "2023-11-14T22:13:20.5Z"),
    "a fraction with zeros": (1700000000.0625, "2023-11-14T22:13:20.0625Z"),
}


@pytest.mark.parametrize(("moment", "text"), MOMENTS.values(), ids=MOMENTS)
def test_now(monkeypatch, moment, text):
    monkeypatch.setattr(timestamps.time, "time", lambda: moment)
    assert timestamps.rfc3339_now() == text
