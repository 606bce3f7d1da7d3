# SPDX-License-Identifier: GPL-3.0-or-later
"""What chance had a part in is shown as random."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.nondeterminism import mask_random_parts

# shown, one rendering, another, what is told
ROWS = [
    ("nothing differs", {"a": "x"}, {"a": "y"}, {"a": "y"}, {"a": "x"}),
    ("a password", {"a": "k3", "b": "z"}, {"a": "x1", "b": "z"}, {"a": "y2", "b": "z"}, {"a": "<random>", "b": "z"}),
    ("inside a text", "say k3 to db", "say x1 to db", "say y2 to db", "say <random> to db"),
    ("another text around it", "host: old", "host: x1 new", "host: y2 new", "host: old"),
    ("a number", {"n": 7}, {"n": 1}, {"n": 2}, {"n": "<random>"}),
    ("in a list", ["a", "k3"], ["a", "x1"], ["a", "y2"], ["a", "<random>"]),
    ("a list of another length", ["k3"], ["a", "x1"], ["a", "y2"], ["k3"]),
    ("a key that renderings lack", {"z": 1, "a": "k3"}, {"a": "x1"}, {"a": "y2"}, {"z": 1, "a": "<random>"}),
    ("another kind of value", {"a": {"b": 1}}, {"a": "x1"}, {"a": "y2"}, {"a": {"b": 1}}),
    ("a boolean stays", {"a": True}, {"a": "x1"}, {"a": "y2"}, {"a": True}),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "one", "two", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_blurred(shown, one, two, expected):
    assert mask_random_parts(shown, one, two) == expected
