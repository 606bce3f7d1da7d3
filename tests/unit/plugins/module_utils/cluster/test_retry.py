# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes that lost a race are tried again; every other refusal is told at once."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import retry
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError

CHANGED = ApiError('deployments.apps "web": the object has been modified', status=409)
QUOTA = ApiError('Operation cannot be fulfilled on resourcequotas "small"', status=409)
TAKEN = ApiError('pods "web" already exists', status=409)
FORBIDDEN = ApiError('deployments.apps "web" is forbidden', status=403)

#: name: (function, what the attempts raise one after the other, what comes of it, attempts)
CASES = {
    "no conflict": (retry.retry_on_conflict, [], None, 1),
    "one conflict": (retry.retry_on_conflict, [CHANGED], None, 2),
    "eleven conflicts": (retry.retry_on_conflict, [CHANGED] * 11, None, 12),
    "conflicts without end": (retry.retry_on_conflict, [CHANGED] * 1000, CHANGED, 21),
    "another refusal": (retry.retry_on_conflict, [FORBIDDEN], FORBIDDEN, 1),
    "another refusal after a conflict": (retry.retry_on_conflict, [CHANGED, FORBIDDEN], FORBIDDEN, 2),
    "a quota": (retry.retry_on_quota_conflict, [QUOTA, QUOTA], None, 3),
    "a quota without end": (retry.retry_on_quota_conflict, [QUOTA] * 1000, QUOTA, 21),
    "a name that is taken": (retry.retry_on_quota_conflict, [TAKEN], TAKEN, 1),
}


class Clock:
    """Time that passes while somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_attempts(case, monkeypatch):
    function, refusals, expected, attempts = case
    clock = Clock()
    monkeypatch.setattr(retry, "time", clock)
    monkeypatch.setattr(retry.random, "uniform", lambda _low, high: high)
    left = list(refusals)
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
