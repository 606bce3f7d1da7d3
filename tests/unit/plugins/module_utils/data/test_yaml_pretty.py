# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of toYamlPretty."""

from __future__ import annotations

import math

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_pretty
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import (
    Duration,
    Int64,
    StringList,
    StringMap,
    Uint64,
)

TEXTS = [
    ("nil", None, "null\n"),
    ("true", True, "true\n"),
    ("an int", 3, "3\n"),
    ("int64", Int64(-5), "-5\n"),
    ("uint64", Uint64(18446744073709551615), "18446744073709551615\n"),
    ("a duration", Duration(1500), "1.5µs\n"),
    ("a whole float", 1.0, "1\n"),
    ("a million", 1000000.0, "1e+06\n"),
    ("beyond int64", 1e19, "1e+19\n"),
    ("beyond uint64", 1e20, "1e+20\n"),
    ("beyond 1e21", 1e21, "1e+21\n"),
    ("a small float", 1e-07, "1e-07\n"),
    ("a fraction", 123456789.25, "1.2345678925e+08\n"),
    ("minus zero", -0.0, "-0\n"),
    ("tiny", 1e-05, "1e-05\n"),
    ("bytes", b"hello", "- 104\n- 101\n- 108\n- 108\n- 111\n"),
    (
        "long bytes",
        b"\xff" * 80,
        (
            "- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- "
            "255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 25"
            "5\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255"
            "\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n"
            "- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- "
            "255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n- 25"
            "5\n- 255\n- 255\n- 255\n- 255\n- 255\n- 255\n"
        ),
    ),
    ("empty map", {}, "{}\n"),
    ("empty list", [], "[]\n"),
    ("nested empties", {"a": {}, "b": [], "c": None, "d": ""}, 'a: {}\nb: []\nc: null\nd: ""\n'),
    ("a word", "word", "word\n"),
    ("empty string", "", '""\n'),
    ("with a colon", "a: b", "'a: b'\n"),
    ("ends with a colon", "a:", "'a:'\n"),
    ("a hash", "a #b", "'a #b'\n"),
    ("a hash in a word", "a#b", "a#b\n"),
    ("a leading space", " a", "' a'\n"),
    ("a trailing space", "a ", "'a '\n"),
    ("a dash", "-", "'-'\n"),
    ("a dash word", "-a", "-a\n"),
    ("a dash space", "- a", "'- a'\n"),
    ("an at sign", "@a", "'@a'\n"),
    ("a star", "*a", "'*a'\n"),
    ("an ampersand", "&a", "'&a'\n"),
    ("a brace", "{a}", "'{a}'\n"),
    ("a comma", ",a", "',a'\n"),
    ("a comma inside", "a, b", "a, b\n"),
    ("a question mark", "?", "'?'\n"),
    ("a question", "?a", "?a\n"),
    ("an apostrophe", "it's", "it's\n"),
    ("a leading apostrophe", "'a", "'''a'\n"),
    ("a quote", 'say "x"', 'say "x"\n'),
    ("leading quote", '"x"', "'\"x\"'\n"),
    ("a backslash", "a\\b", "a\\b\n"),
    ("an equals sign", "=", "=\n"),
    ("less than", "<<", "<<\n"),
    ("dots", "...", "'...'\n"),
    ("dashes", "---a", "'---a'\n"),
    ("a percent", "%a", "'%a'\n"),
    ("a bang", "!a", "'!a'\n"),
    ("a looking int", "42", '"42"\n'),
    ("a looking float", "1.5", '"1.5"\n'),
    ("exponent", "1e3", '"1e3"\n'),
    ("no number", "1e", "1e\n"),
    ("hex", "0x10", '"0x10"\n'),
    ("half hex", "0x", "0x\n"),
    ("octal", "017", '"017"\n'),
    ("underscores", "1_000", '"1_000"\n'),
    ("sexagesimal", "12:30:45", '"12:30:45"\n'),
    ("a port", "80:80", "80:80\n"),
    ("a date", "2001-01-01", '"2001-01-01"\n'),
    ("no date", "2001-13-01", "2001-13-01\n"),
    ("a time", "2001-01-01 10:00:00", '"2001-01-01 10:00:00"\n'),
    ("yes", "yes", '"yes"\n'),
    ("y", "y", '"y"\n'),
    ("Off", "Off", '"Off"\n'),
    ("tRUE", "tRUE", "tRUE\n"),
    ("null", "null", '"null"\n'),
    ("a tilde", "~", '"~"\n'),
    ("infinity", ".inf", '".inf"\n'),
    ("a version", "1.2.3", "1.2.3\n"),
    ("an address", "10.0.0.1", "10.0.0.1\n"),
    ("a quantity", "10Gi", "10Gi\n"),
    ("plus one", "+1", '"+1"\n'),
    ("a point", ".5", '".5"\n'),
    ("two lines", "a\nb", "|-\n  a\n  b\n"),
    ("final newline", "a\nb\n", "|\n  a\n  b\n"),
    ("two final newlines", "a\n\n", "|+\n  a\n\n"),
    ("a newline", "\n", "|2+\n\n"),
    ("leading newline", "\na", "|2-\n\n  a\n"),
    ("leading space line", " a\nb", "|2-\n   a\n  b\n"),
    ("blank line inside", "a\n\n  b\n", "|\n  a\n\n    b\n"),
    ("trailing space and newline", "a \nb", '"a \\nb"\n'),
    ("a tab and newline", "a\tb\nc", "|-\n  a\tb\n  c\n"),
    ("a carriage return", "a\r\nb", '"a\\r\\nb"\n'),
    ("a tab", "a\tb", '"a\\tb"\n'),
    ("a bell", "a\x07", '"a\\a"\n'),
    ("an escape", "\x1b[0m", '"\\e[0m"\n'),
    ("e acute", "été", "été\n"),
    ("an emoji", "a 😀", '"a \\U0001F600"\n'),
    ("no-break space", "a\xa0b", "a\xa0b\n"),
    ("a line separator", "a\u2028b", "'a\u2028  b'\n"),
    ("a byte order mark", "\ufeffab", '"\\uFEFF\\x61\\x62"\n'),
    ("zero width space", "\u200b", "\u200b\n"),
    ("a next line mark", "a \x85 b", '"a \\N b"\n'),
    (
        "folded plain",
        (
            "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy do"
            "g the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy "
            "dog the quick brown fox jumps over the lazy dog"
        ),
        (
            "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy do"
            "g the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy "
            "dog the quick brown fox jumps over the lazy dog\n"
        ),
    ),
    (
        "folded single",
        (
            "'the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy d"
            "og the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy"
            " dog"
        ),
        (
            "'''the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy"
            " dog the quick brown fox jumps over the lazy dog the quick brown fox jumps over the la"
            "zy dog'\n"
        ),
    ),
    (
        "folded double",
        (
            "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy do"
            "g the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy "
            "dog \t x"
        ),
        (
            '"the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy d'
            "og the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy"
            ' dog \\t x"\n'
        ),
    ),
    ("no fold without spaces", ("x" * 120 + " y"), ("x" * 120 + " y\n")),
    (
        "two spaces do not fold",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  y",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  y\n",
    ),
    ("two spaces in double quotes", ("\t" + "x" * 85 + "  y  z w"), ('"\\t' + "x" * 85 + '  y  z w"\n')),
    (
        "long literal",
        (
            "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy do"
            "g the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy "
            "dog x\nb"
        ),
        (
            "|-\n  the quick brown fox jumps over the lazy dog the quick brown fox jumps over the l"
            "azy dog the quick brown fox jumps over the lazy dog the quick brown fox jumps over the"
            " lazy dog x\n  b\n"
        ),
    ),
    (
        "natural order",
        {
            "a10": 1,
            "a9": 1,
            "a09": 1,
            "a": 1,
            "A": 1,
            "_": 1,
            "-": 1,
            "1": 1,
            "10": 1,
            "2": 1,
            "b.c": 1,
            "b/c": 1,
            "b-c": 1,
            "bc": 1,
        },
        ('\'-\': 1\n_: 1\n"1": 1\n"2": 1\n"10": 1\nA: 1\na: 1\na9: 1\na09: 1\na10: 1\nb-c: 1\nb.c: 1\nb/c: 1\nbc: 1\n'),
    ),
    (
        "quoted keys",
        {"yes": 1, "1": 2, "": 3, "a: b": 4, " x": 5, "null": 6, "a\tb": 7},
        '"": 3\n\' x\': 5\n"1": 2\n"a\\tb": 7\n\'a: b\': 4\n"null": 6\n"yes": 1\n',
    ),
    ("a long key", {"k" * 129: 1}, ("? " + "k" * 129 + "\n: 1\n")),
    ("a long key of a map", {"k" * 129: {"a": 1}}, ("? " + "k" * 129 + "\n: a: 1\n")),
    ("a long key of a list", {"k" * 129: ["a"]}, ("? " + "k" * 129 + "\n: - a\n")),
    ("key of two lines", {"a\nb": {"c": ["d"]}}, "? |-\n  a\n  b\n: c:\n    - d\n"),
    ("e acute key", {"é": 1}, "é: 1\n"),
    ("a map", {"a": {"b": {"c": 1}}}, "a:\n  b:\n    c: 1\n"),
    ("a list in a map", {"a": [1, "x", {"b": 1, "c": [2]}]}, "a:\n  - 1\n  - x\n  - b: 1\n    c:\n      - 2\n"),
    ("lists in lists", [[1, [2, []]], [{"a": [{"b": None}]}]], "- - 1\n  - - 2\n    - []\n- - a:\n      - b: null\n"),
    ("a text in a list in a map", {"a": ["x\ny\n", {"b": "|\n"}]}, "a:\n  - |\n    x\n    y\n  - b: |\n      |\n"),
    (
        "folds by column",
        {
            "some-long-key-name": {
                "inner": (
                    "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy do"
                    "g the quick brown fox jumps over the lazy dog"
                )
            },
            "l": [
                (
                    "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy do"
                    "g the quick brown fox jumps over the lazy dog"
                )
            ],
        },
        (
            "l:\n  - the quick brown fox jumps over the lazy dog the quick brown fox jumps over the"
            " lazy dog the quick brown fox jumps over the lazy dog\nsome-long-key-name:\n  inner: t"
            "he quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy dog"
            " the quick brown fox jumps over the lazy dog\n"
        ),
    ),
    (
        "typed",
        {"l": StringList(["a", "1"]), "m": StringMap({"k": "v", "1": "2"})},
        'l:\n  - a\n  - "1"\nm:\n  "1": "2"\n  k: v\n',
    ),
    ("not a number", math.nan, ".nan\n"),
    ("infinite", {"a": math.inf}, "a: .inf\n"),
    ("a control character", "a\x7f", '"a\\x7F"\n'),
    ("a noncharacter", "\ufffe", '"\\uFFFE"\n'),
    ("too long a key", {"k" * 1100: 1}, ("? " + "k" * 1100 + "\n: 1\n")),
    ("an invalid text", "a\udcff", "!!binary Yf8=\n"),
    (
        "a long invalid text",
        "\udcff" * 60,
        ("!!binary |\n  //////////////////////////////////////////////////////////////////////\n  //////////\n"),
    ),
    ("tabs", {"a": "x\ty", "b": "x\ty\nz"}, 'a: "x\\ty"\nb: |-\n  x\ty\n  z\n'),
]


@pytest.mark.parametrize(("value", "text"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
def test_encode(value, text):
    assert yaml_pretty.marshal_pretty(value) == text
