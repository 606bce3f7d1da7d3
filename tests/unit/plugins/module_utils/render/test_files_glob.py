# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of .Files.Glob; the expected results are those of github.com/gobwas/glob."""

from __future__ import annotations

import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError
from ansible_collections.coxswain.helm.plugins.module_utils.render.files_glob import Glob, compile_glob

ERROR = object()

#: Pattern, name, and the result of the library.
ROWS = [
    ("*.txt", "a.txt", True),
    ("*.txt", "d/a.txt", False),
    ("**.txt", "d/a.txt", True),
    ("config/*", "config/a", True),
    ("config/*", "config/d/a", False),
    ("config/**", "config/d/a", True),
    ("config/**/*.txt", "config/d/e/a.txt", True),
    ("config/**/*.txt", "config/a.txt", False),
    ("a?c", "abc", True),
    ("a?c", "a/c", False),
    ("[abc]", "b", True),
    ("[!abc]", "b", False),
    ("[!abc]", "d", True),
    ("[!abc]", "/", True),
    ("[a-c]", "b", True),
    ("[a-c]", "d", False),
    ("[!a-c]", "d", True),
    ("{a,b}.y", "b.y", True),
    ("{a,b}.y", "c.y", False),
    ("{a*,*b}", "xb", True),
    ("{a,{b,c}}", "c", True),
    ("{a,b", "b", True),
    ("a}", "a}", True),
    ("a,b", "a,b", True),
    ("\\*", "*", True),
    ("\\*", "x", False),
    ("a\\{b", "a{b", True),
    ("**", "d/e", True),
    ("*", "d/e", False),
    ("", "", True),
    ("", "a", False),
    ("[", "x", ERROR),
    ("[a", "a", ERROR),
    ("[c-a]", "b", ERROR),
    ("[]", "]", ERROR),
    ("*{.yaml,.yml}", "a.yml", True),
]


@pytest.mark.parametrize(("pattern", "name", "expected"), ROWS, ids=[f"{row[0]}~{row[1]}" for row in ROWS])
def test_match(pattern: str, name: str, expected: object) -> None:
    if expected is ERROR:
        with pytest.raises(DataError):
            Glob(pattern)
        # In Helm a malformed pattern matches everything.
        assert compile_glob(pattern).match(name)
    else:
        assert Glob(pattern).match(name) is expected


def test_hostile_patterns_are_fast() -> None:
    started = time.monotonic()
    assert not Glob("**a" * 40 + "b").match("a" * 3000)
    assert not Glob("{*a,a*}" * 20 + "b").match("a" * 500)
    with pytest.raises(DataError):
        Glob("{" * 5000)
    assert time.monotonic() - started < 5
