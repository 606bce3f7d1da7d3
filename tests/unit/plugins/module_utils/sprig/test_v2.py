# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences of sprig 2.22, which Helm 2 pins.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

DIFFERENCES = [
    ('int "0x1F"', "0", None),
    ('int "1.0"', "0", None),
    ('int "12"', "12", None),
    ('int "-012"', "-12", None),
    ("int .duration", "90000000000", None),
    ("int .uint64", "9223372036854775807", None),
    ("int .yes", "1", None),
    ("int .list", "0", None),
    ('int64 "017"', "17", None),
    ("int64 .duration", "90000000000", None),
    ('float64 "1e3"', "1000", None),
    ("float64 .duration", "9e+10", None),
    ("float64 .text", "0", None),
    ('add "010" 1', "11", None),
    ("add 1 .duration", "90000000001", None),
    ('sub 1 "x"', "1", None),
    ('mul 2 "3"', "6", None),
    ("div 7 2", "3", None),
    ("div 1 0", None, "error calling div: runtime error: integer divide by zero"),
    ("mod 7 3", "1", None),
    ('add1 "0x1"', "1", None),
    ('max 1 "0x5" 3', "3", None),
    ('min 1 "x"', "0", None),
    ("biggest 1 2", "2", None),
    ('floor "2.7"', "2", None),
    ("ceil 2.1", "3", None),
    ('round "3.14159" 2', "3.14", None),
    ("trunc 3 .text", "hel", None),
    ("trunc -3 .text", None, "error calling trunc: runtime error: slice bounds out of range [:-3]"),
    ("trunc 99 .text", "hello", None),
    ("trunc 0 .unicode", "", None),
    ('camelcase "http_server"', "HttpServer", None),
    ('camelcase "foo-bar_baz"', "Foo-barBaz", None),
    ('camelcase "_complex__case_"', "_Complex_Case_", None),
    ('camelcase "FOO_bar"', "FooBar", None),
    ('camelcase "a"', "", None),
    ('camelcase "__"', "__", None),
    ('snakecase "FirstName"', "first_name", None),
    ('snakecase "HTTPServer"', "http_server", None),
    ('snakecase "http2xx HTTP20xOK Bld4Floor3rd"', "http_2xx_http_20x_ok_bld_4floor_3rd", None),
    ('snakecase "GO-PATH"', "go_path", None),
    ('snakecase "NoHTTPS"', "no_https", None),
    ('snakecase "ABC"', "abc", None),
    ('snakecase "ABC1"', "abc_11", None),
    ('kebabcase "HTTPServerX"', "http-server-x", None),
    ('kebabcase "éA"', "é-a", None),
    ('merge (dict "a" nil) (dict "a" 1) | toJson', '{"a":1}', None),
    ('mergeOverwrite (dict "a" 1) (dict "a" nil) | toJson', '{"a":1}', None),
    ('mergeOverwrite (dict "a" "x") (dict "a" (dict "b" 1)) | toJson', '{"a":"x"}', None),
    ('mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" "x") | toJson', '{"a":"x"}', None),
    ('mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" (dict "b" nil "c" 2)) | toJson', '{"a":{"b":1,"c":2}}', None),
    ('merge (dict "a" (dict "b" 1)) (dict "a" (dict "b" 2 "c" 3)) | toJson', '{"a":{"b":1,"c":3}}', None),
    ('mergeOverwrite (dict "a" 1) (dict "a" false) | toJson', '{"a":false}', None),
    (
        'merge (dict "a" .nilMap) (dict "a" (dict "b" 1))',
        None,
        "error calling merge: reflect: reflect.Value.Set using unaddressable value",
    ),
    (
        'merge (dict "a" (dict)) (dict "a" .moment)',
        None,
        "error calling merge: reflect: call of reflect.Value.MapKeys on struct Value",
    ),
    ('semver "1.2.3"', "1.2.3", None),
    ('semver "x"', None, "error calling semver: Invalid Semantic Version"),
    ('(semver "1.2.3").Major | printf "%T"', "int64", None),
    ('(semver "1.2.3").IncPatch', "{1 2 4   1.2.4}", None),
    ('(semver "1.2.3").IncPatch.Major', None, "can't evaluate field Major in type semver.Version"),
    ('(semver "1.2.3").LessThan (semver "2")', "true", None),
    (
        '(semver "1.2.3").LessThanEqual (semver "2")',
        None,
        "can't evaluate field LessThanEqual in type *semver.Version",
    ),
    ('(semver "1.2.3").SetPrerelease "é"', None, "error calling SetPrerelease: Invalid Prerelease string"),
    ('semverCompare ">=1.2" "1.3.0-alpha"', "false", None),
    ('semverCompare ">=1.2-0" "1.3.0-alpha"', "true", None),
    ('semverCompare "^1.2" "1.9"', "true", None),
    ('semverCompare "foo" "1"', None, "error calling semverCompare: improper constraint: foo"),
    ('semverCompare ">=1" "foo"', None, "error calling semverCompare: Invalid Semantic Version"),
    ('default "d" .empty', "d", None),
    ("quote .text .null", '"hello"', None),
    ('get .map "a"', None, 'template: t:1: function "get" not defined'),
    ('dig "a" "b" .map', None, 'template: t:1: function "dig" not defined'),
    ("mustToJson 1", None, 'template: t:1: function "mustToJson" not defined'),
    ("seq 3", None, 'template: t:1: function "seq" not defined'),
    ("all 1", None, 'template: t:1: function "all" not defined'),
    ('fromJson "{}"', None, 'template: t:1: function "fromJson" not defined'),
    ('regexQuoteMeta "a"', None, 'template: t:1: function "regexQuoteMeta" not defined'),
    ('sha512sum "a"', None, 'template: t:1: function "sha512sum" not defined'),
    ('osBase "a"', None, 'template: t:1: function "osBase" not defined'),
    ('toRawJson "<"', None, 'template: t:1: function "toRawJson" not defined'),
    ('bcrypt "x"', None, 'template: t:1: function "bcrypt" not defined'),
]


@pytest.mark.parametrize(("call", "output", "error"), DIFFERENCES, ids=[row[0] for row in DIFFERENCES])
def test_differences(check_v2: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check_v2(call, output, error)
