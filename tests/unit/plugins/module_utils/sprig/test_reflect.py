# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types, kinds and deep equality.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TYPES = [
    ("typeOf .text", "string", None),
    ("typeOf .int", "int", None),
    ("typeOf .negative", "int64", None),
    ("typeOf .float", "float64", None),
    ("typeOf .null", "<nil>", None),
    ("typeOf .yes", "bool", None),
    ("typeOf .list", "[]interface {}", None),
    ("typeOf .strings", "[]string", None),
    ("typeOf .ints", "[]int", None),
    ("typeOf .bytes", "[]uint8", None),
    ("typeOf .map", "map[string]interface {}", None),
    ("typeOf .stringMap", "map[string]string", None),
    ("typeOf .values", "main.Values", None),
    ("typeOf .nilMap", "map[string]interface {}", None),
    ("typeOf .nilList", "[]interface {}", None),
    ("typeOf .duration", "time.Duration", None),
    ("typeOf .moment", "time.Time", None),
    ("typeOf .uint64", "uint64", None),
    ("typeOf .missing", "<nil>", None),
    ("kindOf .text", "string", None),
    ("kindOf .int", "int", None),
    ("kindOf .negative", "int64", None),
    ("kindOf .float", "float64", None),
    ("kindOf .null", "invalid", None),
    ("kindOf .yes", "bool", None),
    ("kindOf .list", "slice", None),
    ("kindOf .strings", "slice", None),
    ("kindOf .ints", "slice", None),
    ("kindOf .bytes", "slice", None),
    ("kindOf .map", "map", None),
    ("kindOf .stringMap", "map", None),
    ("kindOf .values", "map", None),
    ("kindOf .nilMap", "map", None),
    ("kindOf .nilList", "slice", None),
    ("kindOf .duration", "int64", None),
    ("kindOf .moment", "struct", None),
    ("kindOf .uint64", "uint64", None),
    ("kindOf .missing", "invalid", None),
    ('typeIs "string" .text', "true", None),
    ('typeIs "int" .int', "true", None),
    ('typeIs "int64" .negative', "true", None),
    ('typeIs "float64" .whole', "true", None),
    ('typeIs "map[string]interface {}" .map', "true", None),
    ('typeIs "map[string]interface{}" .map', "false", None),
    ('typeIs "[]string" .strings', "true", None),
    ('typeIs "<nil>" .null', "true", None),
    ('typeIs "nil" .null', "false", None),
    ('typeIsLike "semver.Version" (semver "1.2.3")', "true", None),
    ('typeIsLike "*semver.Version" (semver "1.2.3")', "true", None),
    ('typeIsLike "string" .text', "true", None),
    ('typeIs "semver.Version" (semver "1.2.3")', "false", None),
    ('kindIs "map" .values', "true", None),
    ('kindIs "slice" .strings', "true", None),
    ('kindIs "string" .text', "true", None),
    ('kindIs "float64" .whole', "true", None),
    ('kindIs "int" .int', "true", None),
    ('kindIs "int" .negative', "false", None),
    ('kindIs "bool" .no', "true", None),
    ('kindIs "invalid" .null', "true", None),
    ('kindIs "invalid" .missing', "true", None),
    ('kindIs "ptr" (semver "1.2.3")', "true", None),
    ('kindIs "struct" .moment', "true", None),
    ("kindIs 1 .text", None, "expected string; found 1"),
    ("kindOf 1.0", "float64", None),
    ("kindOf (int64 1)", "int64", None),
    ('typeOf (split "," "a,b")', "map[string]string", None),
    ("typeOf (until 2)", "[]int", None),
    ('typeOf (regexFindAll "a" "aa" -1)', "[]string", None),
    ("typeOf (chunk 1 (list 1))", "[][]interface {}", None),
    ("typeOf (merge (dict) (dict))", "map[string]interface {}", None),
    ("typeOf now", "time.Time", None),
    ("deepEqual .map .map", "true", None),
    ('deepEqual (dict "a" 1) (dict "a" 1)', "true", None),
    ('deepEqual (dict "a" 1) (dict "a" 1.0)', "false", None),
    ("deepEqual (list 1 2) (list 1 2)", "true", None),
    ("deepEqual (list 1 2) (list 2 1)", "false", None),
    ('deepEqual .strings (list "x" "y" "x")', "false", None),
    ("deepEqual .null nil", "true", None),
    ("deepEqual .null .emptyList", "false", None),
    ("deepEqual .nilList .emptyList", "false", None),
    ("deepEqual .nilMap .emptyMap", "false", None),
    ("deepEqual 1 (int64 1)", "false", None),
    ('deepEqual "a" "a"', "true", None),
    ('deepEqual (semver "1.2.3") (semver "1.2.3")', "true", None),
    ('deepEqual (float64 "nan") (float64 "nan")', "false", None),
]


@pytest.mark.parametrize(("call", "output", "error"), TYPES, ids=[row[0] for row in TYPES])
def test_types(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
