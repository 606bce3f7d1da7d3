# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON functions.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

JSON = [
    ("toJson .text", '"hello"', None),
    ("toJson .special", '"a\\"b\\\\c\\n\\t\xe9\\u0001\u200b\U0001f600\\u003c\\u0026\\u003e"', None),
    ("toJson .invalid", '"\\ufffdabc"', None),
    ("toJson .int", "7", None),
    ("toJson .float", "2.5", None),
    ("toJson .whole", "42", None),
    ("toJson .huge", "1e+21", None),
    ("toJson .null", "null", None),
    ("toJson .yes", "true", None),
    ("toJson .list", '["b","a","c","a"]', None),
    ("toJson .mixed", '[1,"a",null,true,"",0,[],{},"a",1]', None),
    ("toJson .emptyList", "[]", None),
    ("toJson .nilList", "null", None),
    ("toJson .map", '{"a":1,"b":{"c":2},"z":null}', None),
    ("toJson .emptyMap", "{}", None),
    ("toJson .nilMap", "null", None),
    ("toJson .bytes", '"aGk="', None),
    ("toJson .strings", '["x","y","x"]', None),
    ("toJson .ints", "[3,1,2]", None),
    ("toJson .stringMap", '{"k":"v"}', None),
    ("toJson .nested", '{"a":{"b":{"c":"deep","n":null}},"e":"","l":[1]}', None),
    ("toJson .duration", "90000000000", None),
    ("toJson .moment", '"2024-02-29T13:04:05.123456789Z"', None),
    ("toJson .uint64", "18446744073709551615", None),
    ("toPrettyJson .text", '"hello"', None),
    ("toPrettyJson .special", '"a\\"b\\\\c\\n\\t\xe9\\u0001\u200b\U0001f600\\u003c\\u0026\\u003e"', None),
    ("toPrettyJson .invalid", '"\\ufffdabc"', None),
    ("toPrettyJson .int", "7", None),
    ("toPrettyJson .float", "2.5", None),
    ("toPrettyJson .whole", "42", None),
    ("toPrettyJson .huge", "1e+21", None),
    ("toPrettyJson .null", "null", None),
    ("toPrettyJson .yes", "true", None),
    ("toPrettyJson .list", '[\n  "b",\n  "a",\n  "c",\n  "a"\n]', None),
    ("toPrettyJson .mixed", '[\n  1,\n  "a",\n  null,\n  true,\n  "",\n  0,\n  [],\n  {},\n  "a",\n  1\n]', None),
    ("toPrettyJson .emptyList", "[]", None),
    ("toPrettyJson .nilList", "null", None),
    ("toPrettyJson .map", '{\n  "a": 1,\n  "b": {\n    "c": 2\n  },\n  "z": null\n}', None),
    ("toPrettyJson .emptyMap", "{}", None),
    ("toPrettyJson .nilMap", "null", None),
    ("toPrettyJson .bytes", '"aGk="', None),
    ("toPrettyJson .strings", '[\n  "x",\n  "y",\n  "x"\n]', None),
    ("toPrettyJson .ints", "[\n  3,\n  1,\n  2\n]", None),
    ("toPrettyJson .stringMap", '{\n  "k": "v"\n}', None),
    (
        "toPrettyJson .nested",
        (
            '{\n  "a": {\n    "b": {\n      "c": "deep",\n      "n": null\n    }\n  },\n  "e": '
            '"",\n  "l": [\n    1\n  ]\n}'
        ),
        None,
    ),
    ("toPrettyJson .duration", "90000000000", None),
    ("toPrettyJson .moment", '"2024-02-29T13:04:05.123456789Z"', None),
    ("toPrettyJson .uint64", "18446744073709551615", None),
    ("toRawJson .text", '"hello"', None),
    ("toRawJson .special", '"a\\"b\\\\c\\n\\t\xe9\\u0001\u200b\U0001f600<&>"', None),
    ("toRawJson .invalid", '"\\ufffdabc"', None),
    ("toRawJson .int", "7", None),
    ("toRawJson .float", "2.5", None),
    ("toRawJson .whole", "42", None),
    ("toRawJson .huge", "1e+21", None),
    ("toRawJson .null", "null", None),
    ("toRawJson .yes", "true", None),
    ("toRawJson .list", '["b","a","c","a"]', None),
    ("toRawJson .mixed", '[1,"a",null,true,"",0,[],{},"a",1]', None),
    ("toRawJson .emptyList", "[]", None),
    ("toRawJson .nilList", "null", None),
    ("toRawJson .map", '{"a":1,"b":{"c":2},"z":null}', None),
    ("toRawJson .emptyMap", "{}", None),
    ("toRawJson .nilMap", "null", None),
    ("toRawJson .bytes", '"aGk="', None),
    ("toRawJson .strings", '["x","y","x"]', None),
    ("toRawJson .ints", "[3,1,2]", None),
    ("toRawJson .stringMap", '{"k":"v"}', None),
    ("toRawJson .nested", '{"a":{"b":{"c":"deep","n":null}},"e":"","l":[1]}', None),
    ("toRawJson .duration", "90000000000", None),
    ("toRawJson .moment", '"2024-02-29T13:04:05.123456789Z"', None),
    ("toRawJson .uint64", "18446744073709551615", None),
    ("toJson \"<a href='x'>&amp;</a>\"", "\"\\u003ca href='x'\\u003e\\u0026amp;\\u003c/a\\u003e\"", None),
    ('toRawJson "<a>&\\u2028"', '"<a>&\\u2028"', None),
    ("toJson .missing", "null", None),
    ('toJson (float64 "nan")', "", None),
    ('mustToJson (float64 "inf")', None, "error calling mustToJson: json: unsupported value: +Inf"),
    ('mustToPrettyJson (float64 "nan")', None, "error calling mustToPrettyJson: json: unsupported value: NaN"),
    ('toRawJson (float64 "nan")', None, "error calling toRawJson: json: unsupported value: NaN"),
    ('mustToRawJson (float64 "nan")', None, "error calling mustToRawJson: json: unsupported value: NaN"),
    (
        'toPrettyJson (dict "a" (list) "b" (dict) "c" (list 1 (dict "d" nil)))',
        '{\n  "a": [],\n  "b": {},\n  "c": [\n    1,\n    {\n      "d": null\n    }\n  ]\n}',
        None,
    ),
    ("mustToJson .map", '{"a":1,"b":{"c":2},"z":null}', None),
    ("mustToPrettyJson .list", '[\n  "b",\n  "a",\n  "c",\n  "a"\n]', None),
    ("mustToRawJson .special", '"a\\"b\\\\c\\n\\t\xe9\\u0001\u200b\U0001f600<&>"', None),
    ('fromJson "{\\"a\\": [1, 2.5, null, true, \\"x\\"]}"', "map[a:[1 2.5 <nil> true x]]", None),
    ('fromJson "1" | kindOf', "float64", None),
    ('fromJson "[1" | kindOf', "invalid", None),
    ('fromJson "" | kindOf', "invalid", None),
    ('fromJson "null" | kindOf', "invalid", None),
    ('(fromJson "{\\"a\\": {\\"b\\": 1}}").a.b', "1", None),
    ('mustFromJson "{"', None, "error calling mustFromJson: unexpected end of JSON input"),
    ('mustFromJson ""', None, "error calling mustFromJson: unexpected end of JSON input"),
    (
        'mustFromJson "{a: 1}"',
        None,
        ("error calling mustFromJson: invalid character 'a' looking for beginning of object key string"),
    ),
    ('mustFromJson "[1, 2] x"', None, "error calling mustFromJson: invalid character 'x' after top-level value"),
    ("mustFromJson .int", None, "wrong type for value; expected string; got int"),
    ('mustFromJson "\\"é\\\\u00e9\\""', "éé", None),
]


@pytest.mark.parametrize(("call", "output", "error"), JSON, ids=[row[0] for row in JSON])
def test_json(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
