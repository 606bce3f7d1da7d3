# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoding TOML: the values and errors of BurntSushi/toml."""

from __future__ import annotations

import math

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import toml_in
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import Int64, MapList

TABLES = [
    ("nothing", "", {}),
    ("a pair", "a = 1", {"a": Int64(1)}),
    ("kinds", 'i = -1\nf = 1.5\nb = true\ns = "x"\n', {"b": True, "f": 1.5, "i": Int64(-1), "s": "x"}),
    (
        "integers",
        "a = 0x1F\nb = 0o17\nc = 0b11\nd = 1_000\ne = +5",
        {"a": Int64(31), "b": Int64(15), "c": Int64(3), "d": Int64(1000), "e": Int64(5)},
    ),
    (
        "floats",
        "a = 1e3\nb = -0.0\nc = 1_0.5\nd = inf\ne = -inf",
        {"a": 1000.0, "b": -0.0, "c": 10.5, "d": math.inf, "e": -math.inf},
    ),
    ("basic string", 'a = "\\b\\t\\n\\f\\r\\"\\\\\\u00e9\\U0001F600\\e\\x41"', {"a": '\x08\t\n\x0c\r"\\é😀\x1bA'}),
    ("literal string", "a = 'C:\\x'", {"a": "C:\\x"}),
    ("many lines", 'a = """\none \\\n   two\n"""', {"a": "one two\n"}),
    ("many lines with quotes", 'a = """a "" b"""""', {"a": 'a "" b""'}),
    ("many literal lines", "a = '''\na'b\n'''", {"a": "a'b\n"}),
    (
        "arrays",
        'a = [1, [2, "x"], []]\nb = [\n  1, # c\n  2,\n]',
        {"a": [Int64(1), [Int64(2), "x"], []], "b": [Int64(1), Int64(2)]},
    ),
    ("inline tables", "a = {b = 1, c.d = 2}\ne = {}", {"a": {"b": Int64(1), "c": {"d": Int64(2)}}, "e": {}}),
    ("tables", "[a]\nb = 1\n[a.c]\nd = 2\n", {"a": {"b": Int64(1), "c": {"d": Int64(2)}}}),
    ("a table before its parent", "[a.b]\nc = 1\n[a]\nd = 2\n", {"a": {"b": {"c": Int64(1)}, "d": Int64(2)}}),
    (
        "arrays of tables",
        "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n",
        {"a": [{"b": Int64(1)}, {"b": Int64(2), "c": {"d": Int64(3)}}]},
    ),
    ("dotted keys", "a.b.c = 1\na.b.d = 2", {"a": {"b": {"c": Int64(1), "d": Int64(2)}}}),
    ("quoted keys", '"a b" = 1\n\'c\' = 2\n"" = 3', {"": Int64(3), "a b": Int64(1), "c": Int64(2)}),
    ("comments", "# x\na = 1 # y\n", {"a": Int64(1)}),
    ("moments", "a = 2001-01-01T00:00:00Z\nb = [2001-01-01]", {"a": "TIME", "b": ["TIME"]}),
    ("carriage returns", "a = 1\r\nb = 2\r\n", {"a": Int64(1), "b": Int64(2)}),
    ("a byte order mark", "\ufeffa = 1", {"a": Int64(1)}),
]

