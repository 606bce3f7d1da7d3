# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dictionaries: creating, reading, modifying, merging and copying.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

READING = [
    ('dict "a" 1 "b" 2', "map[a:1 b:2]", None),
    ('dict "a"', "map[a:]", None),
    ("dict", "map[]", None),
    ("dict 1 2 nil 3", "map[1:2 <nil>:3]", None),
    ("dict .list 1", "map[[b a c a]:1]", None),
    ('dict "a" 1 "a" 2', "map[a:2]", None),
    ('dict "k" nil | toJson', '{"k":null}', None),
    ('get .map "a"', "1", None),
    ('get .map "nope" | quote', '""', None),
    ('get .map "z"', "<no value>", None),
    ('get .values "a"', "1", None),
    ('get .text "a"', None, "wrong type for value; expected map[string]interface {}; got string"),
    ('get .null "a"', None, "wrong type for value; expected map[string]interface {}; got interface {}"),
    ('get .stringMap "k"', None, "wrong type for value; expected map[string]interface {}; got map[string]string"),
    ("get .map 1", None, "expected string; found 1"),
    ('hasKey .map "a"', "true", None),
    ('hasKey .map "z"', "true", None),
    ('hasKey .map "nope"', "false", None),
    ('hasKey .nilMap "a"', "false", None),
    ('hasKey .null "a"', None, "wrong type for value; expected map[string]interface {}; got interface {}"),
    ('hasKey .missing "a"', "false", None),
    ('hasKey .text "a"', None, "wrong type for value; expected map[string]interface {}; got string"),
    ('hasKey .list "a"', None, "wrong type for value; expected map[string]interface {}; got []interface {}"),
    ('hasKey .values "b"', "true", None),
    ('hasKey .stringMap "k"', None, "wrong type for value; expected map[string]interface {}; got map[string]string"),
    ("keys .map | sortAlpha", "[a b z]", None),
    ("keys .map .nested | sortAlpha", "[a a b e l z]", None),
    ("keys", "[]", None),
    ("keys .emptyMap | toJson", "[]", None),
    ("keys .text", None, "wrong type for value; expected map[string]interface {}; got string"),
    ("values .stringMap", None, "wrong type for value; expected map[string]interface {}; got map[string]string"),
    ("values .emptyMap | toJson", "[]", None),
    ('values (dict "a" 1)', "[1]", None),
    ('pluck "a" .map .nested .emptyMap | toJson', '[1,{"b":{"c":"deep","n":null}}]', None),
    ('pluck "nope" .map | toJson', "[]", None),
    ('pluck "a"', "[]", None),
    ('pluck "a" .text', None, "wrong type for value; expected map[string]interface {}; got string"),
    ('pick .map "a" "nope"', "map[a:1]", None),
    ("pick .map", "map[]", None),
    ('pick .map "z" | toJson', '{"z":null}', None),
    ('pick .nilMap "a"', "map[]", None),
    ('pick .text "a"', None, "wrong type for value; expected map[string]interface {}; got string"),
    ('omit .map "a" "z"', "map[b:map[c:2]]", None),
    ("omit .map", "map[a:1 b:map[c:2] z:<nil>]", None),
    ('omit .map "nope" | toJson', '{"a":1,"b":{"c":2},"z":null}', None),
    ('omit .null "a"', None, "wrong type for value; expected map[string]interface {}; got interface {}"),
    ('dig "a" "b" "c" "def" .nested', "deep", None),
    ('dig "a" "x" "def" .nested', "def", None),
    ('dig "a" "b" "n" "def" .nested | kindOf', "invalid", None),
    (
        'dig "e" "x" "def" .nested',
        None,
        ("error calling dig: interface conversion: interface {} is string, not map[string]interface {}"),
    ),
    ('dig "nope" "x" "def" .nested', "def", None),
    (
        'dig "l" "x" "def" .nested',
        None,
        ("error calling dig: interface conversion: interface {} is []interface {}, not map[string]interface {}"),
    ),
    ('dig "a" .nested', None, "error calling dig: dig needs at least three arguments"),
    ('dig 1 "def" .nested', None, "error calling dig: interface conversion: interface {} is int, not string"),
    (
        'dig "a" "def" .values',
        None,
        ("error calling dig: interface conversion: interface {} is main.Values, not map[string]interface {}"),
    ),
    (
        'dig "a" "def" .text',
        None,
        ("error calling dig: interface conversion: interface {} is string, not map[string]interface {}"),
    ),
    (
        'dig "a" "def" .null',
        None,
        ("error calling dig: interface conversion: interface {} is nil, not map[string]interface {}"),
    ),
    ('dig "a" "def" .emptyMap', "def", None),
    ('dig "a" "def" (merge .values .emptyMap)', "1", None),
]

