# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may work on a release, and who gives way when two start at the same time."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import lock
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.lock_owner import ANNOTATION, Owner
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Release
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.storage import Entry

PROGRESS = "another operation (install/upgrade/rollback) is in progress"


class FakeStorage:
    """Revision to status; ``later`` replaces it at each further list."""

    def __init__(self, statuses, *later):
        self.states = [statuses, *later]
        self.deleted, self.revised = [], []

    def entries(self, name):
        statuses = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return [Entry(name, "web", revision, status) for revision, status in sorted(statuses.items())]

    def delete(self, name, revision):
        self.deleted.append(revision)

    def update(self, release):
        return release

    def revise(self, name, revision, change):
        self.revised.append(change(Release(name, "web", revision, self.states[0][revision])).status)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(lock, "_UNINSTALL_PATIENCE", 0.05)
    monkeypatch.setattr(lock, "_PAUSE", 0.01)


# name, statuses as they are listed one after the other, own revision, revisions that this run deleted, whether locked
UPGRADES = [
    ("the first revision", [{1: "pending-install"}], 1, (), True),
    ("nobody else", [{1: "deployed", 2: "pending-upgrade"}], 2, (), True),
    ("an uninstall", [{1: "uninstalling", 2: "pending-upgrade"}], 2, (), False),
    (
        "an uninstall that gives way",
        [{1: "uninstalling", 2: "pending-upgrade"}, {1: "deployed", 2: "pending-upgrade"}],
        2,
        (),
        True,
    ),
    ("an uninstall that has finished", [{2: "pending-upgrade"}], 2, (), False),
    ("the revision before made room", [{2: "pending-upgrade"}], 2, (1,), True),
]


@pytest.mark.parametrize(
    ("states", "revision", "deleted", "locked"), [row[1:] for row in UPGRADES], ids=[row[0] for row in UPGRADES]
)
def test_an_upgrade_gives_way_to_an_uninstall(states, revision, deleted, locked):
    storage = FakeStorage(*states)
    record = Release("shop", "web", revision)
    if locked:
        lock.lock_with_revision(storage, record, frozenset(deleted))
        assert storage.deleted == []
        return
    with pytest.raises(ReleaseError) as caught:
        lock.lock_with_revision(storage, record, frozenset(deleted))
    assert PROGRESS in str(caught.value)
    assert storage.deleted == [revision]


# name, statuses when it looks again, the status that is restored
UNINSTALLS = [
    ("nobody else", {1: "uninstalling"}, None),
    ("a newer revision", {1: "uninstalling", 2: "pending-upgrade"}, "deployed"),
    ("a newer revision that has superseded it", {1: "superseded", 2: "deployed"}, "superseded"),
]


@pytest.mark.parametrize(("statuses", "restored"), [row[1:] for row in UNINSTALLS], ids=[row[0] for row in UNINSTALLS])
def test_an_uninstall_gives_way_to_a_newer_revision(statuses, restored):
    storage = FakeStorage(statuses)
    last = Release("shop", "web", 1, "deployed")
    marked = last.replace(status="uninstalling")
    if restored is None:
        assert lock.lock_for_uninstall(storage, last, marked) == marked
        assert storage.revised == []
        return
    with pytest.raises(ReleaseError) as caught:
        lock.lock_for_uninstall(storage, last, marked)
    assert PROGRESS in str(caught.value)
    assert storage.revised == [restored]


def test_the_owner_comes_and_goes_with_the_lock():
    annotations = lock.with_owner({"a": "b"})
    assert Owner.of(annotations).alive(0.0)
    assert annotations[ANNOTATION] and annotations["a"] == "b"
    assert lock.without_owner(annotations) == {"a": "b"}
