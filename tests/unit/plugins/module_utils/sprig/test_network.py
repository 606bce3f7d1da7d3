# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network functions.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

HOSTS = [
    ('getHostByName "127.0.0.1"', "127.0.0.1", None),
]


@pytest.mark.parametrize(("call", "output", "error"), HOSTS, ids=[row[0] for row in HOSTS])
def test_hosts(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
