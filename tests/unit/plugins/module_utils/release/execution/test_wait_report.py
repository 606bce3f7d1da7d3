# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines about a wait: what the result contains, and what is shown when."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.readiness import Readiness
from ansible_collections.coxswain.helm.plugins.module_utils.module.progress import Progress
from ansible_collections.coxswain.helm.plugins.module_utils.release.execution.wait_report import (
    COMPLETE,
    GONE,
    READY,
    WaitReport,
)

WEB = Ref("apps/v1", "Deployment", "shop", "web")
DATABASE = Ref("apps/v1", "StatefulSet", "shop", "db")
MIGRATION = Ref("batch/v1", "Job", "shop", "migrate")
CACHE = Ref("apps/v1", "Deployment", "shop", "cache")
NONE, ONE = Readiness("InProgress", "0 of 3 replicas ready"), Readiness("InProgress", "1 of 3 replicas ready")
DONE = Readiness("Current", "ready")


class Clock:
    """A clock that a test moves; lines are noted with their time."""

    def __init__(self):
        self.now = 100.0
        self.shown = []

    def __call__(self):
        return self.now

    def detail(self, line):
        self.shown.append((self.now - 100, "detail", line))

    def notice(self, line):
        self.shown.append((self.now - 100, "notice", line))


def run(seconds, awaited, changes=(), *, purpose=READY, total=5, progress=None, **options):
    """Wait for so many seconds; as the loop of a wait does, sleep until something changes or a line is due."""
    clock = Clock()
    progress = Progress(clock) if progress is None else progress
    report = WaitReport(progress, purpose, total, 300.0, "release shop", clock=clock, **options)
    changes = list(changes)
    end = 100.0 + seconds
    while True:
        following = 100.0 + changes[0][0] if changes else float("inf")
        clock.now = min(end, following, clock.now + report.pause())
        if clock.now >= end:
            return clock.shown, progress.lines
        if clock.now == following:
            report.changed(*changes.pop(0)[1:])
        else:
            report.idle(awaited)


AWAITED = {WEB: ONE, DATABASE: NONE}
TWO = "Deployment shop/web: 1 of 3 replicas ready; StatefulSet shop/db: 0 of 3 replicas ready"
SILENT = "2 of 5 objects are not ready after"

TIMES = [
    ("a short wait says nothing", 14.9, AWAITED, [], []),
    ("silence", 16, AWAITED, [], [(15, "detail", f"{SILENT} 15 s of 300 s: {TWO}")]),
    (
        "the notice takes the place of a line, and comes once",
        61,
        AWAITED,
        [],
        [
            (15, "detail", f"{SILENT} 15 s of 300 s: {TWO}"),
            (30, "notice", f"release shop: {SILENT} 30 s of 300 s: {TWO}"),
            (45, "detail", f"{SILENT} 45 s of 300 s: {TWO}"),
            (60, "detail", f"{SILENT} 60 s of 300 s: {TWO}"),
        ],
    ),
    (
        "a change is shown with its time, and begins the silence anew",
        27,
        AWAITED,
        [(12.4, WEB, ONE)],
        [(12.4, "detail", "Deployment shop/web: 1 of 3 replicas ready (12 s)")],
    ),
    (
        "the notice comes although much changes",
        32,
        AWAITED,
        [(second, WEB, DONE) for second in (10, 20, 29, 31)],
        [
            (10, "detail", "Deployment shop/web: ready (10 s)"),
            (20, "detail", "Deployment shop/web: ready (20 s)"),
            (29, "detail", "Deployment shop/web: ready (29 s)"),
            (30, "notice", f"release shop: {SILENT} 30 s of 300 s: {TWO}"),
            (31, "detail", "Deployment shop/web: ready (31 s)"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("seconds", "awaited", "changes", "shown"), [row[1:] for row in TIMES], ids=[r[0] for r in TIMES]
)
def test_times(seconds, awaited, changes, shown):
    found, lines = run(seconds, awaited, changes)
    assert [(pytest.approx(when), *rest) for when, *rest in shown] == found
    # The result has no times, and only what changed.
    assert lines == [f"{ref}: {state.message}" for _when, ref, state in changes]


WORDS = [
    (
        "one of one",
        {WEB: ONE},
        {"total": 1},
        "Deployment shop/web is not ready after 15 s of 300 s: 1 of 3 replicas ready",
    ),
    (
        "one of several",
        {WEB: ONE},
        {"total": 2},
        "1 of 2 objects is not ready after 15 s of 300 s: Deployment shop/web: 1 of 3 replicas ready",
    ),
    (
        "more than are named",
        {WEB: ONE, DATABASE: NONE, CACHE: NONE, MIGRATION: NONE, WEB._replace(name="x"): NONE},
        {},
        "5 of 5 objects are not ready after 15 s of 300 s: " + TWO + "; Deployment shop/cache: 0 of 3 replicas ready; "
        "and 2 more",
    ),
    (
        "a hook",
        {MIGRATION: Readiness("InProgress", "not completed yet (1 active, 0 succeeded, 0 failed)")},
        {"total": 1, "purpose": COMPLETE},
        "Job shop/migrate is not complete after 15 s of 300 s: not completed yet (1 active, 0 succeeded, 0 failed)",
    ),
    (
        "deletion",
        {WEB: Readiness("Terminating", "still exists")},
        {"total": 1, "purpose": GONE},
        "Deployment shop/web is not gone after 15 s of 300 s: still exists",
    ),
]


@pytest.mark.parametrize(("awaited", "options", "line"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS])
def test_words(awaited, options, line):
    assert run(16, awaited, **options) == ([(15, "detail", line)], [])


def test_the_notice_explains():
    explained = {WEB: "Pod web-1: container app: ImagePullBackOff: no such image", DATABASE: ""}
    shown, _lines = run(31, AWAITED, explain=explained.get)
    assert shown[0][2].endswith(TWO), "only the notice asks the API server"
    assert shown[1][2] == (
        f"release shop: {SILENT} 30 s of 300 s: Deployment shop/web: 1 of 3 replicas ready "
        "(Pod web-1: container app: ImagePullBackOff: no such image); StatefulSet shop/db: 0 of 3 replicas ready"
    )


def test_changes_that_are_not_collected():
    shown, lines = run(10, AWAITED, [(3, WEB, ONE)], collects=False)
    assert shown == [(3, "detail", "Deployment shop/web: 1 of 3 replicas ready (3 s)")]
    assert lines == []


@pytest.mark.parametrize("collects", [True, False])
def test_without_a_screen_nothing_but_changes_is_told(collects):
    lines = []
    report = WaitReport(lines.append, READY, 5, 300.0, "release shop", collects=collects, clock=lambda: 0.0)
    report.changed(WEB, ONE)
    assert report.pause() == float("inf")
    assert lines == (["Deployment shop/web: 1 of 3 replicas ready"] if collects else [])
