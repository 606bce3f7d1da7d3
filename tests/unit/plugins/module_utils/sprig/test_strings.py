# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strings: trimming, substrings, case, quoting, indenting and joining.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TRIMMING = [
    ('trim "  a b \\n"', "a b", None),
    ('trim "\\u00a0\\u2003a\\u3000"', "a", None),
    ('trim "\\x1ca\\x1f" | quote', '"\\x1ca\\x1f"', None),
    ("trim .empty", "", None),
    ("trim .null", None, "wrong type for value; expected string; got interface {}"),
    ("trim .int", None, "wrong type for value; expected string; got int"),
    ("trim .missing", None, "invalid value; expected string"),
    ("trim", None, "wrong number of args for trim: want 1 got 0"),
    ('trim "a" "b"', None, "wrong number of args for trim: want 1 got 2"),
    ('trimAll "$" "$5.00$"', "5.00", None),
    ('trimAll "ho" .text', "ell", None),
    ('trimAll "" .text', "hello", None),
    ('trimAll "éh" .unicode', "llo wörld ß", None),
    ('trimAll "\\ufffd" .invalid', "abc", None),
    ('trimAll 1 "a"', None, "expected string; found 1"),
    ('trimall "$" "$5.00"', "5.00", None),
    ('trimSuffix "-" "hello-"', "hello", None),
    ('trimSuffix "" .text', "hello", None),
    ('trimSuffix "xyz" .text', "hello", None),
    ("trimSuffix .text .text", "", None),
    ("trimSuffix .null .text", None, "wrong type for value; expected string; got interface {}"),
    ('trimPrefix "he" .text', "llo", None),
    ('trimPrefix "" .text', "hello", None),
    ('trimPrefix "x" .text', "hello", None),
    ('trimPrefix "é" "éa"', "a", None),
    ('.text | trimSuffix "lo" | trimPrefix "he"', "l", None),
    ('nospace "a b\\tc\\n"', "abc", None),
    ('nospace "é b"', "Ã©b", None),
    ('nospace "é"', "é", None),
    ("nospace .empty", "", None),
    ("nospace .invalid", "\udcffabc", None),
    ("hello", "Hello!", None),
    ("hello 1", None, "wrong number of args for hello: want 0 got 1"),
]

CASE = [
    ("upper .text", "HELLO", None),
    ("upper .unicode", "HÉLLO WÖRLD ß", None),
    ('upper "ǆ ﬁ ŉ ı"', "Ǆ ﬁ ŉ I", None),
    ("upper .invalid", "�ABC", None),
    ("upper .int", None, "wrong type for value; expected string; got int"),
    ('lower "HÉLLO İ Σ"', "héllo i σ", None),
    ("lower .invalid", "�abc", None),
    ("title .words", "Hello Big  World", None),
    ('title "don\'t stop-me now_x éa 1a"', "Don'T Stop-Me Now_x Éa 1a", None),
    ('title "ǆ"', "ǅ", None),
    ("title .invalid", "�abc", None),
    ("title .null", None, "wrong type for value; expected string; got interface {}"),
    ('untitle "Hello Big World"', "hello big world", None),
    ('untitle "ÉA İx"', "éA ix", None),
    ('untitle ""', "", None),
    ('swapcase "Hello World ǅ 1a"', "hELLO wORLD ǆ 1A", None),
    ('swapcase ""', "", None),
    ("swapcase .invalid", "�ABC", None),
    ('initials "First Try"', "FT", None),
    ('initials "é b"', "Ãb", None),
    ('initials ""', "", None),
]

