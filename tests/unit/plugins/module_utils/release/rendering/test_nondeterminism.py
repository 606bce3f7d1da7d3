# SPDX-License-Identifier: GPL-3.0-or-later
"""Renderings that differ by chance, and renderings that differ."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Hook, Release
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.nondeterminism import same_rendering
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.rendered import Rendered


def manifest(data, name="a"):
    return f"---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\ndata:\n  p: {data}\n"


def rendered(text, notes="n", hooks=(), volatile=True):
    return Rendered(text, tuple(hooks), notes, None, None, volatile)


def hook(text, **fields):
    return Hook("h", "Job", "p", manifest(text), ("pre-install",), **fields)


# name, stored, first rendering, second rendering, same
ROWS = [
    ("nothing volatile, the same", "x", "x", None, True),
    ("nothing volatile, another", "x", "y", None, False),
    ("a password", "abc", "def", "xyz", True),
    ("a password of another length", "a", "defg", "xyzw1", True),
    ("a password in an address", "db://u:abc@h/one", "db://u:def@h/one", "db://u:xyz@h/one", True),
    ("what is around the password", "'db u abc h/one'", "'db u def h/two'", "'db u xyz h/two'", False),
    ("what is before the password", "'one abc'", "'two def'", "'two xyz'", False),
    ("a number", "5", "7", "8", True),
    ("a text that became a number", "12e3", "abc", "def", True),
]


@pytest.mark.parametrize(("stored", "one", "two", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_manifests(stored, one, two, expected):
    volatile = two is not None
    result = same_rendering(
        Release("r", "n", manifest=manifest(stored), notes="n"),
        rendered(manifest(one), volatile=volatile),
        lambda: rendered(manifest(two)),
    )
    assert result is expected


def test_white_space_between_documents_is_nothing():
    stored = Release("r", "n", manifest=manifest("x") + "\n\n" + manifest("y", "b"), notes="n\n")
    other = rendered(manifest("x") + manifest("y", "b"), volatile=False)
    assert same_rendering(stored, other, lambda: other) is True


def test_another_object_is_a_change():
    stored = Release("r", "n", manifest=manifest("abc"), notes="n")
    one, two = (rendered(manifest(text) + manifest("x", "b")) for text in ("def", "ghi"))
    assert same_rendering(stored, one, lambda: two) is False


def test_notes():
    stored = Release("r", "n", manifest=manifest("x"), notes="old")
    assert same_rendering(stored, rendered(manifest("x"), "new", volatile=False), lambda: None) is False
    assert same_rendering(stored, rendered(manifest("x"), "new", volatile=True), lambda: None) is True


HOOKS = [
    ("the same", {}, {}, True),
    (
        "Helm writes the default policy down when a hook has run",
        {"delete_policies": ("before-hook-creation",)},
        {},
        True,
    ),
    ("how it ran", {"phase": "Succeeded", "started_at": "x"}, {}, True),
    ("another weight", {"weight": 1}, {}, False),
]


@pytest.mark.parametrize(("stored", "fields", "expected"), [row[1:] for row in HOOKS], ids=[row[0] for row in HOOKS])
def test_hooks(stored, fields, expected):
    release = Release("r", "n", manifest=manifest("x"), notes="n", hooks=(hook("x", **stored),))
    other = rendered(manifest("x"), hooks=[hook("x", **fields)], volatile=False)
    assert same_rendering(release, other, lambda: other) is expected
