# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""No call exhausts memory, and values that contain themselves are an error."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.func_map import func_map

TABLE = func_map(Entropy())
LONG = "x" * 1_000_000

SELF: dict[str, Any] = {}
SELF["self"] = SELF
OTHER: dict[str, Any] = {"self": {"self": {}}}
OTHER["self"]["self"] = OTHER


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("repeat", (1_000_000, LONG)),
        ("indent", (2_000_000_000, "a")),
        ("nindent", (200_000, "\n" * 1_000)),
        ("replace", ("", LONG, LONG)),
        ("replace", ("x", LONG, LONG)),
        ("wrapWith", (1, LONG, LONG)),
        ("until", (2_000_000_000,)),
        ("untilStep", (0, 2_000_000_000, 1)),
        ("seq", (2_000_000_000,)),
        ("randAlphaNum", (2_000_000_000,)),
        ("randBytes", (2_000_000_000,)),
        ("deepCopy", (SELF,)),
        ("merge", (SELF, OTHER)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_ends_in_an_error(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(TemplateError):
        TABLE[name].call(*args)
