# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated texts: values files, ``--set`` expressions, version constraints, regular expressions, words."""

from __future__ import annotations

import json
import random

#: Exclusions from strings of random pieces, with the reason.
EXCLUDED = {
    "YAML with brackets that are not closed, or are followed by something on their line": (
        "which of several faults is named depends on how many tokens the parser has read ahead: both refuse the text, "
        "fewer than one in 1,000 with another fault, and go-yaml may end the document before it reads the fault"
    ),
}

#: Scalars that YAML, Go and Helm are known to interpret differently.
SCALARS = [
    "a",
    "A b",
    "x-y_z",
    "",
    " ",
    "  lead",
    "trail ",
    "é",
    "日本",
    "😀",
    "a\nb",
    "a\n",
    "\n",
    "a\n\nb\n",
    "a: b",
    "a #b",
    "#",
    "'q'",
    '"d"',
    "it's",
    "tab\there",
    "y",
    "n",
    "yes",
    "No",
    "on",
    "true",
    "False",
    "null",
    "~",
    "NULL",
    "0",
    "1",
    "-1",
    "+1",
    "007",
    "08",
    "0x1F",
    "0o17",
    "0b11",
    "1_000",
    "1e3",
    "1E400",
    ".5",
    "5.",
    "1.0",
    "-.inf",
    ".nan",
    "12:30:45",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "<<",
    "=",
    "-",
    "- a",
    "?",
    ": ",
    "{}",
    "[]",
    "{a: b}",
    "*x",
    "&x",
    "!x",
    "%d",
    "@a",
    "`b`",
    "|",
    ">",
    "a|b",
    "1.2.3",
    "v1.2.3-rc.1+m",
    ">=1.2",
    "3h2m",
    "1w",
    "https://u:p@h:80/a?b=c#d",
    "a/b/../c",
    "a,b,c",
    "a.b.c",
    "{{ .Values.a }}",
    "<no value>",
    "<b>&amp;</b>",
    "\\n",
    "a\\tb",
    "x" * 90,
    "word " * 25,
    "é " * 50,
]
NUMBERS = [
    0,
    1,
    -1,
    2,
    7,
    10,
    100,
    999999,
    1000000,
    123456789,
    9007199254740993,
    -2147483649,
    0.1,
    -0.0,
    1.5,
    1e-5,
    1e21,
    1e6,
    3.14159,
]
KEYS = ["a", "b", "c", "d", "key", "a1", "a10", "a9", "A", "x-y", "with.dot", "é", "true", "1", "name", "list", "map"]


def scalar(rng: random.Random) -> object:
    """Return a string, number, boolean or None."""
    pick = rng.random()
    if pick < 0.5:
        return rng.choice(SCALARS)
    if pick < 0.8:
        return rng.choice(NUMBERS)
    return rng.choice([True, False, None])


def value(rng: random.Random, depth: int = 3) -> object:
    """Return a nested value of at most ``depth`` levels."""
    pick = rng.random()
    if depth == 0 or pick < 0.5:
        return scalar(rng)
    if pick < 0.75:
        return [value(rng, depth - 1) for _ in range(rng.randrange(4))]
    return {rng.choice(KEYS): value(rng, depth - 1) for _ in range(rng.randrange(4))}


def values(rng: random.Random) -> dict[str, object]:
    """Return values of a chart: s, n, b, l, m and o have the kind of their name, the rest is arbitrary."""
    return {
        "s": rng.choice(SCALARS),
        "n": rng.choice(NUMBERS),
        "b": rng.choice([True, False]),
        "l": [value(rng, 1) for _ in range(rng.randrange(5))],
        "m": {rng.choice(KEYS): value(rng, 2) for _ in range(rng.randrange(5))},
        "o": None,
        "any": value(rng),
        "words": [rng.choice(SCALARS) for _ in range(rng.randrange(5))],
        "numbers": [rng.choice(NUMBERS) for _ in range(rng.randrange(5))],
    }


