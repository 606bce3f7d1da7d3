# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults: ``default``, ``empty``, ``coalesce``, ``all``, ``any`` and ``ternary``.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CHOICES = [
    ("default .text", "hello", None),
    ("default .empty", "", None),
    ("default .null", "<no value>", None),
    ("default .int", "7", None),
    ("default .zero", "0", None),
    ("default .float", "2.5", None),
    ("default .yes", "true", None),
    ("default .no", "false", None),
    ("default .list", "[b a c a]", None),
    ("default .emptyList", "[]", None),
    ("default .nilList", "[]", None),
    ("default .map", "map[a:1 b:map[c:2] z:<nil>]", None),
    ("default .emptyMap", "map[]", None),
    ("default .nilMap", "map[]", None),
    ("default .bytes", "[104 105]", None),
    ("default .missing", "<no value>", None),
    ("default .duration", "1m30s", None),
    ("default .moment", "2024-02-29 13:04:05.123456789 +0000 UTC", None),
    ('"d" .text', None, 'can\'t give argument to non-function "d"'),
    ('"d" .empty', None, 'can\'t give argument to non-function "d"'),
    ('"d" .null', None, 'can\'t give argument to non-function "d"'),
    ('"d" .int', None, 'can\'t give argument to non-function "d"'),
    ('"d" .zero', None, 'can\'t give argument to non-function "d"'),
    ('"d" .float', None, 'can\'t give argument to non-function "d"'),
    ('"d" .yes', None, 'can\'t give argument to non-function "d"'),
    ('"d" .no', None, 'can\'t give argument to non-function "d"'),
    ('"d" .list', None, 'can\'t give argument to non-function "d"'),
    ('"d" .emptyList', None, 'can\'t give argument to non-function "d"'),
    ('"d" .nilList', None, 'can\'t give argument to non-function "d"'),
    ('"d" .map', None, 'can\'t give argument to non-function "d"'),
    ('"d" .emptyMap', None, 'can\'t give argument to non-function "d"'),
    ('"d" .nilMap', None, 'can\'t give argument to non-function "d"'),
    ('"d" .bytes', None, 'can\'t give argument to non-function "d"'),
    ('"d" .missing', None, 'can\'t give argument to non-function "d"'),
    ('"d" .duration', None, 'can\'t give argument to non-function "d"'),
    ('"d" .moment', None, 'can\'t give argument to non-function "d"'),
    ("empty .text", "false", None),
    ("empty .empty", "true", None),
    ("empty .null", "true", None),
    ("empty .int", "false", None),
    ("empty .zero", "true", None),
    ("empty .float", "false", None),
    ("empty .yes", "false", None),
    ("empty .no", "true", None),
    ("empty .list", "false", None),
    ("empty .emptyList", "true", None),
    ("empty .nilList", "true", None),
    ("empty .map", "false", None),
    ("empty .emptyMap", "true", None),
    ("empty .nilMap", "true", None),
    ("empty .bytes", "false", None),
    ("empty .missing", "true", None),
    ("empty .duration", "false", None),
    ("empty .moment", "false", None),
    ("empty .strings", "false", None),
    ("empty .stringMap", "false", None),
    ("empty .values", "false", None),
    ('default "d"', "d", None),
    ("default .null .null | kindOf", "invalid", None),
    ('default "d" .empty .text', "d", None),
    ("default (list 1) .emptyList", "[1]", None),
    ("default", None, "wrong number of args for default: want at least 1 got 0"),
    (".missing | default .map | toJson", '{"a":1,"b":{"c":2},"z":null}', None),
    (".no | default true", "true", None),
    ("default false .no", "false", None),
    ("coalesce .null .empty .zero .text", "hello", None),
    ("coalesce", "<no value>", None),
    ("coalesce .null | kindOf", "invalid", None),
    ("coalesce .emptyMap .no .list", "[b a c a]", None),
    ('all 1 "a" true', "true", None),
    ('all 1 ""', "false", None),
    ("all", "true", None),
    ('any 0 "" nil', "false", None),
    ("any 0 1", "true", None),
    ("any", "false", None),
    ("ternary 1 2 true", "1", None),
    ("ternary 1 2 false", "2", None),
    ('ternary "a" "b" .yes', "a", None),
    ('.no | ternary "a" nil | kindOf', "invalid", None),
    ('ternary 1 2 "true"', None, 'expected bool; found "true"'),
    ("ternary 1 2 .null", None, "wrong type for value; expected bool; got interface {}"),
    ("ternary 1 2 .int", None, "wrong type for value; expected bool; got int"),
    ("ternary 1 2", None, "wrong number of args for ternary: want 3 got 2"),
]


@pytest.mark.parametrize(("call", "output", "error"), CHOICES, ids=[row[0] for row in CHOICES])
def test_choices(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
