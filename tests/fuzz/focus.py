# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated templates that each test one family of functions, many of them on the same few arguments.

Each function returns a template. An action that fails ends a template, so those that rarely fail come
first, and a template has few that often do.
"""

from __future__ import annotations

import json
import random

from . import texts


def word(text: str) -> str:
    """Return a string literal of Go."""
    return json.dumps(text, ensure_ascii=False)


def regexes(rng: random.Random) -> str:
    """Call all functions of regular expressions, with one expression and one or two subjects."""
    pattern = word(texts.regex(rng))
    pieces = []
    for _ in range(rng.choice([1, 1, 2])):
        subject = word(texts.subject(rng))
        count = rng.choice(["-1", "-1", "0", "1", "2", "3"])
        replacement = word(rng.choice(["", "x", "$1", "${1}", "$1W", "${1}W", "$n", "$$", "$", "[$0]", "${n}", "é"]))
        pieces += [
            f"{{{{ mustRegexMatch {pattern} {subject} }}}}",
            f"{{{{ mustRegexFind {pattern} {subject} | quote }}}}",
            f"{{{{ mustRegexFindAll {pattern} {subject} {count} | toJson }}}}",
            f"{{{{ mustRegexReplaceAll {pattern} {subject} {replacement} | quote }}}}",
            f"{{{{ mustRegexReplaceAllLiteral {pattern} {subject} {replacement} | quote }}}}",
            f"{{{{ mustRegexSplit {pattern} {subject} {count} | toJson }}}}",
        ]
    if rng.random() < 0.1:
        pieces.append(f"{{{{ regexQuoteMeta {word(texts.subject(rng))} }}}}")
    return "\n".join(pieces)


def versions(rng: random.Random) -> str:
    """Compare a constraint with several versions, and print the parts of a version."""
    constraint = word(texts.constraint(rng))
    pieces = [f"{{{{ semverCompare {constraint} {word(texts.version(rng))} }}}}" for _ in range(rng.randrange(1, 5))]
    if rng.random() < 0.5:
        one, other = word(texts.version(rng)), word(texts.version(rng))
        pieces += [
            f"{{{{ with semver {one} }}}}{{{{ .Major }}}}/{{{{ .Minor }}}}/{{{{ .Patch }}}}/{{{{ .Prerelease }}}}"
            "/{{ .Metadata }}/{{ .Original }}/{{ . }}{{ end }}",
            f"{{{{ (semver {one}).Compare (semver {other}) }}}}",
            f"{{{{ (semver {one}).IncMinor }}}} {{{{ (semver {one}).{rng.choice(['IncMajor', 'IncPatch', 'pre'])} }}}}",
        ]
    return " ".join(pieces)


_OPERANDS = [
    "1",
    "0",
    "-7",
    "123456789",
    "1.5",
    "-0.1",
    "1e21",
    "'x'",
    "true",
    '"text"',
    '"é"',
    '""',
    "1i",
    "(list 1 `a` nil)",
    "(dict `a` 1 `b` 2.5)",
    "(int64 -3)",
    "(int64 200)",
    "$.Values.any",
    "$.Values.n",
    "$.Values.s",
    "$.Values.l",
    "$.Values.m",
    "$.Values.o",
    "(semver `1.2.3-rc.1+m`)",
    "(list)",
    "(splitList `,` `a,b`)",
    '("aé" | b64enc)',
]


def printf_format(rng: random.Random) -> str:
    """Return a format of Printf with flags, widths, precisions, indexes and any verb, valid or not."""
    pieces = []
    for _ in range(rng.randrange(1, 4)):
        flags = "".join(rng.choice(["", "", "", "+", "-", "#", " ", "0"]) for _ in range(2))
        index = rng.choice(["", "", "", "", "", "[1]", "[2]", "[9]", "[x]", "["])
        width = rng.choice(["", "", "", "1", "6", "12", "*", "[1]*"])
        precision = rng.choice(["", "", "", ".", ".0", ".2", ".5", ".*"])
        verb = rng.choice("vvvvdddsssqqxXobOcUeEfFgGtT%zé!")
        pieces.append(rng.choice(["", "a", " ", "é"]) + f"%{flags}{width}{precision}{index}{verb}")
    return "".join(pieces) + rng.choice(["", "", "%", "b"])


def printing(rng: random.Random) -> str:
    """Call printf with sometimes too few or too many arguments."""
    pieces = []
    for _ in range(rng.randrange(1, 4)):
        args = " ".join(rng.choice(_OPERANDS) for _ in range(rng.randrange(0, 4)))
        pieces.append(f"{{{{ printf {word(printf_format(rng))} {args} }}}}")
    if rng.random() < 0.3:
        args = " ".join(rng.choice(_OPERANDS) for _ in range(rng.randrange(0, 4)))
        pieces.append(f"{{{{ {rng.choice(['print', 'println', 'cat', 'quote', 'squote', 'html', 'js'])} {args} }}}}")
    return "\n".join(pieces)


_LAYOUTS = [
    "2006-01-02",
    "2006-01-02T15:04:05Z07:00",
    "Mon Jan _2 15:04:05 2006",
    "02 Jan 06 15:04 MST",
    "02 Jan 06 15:04 -0700",
    "3:04PM",
    "15:04:05.000",
    "15:04:05.999999999",
    "002 2006",
    "January 2, 06",
    "Monday",
    "05.00,0 Z07",
    "pm 03 __2 -07:00:00",
]
_TIMES = [
    "2020-02-29",
    "2021-03-04T05:06:07+02:00",
    "1999-12-31T23:59:59Z",
    "Thu Feb  4 21:00:57 2010",
    "02 Jan 06 15:04 MST",
    "02 Jan 06 15:04 +0530",
    "3:04AM",
    "12:13:14.567",
    "not a time",
    "2020-13-01",
    "",
]
_METHODS = ["Unix", "Year", "Month", "Weekday", "YearDay", "UTC", "Nanosecond", "IsZero", "Clock", "Zone", "Local"]
_DURATIONS = ["1h", "-1.5h", "90m", "1h2m3.5s", "-0.5ns", "1us", "1w", "x", "", "100000h", "+5s"]


def dates(rng: random.Random) -> str:
    """Parse, change and format a time."""
    moment = f"(toDate {word(rng.choice(_LAYOUTS))} {word(rng.choice(_TIMES))})"
    zone = word(rng.choice(["UTC", "", "Nowhere/City"]))
    pieces = [
        f"{{{{ date {word(rng.choice(_LAYOUTS))} {moment} }}}}",
        f"{{{{ dateInZone {word(rng.choice(_LAYOUTS))} {moment} {zone} }}}}",
        f"{{{{ htmlDate {moment} }}}} {{{{ htmlDateInZone {moment} {zone} }}}}",
        f"{{{{ dateModify {word(rng.choice(_DURATIONS))} {moment} }}}}",
        f"{{{{ mustDateModify {word(rng.choice(_DURATIONS))} {moment} | unixEpoch }}}}",
        f"{{{{ {moment}.{rng.choice(_METHODS)} }}}} {{{{ printf `%v %s %q %T %x` {moment} {moment} {moment} }}}}",
        f"{{{{ duration {word(str(rng.randrange(-5, 200000)))} }}}}",
        f"{{{{ durationRound {word(rng.choice(_DURATIONS))} }}}}",
        f"{{{{ toJson {moment} }}}} {{{{ toYaml {moment} }}}}",
        f"{{{{ mustToDate {word(rng.choice(_LAYOUTS))} {word(rng.choice(_TIMES))} }}}}",
    ]
    return "\n".join(rng.sample(pieces, rng.randrange(1, 4)))


def formats(rng: random.Random) -> str:
    """Serialize and parse values, and use numbers at the limits of their types."""
    held = "$.Values." + rng.choice(["any", "l", "m", "n", "s", "numbers", "words"])
    number = word(rng.choice([texts.number_text(rng), texts.number_text(rng), "0x1F", "1_000", "", "1e3", ".5"]))
    pieces = [
        f"{{{{ toYaml {held} }}}}",
        f"{{{{ toYamlPretty {held} }}}}",
        f"{{{{ toJson {held} }}}}{{{{ toPrettyJson {held} }}}}{{{{ toRawJson {held} }}}}",
        f"{{{{ toToml (dict `k` {held}) }}}}",
        "{{ fromYaml (toYaml $.Values) | toJson }}",
        "{{ fromJson (toJson $.Values) | toYaml }}",
        "{{ fromToml (toToml $.Values) | toJson }}",
        f"{{{{ fromToml {word(texts.toml_text(rng))} | toJson }}}}",
        f"{{{{ fromToml {word(texts.toml_text(rng))} | toJson }}}}",
        f"{{{{ fromYaml {word(texts.yaml_text(rng))} | toYaml }}}}",
        f"{{{{ fromJson {word(texts.json_text(rng))} | toYaml }}}}",
        f"{{{{ fromJsonArray {word(texts.json_text(rng))} | toYamlPretty }}}}",
        f"{{{{ int {number} }}}} {{{{ int64 {number} }}}} {{{{ float64 {number} }}}} {{{{ atoi {number} }}}}",
        f"{{{{ toDecimal {number} }}}} {{{{ add {number} 1 }}}} {{{{ mul {number} 2.5 }}}} {{{{ round {number} 2 }}}}",
        f"{{{{ addf {number} 0.1 }}}} {{{{ divf 1 3 {number} }}}} {{{{ floor {number} }}}} {{{{ ceil {number} }}}}",
        f"{{{{ max {number} 3 }}}} {{{{ min {number} -3 }}}} {{{{ maxf {number} 0.5 }}}} {{{{ sub {number} 2 }}}}",
        f"{{{{ urlParse {word(texts.url(rng))} | toJson }}}}",
        f"{{{{ urlJoin (urlParse {word(texts.url(rng))}) }}}}",
        f"{{{{ splitList {word(rng.choice(['', ',', 'a', 'é', '.']))} {held} | toJson }}}}",
    ]
    return "\n".join(rng.sample(pieces, rng.randrange(1, 4)))


FAMILIES = [regexes, versions, printing, dates, formats]
