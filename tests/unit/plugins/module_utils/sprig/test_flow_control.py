# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flow control.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

FAIL = [
    ('fail "it broke"', None, "error calling fail: it broke"),
    ('fail ""', None, "error calling fail: "),
    ("fail", None, "wrong number of args for fail: want 1 got 0"),
    ("fail .int", None, "wrong type for value; expected string; got int"),
]


@pytest.mark.parametrize(("call", "output", "error"), FAIL, ids=[row[0] for row in FAIL])
def test_fail(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
