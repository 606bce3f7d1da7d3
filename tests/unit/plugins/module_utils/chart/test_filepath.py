# SPDX-License-Identifier: GPL-3.0-or-later
"""File name patterns; the results are those of Match in Go's path/filepath."""

from __future__ import annotations

import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import filepath
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError

ERROR = "syntax error in pattern"

#: Pattern, name, and Go's result.
ROWS = [
    ("", "", True),
    ("a", "a", True),
    ("a", "b", False),
    ("*", "abc", True),
    ("*", "a/b", False),
    ("*.tmp", "x.tmp", True),
    ("*.tmp", "d/x.tmp", False),
    ("a*", "a", True),
    ("a*/b", "axy/b", True),
    ("a*/b", "a/x/b", False),
    ("*a*b*c", "xaybzc", True),
    ("*a*b*c", "xaybz", False),
    ("a?c", "abc", True),
    ("a?c", "a/c", False),
    ("[a-c]x", "bx", True),
    ("[^a-c]x", "bx", False),
    ("[^a-c]x", "dx", True),
    ("[!a]", "!", True),
    ("[]a]", "]", ERROR),
    ("[a-]", "-", ERROR),
    ("[-a]", "-", ERROR),
    ("[\\-a]", "-", True),
    ("\\*", "*", True),
    ("\\*", "x", False),
    ("a\\", "a", ERROR),
    ("[", "a", ERROR),
    ("a[", "a", ERROR),
    ("a[", "b", ERROR),
    ("x*[", "xa", ERROR),
    ("[a", "a", ERROR),
    ("[a-b-c]", "a", ERROR),
    ("templates/.?*", "templates/.x", True),
    ("templates/.?*", "templates/.", False),
]


@pytest.mark.parametrize(("pattern", "name", "expected"), ROWS, ids=[f"{row[0]}~{row[1]}" for row in ROWS])
def test_match(pattern: str, name: str, expected: object) -> None:
    if expected is ERROR:
        with pytest.raises(DataError, match=ERROR):
            filepath.match(pattern, name)
    else:
        assert filepath.match(pattern, name) is expected


def test_many_stars_take_linear_time() -> None:
    started = time.monotonic()
    assert not filepath.match("*a" * 60 + "b", "a" * 5000)
    assert time.monotonic() - started < 2
