# SPDX-License-Identifier: GPL-3.0-or-later
"""Conflicting writes are retried, and other failures raised at once; throttled requests are paused."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import retry
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError

CHANGED = ApiError('deployments.apps "web": the object has been modified', status=409)
QUOTA = ApiError('Operation cannot be fulfilled on resourcequotas "small"', status=409)
TAKEN = ApiError('pods "web" already exists', status=409)
FORBIDDEN = ApiError('deployments.apps "web" is forbidden', status=403)

#: name: (function, errors of successive attempts, final error, number of attempts)
CASES = {
    "no conflict": (retry.retry_on_conflict, [], None, 1),
    "one conflict": (retry.retry_on_conflict, [CHANGED], None, 2),
    "eleven conflicts": (retry.retry_on_conflict, [CHANGED] * 11, None, 12),
    "endless conflicts": (retry.retry_on_conflict, [CHANGED] * 1000, CHANGED, 21),
    "another failure": (retry.retry_on_conflict, [FORBIDDEN], FORBIDDEN, 1),
    "another failure after a conflict": (retry.retry_on_conflict, [CHANGED, FORBIDDEN], FORBIDDEN, 2),
    "a quota conflict": (retry.retry_on_quota_conflict, [QUOTA, QUOTA], None, 3),
    "endless quota conflicts": (retry.retry_on_quota_conflict, [QUOTA] * 1000, QUOTA, 21),
    "an existing name": (retry.retry_on_quota_conflict, [TAKEN], TAKEN, 1),
}


class Clock:
    """A clock that advances while something sleeps."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_attempts(case, monkeypatch):
    function, errors, expected, attempts = case
    clock = Clock()
    monkeypatch.setattr(retry, "time", clock)
    monkeypatch.setattr(retry.random, "uniform", lambda _low, high: high)
    left = list(errors)
    made = []

    def attempt():
        made.append(clock.now)
        if left:
            raise left.pop(0)
        return "done"

    if expected is None:
        assert function(attempt) == "done"
    else:
        with pytest.raises(ApiError) as raised:
            function(attempt)
        assert raised.value is expected
    assert len(made) == attempts
    pauses = [round(after - before, 6) for before, after in zip(made, made[1:], strict=False)]
    assert pauses == sorted(pauses) and all(pause <= 1 for pause in pauses)
    assert made[-1] < 17


# name, status, Retry-After, retries so far, pause in seconds without jitter
PAUSES = [
    ("success", 200, None, 0, None),
    ("not found", 404, "1", 0, None),
    ("throttled", 429, None, 0, 0.1),
    ("backoff", 429, None, 3, 0.8),
    ("Retry-After", 429, "3", 0, 3.0),
    ("a longer backoff", 429, "1", 5, 3.2),
    ("a limit", 503, "60", 0, 10.0),
    ("a date", 429, "Wed, 21 Oct 2026 07:28:00 GMT", 0, 1.0),
    ("server error", 500, None, 0, None),
    ("server error with Retry-After", 500, "1", 0, 1.0),
    ("the last retry", 429, None, 7, 10.0),
    ("too many retries", 429, None, 8, None),
]


@pytest.mark.parametrize(
    ("status", "header", "attempt", "expected"), [row[1:] for row in PAUSES], ids=[row[0] for row in PAUSES]
)
def test_throttle_pause(monkeypatch, status, header, attempt, expected):
    monkeypatch.setattr(retry.random, "random", lambda: 0.0)
    assert retry.throttle_pause(status, header, attempt) == expected


@pytest.mark.parametrize(("status", "expected"), [(429, True), (500, True), (503, True), (410, False), (403, False)])
def test_is_transient(status, expected):
    assert retry.is_transient(ApiError("no", status=status)) is expected