CUTTING = [
    ("trunc 3 .text", "hel", None),
    ("trunc 0 .text", "", None),
    ("trunc 99 .text", "hello", None),
    ("trunc -3 .text", "llo", None),
    ("trunc -5 .text", "hello", None),
    ("trunc -99 .text", "hello", None),
    ("trunc 2 .unicode", "h\udcc3", None),
    ('trunc -1 "é"', "\udca9", None),
    ("trunc 5 .empty", "", None),
    ("trunc 5 .null", None, "wrong type for value; expected string; got interface {}"),
    ('trunc "3" .text', None, 'expected integer; found "3"'),
    ("trunc 3 .int", None, "wrong type for value; expected string; got int"),
    ("trunc 3", None, "wrong number of args for trunc: want 2 got 1"),
    ("trunc 1.5 .text", None, "expected integer; found 1.5"),
    ("trunc .int .text", "hello", None),
    ("trunc .negative .text", None, "wrong type for value; expected int; got int64"),
    ("trunc .float .text", None, "wrong type for value; expected int; got float64"),
    ("substr 1 3 .text", "el", None),
    ("substr 0 3 .text", "hel", None),
    ("substr -1 3 .text", "hel", None),
    ("substr 2 -1 .text", "llo", None),
    ("substr 2 99 .text", "llo", None),
    ("substr 1 2 .unicode", "\udcc3", None),
    ("substr 9 99 .text", None, "error calling substr: runtime error: slice bounds out of range [9:5]"),
    ("substr -1 -1 .text", None, "error calling substr: runtime error: slice bounds out of range [:-1]"),
    (
        "substr -1 99 .text",
        None,
        "error calling substr: runtime error: slice bounds out of range [:99] with length 5",
    ),
    ("substr 3 1 .text", None, "error calling substr: runtime error: slice bounds out of range [3:1]"),
    ("substr 0 0 .text", "", None),
    ('abbrev 5 "hello world"', "he...", None),
    ('abbrev 3 "hello world"', "hello world", None),
    ('abbrev 4 "hello world"', "h...", None),
    ('abbrev 99 "hello"', "hello", None),
    ("abbrev 6 .unicode", "hé...", None),
    ('abbrev 5 ""', "", None),
    ('abbrevboth 5 10 "1234 5678 9123"', "...5678...", None),
    ('abbrevboth 1 6 "1234 5678 9123"', "1234 5678 9123", None),
    ('abbrevboth -4 8 "1234 5678 9123"', "1234 ...", None),
    ('abbrevboth 99 8 "1234 5678 9123"', "... 9123", None),
    ('abbrevboth 0 3 "1234 5678 9123"', "1234 5678 9123", None),
    ('repeat 3 "ab"', "ababab", None),
    ('repeat 0 "ab"', "", None),
    ('repeat -1 "ab"', None, "error calling repeat: strings: negative Repeat count"),
    ("repeat 2 .empty", "", None),
    ("repeat 1 .null", None, "wrong type for value; expected string; got interface {}"),
    ('wrap 5 "Hello big World and more"', "Hello\nbig\nWorld\nand\nmore", None),
    ('wrap 0 "a b"', "a\nb", None),
    ('wrap -3 "ab cd"', "ab\ncd", None),
    ('wrap 3 "verylongword and b"', "verylongword\nand\nb", None),
    ('wrap 80 ""', "", None),
    ('wrapWith 5 "|" "Hello World"', "Hello|World", None),
    ('wrapWith 3 "" "abcdefg"', "abc\ndef\ng", None),
    ('wrapWith 2 "\\t" .unicode', "h\udcc3\t\udca9l\tlo\tw\udcc3\t\udcb6r\tld\t\xdf", None),
    ('plural "one" "many" 1', "one", None),
    ('plural "one" "many" 0', "many", None),
    ('plural "one" "many" -1', "many", None),
    ('plural "one" "many" .whole', None, "wrong type for value; expected int; got float64"),
    ('plural "one" "many" "1"', None, 'expected integer; found "1"'),
]

ASKING = [
    ('contains "ell" .text', "true", None),
    ('contains "" .text', "true", None),
    ('contains "x" .text', "false", None),
    ("contains .text .empty", "false", None),
    ('contains "a" .list', None, "wrong type for value; expected string; got []interface {}"),
    ("contains 1 .text", None, "expected string; found 1"),
    ("contains .null .text", None, "wrong type for value; expected string; got interface {}"),
    ('hasPrefix "he" .text', "true", None),
    ('hasPrefix "" .empty', "true", None),
    ('hasPrefix "x" .text', "false", None),
    ("hasPrefix .int .text", None, "wrong type for value; expected string; got int"),
    ('hasSuffix "lo" .text', "true", None),
    ('hasSuffix "é" "caf\\u00e9"', "true", None),
    ('hasSuffix "" .text', "true", None),
    ('.text | hasSuffix "x"', "false", None),
]

QUOTING = [
    ("quote .text", '"hello"', None),
    ("quote .unicode", '"héllo wörld ß"', None),
    ("quote .empty", '""', None),
    ("quote .null", "", None),
    ("quote .int", '"7"', None),
    ("quote .float", '"2.5"', None),
    ("quote .yes", '"true"', None),
    ("quote .list", '"[b a c a]"', None),
    ("quote .map", '"map[a:1 b:map[c:2] z:<nil>]"', None),
    ("quote .bytes", '"hi"', None),
    ("quote .invalid", '"\\xffabc"', None),
    ("quote .special", '"a\\"b\\\\c\\n\\té\\x01\\u200b😀<&>"', None),
    ("quote .lines", '"line1\\nline2\\n\\nx"', None),
    ("squote .text", "'hello'", None),
    ("squote .unicode", "'héllo wörld ß'", None),
    ("squote .empty", "''", None),
    ("squote .null", "", None),
    ("squote .int", "'7'", None),
    ("squote .float", "'2.5'", None),
    ("squote .yes", "'true'", None),
    ("squote .list", "'[b a c a]'", None),
    ("squote .map", "'map[a:1 b:map[c:2] z:<nil>]'", None),
    ("squote .bytes", "'[104 105]'", None),
    ("squote .invalid", "'\udcffabc'", None),
    ("squote .special", "'a\"b\\c\n\t\xe9\x01\u200b\U0001f600<&>'", None),
    ("squote .lines", "'line1\nline2\n\nx'", None),
    ("quote", "", None),
    ('quote 1 "a" nil true 1.5', '"1" "a" "true" "1.5"', None),
    ("quote .missing", "", None),
    ("quote .null .text .null", '"hello"', None),
    ('quote (list "a" 1)', '"[a 1]"', None),
    ("quote .nilList .nilMap", '"[]" "map[]"', None),
    ("quote .moment", '"2024-02-29 13:04:05.123456789 +0000 UTC"', None),
    ("quote .duration", '"1m30s"', None),
    ('quote "\\u2028\\ufeff\\U0001f600\\x7f"', '"\\u2028\\ufeff😀\\x7f"', None),
    ('squote 1 "it\'s" nil', "'1' 'it's'", None),
    ("squote", "", None),
    ("squote .list .map", "'[b a c a]' 'map[a:1 b:map[c:2] z:<nil>]'", None),
    ('cat "a" 1 nil true (list 1 2)', "a 1 true [1 2]", None),
    ("cat", "", None),
    ("cat nil nil", "", None),
    ('cat "" ""', " ", None),
    ('cat " a " "b"', " a  b", None),
    ('cat "%d" 1', "%d 1", None),
    ("cat .bytes", "[104 105]", None),
    ("cat .map", "map[a:1 b:map[c:2] z:<nil>]", None),
]

