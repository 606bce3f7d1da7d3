# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON pointers: the examples of RFC 6901, section 5."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data.json_pointer import format_pointer, parse_pointer

POINTERS = {
    "the whole document": ("", []),
    "a key": ("/foo", ["foo"]),
    "a position": ("/foo/0", ["foo", "0"]),
    "an empty key": ("/", [""]),
    "a slash": ("/a~1b", ["a/b"]),
    "a tilde": ("/m~0n", ["m~n"]),
    "an escaped escape": ("/~01", ["~1"]),
    "a per cent sign": ("/c%d", ["c%d"]),
    "a blank": ("/ ", [" "]),
}


@pytest.mark.parametrize(("pointer", "keys"), POINTERS.values(), ids=POINTERS)
def test_pointers(pointer, keys):
    assert format_pointer(keys) == pointer
    assert parse_pointer(pointer) == keys


def test_positions_are_formatted():
    assert format_pointer(["a", 0, "b"]) == "/a/0/b"
