# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flow control: ``fail``."""

from __future__ import annotations

from ..gotemplate.functions import FunctionError, function


@function("fail", "string", result="string")
def fail(text: str) -> str:
    raise FunctionError(text)
