# SPDX-License-Identifier: GPL-3.0-or-later
"""What is planned out of what is wanted and what was observed."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning import ownership
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.plan import (
    ApplyPolicy,
    Declared,
    Observed,
    difference,
    hooks_for,
    object_steps,
    removal_steps,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Hook


def declared(name, value="x", kind="ConfigMap", version="v1", annotations=None, generated=False):
    document = {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "data": {"a": value}}
    if annotations:
        document["metadata"]["annotations"] = annotations
    return Declared(Ref(version, kind, "web", name), ownership.stamp(document, "shop", "web"), generated)


def live(item, value="x", managed=(), **annotations):
    metadata = {**item.document["metadata"], "managedFields": list(managed)}
    metadata["annotations"] = {**metadata["annotations"], **annotations}
    return {**item.document, "metadata": metadata, "data": {"a": value}}


def observed(**objects):
    return Observed({("", "ConfigMap", "web", name): document for name, document in objects.items()})


A, CHANGED = declared("a"), declared("a", "y")
SCALED = {"subresource": "scale", "manager": "kcm", "operation": "Update", "fieldsV1": {"f:data": {"f:a": {}}}}
GITOPS = {"manager": "gitops", "operation": "Apply", "fieldsV1": {"f:data": {"f:a": {}}}}
UPDATED = {"manager": "helm", "operation": "Update", "apiVersion": "v1", "fieldsV1": {"f:data": {"f:a": {}}}}

# name, wanted, before, live, options, steps as (action, migrate)
ROWS = [
    ("nothing there", [A], [], {"a": None}, {}, [("create", False)]),
    ("there as declared before", [A], [A], {"a": live(A)}, {}, []),
    ("there as declared, not ours before", [A], [], {"a": live(A)}, {}, [("patch", False)]),
    ("another declaration", [CHANGED], [A], {"a": live(A)}, {}, [("patch", False)]),
    ("gone by hand", [A], [A], {"a": None}, {}, [("create", False)]),
    ("changed by hand", [A], [A], {"a": live(A, "z")}, {}, [("patch", False)]),
    ("changed by hand, which does not matter", [A], [A], {"a": live(A, "z")}, {"drift": False}, []),
    ("scaled", [A], [A], {"a": live(A, "z", [SCALED])}, {}, []),
    ("scaled, by force", [A], [A], {"a": live(A, "z", [SCALED])}, {"force_conflicts": True}, [("patch", False)]),
    ("applied by another", [A], [A], {"a": live(A, "z", [GITOPS])}, {}, []),
    ("applied alike by another", [A], [A], {"a": live(A, "x", [GITOPS])}, {}, []),
    ("managed by updates", [A], [A], {"a": live(A, "x", [UPDATED])}, {"everything": True}, [("patch", True)]),
    ("a generated name", [declared("g-", generated=True)], [], {}, {}, [("create", False)]),
]


@pytest.mark.parametrize(
    ("wanted", "before", "objects", "options", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_objects(wanted, before, objects, options, expected):
    steps, _ = object_steps(wanted, before, observed(**objects), ApplyPolicy(**options))
    assert [(step.action, step.migrate_managers) for step in steps] == expected


def test_fields_of_others_are_left_out_and_told():
    steps, left = object_steps([CHANGED], [A], observed(a=live(A, "z", [SCALED])), ApplyPolicy())
    assert left == {A.ref: ["/data/a"]}
    assert "data" not in steps[0].document


CLIENT = {"apply_side": "client"}
# name, wanted, before, live, options, steps as (action, way, migrate, value of the document, value of the original)
WAYS = [
    ("nothing there", [A], [], {"a": None}, CLIENT, [("create", "client", False, "x", None)]),
    ("another declaration", [CHANGED], [A], {"a": live(A)}, CLIENT, [("patch", "client", False, "y", "x")]),
    ("not ours before", [A], [], {"a": live(A, "z")}, CLIENT, [("patch", "client", False, "x", None)]),
    ("changed by hand", [A], [A], {"a": live(A, "z")}, CLIENT, [("patch", "client", False, "x", "x")]),
    ("there as declared before", [A], [A], {"a": live(A)}, CLIENT, []),
    (
        "what the client manages stays with it",
        [CHANGED],
        [A],
        {"a": live(A, "x", [UPDATED])},
        CLIENT,
        [("patch", "client", False, "y", "x")],
    ),
    (
        "what another holds is in neither",
        [CHANGED],
        [A],
        {"a": live(A, "z", [SCALED])},
        CLIENT,
        [("patch", "client", False, None, None)],
    ),
    (
        "replaced",
        [CHANGED],
        [A],
        {"a": live(A)},
        {**CLIENT, "replace": True},
        [("replace", "client", False, "y", None)],
    ),
    (
        "what another holds is in what is replaced",
        [CHANGED],
        [A],
        {"a": live(A, "z", [SCALED])},
        {**CLIENT, "replace": True},
        [("replace", "client", False, "z", None)],
    ),
    ("nothing to replace", [A], [], {"a": None}, {**CLIENT, "replace": True}, [("create", "client", False, "x", None)]),
]


@pytest.mark.parametrize(
    ("wanted", "before", "objects", "options", "expected"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS]
)
def test_ways(wanted, before, objects, options, expected):
    def value(document):
        return ((document or {}).get("data") or {}).get("a")

    steps, _ = object_steps(wanted, before, observed(**objects), ApplyPolicy(**options))
    assert [
        (step.action, step.apply_side, step.migrate_managers, value(step.document), value(step.original))
        for step in steps
    ] == expected


def test_what_a_revision_that_failed_declared_goes_too():
    failed = Declared(A.ref, {**A.document, "data": {"a": "x", "b": "y"}})
    found = live(A)
    found["data"]["b"] = "y"
    (step,), _ = object_steps([A], [A], observed(a=found), ApplyPolicy(everything=True, apply_side="client"), [failed])
    assert step.original["data"] == {"a": "x", "b": "y"}
    assert step.document["data"] == {"a": "x"}


KEEP = {"helm.sh/resource-policy": "keep"}
REMOVALS = [
    ("there", A, live(A), ["delete"]),
    ("gone already", A, None, []),
    ("somebody else's by now", A, live(A, **{"meta.helm.sh/release-name": "other"}), []),
    ("kept by the live object", A, live(A, **KEEP), ["keep"]),
    ("kept by the manifest", declared("a", annotations=KEEP), live(A), ["keep"]),
    ("a generated name", declared("a", generated=True), live(A), []),
]


@pytest.mark.parametrize(
    ("item", "document", "expected"), [row[1:] for row in REMOVALS], ids=[row[0] for row in REMOVALS]
)
def test_removals(item, document, expected):
    assert [step.action for step in removal_steps([item], observed(a=document), "shop", "web")] == expected


def test_an_object_in_another_version_is_the_same_object():
    one = declared("a", kind="Deployment", version="apps/v1")
    other = declared("a", kind="Deployment", version="apps/v1beta1")
    assert difference([one], [other]) == []
    assert difference([one], [A]) == [one]


def test_hooks_run_by_weight_then_name():
    hooks = [Hook(name, "Job", "p", "m", events, weight) for name, events, weight in [
        ("b", ("pre-install",), 0), ("a", ("pre-install", "test"), 0), ("z", ("pre-install",), -1), ("t", ("test",), 0)
    ]]  # fmt: skip
    assert [hook.name for hook in hooks_for(hooks, "pre-install")] == ["z", "a", "b"]


REFUSALS = [
    ("ours", A.document, None),
    (
        "nobody's",
        {"metadata": {}},
        "invalid ownership metadata; "
        'label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; '
        'annotation validation error: missing key "meta.helm.sh/release-name": must be set to "shop"; '
        'annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "web"',
    ),
    (
        "another release's",
        ownership.stamp({}, "other", "web"),
        'invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "shop": '
        'current value is "other"',
    ),
]


@pytest.mark.parametrize(("document", "expected"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_ownership(document, expected):
    assert ownership.refusal(document, "shop", "web") == expected
