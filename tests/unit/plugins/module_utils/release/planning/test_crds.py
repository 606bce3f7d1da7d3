# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the definitions that a chart brings."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.execution.executor import kinds_of
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning import crds
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.crds import (
    check_stored_versions,
    crd_steps,
)


def definition(*versions, field="sail", **metadata):
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "boats.example.org", **metadata},
        "spec": {
            "group": "example.org",
            "names": {"kind": "Boat"},
            "scope": "Namespaced",
            "versions": [{"name": name, "served": served, "schema": field} for name, served in versions],
        },
    }


V1, V2 = ("v1", True), ("v2", True)


class Api:
    """Runs what is to be run side by side one after the other."""

    def each(self, work, items):
        return [work(item) for item in items]


# name, mode, live, steps as (action, force)
ROWS = [
    ("missing", "create", None, [("create", False)]),
    ("missing, for an upgrade", "upgrade", None, [("create", False)]),
    ("there", "create", definition(V1, field="oars"), []),
    ("there as it should be", "upgrade", definition(V1, field="sail"), []),
    ("there otherwise", "upgrade", definition(V1, field="oars"), [("patch", True)]),
    ("what the chart does not say stays", "upgrade", definition(V1, labels={"mine": "1"}), []),
    (
        "another release's",
        "upgrade",
        definition(V1, field="oars", annotations={"meta.helm.sh/release-name": "fleet"}),
        [],
    ),
]


@pytest.mark.parametrize(("mode", "live", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_steps(monkeypatch, mode, live, expected):
    monkeypatch.setattr(crds, "get", lambda _api, _ref: live)
    monkeypatch.setattr(crds, "apply", lambda _api, document, **_options: document)
    steps, warnings = crd_steps(Api(), [definition(V1)], mode)
    assert [(step.action, step.force_conflicts) for step in steps] == expected
    told = ["CustomResourceDefinition boats.example.org is left alone: it belongs to the release fleet"]
    assert warnings == (told if live and "annotations" in live["metadata"] else [])


def test_a_difference_that_the_server_does_not_make_is_none(monkeypatch):
    live = definition(V1, field="oars")
    monkeypatch.setattr(crds, "get", lambda _api, _ref: live)
    monkeypatch.setattr(crds, "apply", lambda *_arguments, **_options: live)
    assert crd_steps(Api(), [definition(V1)], "upgrade") == ([], [])


STORED = [
    ("the same", ["v1"], [V1], None),
    ("one more", ["v1"], [V1, V2], None),
    ("not served any more", ["v1"], [("v1", False), V2], None),
    ("gone, with objects", ["v1"], [V2], "no longer has the version v1"),
    ("both gone", ["v1", "v2"], [("v3", True)], "no longer has the version v1, v2"),
    ("nothing stored yet", [], [V2], None),
]


@pytest.mark.parametrize(("stored", "versions", "message"), [row[1:] for row in STORED], ids=[row[0] for row in STORED])
def test_versions_with_objects_stay(stored, versions, message):
    live = {**definition(V1), "status": {"storedVersions": stored}}
    if message is None:
        check_stored_versions(definition(*versions), live)
        return
    with pytest.raises(ReleaseError, match=message):
        check_stored_versions(definition(*versions), live)


def test_kinds_that_are_served():
    assert kinds_of(definition(V1, ("v2", False))) == {("example.org/v1", "Boat"): True}