ERRORS = [
    ("no value", "a =", 'toml: line 1 (last key "a"): unexpected EOF; expected value'),
    ("no equals sign", "a\nb = 1", "toml: line 1: expected '.' or '=', but got '\\n' instead"),
    ("no key", "= 1", "toml: line 1: unexpected '=': key name appears blank"),
    ("a key that starts with a point", ".a = 1", "toml: line 1: unexpected '.': keys cannot start with a '.'"),
    ("a double point", "a..b = 1", "toml: line 1: unexpected '.'"),
    ("a bare word", "a = x", 'toml: line 1 (last key "a"): expected value but found "x" instead'),
    (
        "two values",
        "a = 1 2",
        ("toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got '2' instead"),
    ),
    ("an open string", 'a = "x', 'toml: line 1 (last key "a"): unexpected EOF; expected \'"\''),
    ("a newline in a string", 'a = "x\ny"', 'toml: line 1 (last key "a"): strings cannot contain newlines'),
    (
        "an open array",
        "a = [1, 2",
        ("toml: line 1 (last key \"a\"): expected a comma (',') or array terminator (']'), but got end of file"),
    ),
    (
        "no comma",
        "a = [1 2]",
        ("toml: line 1 (last key \"a\"): expected a comma (',') or array terminator (']'), but got '2'"),
    ),
    ("an open table", "[a", "toml: line 1: expected '.' or ']' to end table name, but got '\\x00' instead"),
    ("an empty table", "[]", "toml: line 1: unexpected end of table name (table names cannot be empty)"),
    (
        "half an array of tables",
        "[[a]\n",
        "toml: line 2: expected end of table array name delimiter ']', but got '\\n' instead",
    ),
    ("a duplicate", "a = 1\na = 2", "toml: line 2 (last key \"a\"): Key 'a' has already been defined."),
    ("a duplicate table", "[a]\n[a]\n", "toml: line 2: Key 'a' has already been defined."),
    ("a key of a scalar", "a = 1\na.b = 2", "toml: line 2 (last key \"a.b\"): Key 'a' has already been defined."),
    ("a table of a scalar", "a = 1\n[a]\n", "toml: line 2: Key 'a' has already been defined."),
    (
        "an array of tables over a table",
        "[a]\n[[a]]\n",
        "toml: line 2: Key 'a' was already created and cannot be used as an array.",
    ),
    (
        "duplicate in a table",
        "[t]\na = 1\na = 2",
        "toml: line 3 (last key \"t.a\"): Key 't.a' has already been defined.",
    ),
    (
        "duplicate in an inline table",
        "a = {b = 1, b = 2}",
        "toml: line 1 (last key \"a.b\"): Key 'a.b' has already been defined.",
    ),
    ("a leading zero", "a = 01", 'toml: line 1 (last key "a"): Invalid integer "01": cannot have leading zeroes'),
    (
        "two underscores",
        "a = 1__0",
        'toml: line 1 (last key "a"): Invalid integer "1__0": underscores must be surrounded by digits',
    ),
    (
        "a trailing point",
        "a = 1.",
        'toml: line 1 (last key "a"): Invalid float "1.": \'.\' must be followed by one or more digits',
    ),
    ("a leading point", "a = .5", "toml: line 1 (last key \"a\"): floats must start with a digit, not '.'"),
    (
        "out of range",
        "a = 9223372036854775808",
        'toml: line 1 (last key "a"): 9223372036854775808 is out of range for int64',
    ),
    ("out of range float", "a = 1e999", 'toml: line 1 (last key "a"): 1e999 is out of range for float64'),
    ("signed hex", "a = -0x1", "toml: line 1 (last key \"a\"): cannot use sign with non-decimal numbers: '-0x'"),
    ("no hex", "a = 0xg", "toml: line 1 (last key \"a\"): not a hexadecimal number: '0xg'"),
    ("a wrong date", "a = 2001-02-30", 'toml: line 1 (last key "a"): invalid datetime: "2001-02-30"'),
    ("an unknown escape", 'a = "\\z"', "toml: line 1 (last key \"a\"): invalid escape in string '\\z'"),
    (
        "a short escape",
        'a = "\\u12"',
        ('toml: line 1 (last key "a"): expected four hexadecimal digits after \'\\u\', but got "\\\\u12\\"" instead'),
    ),
    ("a surrogate", 'a = "\\ud800"', "toml: line 1 (last key \"a\"): Escaped character '\\ud800' is not valid UTF-8."),
    (
        "a control character",
        'a = "\x01"',
        "toml: line 1 (last key \"a\"): TOML files cannot contain control characters: '0x01'",
    ),
    ("not UTF-8", 'a = "\udcff"', 'toml: line 1 (last key "a"): invalid UTF-8 byte: 0xff'),
    ("a NUL", "\x00", "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"),
    (
        "an open inline table",
        "a = {b = 1",
        (
            "toml: line 1 (last key \"a.b\"): expected a comma or an inline table terminator '}', b"
            "ut got end of file instead"
        ),
    ),
    ("two commas", "a = [1,,2]", 'toml: line 1 (last key "a"): unexpected comma'),
    ("six quotes", 'a = """x""""""', 'toml: line 1 (last key "a"): unexpected \'""""""\''),
    ("last key in a table", "[t.u]\nv = x", 'toml: line 2 (last key "t.u.v"): expected value but found "x" instead'),
]


def refusal(function, *arguments) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments)
    return str(caught.value)


def by_name(value):
    """Return a value with sorted tables."""
    if isinstance(value, dict):
        return {key: by_name(value[key]) for key in sorted(value)}
    return [by_name(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("text", "table"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_decode(text, table):
    found = toml_in.unmarshal(text, lambda moment: "TIME")
    assert repr(by_name(found)) == repr(table)


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_invalid_documents(text, message):
    assert refusal(toml_in.unmarshal, text) == message


MOMENTS = [
    ("with a zone", "2001-02-03T04:05:06.5+01:30", (2001, 2, 3, 14706, 500000000, 5400, "datetime")),
    ("in UTC, with a space", "2001-02-03 04:05:06z", (2001, 2, 3, 14706, 0, 0, "datetime")),
    ("without a zone", "2001-02-03t04:05:06", (2001, 2, 3, 14706, 0, None, "local-datetime")),
    ("a date", "2001-02-03", (2001, 2, 3, 0, 0, None, "local-date")),
    ("a time of day", "04:05:06.123456789", (0, 1, 1, 14706, 123456789, None, "local-time")),
]


@pytest.mark.parametrize(("text", "parts"), [row[1:] for row in MOMENTS], ids=[row[0] for row in MOMENTS])
def test_dates_and_times_are_passed_on(text, parts):
    assert toml_in.unmarshal(f"a = {text}", lambda moment: moment)["a"][:7] == parts


def test_an_array_of_tables_is_a_list_of_maps():
    assert type(toml_in.unmarshal("[[a]]\nb = 1\n")["a"]) is MapList


def test_deep_nesting_is_rejected():
    assert refusal(toml_in.unmarshal, "a = " + "[" * 5000).endswith("nested too deeply")