INDENTING = [
    ("indent 2 .lines", "  line1\n  line2\n  \n  x", None),
    ("indent 0 .lines", "line1\nline2\n\nx", None),
    ("indent -1 .lines", None, "error calling indent: strings: negative Repeat count"),
    ('indent 2 ""', "  ", None),
    ("indent 2 .null", None, "wrong type for value; expected string; got interface {}"),
    ('indent "2" .lines', None, 'expected integer; found "2"'),
    ("nindent 2 .lines", "\n  line1\n  line2\n  \n  x", None),
    ('nindent 0 "x"', "\nx", None),
    ('nindent -1 "x"', None, "error calling nindent: strings: negative Repeat count"),
    ('nindent 4 ""', "\n    ", None),
    ("nindent 2 .int", None, "wrong type for value; expected string; got int"),
    (".map | toJson | nindent 4", '\n    {"a":1,"b":{"c":2},"z":null}', None),
    ('replace " " "-" .words', "Hello-big--World", None),
    ('replace "" "-" "ab"', "-a-b-", None),
    ('replace "" "-" "é"', "-é-", None),
    ('replace "l" "" .text', "heo", None),
    ('replace "x" "y" .empty', "", None),
    ('replace "a" "b"', None, "wrong number of args for replace: want 3 got 2"),
    ('replace 1 "b" .text', None, "expected string; found 1"),
    ('.words | replace "World" "x"', "Hello big  x", None),
]

JOINING = [
    ('join "-" .list', "b-a-c-a", None),
    ('join "," .mixed', "1,a,true,,0,[],map[],a,1", None),
    ('join "," .strings', "x,y,x", None),
    ('join "," .ints', "3,1,2", None),
    ('join "," .text', "hello", None),
    ('join "," .int', "7", None),
    ('join "," .null', "", None),
    ('join "," .emptyList', "", None),
    ('join "," .map', "map[a:1 b:map[c:2] z:<nil>]", None),
    ('join "," .bytes', "104,105", None),
    ("join 1 .list", None, "expected string; found 1"),
    ('join ", " (list "a" 1 nil 2.5 true)', "a, 1, 2.5, true", None),
    (
        'join "\\n" (split "," "a,b" | values | sortAlpha)',
        None,
        "wrong type for value; expected map[string]interface {}; got map[string]string",
    ),
    ('split "," "a,b,c" | toJson', '{"_0":"a","_1":"b","_2":"c"}', None),
    ('split "" "aé"', "map[_0:a _1:é]", None),
    ('split "," ""', "map[_0:]", None),
    ('split "," .text', "map[_0:hello]", None),
    ('(split "," "a,b")._1', "b", None),
    ('splitList "," "a,b,c"', "[a b c]", None),
    ('splitList "" "aéb" | toJson', '["a","é","b"]', None),
    ('splitList "" "" | toJson', "[]", None),
    ('splitList "," "" | toJson', '[""]', None),
    ('splitList "," .int', None, "wrong type for value; expected string; got int"),
    ('splitList "$" "foo$bar$baz" | last', "baz", None),
    ('splitn "," 2 "a,b,c"', "map[_0:a _1:b,c]", None),
    ('splitn "," 0 "a,b,c"', "map[]", None),
    ('splitn "," -1 "a,b,c"', "map[_0:a _1:b _2:c]", None),
    ('splitn "" 2 "abc"', "map[_0:a _1:bc]", None),
    ('splitn "" 9 "ab"', "map[_0:a _1:b]", None),
]


@pytest.mark.parametrize(("call", "output", "error"), TRIMMING, ids=[row[0] for row in TRIMMING])
def test_trimming(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), CASE, ids=[row[0] for row in CASE])
def test_case(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), CUTTING, ids=[row[0] for row in CUTTING])
def test_cutting(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), ASKING, ids=[row[0] for row in ASKING])
def test_asking(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), QUOTING, ids=[row[0] for row in QUOTING])
def test_quoting(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), INDENTING, ids=[row[0] for row in INDENTING])
def test_indenting(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), JOINING, ids=[row[0] for row in JOINING])
def test_joining(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
