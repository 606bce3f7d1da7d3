# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which operations ask a backend, and what they make of its failures."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.rollback import rollback
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import run_tests
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.plan import Step
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Hook
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest
from unit.plugins.module_utils.release.operations.backends import FakeBackend

DRIFTED = Step("patch", Ref("v1", "ConfigMap", "web", "a"), {})


def request(**fields):
    return ReleaseRequest("shop", "web", Chart(metadata={"name": "shop", "version": "1.0.0"}), **fields)


# name, statuses, backend, request, action, calls after settling
ROWS = [
    ("a new release", (), {}, {}, "installed", ["run install", "finish install"]),
    ("another rendering", ("deployed",), {}, {}, "upgraded", ["run upgrade", "finish upgrade"]),
    ("unchanged", ("deployed",), {"unchanged": True}, {}, "unchanged", ["find drift"]),
    ("unchanged, whose drift is ignored", ("deployed",), {"unchanged": True}, {"drift": "ignore"}, "unchanged", []),
    (
        "unchanged but drifted",
        ("deployed",),
        {"unchanged": True, "drift": [DRIFTED]},
        {"wait": True},
        "corrected",
        ["find drift", "prepare", "apply 1", "wait"],
    ),
    (
        "drift is only reported",
        ("deployed",),
        {"unchanged": True, "drift": [DRIFTED]},
        {"drift": "report"},
        "unchanged",
        ["find drift"],
    ),
    (
        "a failed revision is upgraded though nothing has changed",
        ("deployed", "failed"),
        {"unchanged": True},
        {},
        "upgraded",
        ["run upgrade", "finish upgrade"],
    ),
    ("a kept history is installed over", ("uninstalled",), {}, {}, "installed", ["run install", "finish install"]),
]


