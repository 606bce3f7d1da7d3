# SPDX-License-Identifier: GPL-3.0-or-later
"""Upgrade of managed fields from update to apply, and conflicts of field managers."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.apply import (
    conflict_message,
    conflicts,
    upgraded_entries,
)
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError


def entry(operation, fields, manager="helm", version="v1", **more):
    return {"manager": manager, "operation": operation, "apiVersion": version, "fieldsV1": fields, **more}


# name, before, after
ROWS = [
    ("other managers only", [entry("Update", {"f:a": {}}, manager="kubectl")], None),
    ("already applied", [entry("Apply", {"f:a": {}})], None),
    ("an update becomes an apply", [entry("Update", {"f:a": {}})], [entry("Apply", {"f:a": {}})]),
    (
        "an update is merged into the apply",
        [entry("Update", {"f:a": {"f:b": {}}}), entry("Apply", {"f:a": {"f:c": {}}})],
        [entry("Apply", {"f:a": {"f:c": {}, "f:b": {}}})],
    ),
    (
        "an update in another version is dropped",
        [entry("Update", {"f:a": {}}, version="v1beta1"), entry("Apply", {"f:c": {}})],
        [entry("Apply", {"f:c": {}})],
    ),
    (
        "a subresource is kept",
        [entry("Update", {"f:s": {}}, subresource="status"), entry("Update", {"f:a": {}})],
        [entry("Update", {"f:s": {}}, subresource="status"), entry("Apply", {"f:a": {}})],
    ),
]


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_upgraded_entries(before, after):
    copy = [dict(item) for item in before]
    assert upgraded_entries(before) == (before if after is None else after)
    assert before == copy


def refused(*fields):
    """The error for fields of two managers, given as ``(field, manager)``."""
    causes = [
        {"reason": "FieldManagerConflict", "message": f'conflict with "{manager}" using v1', "field": field}
        for field, manager in fields
    ]
    return ApiError("no", status=409, body={"details": {"causes": [*causes, {"reason": "Other"}]}})


def test_conflicts():
    assert conflicts(refused((".data.a", "kubectl-edit"))) == [(".data.a", "kubectl-edit")]


def test_conflict_message():
    error = refused((".data.a", "kubectl-patch"), (".data.b", "argocd"), (".data.c", "kubectl-patch"))
    assert conflict_message(error) == (
        'conflict with field manager "kubectl-patch": .data.a, .data.c; conflict with field manager "argocd": .data.b'
    )
    assert conflict_message(refused()) == ""
