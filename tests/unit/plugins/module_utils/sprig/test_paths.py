# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Path functions of Go's package path; the ``os…`` functions are the same on Unix.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PATHS = [
    ('base "/a/b/c.txt"', "c.txt", None),
    ('base "/"', "/", None),
    ('base "//"', "/", None),
    ('base ""', ".", None),
    ('base "a/"', "a", None),
    ('dir "/a/b/c.txt"', "/a/b", None),
    ('dir "a"', ".", None),
    ('dir "/a"', "/", None),
    ('dir ""', ".", None),
    ('dir "a//b//c"', "a/b", None),
    ('clean "/a/../../b/./c//d/.."', "/b/c", None),
    ('clean ""', ".", None),
    ('clean "a/../.."', "..", None),
    ('clean "../../x"', "../../x", None),
    ('clean "/.."', "/", None),
    ('clean "./a"', "a", None),
    ('ext "a.tar.gz"', ".gz", None),
    ('ext "a"', "", None),
    ('ext ".bashrc"', ".bashrc", None),
    ('ext "a.b/c"', "", None),
    ('ext "a."', ".", None),
    ('isAbs "/a"', "true", None),
    ('isAbs "a"', "false", None),
    ('isAbs ""', "false", None),
    ('osBase "/a/b"', "b", None),
    ('osDir "/a/b"', "/a", None),
    ('osClean "/a//b/"', "/a/b", None),
    ('osExt "x.yaml"', ".yaml", None),
    ('osIsAbs "/x"', "true", None),
    ("base .int", None, "wrong type for value; expected string; got int"),
    ("clean .null", None, "wrong type for value; expected string; got interface {}"),
]


@pytest.mark.parametrize(("call", "output", "error"), PATHS, ids=[row[0] for row in PATHS])
def test_paths(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
