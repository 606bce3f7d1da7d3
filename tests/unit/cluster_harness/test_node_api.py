# SPDX-License-Identifier: GPL-3.0-or-later
"""The logs of simulated containers."""

from __future__ import annotations

from typing import Any

import pytest
from harness.node_api import finished, lines_of, select, started_at

POD: dict[str, Any] = {
    "metadata": {
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "annotations": {"coxswain.test/log": "one\ntwo\n", "coxswain.test/log.side": "other"},
    },
    "status": {
        "phase": "Running",
        "containerStatuses": [{"name": "main", "state": {"running": {"startedAt": "2026-01-01T00:00:10Z"}}}],
    },
}
STARTED = "2026-01-01T00:00:10Z"
NOW = 1767225710.0  # 100 seconds after the start


def test_lines_come_from_the_annotations() -> None:
    assert lines_of(POD, "main") == ["one", "two"]
    assert lines_of(POD, "side") == ["other"]
    assert lines_of({"metadata": {}}, "main") == [
        "main: simulated, annotate the pod with coxswain.test/log to give it a log"
    ]


def test_without_a_start_time_the_creation_of_the_pod_counts() -> None:
    assert started_at(POD, "main") == STARTED
    assert started_at(POD, "side") == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "one\ntwo\n"),
        ({"tailLines": "1"}, "two\n"),
        ({"tailLines": "0"}, ""),
        ({"limitBytes": "5"}, "one\nt"),
        ({"sinceSeconds": "101"}, "one\ntwo\n"),
        ({"sinceSeconds": "99"}, ""),
        ({"timestamps": "true", "tailLines": "1"}, f"{STARTED} two\n"),
    ],
)
def test_options_of_a_log_request(options: dict[str, str], text: str) -> None:
    assert select(["one", "two"], options, STARTED, NOW) == text


def test_following_ends_with_the_pod() -> None:
    assert not finished(POD)
    assert finished(None)
    assert finished({"status": {"phase": "Failed"}})