CHANGING = [
    ('set .map "n" 1 | toJson', '{"a":1,"b":{"c":2},"n":1,"z":null}', None),
    ('set .map "a" nil | toJson', '{"a":null,"b":{"c":2},"z":null}', None),
    ('set .nilMap "a" 1', None, "error calling set: assignment to entry in nil map"),
    ('set .null "a" 1', None, "wrong type for value; expected map[string]interface {}; got interface {}"),
    ('set .text "a" 1', None, "wrong type for value; expected map[string]interface {}; got string"),
    ('set .stringMap "k" "v"', None, "wrong type for value; expected map[string]interface {}; got map[string]string"),
    ('{{ $d := dict }}{{ $_ := set $d "a" (list 1) }}{{ $d }}', "map[a:[1]]", None),
    ('{{ $_ := set .map "new" .text }}{{ .map.new }}', "hello", None),
    ('unset .map "a" | toJson', '{"b":{"c":2},"z":null}', None),
    ('unset .map "nope" | toJson', '{"a":1,"b":{"c":2},"z":null}', None),
    ('unset .nilMap "a"', "map[]", None),
    ('unset .text "a"', None, "wrong type for value; expected map[string]interface {}; got string"),
    ('{{ $_ := unset .map "a" }}{{ .map }}', "map[b:map[c:2] z:<nil>]", None),
]

