# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed fields that move from updating to applying, and the conflicts that a refusal names."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.apply import conflicts, upgraded_entries
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError


def entry(operation, fields, manager="helm", version="v1", **more):
    return {"manager": manager, "operation": operation, "apiVersion": version, "fieldsV1": fields, **more}


# name, before, after
ROWS = [
    ("nothing of ours", [entry("Update", {"f:a": {}}, manager="kubectl")], None),
    ("applied already", [entry("Apply", {"f:a": {}})], None),
    ("an update becomes an apply", [entry("Update", {"f:a": {}})], [entry("Apply", {"f:a": {}})]),
    (
        "an update joins the apply",
        [entry("Update", {"f:a": {"f:b": {}}}), entry("Apply", {"f:a": {"f:c": {}}})],
        [entry("Apply", {"f:a": {"f:c": {}, "f:b": {}}})],
    ),
    (
        "an update of another version is dropped",
        [entry("Update", {"f:a": {}}, version="v1beta1"), entry("Apply", {"f:c": {}})],
        [entry("Apply", {"f:c": {}})],
    ),
    (
        "a subresource stays",
        [entry("Update", {"f:s": {}}, subresource="status"), entry("Update", {"f:a": {}})],
        [entry("Update", {"f:s": {}}, subresource="status"), entry("Apply", {"f:a": {}})],
    ),
]


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_migrated(before, after):
    copy = [dict(item) for item in before]
    assert upgraded_entries(before) == (before if after is None else after)
    assert before == copy


def test_conflicts_name_field_and_manager():
    causes = [
        {"reason": "FieldManagerConflict", "message": 'conflict with "kubectl-edit" using v1', "field": ".data.a"},
        {"reason": "Other"},
    ]
    error = ApiError("no", status=409, body={"details": {"causes": causes}})
    assert conflicts(error) == [(".data.a", "kubectl-edit")]