def scopes(rng: random.Random) -> dict[str, object]:
    """Return a chart with subcharts and a user's values for each of them, whose templates print their values."""
    names = rng.sample(["sub", "other"], rng.choice([1, 1, 2]))
    shown = "{{ toJson .Values }}{{ .Chart.Name }} {{ .Template.Name }} {{ .Template.BasePath }}"

    def tree(depth: int = 2) -> dict[str, object]:
        keys = rng.sample(["a", "b", "c", "global", *names], rng.randrange(4))
        return {
            key: tree(depth - 1) if depth and rng.random() < 0.5 else rng.choice([None, 1, "x", True, [1], {}, 2.5])
            for key in keys
        }

    return {
        "templates": {"templates/t.yaml": shown + rng.choice(["", "{{ range .Subcharts }}{{ .Values }}{{ end }}"])},
        "values": tree(),
        "config": tree(),
        "subcharts": [
            {
                "name": name,
                "templates": {"templates/s.yaml": shown + rng.choice(["", "{{ $_ := set .Values `new` 1 }}"])},
                "values": tree(),
            }
            for name in names
        ],
    }


def set_expression(rng: random.Random) -> str:
    """Return a ``--set`` expression, well-formed more often than not."""
    if rng.random() < 0.3:
        return "".join(rng.choice("ab.,=[]{}01\\ -") for _ in range(rng.randrange(1, 14)))
    parts = []
    for _ in range(rng.randrange(1, 4)):
        path = rng.choice(["a", "b", "c.d", "a.b", "l[0]", "l[1].x", "l[0][1]", "a\\.b", "m.n[2]", "e-f"])
        right = rng.choice(
            [
                "1",
                "-5",
                "1.5",
                "true",
                "False",
                "null",
                "",
                "x",
                "0",
                "007",
                "{a,b}",
                "{}",
                "{1,x\\,y}",
                "a\\,b",
                "é",
                "9223372036854775808",
                "{a",
                "[1]",
                "a=b",
            ]
        )
        parts.append(f"{path}={right}")
    return ",".join(parts)


def json_expression(rng: random.Random) -> str:
    """Return a ``--set-json`` expression."""
    parts = [
        f"{rng.choice(['a', 'b.c', 'l[0]', 'm.n'])}={json.dumps(value(rng, 2))}" for _ in range(rng.randrange(1, 3))
    ]
    text = ",".join(parts)
    return text if rng.random() < 0.8 else text[: rng.randrange(len(text))]


def yaml_text(rng: random.Random) -> str:
    """Return a text that resembles YAML; about half of them are valid."""
    if rng.random() < 0.4:
        pieces = [
            "a",
            "b",
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\n    ",
            "[a, b]\n",
            "{a: b}\n",
            ",",
            "'",
            '"',
            "#",
            " #",
            "&x ",
            "*x",
            "|\n",
            ">\n",
            "|-\n",
            "? ",
            "<<: ",
            "!!str ",
            "!!int ",
            "!x ",
            "1",
            "0x1f",
            "true",
            "~",
            "---\n",
            "...",
            "\t",
            "%",
            "@",
            "é",
        ]
        return "".join(rng.choice(pieces) for _ in range(rng.randrange(1, 16)))
    lines: list[str] = []

    def emit(indent: int, depth: int) -> None:
        for _ in range(rng.randrange(1, 4)):
            pad = " " * indent
            pick = rng.random()
            name = rng.choice(KEYS)
            if depth and pick < 0.25:
                lines.append(f"{pad}{name}:")
                emit(indent + 2, depth - 1)
            elif pick < 0.4:
                lines.append(f"{pad}{name}:")
                lines.extend(f"{pad}- {plain()}" for _ in range(rng.randrange(1, 4)))
            elif pick < 0.5:
                lines.append(f"{pad}{name}: {rng.choice(['|', '>', '|-', '>-', '|+', '>+', '|2'])}")
                lines.extend(
                    pad + "  " + rng.choice(["text", "  more", "", "tail "]) for _ in range(rng.randrange(1, 4))
                )
            else:
                lines.append(f"{pad}{name}: {plain()}")

    def plain() -> str:
        text = rng.choice(SCALARS)
        pick = rng.random()
        if pick < 0.6:
            return text.replace("\n", " ")
        if pick < 0.8:
            return json.dumps(text)
        if pick < 0.9:
            return "'" + text.replace("'", "''").replace("\n", " ") + "'"
        return rng.choice(
            ["{a: 1, b: [x, y]}", "[1, 2.5, true]", "&x 1", "*x", "!!str 1", "!!float 1", "!!binary aGk=", "!u v"]
        )

    emit(0, 3)
    return "\n".join(lines) + rng.choice(["", "\n"])


