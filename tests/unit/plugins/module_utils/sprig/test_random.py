# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random strings, bytes and numbers.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SHAPES = [
    ('randAlphaNum 12 | regexMatch "^[0-9A-Za-z]{12}$"', "true", None),
    ('randAlpha 12 | regexMatch "^[A-Za-z]{12}$"', "true", None),
    ('randNumeric 12 | regexMatch "^[0-9]{12}$"', "true", None),
    ('randAscii 12 | regexMatch "^[ -~]{12}$"', "true", None),
    ("randAlphaNum 0", "", None),
    ("randAlpha -1", "", None),
    ('randAlphaNum "1"', None, 'expected integer; found "1"'),
    ("randBytes 16 | b64dec | len", "16", None),
    ("randBytes 0", "", None),
    ("randBytes -1", None, "error calling randBytes: runtime error: makeslice: len out of range"),
    ("randInt 1 2", "1", None),
    ("randInt 2 2", None, "error calling randInt: invalid argument to Intn"),
    ("randInt 5 1", None, "error calling randInt: invalid argument to Intn"),
    ("randInt 0 10 | kindOf", "int", None),
    (
        ('uuidv4 | regexMatch "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"'),
        "true",
        None,
    ),
    ('shuffle ""', "", None),
    ('shuffle "a"', "a", None),
    ('shuffle "aaé" | len', "4", None),
    ('shuffle "cba" | splitList "" | sortAlpha | join ""', "abc", None),
]


@pytest.mark.parametrize(("call", "output", "error"), SHAPES, ids=[row[0] for row in SHAPES])
def test_shapes(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
