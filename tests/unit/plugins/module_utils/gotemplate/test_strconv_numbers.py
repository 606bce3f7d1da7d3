# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and booleans, as in Go's strconv."""

from __future__ import annotations

import math

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import strconv

PARSE_INT = [
    ("decimal", "42", 10, 64, 42),
    ("negative", "-42", 10, 64, -42),
    ("a sign", "+42", 10, 64, 42),
    ("largest", "9223372036854775807", 10, 64, 9223372036854775807),
    ("smallest", "-9223372036854775808", 10, 64, -9223372036854775808),
    ("base 0 hex", "0xFF", 0, 64, 255),
    ("base 0 octal", "0o17", 0, 64, 15),
    ("base 0 old octal", "017", 0, 64, 15),
    ("base 0 binary", "0b11", 0, 64, 3),
    ("underscores", "1_000", 0, 64, 1000),
    ("base 36", "zz", 36, 64, 1295),
]

NO_PARSE_INT = [
    ("a lone sign", "+", 10, 64, 0, 'strconv.ParseInt: parsing "+": invalid syntax'),
    ("nothing", "", 10, 64, 0, 'strconv.ParseInt: parsing "": invalid syntax'),
    (
        "too large",
        "9223372036854775808",
        10,
        64,
        9223372036854775807,
        'strconv.ParseInt: parsing "9223372036854775808": value out of range',
    ),
    (
        "too small",
        "-9223372036854775809",
        10,
        64,
        -9223372036854775808,
        'strconv.ParseInt: parsing "-9223372036854775809": value out of range',
    ),
    (
        "out of range before a letter",
        "9223372036854775808x",
        10,
        64,
        0,
        'strconv.ParseInt: parsing "9223372036854775808x": invalid syntax',
    ),
    ("8 bits", "128", 10, 8, 127, 'strconv.ParseInt: parsing "128": value out of range'),
    ("base 0 no octal", "08", 0, 64, 0, 'strconv.ParseInt: parsing "08": invalid syntax'),
    ("base 0 prefix only", "0x", 0, 64, 0, 'strconv.ParseInt: parsing "0x": invalid syntax'),
    ("underscores in base 10", "1_000", 10, 64, 0, 'strconv.ParseInt: parsing "1_000": invalid syntax'),
    ("double underscore", "1__0", 0, 64, 0, 'strconv.ParseInt: parsing "1__0": invalid syntax'),
    ("last underscore", "1_", 0, 64, 0, 'strconv.ParseInt: parsing "1_": invalid syntax'),
    ("base 1", "1", 1, 64, 0, 'strconv.ParseInt: parsing "1": invalid base 1'),
    ("space", " 1", 10, 64, 0, 'strconv.ParseInt: parsing " 1": invalid syntax'),
    ("other digits", "١", 10, 64, 0, 'strconv.ParseInt: parsing "١": invalid syntax'),
]

PARSE_UINT = [
    ("decimal", "42", 10, 64, 42),
    ("largest", "18446744073709551615", 10, 64, 18446744073709551615),
    ("many zeros", "000000000000000000000000000000000000000000000000007", 10, 64, 7),
]

