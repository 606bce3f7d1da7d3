# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of .helmignore; the results are those of Helm's package."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.helmignore import IgnoreRules
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError

#: Rules, path, whether it is a folder, and whether it is ignored, or the error.
ROWS = [
    ("", "a", False, False),
    ("", "templates/.x", False, True),
    ("", "templates/.", False, False),
    ("", "templates/d/.x", False, False),
    ("*.tmp", "a.tmp", False, True),
    ("*.tmp", "d/a.tmp", False, True),
    ("# c\n\n *.tmp \n", "a.tmp", False, True),
    ("/a", "a", False, True),
    ("/a", "d/a", False, False),
    ("/d/*", "d/a", False, True),
    ("/d/*", "d/e/a", False, False),
    ("d/a", "d/a", False, True),
    ("d/a", "x/d/a", False, False),
    ("d/", "d", True, True),
    ("d/", "d", False, False),
    ("d/", "x/d", True, True),
    ("d/e/", "d/e", True, True),
    ("!*.txt", "a.txt", False, False),
    ("!*.txt", "a.md", False, True),
    ("*.md\n!*.txt", "a.md", False, True),
    ("*.md\n!a*", "b.md", False, True),
    ("!d/", "d", False, True),
    ("!d/", "d", True, False),
    ("*", "a", False, True),
    (".*", ".git", True, True),
    ("?.txt", "a.txt", False, True),
    ("[ab].txt", "b.txt", False, True),
    ("[^ab].txt", "b.txt", False, False),
    ("a\\*", "a*", False, True),
    ("\ufeff*.tmp", "a.tmp", False, True),
    ("**", "a", False, "double-star (**) syntax is not supported"),
    ("a/**/b", "a", False, "double-star (**) syntax is not supported"),
    ("[", "a", False, "syntax error in pattern"),
    ("*.tmp\r\n", "a.tmp", False, True),
    ("a[", "x", False, "syntax error in pattern"),
    ("x[", "a", False, "syntax error in pattern"),
    ("*.tmp", "", False, False),
    (".", ".", True, False),
]


@pytest.mark.parametrize(("text", "path", "is_folder", "expected"), ROWS, ids=[f"{row[0]!r}~{row[1]}" for row in ROWS])
def test_ignores(text: str, path: str, is_folder: bool, expected: object) -> None:
    if isinstance(expected, str):
        with pytest.raises(ChartError) as caught:
            IgnoreRules(text)
        assert caught.value.what == expected
    else:
        assert IgnoreRules(text).ignores(path, is_folder) is expected