MERGING = [
    ("merge .map .nested | toJson", '{"a":1,"b":{"c":2},"e":"","l":[1],"z":null}', None),
    ("{{ $_ := merge .map .nested }}{{ .map | toJson }}", '{"a":1,"b":{"c":2},"e":"","l":[1],"z":null}', None),
    ("merge .emptyMap .map | toJson", '{"a":1,"b":{"c":2}}', None),
    ("merge .map .emptyMap | toJson", '{"a":1,"b":{"c":2},"z":null}', None),
    ("merge .map .nilMap | toJson", '{"a":1,"b":{"c":2},"z":null}', None),
    ("merge .nilMap .map | toJson", '{"a":1,"b":{"c":2}}', None),
    ("merge .nilMap .nilMap | toJson", "null", None),
    ("merge .map", "map[a:1 b:map[c:2] z:<nil>]", None),
    ("merge .map .text", None, "wrong type for value; expected map[string]interface {}; got string"),
    ("merge .text .map", None, "wrong type for value; expected map[string]interface {}; got string"),
    ("merge .map .null", None, "wrong type for value; expected map[string]interface {}; got interface {}"),
    ('merge (dict "a" "") (dict "a" "x") | toJson', '{"a":"x"}', None),
    ('merge (dict "a" false) (dict "a" true) | toJson', '{"a":true}', None),
    ('merge (dict "a" 0) (dict "a" 5) | toJson', '{"a":5}', None),
    ('merge (dict "a" nil) (dict "a" 5) | toJson', '{"a":5}', None),
    ('merge (dict "a" 1) (dict "a" nil) | toJson', '{"a":1}', None),
    ('merge (dict) (dict "a" nil) | toJson', "{}", None),
    ('merge (dict "a" (list)) (dict "a" (list 1)) | toJson', '{"a":[1]}', None),
    ('merge (dict "a" (list 1)) (dict "a" (list 2)) | toJson', '{"a":[1]}', None),
    ('merge (dict "a" (dict)) (dict "a" (dict "b" 1)) | toJson', '{"a":{"b":1}}', None),
    ('merge (dict "a" (dict "b" 1)) (dict "a" (dict "b" 2 "c" 3)) | toJson', '{"a":{"b":1,"c":3}}', None),
    ('merge (dict "a" "x") (dict "a" (dict "b" 1)) | toJson', '{"a":"x"}', None),
    ('merge (dict "a" (dict "b" 1)) (dict "a" "x") | toJson', '{"a":{"b":1}}', None),
    ('merge (dict "a" 1) (dict "a" 2 "b" 2) (dict "b" 3 "c" 3) | toJson', '{"a":1,"b":2,"c":3}', None),
    (
        "mergeOverwrite .map .nested | toJson",
        '{"a":{"b":{"c":"deep","n":null}},"b":{"c":2},"e":"","l":[1],"z":null}',
        None,
    ),
    ('mergeOverwrite (dict "a" 1) (dict "a" nil) | toJson', '{"a":null}', None),
    ('mergeOverwrite (dict "a" 1) (dict "a" "") | toJson', '{"a":""}', None),
    ('mergeOverwrite (dict "a" true) (dict "a" false) | toJson', '{"a":false}', None),
    ('mergeOverwrite (dict "a" (list 1)) (dict "a" (list)) | toJson', '{"a":[]}', None),
    ('mergeOverwrite (dict "a" (list 1 2)) (dict "a" (list 3)) | toJson', '{"a":[3]}', None),
    ('mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" (dict)) | toJson', '{"a":{"b":1}}', None),
    ('mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" (dict "b" nil)) | toJson', '{"a":{"b":null}}', None),
    ('mergeOverwrite (dict "a" "x") (dict "a" (dict "b" 1)) | toJson', '{"a":{"b":1}}', None),
    ('mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" "x") | toJson', '{"a":"x"}', None),
    ('mergeOverwrite (dict "a" 1) (dict "a" 2) (dict "a" 3) | toJson', '{"a":3}', None),
    ("mergeOverwrite .map .text", None, "wrong type for value; expected map[string]interface {}; got string"),
    ("mustMerge .map .nested | toJson", '{"a":1,"b":{"c":2},"e":"","l":[1],"z":null}', None),
    (
        "mustMergeOverwrite .map .nested | toJson",
        '{"a":{"b":{"c":"deep","n":null}},"b":{"c":2},"e":"","l":[1],"z":null}',
        None,
    ),
    (
        ('{{ $a := dict "x" (dict "y" 1) }}{{ $b := merge (dict) $a }}{{ $_ := set $b.x "z" 2 }}{{ $a }}'),
        "map[x:map[y:1 z:2]]",
        None,
    ),
    (
        ('{{ $a := dict "x" (dict "y" 1) }}{{ $b := deepCopy $a }}{{ $_ := set $b.x "z" 2 }}{{ $a }}{{ $b }}'),
        "map[x:map[y:1]]map[x:map[y:1 z:2]]",
        None,
    ),
    (
        ('{{ $a := list (dict "y" 1) }}{{ $b := deepCopy $a }}{{ $_ := set (first $b) "z" 2 }}{{ $a }}{{ $b }}'),
        "[map[y:1]][map[y:1 z:2]]",
        None,
    ),
    ("deepCopy .map | toJson", '{"a":1,"b":{"c":2},"z":null}', None),
    ("deepCopy .nested", "map[a:map[b:map[c:deep n:<nil>]] e: l:[1]]", None),
    ("deepCopy .null", None, "error calling deepCopy: reflect: call of reflect.Value.Type on zero Value"),
    ("deepCopy .text", "hello", None),
    ("deepCopy .strings | typeOf", "[]string", None),
    ("deepCopy .nilList | toJson", "null", None),
    ("deepCopy .nilMap | toJson", "null", None),
    ("deepCopy .values | typeOf", "main.Values", None),
    ("mustDeepCopy .missing", None, "error calling mustDeepCopy: reflect: call of reflect.Value.Type on zero Value"),
    ("mustDeepCopy .list", "[b a c a]", None),
]


@pytest.mark.parametrize(("call", "output", "error"), READING, ids=[row[0] for row in READING])
def test_reading(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), CHANGING, ids=[row[0] for row in CHANGING])
def test_changing(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), MERGING, ids=[row[0] for row in MERGING])
def test_merging(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