def version(rng: random.Random) -> str:
    """Return a version, sometimes a lenient or invalid one."""
    if rng.random() < 0.1:
        return rng.choice(["", "v", "1.x", "a.b.c", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "latest"])
    text = ".".join(str(rng.choice([0, 1, 2, 3, 10, 19, 36])) for _ in range(rng.choice([1, 2, 3, 3, 3, 3])))
    text = rng.choice(["", "", "v"]) + text
    text += rng.choice(["", "", "", "-0", "-alpha", "-alpha.1", "-rc.10", "-beta-2", "-gke.1200"])
    return text + rng.choice(["", "", "", "+build", "+1.2"])


def constraint(rng: random.Random) -> str:
    """Return a version constraint, sometimes an invalid one."""

    def one() -> str:
        operator = rng.choice(["", "=", "!=", ">", "<", ">=", "<=", "=>", "=<", "~", "~>", "^", "> ", "^ "])
        base = version(rng) if rng.random() < 0.7 else rng.choice(["1.x", "1.2.x", "*", "x", "1.*", "1.2.X", "x.1"])
        return operator + base

    pick = rng.random()
    if pick < 0.15:
        return f"{version(rng)} - {version(rng)}"
    joiner = rng.choice([", ", ",", " ", " || ", "||"])
    return joiner.join(one() for _ in range(rng.choice([1, 1, 1, 2, 2, 3])))


def regex(rng: random.Random) -> str:
    """Return a regular expression in RE2's syntax, sometimes an invalid one."""

    def atom(depth: int) -> str:
        pick = rng.random()
        if depth and pick < 0.2:
            group = rng.choice(["(", "(?:", "(?i:", "(?P<n>", "(?<m>"])
            return group + expression(depth - 1) + ")"
        if pick < 0.35:
            return rng.choice(["[a-c]", "[^a]", "[[:alpha:]]", "[\\d-]", "[]a]", "[^\\s]", "[a-zé]", "[\\pL]"])
        if pick < 0.55:
            return rng.choice(
                [
                    "\\d",
                    "\\w",
                    "\\s",
                    "\\S",
                    "\\b",
                    "\\B",
                    ".",
                    "^",
                    "$",
                    "\\A",
                    "\\z",
                    "\\pL",
                    "\\.",
                    "\\n",
                    "\\x41",
                    "\\Qa.b\\E",
                ]
            )
        return rng.choice(["a", "b", "c", "x", "1", "-", "é", " ", "ab"])

    def expression(depth: int) -> str:
        parts = []
        for _ in range(rng.randrange(1, 4)):
            repeat = rng.choice(["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,}", "{0,2}", "{1,3}?"])
            parts.append(atom(depth) + repeat)
        text = "".join(parts)
        return text + "|" + atom(depth) if rng.random() < 0.2 else text

    if rng.random() < 0.05:
        return rng.choice(
            [
                "(",
                ")",
                "[",
                "a**",
                "*a",
                "(?!a)",
                "(?<=a)",
                "\\1",
                "\\8",
                "a{1001}",
                "[z-a]",
                "(?P<n",
                "\\p{Nope}",
                "a\\",
            ]
        )
    return rng.choice(["", "", "", "(?i)", "(?s)", "(?m)", "(?U)"]) + expression(2)