NO_PARSE_UINT = [
    ("a sign", "+42", 10, 64, 0, 'strconv.ParseUint: parsing "+42": invalid syntax'),
    (
        "too large",
        "18446744073709551616",
        10,
        64,
        18446744073709551615,
        'strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ),
    (
        "many digits",
        "9" * 50,
        10,
        64,
        18446744073709551615,
        ('strconv.ParseUint: parsing "99999999999999999999999999999999999999999999999999": value out of range'),
    ),
]

PARSE_FLOAT = [
    ("1", "1", "1"),
    ("1.5", "1.5", "1.5"),
    (".5", ".5", "0.5"),
    ("5.", "5.", "5"),
    ("1e3", "1e3", "1000"),
    ("1E-3", "1E-3", "0.001"),
    ("+1", "+1", "1"),
    ("-1", "-1", "-1"),
    ("Inf", "Inf", "+Inf"),
    ("-infinity", "-infinity", "-Inf"),
    ("nan", "nan", "NaN"),
    ("NaN", "NaN", "NaN"),
    ("0x1p4", "0x1p4", "16"),
    ("0x1.8p-1", "0x1.8p-1", "0.75"),
    ("1_000", "1_000", "1000"),
    ("1_0.5", "1_0.5", "10.5"),
    ("0x_1p0", "0x_1p0", "1"),
    ("1e-400", "1e-400", "0"),
]

NO_PARSE_FLOAT = [
    ("1e400", "1e400", 'strconv.ParseFloat: parsing "1e400": value out of range'),
    ("-1e400", "-1e400", 'strconv.ParseFloat: parsing "-1e400": value out of range'),
    ("1e9999999999", "1e9999999999", 'strconv.ParseFloat: parsing "1e9999999999": value out of range'),
    ("nothing", "", 'strconv.ParseFloat: parsing "": invalid syntax'),
    (".", ".", 'strconv.ParseFloat: parsing ".": invalid syntax'),
    ("e5", "e5", 'strconv.ParseFloat: parsing "e5": invalid syntax'),
    ("1e", "1e", 'strconv.ParseFloat: parsing "1e": invalid syntax'),
    ("0x1", "0x1", 'strconv.ParseFloat: parsing "0x1": invalid syntax'),
    ("1 ", "1 ", 'strconv.ParseFloat: parsing "1 ": invalid syntax'),
    ("1f", "1f", 'strconv.ParseFloat: parsing "1f": invalid syntax'),
    ("١", "١", 'strconv.ParseFloat: parsing "١": invalid syntax'),
    ("infinit", "infinit", 'strconv.ParseFloat: parsing "infinit": invalid syntax'),
]

PARSE_BOOL = [
    ("1", "1", True),
    ("t", "t", True),
    ("T", "T", True),
    ("true", "true", True),
    ("TRUE", "TRUE", True),
    ("True", "True", True),
    ("0", "0", False),
    ("f", "f", False),
    ("F", "F", False),
    ("false", "false", False),
    ("FALSE", "FALSE", False),
    ("False", "False", False),
]

NO_PARSE_BOOL = [
    ("yes", "yes", 'strconv.ParseBool: parsing "yes": invalid syntax'),
    ("tRUE", "tRUE", 'strconv.ParseBool: parsing "tRUE": invalid syntax'),
    ("nothing", "", 'strconv.ParseBool: parsing "": invalid syntax'),
]

FORMAT_FLOAT = [
    ("shortest g", 0.1, "g", -1, 64, "0.1"),
    ("a million", 1000000.0, "g", -1, 64, "1e+06"),
    ("below a million", 999999.0, "g", -1, 64, "999999"),
    ("twenty-one digits", 1e20, "g", -1, 64, "1e+20"),
    ("small", 0.0001, "g", -1, 64, "0.0001"),
    ("smaller", 1e-05, "g", -1, 64, "1e-05"),
    ("minus zero", -0.0, "g", -1, 64, "-0"),
    ("float32", 0.1, "g", -1, 32, "0.1"),
    ("float32 of many digits", 16777217.0, "g", -1, 32, "1.6777216e+07"),
    ("float32 overflow", 1e39, "g", -1, 32, "+Inf"),
    ("f shortest", 1e21, "f", -1, 64, "1000000000000000000000"),
    ("f 2", 2.675, "f", 2, 64, "2.67"),
    ("f 0", 2.5, "f", 0, 64, "2"),
    ("e shortest", 123456.0, "e", -1, 64, "1.23456e+05"),
    ("e 3", 123456.0, "e", 3, 64, "1.235e+05"),
    ("G", 10000000000.0, "G", -1, 64, "1E+10"),
    ("g 3", 1234.5, "g", 3, 64, "1.23e+03"),
    ("g 0", 1234.5, "g", 0, 64, "1e+03"),
    ("g 20", 0.1, "g", 20, 64, "0.10000000000000000555"),
    ("inf", math.inf, "g", -1, 64, "+Inf"),
    ("minus inf", -math.inf, "f", 2, 64, "-Inf"),
    ("smallest", 5e-324, "g", -1, 64, "5e-324"),
    ("largest", 1.7976931348623157e308, "g", -1, 64, "1.7976931348623157e+308"),
]


def refusal(function, *arguments) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "base", "bits", "value"), [row[1:] for row in PARSE_INT], ids=[row[0] for row in PARSE_INT]
)
def test_parse_int(text, base, bits, value):
    assert strconv.parse_int(text, base, bits) == value


@pytest.mark.parametrize(
    ("text", "base", "bits", "value", "message"),
    [row[1:] for row in NO_PARSE_INT],
    ids=[row[0] for row in NO_PARSE_INT],
)
def test_parse_int_rejects(text, base, bits, value, message):
    with pytest.raises(strconv.NumError) as caught:
        strconv.parse_int(text, base, bits)
    assert (str(caught.value), caught.value.value) == (message, value)


@pytest.mark.parametrize(
    ("text", "base", "bits", "value"), [row[1:] for row in PARSE_UINT], ids=[row[0] for row in PARSE_UINT]
)
def test_parse_uint(text, base, bits, value):
    assert strconv.parse_uint(text, base, bits) == value


@pytest.mark.parametrize(
    ("text", "base", "bits", "value", "message"),
    [row[1:] for row in NO_PARSE_UINT],
    ids=[row[0] for row in NO_PARSE_UINT],
)
def test_parse_uint_rejects(text, base, bits, value, message):
    with pytest.raises(strconv.NumError) as caught:
        strconv.parse_uint(text, base, bits)
    assert (str(caught.value), caught.value.value) == (message, value)


@pytest.mark.parametrize(("text", "printed"), [row[1:] for row in PARSE_FLOAT], ids=[row[0] for row in PARSE_FLOAT])
def test_parse_float(text, printed):
    assert strconv.format_float(strconv.parse_float(text)) == printed


@pytest.mark.parametrize(
    ("text", "message"), [row[1:] for row in NO_PARSE_FLOAT], ids=[row[0] for row in NO_PARSE_FLOAT]
)
def test_parse_float_rejects(text, message):
    assert refusal(strconv.parse_float, text) == message


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in PARSE_BOOL], ids=[row[0] for row in PARSE_BOOL])
def test_parse_bool(text, value):
    assert strconv.parse_bool(text) is value


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NO_PARSE_BOOL], ids=[row[0] for row in NO_PARSE_BOOL])
def test_parse_bool_rejects(text, message):
    assert refusal(strconv.parse_bool, text) == message


@pytest.mark.parametrize(
    ("value", "verb", "precision", "bits", "text"),
    [row[1:] for row in FORMAT_FLOAT],
    ids=[row[0] for row in FORMAT_FLOAT],
)
def test_format_float(value, verb, precision, bits, text):
    assert strconv.format_float(value, verb, precision, bits) == text
