# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoding JSON: the values and errors of encoding/json."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import json_in
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError

VALUES = [
    ("null", "null", None),
    ("true", "true", True),
    ("an int", "3", 3.0),
    ("a negative int", "-0", -0.0),
    ("a float", "1.5e3", 1500.0),
    ("a long int", "12345678901234567890", 1.2345678901234567e19),
    ("a string", '"a"', "a"),
    ("escapes", '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"', '"\\/\x08\x0c\n\r\té'),
    ("a pair", '"\\ud83d\\ude00"', "😀"),
    ("half a pair", '"\\ud83d x"', "� x"),
    ("the other half", '"\\ude00"', "�"),
    ("invalid UTF-8", '"a\udcffb"', "a�b"),
    ("spaces", " \n\t[ 1 , 2 ]\r ", [1.0, 2.0]),
    ("an object", '{"a":{"b":[1,null]},"c":""}', {"a": {"b": [1.0, None]}, "c": ""}),
    ("duplicates", '{"a":1,"a":2}', {"a": 2.0}),
    ("empties", "[{},[]]", [{}, []]),
]

ERRORS = [
    ("nothing", "", "unexpected end of JSON input"),
    ("spaces only", "  ", "unexpected end of JSON input"),
    ("a word", "x", "invalid character 'x' looking for beginning of value"),
    ("a capital", "True", "invalid character 'T' looking for beginning of value"),
    ("half a word", "nul", "invalid character ' ' in literal null (expecting 'l')"),
    ("a wrong word", "nulx", "invalid character 'x' in literal null (expecting 'l')"),
    ("an open object", "{", "unexpected end of JSON input"),
    ("a key only", '{"a"', "unexpected end of JSON input"),
    ("no colon", '{"a" 1}', "invalid character '1' after object key"),
    ("no value", '{"a":}', "invalid character '}' looking for beginning of value"),
    ("a trailing comma", "[1,]", "invalid character ']' looking for beginning of value"),
    ("a trailing comma in an object", '{"a":1,}', "invalid character '}' looking for beginning of object key string"),
    ("no comma", "[1 2]", "invalid character '2' after array element"),
    ("no comma in an object", '{"a":1 "b":2}', "invalid character '\"' after object key:value pair"),
    ("a bare key", "{a:1}", "invalid character 'a' looking for beginning of object key string"),
    ("single quotes", "'a'", "invalid character '\\'' looking for beginning of value"),
    ("more than one value", "1 2", "invalid character '2' after top-level value"),
    ("a leading zero", "01", "invalid character '1' after top-level value"),
    ("a plus", "+1", "invalid character '+' looking for beginning of value"),
    ("a point", ".5", "invalid character '.' looking for beginning of value"),
    ("a trailing point", "1.", "invalid character ' ' after decimal point in numeric literal"),
    ("a point and a letter", "1.x", "invalid character 'x' after decimal point in numeric literal"),
    ("a bare exponent", "1e", "invalid character ' ' in exponent of numeric literal"),
    ("an exponent and a letter", "1ex", "invalid character 'x' in exponent of numeric literal"),
    ("a minus", "-", "invalid character ' ' in numeric literal"),
    ("a minus and a letter", "-x", "invalid character 'x' in numeric literal"),
    ("an unknown escape", '"\\x"', "invalid character 'x' in string escape code"),
    ("a short escape", '"\\u12"', "invalid character '\"' in \\u hexadecimal character escape"),
    ("an open string", '"a', "unexpected end of JSON input"),
    ("a newline in a string", '"a\nb"', "invalid character '\\n' in string literal"),
    ("not a number", "NaN", "invalid character 'N' looking for beginning of value"),
    ("beyond float64", "1e999", "json: cannot unmarshal number 1e999 into Go value of type float64"),
    ("beyond float64 inside", '[1,{"a":-1e999}]', "json: cannot unmarshal number -1e999 into Go value of type float64"),
    ("a byte order mark", "\ufeff1", "invalid character 'ï' looking for beginning of value"),
    ("an accent", "é", "invalid character 'Ã' looking for beginning of value"),
    ("a NUL", "\x00", "invalid character '\\x00' looking for beginning of value"),
    ("an apostrophe", "['", "invalid character '\\'' looking for beginning of value"),
]

MAPS = [
    ("an object", '{"a":1}', {"a": 1.0}),
    ("null", "null", {}),
]

NO_MAPS = [
    ("an array", "[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
    ("a string", '"a"', "json: cannot unmarshal string into Go value of type map[string]interface {}"),
    ("a number", "1", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
    ("a huge number", "1e999", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
    ("a boolean", "true", "json: cannot unmarshal bool into Go value of type map[string]interface {}"),
    ("nonsense", "x", "invalid character 'x' looking for beginning of value"),
]

LISTS = [
    ("an array", "[1]", [1.0]),
    ("null", "null", []),
]

NO_LISTS = [
    ("an object", "{}", "json: cannot unmarshal object into Go value of type []interface {}"),
]

FIRSTS = [
    ("a number before a comma", "1,b=2", 1.0, 1),
    ("a number before a letter", "1x", 1.0, 1),
    ("an object", '{"a":1},b', {"a": 1.0}, 7),
    ("a string", '"a"b', "a", 3),
    ("a word", "nullx", None, 4),
    ("an exponent before a point", "1e1.5", 10.0, 3),
    ("spaces first", "  [1] ,", [1.0], 5),
]

NO_FIRSTS = [
    ("a number cut off", "1.x", "invalid character 'x' after decimal point in numeric literal"),
    ("a word cut off", "nul", "unexpected EOF"),
    ("an array cut off", "[1", "unexpected EOF"),
    ("a wrong word", "abc", "invalid character 'a' looking for beginning of value"),
]


def refusal(function, *arguments) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_decode(text, value):
    assert repr(json_in.unmarshal(text)) == repr(value)


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_invalid_text_has_gos_error(text, message):
    assert refusal(json_in.unmarshal, text) == message


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in MAPS], ids=[row[0] for row in MAPS])
def test_decode_object(text, value):
    assert json_in.unmarshal_map(text) == value


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NO_MAPS], ids=[row[0] for row in NO_MAPS])
def test_other_values_than_an_object_are_rejected(text, message):
    assert refusal(json_in.unmarshal_map, text) == message


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_decode_array(text, value):
    assert json_in.unmarshal_list(text) == value


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NO_LISTS], ids=[row[0] for row in NO_LISTS])
def test_other_values_than_an_array_are_rejected(text, message):
    assert refusal(json_in.unmarshal_list, text) == message


@pytest.mark.parametrize(("text", "value", "end"), [row[1:] for row in FIRSTS], ids=[row[0] for row in FIRSTS])
def test_the_first_value_of_a_longer_text(text, value, end):
    assert json_in.decode_first(text) == (value, end)


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NO_FIRSTS], ids=[row[0] for row in NO_FIRSTS])
def test_an_invalid_first_value_is_rejected(text, message):
    assert refusal(json_in.decode_first, text) == message


def test_deep_nesting_is_rejected():
    assert refusal(json_in.unmarshal, "[" * 301) == "invalid character '[' exceeded max depth"
    assert refusal(json_in.unmarshal, '{"a":' * 100000) == "invalid character '{' exceeded max depth"
    assert refusal(json_in.decode_first, "[" * 100000) == "invalid character '[' exceeded max depth"
    assert json_in.unmarshal("[" * 300 + "]" * 300)


def test_brackets_in_strings_do_not_count_as_nesting():
    assert json_in.unmarshal('["' + "[" * 400 + '"]') == ["[" * 400]
