# SPDX-License-Identifier: GPL-3.0-or-later
"""Label selectors, in the grammar of ``kubectl -l``."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.selector import parse_selector
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError

LABELS = {"tier": "web", "env": "test", "example.com/old": "", "n": "5"}
FITS = [
    ("", True),
    ("tier=web", True),
    ("tier==web", True),
    ("tier = web , env=test", True),
    ("tier=db", False),
    ("tier=web,env=prod", False),
    ("tier!=db", True),
    ("none!=db", True),
    ("tier!=web", False),
    ("env in (test, prod)", True),
    ("env in(prod)", False),
    ("env notin (prod)", True),
    ("none notin (prod)", True),
    ("env notin (test)", False),
    ("tier", True),
    ("none", False),
    ("!none", True),
    ("! tier", False),
    ("example.com/old=", True),
    ("example.com/old", True),
    ("n>4,n<6", True),
    ("n>5", False),
    ("tier>1", False),
    ("inner", False),
]


@pytest.mark.parametrize(("text", "expected"), FITS, ids=[row[0] or "empty" for row in FITS])
def test_matches(text, expected):
    assert parse_selector(text)(LABELS) is expected


@pytest.mark.parametrize(
    "text", ["=web", "tier=web,", ",", "tier in web", "tier in (web", "a b", "tier=we b", "n>x", "-a", "a in (-b)"]
)
def test_refused(text):
    with pytest.raises(DataError, match="is not a valid label selector"):
        parse_selector(text)
