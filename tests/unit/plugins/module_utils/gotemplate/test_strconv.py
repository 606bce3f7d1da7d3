# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quoting and number literals, as in Go's strconv."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import strconv
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.strconv import LiteralSyntaxError, NumError

#: text, strconv.Quote, strconv.QuoteToASCII
QUOTED = [
    ("", '""', '""'),
    ("plain", '"plain"', '"plain"'),
    ('a"b', '"a\\"b"', '"a\\"b"'),
    ("a'b", '"a\'b"', '"a\'b"'),
    ("\a\b\f\n\r\t\v\\", '"\\a\\b\\f\\n\\r\\t\\v\\\\"', '"\\a\\b\\f\\n\\r\\t\\v\\\\"'),
    ("\x00\x1f\x7f", '"\\x00\\x1f\\x7f"', '"\\x00\\x1f\\x7f"'),
    ("é☃", '"é☃"', '"\\u00e9\\u2603"'),
    ("\U0001f600", '"\U0001f600"', '"\\U0001f600"'),
    ("\u2028\u00a0\ufeff", '"\\u2028\\u00a0\\ufeff"', '"\\u2028\\u00a0\\ufeff"'),
    ("\U0010ffff", '"\\U0010ffff"', '"\\U0010ffff"'),
    ("a\udcffb", '"a\\xffb"', '"a\\xffb"'),
]


@pytest.mark.parametrize(("text", "quoted", "ascii_quoted"), QUOTED)
def test_quote(text: str, quoted: str, ascii_quoted: str) -> None:
    assert strconv.quote(text) == quoted
    assert strconv.quote(text, True) == ascii_quoted
    assert strconv.unquote(quoted) == text
    assert strconv.unquote(ascii_quoted) == text


#: literal, text
UNQUOTED = [
    ("`a\\b\n`", "a\\b\n"),
    ("`a\rb`", "ab"),
    ('"\\x41\\101\\u0041\\U00000041"', "AAAA"),
    ('"\\xc3\\xa9"', "é"),
    ('"\\xe2\\x98"', "\udce2\udc98"),
    ('"\'"', "'"),
    ('"\\""', '"'),
]


@pytest.mark.parametrize(("literal", "text"), UNQUOTED)
def test_unquote(literal: str, text: str) -> None:
    assert strconv.unquote(literal) == text


@pytest.mark.parametrize(
    "literal",
    [
        '"',
        '""x',
        '"\\z"',
        '"\\x4"',
        '"\\u12"',
        '"\\400"',
        '"\\8"',
        '"\\uD800"',
        '"\\U00110000"',
        '"a\nb"',
        '"\\\'"',
        "`a`b`",
        "x",
        '"\\"',
    ],
)
def test_unquote_rejects(literal: str) -> None:
    with pytest.raises(LiteralSyntaxError):
        strconv.unquote(literal)


@pytest.mark.parametrize(
    ("code", "text"),
    [(97, "'a'"), (39, "'\\''"), (34, "'\"'"), (10, "'\\n'"), (0x2603, "'☃'"), (0xD800, "'\ufffd'"), (-1, "'\ufffd'")],
)
def test_quote_rune(code: int, text: str) -> None:
    assert strconv.quote_rune(code) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("12", 12),
        ("0x1F", 31),
        ("0b101", 5),
        ("0o17", 15),
        ("017", 15),
        ("1_000", 1000),
        ("0x_1", 1),
        ("0_7", 7),
    ],
)
def test_integer_literals(text: str, value: int) -> None:
    assert strconv.parse_uint(text, 0) == value


@pytest.mark.parametrize("text", ["", "08", "1__0", "_1", "1_", "0x", "0b2", "1.0", "1e3", "-1", "a"])
def test_invalid_integer_literals(text: str) -> None:
    with pytest.raises(NumError):
        strconv.parse_uint(text, 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1e3", -1000.0),
        ("1e1_0", 1e10),
        ("0x1.8p1", 3.0),
        ("0x.8p1", 1.0),
        ("0x_1p4", 16.0),
        ("1_0.5", 10.5),
        ("09", 9.0),
    ],
)
def test_float_literals(text: str, value: float) -> None:
    assert strconv.parse_float(text) == value


@pytest.mark.parametrize(
    "text", ["", ".", "1e", "0x1", "0xp1", "1e400", "1__0", "_1.0", "1.2.3", "0x1p99999", "0x_.7p8"]
)
def test_invalid_float_literals(text: str) -> None:
    with pytest.raises(NumError):
        strconv.parse_float(text)


#: value, verb, precision, text
FORMATTED = [
    (0.0, "g", -1, "0"),
    (100000.0, "g", -1, "100000"),
    (1000000.0, "g", -1, "1e+06"),
    (1234567.5, "g", -1, "1.2345675e+06"),
    (0.0001, "g", -1, "0.0001"),
    (0.00001, "g", -1, "1e-05"),
    (5e-324, "g", -1, "5e-324"),
    (1.7976931348623157e308, "g", -1, "1.7976931348623157e+308"),
    (1e21, "f", -1, "1000000000000000000000"),
    (1e-7, "f", -1, "0.0000001"),
    (123.456, "f", -1, "123.456"),
    (123.456, "f", 1, "123.5"),
    (123.456, "e", -1, "1.23456e+02"),
    (123.456, "E", 2, "1.23E+02"),
    (0.0, "e", -1, "0e+00"),
    (123.456, "g", 4, "123.5"),
    (100.0, "g", 3, "100"),
    (1000.0, "g", 3, "1e+03"),
    (1.5, "b", -1, "6755399441055744p-52"),
    (0.0, "b", -1, "0p-1074"),
    (1.5, "x", -1, "0x1.8p+00"),
    (3.14159, "X", -1, "0X1.921F9F01B866EP+01"),
    (3.14159, "x", 3, "0x1.922p+01"),
    (1.9, "x", 0, "0x1p+01"),
    (0.0, "x", -1, "0x0p+00"),
    (float("nan"), "g", -1, "NaN"),
    (float("inf"), "f", 2, "+Inf"),
    (float("-inf"), "e", -1, "-Inf"),
    (-0.0, "g", -1, "-0"),
]


@pytest.mark.parametrize(("value", "verb", "precision", "text"), FORMATTED)
def test_format_float(value: float, verb: str, precision: int, text: str) -> None:
    assert strconv.format_float(value, verb, precision) == text


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("abc\t", True),
        ("a`b", False),
        ("a\nb", False),
        ("\x7f", False),
        ("\ufeff", False),
        ("\udcff", False),
        ("☃", True),
    ],
)
def test_can_backquote(text: str, possible: bool) -> None:
    assert strconv.can_backquote(text) is possible


@pytest.mark.parametrize("data", [b"", b"abc", "é☃".encode(), b"\xff\xfe", b"a\xc3", bytes(range(256))])
def test_bytes_survive_as_text(data: bytes) -> None:
    assert strconv.go_bytes(strconv.go_text(data)) == data
