# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS functions.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ENVIRONMENT = [
    ('env "THERE_IS_NO_SUCH_VARIABLE"', "", None),
    ('expandenv "a $THERE_IS_NO_SUCH_VARIABLE ${THERE_IS_NO_SUCH_VARIABLE}b $"', "a  b $", None),
    ('expandenv "$- ${} ${ $%x $"', "   $%x $", None),
]


@pytest.mark.parametrize(("call", "output", "error"), ENVIRONMENT, ids=[row[0] for row in ENVIRONMENT])
def test_environment(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
