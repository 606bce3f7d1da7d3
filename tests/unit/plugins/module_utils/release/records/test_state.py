# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a release stands, row by row."""

from __future__ import annotations

import os
import socket

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import lock_owner as owners
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.lock_owner import Owner
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.state import Standing, determine
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.storage import Entry

NOW = 1767268800.0  # 2026-01-01T12:00:00Z
FRESH = "2026-01-01T11:59:50Z"
OLD = "2026-01-01T11:00:00Z"


def owner(**changes):
    fields = {
        "host": socket.gethostname(),
        "boot": owners._boot_id(),
        "pid": os.getpid(),
        "started": owners._start_of(os.getpid()),
        "beat": NOW,
    }
    return {owners.ANNOTATION: Owner(**{**fields, **changes}).annotation()}


def entry(revision, status, created=FRESH, annotations=None):
    return Entry("shop", "web", revision, status, annotations=annotations or {}, created=created)


ROWS = [
    ("nothing stored", [], Standing.ABSENT, None, None),
    ("deployed", [entry(1, "deployed")], Standing.DEPLOYED, 1, 1),
    ("deployed after others", [entry(2, "deployed"), entry(1, "superseded")], Standing.DEPLOYED, 2, 2),
    ("failed at first", [entry(1, "failed")], Standing.FAILED, 1, None),
    ("failed upgrade", [entry(1, "deployed"), entry(2, "failed")], Standing.FAILED, 2, 1),
    ("superseded alone", [entry(1, "superseded")], Standing.FAILED, 1, None),
    ("uninstalled", [entry(1, "superseded"), entry(2, "uninstalled")], Standing.UNINSTALLED, 2, None),
    ("uninstalling", [entry(1, "uninstalling", OLD)], Standing.UNINSTALLING, 1, None),
    ("uninstalling, owner lives", [entry(1, "uninstalling", annotations=owner())], Standing.BUSY, 1, None),
    ("pending, nobody named, fresh", [entry(1, "pending-install")], Standing.UNCERTAIN, 1, None),
    ("pending, nobody named, old", [entry(1, "pending-install", OLD)], Standing.ABANDONED, 1, None),
    (
        "pending, owner lives",
        [entry(1, "deployed"), entry(2, "pending-upgrade", OLD, owner())],
        Standing.BUSY,
        2,
        1,
    ),
    (
        "pending, process gone",
        [entry(1, "pending-install", annotations=owner(pid=2**22 + 1))],
        Standing.ABANDONED,
        1,
        None,
    ),
    (
        "pending, number reused",
        [entry(1, "pending-install", annotations=owner(started="1"))],
        Standing.ABANDONED,
        1,
        None,
    ),
    (
        "pending, elsewhere, beating",
        [entry(1, "pending-rollback", OLD, owner(host="elsewhere", beat=NOW - 29))],
        Standing.BUSY,
        1,
        None,
    ),
    (
        "pending, elsewhere, silent",
        [entry(1, "pending-rollback", annotations=owner(host="elsewhere", beat=NOW - 31))],
        Standing.ABANDONED,
        1,
        None,
    ),
    (
        "pending, before a reboot",
        [entry(1, "pending-install", annotations=owner(boot="other", beat=NOW - 31))],
        Standing.ABANDONED,
        1,
        None,
    ),
    (
        "pending, an annotation that is none",
        [entry(1, "pending-install", annotations={owners.ANNOTATION: "{"})],
        Standing.UNCERTAIN,
        1,
        None,
    ),
]


@pytest.mark.parametrize(
    ("entries", "standing", "last", "deployed"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_standing(entries, standing, last, deployed):
    state = determine(entries, NOW, 600.0)
    assert state.standing is standing
    assert (state.last and state.last.revision) == last
    assert (state.deployed and state.deployed.revision) == deployed
    assert state.why


def test_how_long_to_wait():
    entries = [entry(1, "pending-install", annotations=owner(host="elsewhere", beat=NOW - 20))]
    assert determine(entries, NOW, 600.0).wait == pytest.approx(10.0)
    assert determine([entry(1, "pending-install")], NOW, 600.0).wait == pytest.approx(590.0)


def test_this_process_lives():
    assert Owner.here(NOW).alive(NOW + 1000)