@pytest.mark.parametrize(
    ("statuses", "fake", "fields", "action", "calls"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_install_or_upgrade(statuses, fake, fields, action, calls):
    backend = FakeBackend(*statuses, **fake)
    outcome = install_or_upgrade(backend, request(**fields))
    assert (outcome.action, outcome.changed) == (action, action != "unchanged")
    assert backend.calls == ["settle", *calls]


# name, statuses, backend, request, message, calls after the run
FAILURES = [
    ("nothing was written", ("deployed",), {"starts": False}, {"atomic": True}, "upgrade failed: it broke", []),
    ("a failure", ("deployed",), {}, {}, "upgrade failed: it broke", ["record failure of upgrade"]),
    (
        "an upgrade is rolled back with atomic, and waited for",
        ("superseded", "deployed", "failed"),
        {},
        {"atomic": True},
        "upgrade failed and was rolled back to revision 2 (atomic): it broke",
        [
            "record failure of upgrade",
            "settle",
            "from 3 to 2, wait True, atomic False",
            "run rollback",
            "finish rollback",
        ],
    ),
    (
        "an install is uninstalled with atomic",
        (),
        {"failing": ["install"]},
        {"atomic": True},
        "install failed and was uninstalled (atomic): it broke",
        ["record failure of install", "settle"],
    ),
    (
        "the rollback fails too",
        ("superseded", "deployed", "failed"),
        {"failing": ["upgrade", "rollback"]},
        {"atomic": True},
        "upgrade failed and could not be undone (rollback failed: it broke): it broke",
        [
            "record failure of upgrade",
            "settle",
            "from 3 to 2, wait True, atomic False",
            "run rollback",
            "record failure of rollback",
        ],
    ),
]


@pytest.mark.parametrize(
    ("statuses", "fake", "fields", "message", "calls"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES]
)
def test_failures(statuses, fake, fields, message, calls):
    backend = FakeBackend(*statuses, **{"failing": ["upgrade"], **fake})
    with pytest.raises(ReleaseError) as caught:
        install_or_upgrade(backend, request(**fields))
    assert str(caught.value) == message
    assert backend.calls[2:] == calls


def test_what_undoing_warns_of_is_not_what_the_task_did():
    class Talkative(FakeBackend):
        def prepare_rollback(self, *arguments):
            self.warnings.append("while undoing")
            return super().prepare_rollback(*arguments)

    backend = Talkative("superseded", "deployed", "failed", failing=["upgrade"])
    backend.warnings.append("before")
    with pytest.raises(ReleaseError, match="rolled back to revision 2"):
        install_or_upgrade(backend, request(atomic=True))
    assert backend.warnings == ["before"]


@pytest.mark.parametrize(
    ("statuses", "name", "revision", "message"),
    [
        (("deployed", "failed"), "upgrade", 1, "upgrade failed and was rolled back to revision 1 (atomic): it broke"),
        ((), "install", 0, "install failed and was uninstalled (atomic): it broke"),
    ],
    ids=["an upgrade", "an install"],
)
def test_a_backend_may_undo_a_failure_itself(statuses, name, revision, message):
    backend = FakeBackend(*statuses, failing=[name])
    backend.undo = lambda operation: revision
    with pytest.raises(ReleaseError) as caught:
        install_or_upgrade(backend, request(atomic=True))
    assert str(caught.value) == message
    assert backend.calls == ["settle", f"run {name}", f"record failure of {name}"]


# name, statuses, revision, the revisions from and to, or the refusal
ROLLBACKS = [
    ("the last good one, after a failure", ("superseded", "deployed", "failed"), None, "from 3 to 2"),
    ("zero is the last good one", ("superseded", "deployed", "failed"), 0, "from 3 to 2"),
    ("a revision", ("superseded", "deployed"), 1, "from 2 to 1"),
    ("a revision that failed", ("failed", "deployed"), 1, "from 2 to 1"),
    ("a release that was uninstalled", ("superseded", "uninstalled"), 1, "from 2 to 1"),
    ("no release", (), 1, "release: not found"),
    ("no such revision", ("superseded", "deployed"), 7, "release has no 7 version. Its revisions are 1, 2."),
    ("none was deployed", ("failed",), None, "none of its revisions was ever deployed"),
]


@pytest.mark.parametrize(
    ("statuses", "revision", "expected"), [row[1:] for row in ROLLBACKS], ids=[row[0] for row in ROLLBACKS]
)
def test_rollback(statuses, revision, expected):
    backend = FakeBackend(*statuses)
    if not expected.startswith("from"):
        with pytest.raises(ReleaseError) as caught:
            rollback(backend, request(), revision)
        assert expected in str(caught.value)
        return
    assert rollback(backend, request(), revision).action == "rolled back"
    assert backend.calls == ["settle", f"{expected}, wait False, atomic False", "run rollback", "finish rollback"]


@pytest.mark.parametrize("revision", [None, 2], ids=["the last good one", "its number"])
def test_a_rollback_to_the_deployed_revision_changes_nothing(revision):
    backend = FakeBackend("superseded", "deployed")
    assert rollback(backend, request(), revision).action == "unchanged"
    assert backend.calls == ["settle"]


# name, statuses, keep_history, action, calls
UNINSTALLS = [
    ("no release", (), False, "unchanged", ["settle"]),
    ("a release", ("deployed",), False, "uninstalled", ["settle", "run uninstall", "finish uninstall"]),
    (
        "a release whose history is kept",
        ("deployed",),
        True,
        "uninstalled",
        ["settle", "run uninstall", "finish uninstall"],
    ),
    ("a history to keep", ("superseded", "uninstalled"), True, "unchanged", ["settle"]),
    ("a history to delete", ("superseded", "uninstalled"), False, "uninstalled", ["settle", "forget 2"]),
    (
        "an interrupted uninstall",
        ("uninstalling",),
        False,
        "uninstalled",
        ["settle", "run uninstall", "finish uninstall"],
    ),
]


@pytest.mark.parametrize(
    ("statuses", "keep", "action", "calls"), [row[1:] for row in UNINSTALLS], ids=[row[0] for row in UNINSTALLS]
)
def test_uninstall(statuses, keep, action, calls):
    backend = FakeBackend(*statuses)
    assert uninstall(backend, request(keep_history=keep)).action == action
    assert backend.calls == calls


TESTS = tuple(Hook(name, "Pod", name, "", ("test",), weight=weight) for name, weight in (("b", 1), ("a", 1), ("c", 0)))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["test c, a, b"]),
        ({"include": ["a", "b"]}, ["test a, b"]),
        ({"exclude": ["c"]}, ["test a, b"]),
    ],
    ids=["by weight and name", "some", "without one"],
)
def test_tests(options, expected):
    backend = FakeBackend("deployed", hooks=TESTS)
    run_tests(backend, request(), **options)
    assert backend.calls == expected


def test_check_mode_lists_tests_and_runs_none():
    backend = FakeBackend("deployed", hooks=TESTS, check_mode=True)
    assert [hook.name for hook in run_tests(backend, request()).hooks] == ["c", "a", "b"]
    assert backend.calls == []


@pytest.mark.parametrize(
    ("statuses", "hooks", "message"),
    [
        ((), (), "release: not found"),
        (("uninstalled",), TESTS, "release: not found"),
        (("deployed",), TESTS, "has no test d. Its tests are a, b, c."),
        (("deployed",), (), "has no test d. It has no tests."),
    ],
    ids=["no release", "an uninstalled release", "another test", "no tests"],
)
def test_tests_that_do_not_exist(statuses, hooks, message):
    with pytest.raises(ReleaseError) as caught:
        run_tests(FakeBackend(*statuses, hooks=hooks), request(), include=["d"])
    assert message in str(caught.value)
