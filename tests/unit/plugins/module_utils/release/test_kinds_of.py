# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kinds will be there once a CustomResourceDefinition is."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.execute import kinds_of

NAMES = {"kind": "Ship", "plural": "ships"}
ROWS = [
    ("one version", {"version": "v1"}, {("sea.example/v1", "Ship"): True}),
    (
        "several, one of them not served any more",
        {"versions": [{"name": "v1", "served": False}, {"name": "v2", "served": True}, {"name": "v3"}]},
        {("sea.example/v2", "Ship"): True, ("sea.example/v3", "Ship"): True},
    ),
    ("of the whole cluster", {"version": "v1", "scope": "Cluster"}, {("sea.example/v1", "Ship"): False}),
]


@pytest.mark.parametrize(("spec", "kinds"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_kinds(spec, kinds):
    assert kinds_of({"spec": {"group": "sea.example", "names": NAMES, **spec}}) == kinds