def subject(rng: random.Random) -> str:
    """Return a subject for a regular expression."""
    return "".join(
        rng.choice(["a", "b", "c", "x", "1", "-", " ", "é", "\n", "A", "ab", "."]) for _ in range(rng.randrange(10))
    )


def number_text(rng: random.Random) -> str:
    """Return a number of any size as text."""
    pick = rng.random()
    if pick < 0.3:
        return str(rng.choice(NUMBERS))
    if pick < 0.5:
        return str(rng.randrange(-(1 << 65), 1 << 65))
    if pick < 0.7:
        return repr(rng.uniform(-1, 1) * 10.0 ** rng.randrange(-25, 25))
    return rng.choice(["-", "+", ""]) + str(rng.randrange(1000)) + rng.choice(["", ".", ".5", "e5", "E-3", "x", " "])


def json_text(rng: random.Random) -> str:
    """Return JSON, sometimes truncated or changed."""
    text = json.dumps(value(rng), ensure_ascii=rng.random() < 0.5)
    pick = rng.random()
    if pick < 0.6:
        return text
    place = rng.randrange(len(text))
    if pick < 0.75:
        return text[:place]
    return text[:place] + rng.choice(["1", ",", "]", "}", '"', " ", "\\", "x", ":", "\t", "-", "0"]) + text[place:]


def toml_text(rng: random.Random) -> str:
    """Return TOML, about half of it valid."""
    lines = []
    for _ in range(rng.randrange(1, 6)):
        key = rng.choice(["a", "b", "c.d", '"q k"', "'l'", "a.b", "1", "x-y", "a"])
        lines.append(
            rng.choice([f"[{key}]", f"[[{key}]]", f"{key} = {_toml_value(rng)}", f"{key} = {_toml_value(rng)}"])
            + rng.choice(["", "", "", " # note", " x"])
        )
    return "\n".join(lines) + rng.choice(["", "\n"])


def _toml_value(rng: random.Random, depth: int = 2) -> str:
    pick = rng.random()
    if depth and pick < 0.15:
        return "[" + ", ".join(_toml_value(rng, depth - 1) for _ in range(rng.randrange(3))) + rng.choice(["]", ",]"])
    if depth and pick < 0.25:
        inside = ", ".join(f"{k} = {_toml_value(rng, depth - 1)}" for k in rng.sample(["a", "b", "c.d"], 2))
        return "{" + inside + "}"
    return rng.choice(
        [
            "1",
            "-0",
            "+99",
            "1_000",
            "0x1F",
            "0o17",
            "0b11",
            "01",
            "1.5",
            "1e3",
            "-inf",
            "nan",
            ".5",
            "5.",
            "true",
            "false",
            "True",
            '"x"',
            '"a\\tb\\u00e9"',
            '"bad\\q"',
            "'raw\\n'",
            '"""\nmany\n lines"""',
            "'''it's'''",
            "1979-05-27",
            "1979-05-27T07:32:00Z",
            "1979-05-27 07:32:00.5-07:00",
            "1979-05-27T07:32:00",
            "07:32:00",
            "1979-13-27",
            '"open',
            "",
            "[1, 2",
            "9223372036854775808",
        ]
    )


def url(rng: random.Random) -> str:
    """Return a string that resembles a URL."""
    return (
        rng.choice(["", "http:", "https:", "a+b:", ":", "1:", "mailto:"])
        + rng.choice(["", "//", "//"])
        + rng.choice(["", "", "u@", "u:p@", "u:%40@", "é@"])
        + rng.choice(["", "host", "host:80", "[::1]:80", "[::1", "h h", "a.b", "host:x"])
        + rng.choice(["", "/", "/a/b", "/a%20b", "/%zz", "/é", "a/b", "/../c"])
        + rng.choice(["", "?", "?a=b", "?a=b&c", "?%"])
        + rng.choice(["", "#", "#f", "#f%20g"])
    )
