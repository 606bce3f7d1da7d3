# SPDX-License-Identifier: GPL-3.0-or-later
"""Traced requests: one line each, without headers, bodies and query values that may be secret."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils import trace

# name, target, as it is shown
TARGETS = [
    ("a path", "/version", "/version"),
    (
        "known parameters",
        "/api/v1/pods?labelSelector=app%3Dweb%2Ctier+in+%28a%29&limit=500",
        "/api/v1/pods?labelSelector=app=web,tier+in+(a)&limit=500",
    ),
    ("a token", "/api/v1/pods?limit=500&continue=s3cr3t", "/api/v1/pods?limit=500&continue=..."),
    ("an unknown parameter", "/blob?X-Amz-Signature=s3cr3t&a=", "/blob?X-Amz-Signature=...&a=..."),
]


@pytest.mark.parametrize(("target", "shown"), [row[1:] for row in TARGETS], ids=[row[0] for row in TARGETS])
def test_a_line(target, shown):
    lines = []
    response = SimpleNamespace(status=200)
    assert trace.traced(lines.append, "GET", target, lambda: response) is response
    (line,) = lines
    assert re.fullmatch(re.escape(f"GET {shown} 200 ") + r"\d+ ms", line)


def test_the_duration_in_milliseconds(monkeypatch):
    times = iter([10.0, 10.1234])
    monkeypatch.setattr(trace, "time", SimpleNamespace(monotonic=lambda: next(times)))
    lines = []
    trace.traced(lines.append, "GET", "/version", lambda: SimpleNamespace(status=200))
    assert lines == ["GET /version 200 123 ms"]


def test_a_failure_without_its_text():
    def send():
        raise ConnectionError("https://jane:s3cr3t@host")

    lines = []
    with pytest.raises(ConnectionError):
        trace.traced(lines.append, "POST", "/x", send)
    assert re.fullmatch(r"POST /x ConnectionError \d+ ms", lines[0])
