# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated templates: text/template's grammar over a table of functions with typed parameters."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import texts

#: Excluded functions with the reason. ``keys`` and ``values`` appear below ``sortAlpha`` only.
EXCLUDED = {
    "random": ["randAlpha", "randAlphaNum", "randAscii", "randNumeric", "randBytes", "randInt", "shuffle", "uuidv4"],
    "salted": [
        "bcrypt",
        "htpasswd",
        "encryptAES",
        "genPrivateKey",
        "genCA",
        "genCAWithKey",
        "genSelfSignedCert",
        "genSelfSignedCertWithKey",
        "genSignedCert",
        "genSignedCertWithKey",
        "buildCustomCert",
    ],
    "the clock, for input that is no time": [
        "now",
        "ago",
        "date",
        "dateInZone",
        "date_in_zone",
        "htmlDate",
        "htmlDateInZone",
    ],
    "order of a Go map": ["keys", "values"],
    "the network": ["getHostByName"],
    "half a second a call": ["derivePassword"],
    "the environment": ["env", "expandenv"],
}

_EXCLUDED = {name for names in EXCLUDED.values() for name in names}

#: Valid strings for parameters of functions that reject most others.
_SPECIAL = {
    "semver": [texts.version],
    "semverCompare": [texts.constraint, texts.version],
    "regexMatch": [texts.regex, texts.subject],
    "mustRegexMatch": [texts.regex, texts.subject],
    "regexFind": [texts.regex, texts.subject],
    "mustRegexFind": [texts.regex, texts.subject],
    "regexFindAll": [texts.regex, texts.subject],
    "mustRegexFindAll": [texts.regex, texts.subject],
    "regexReplaceAll": [texts.regex, texts.subject],
    "mustRegexReplaceAll": [texts.regex, texts.subject],
    "regexReplaceAllLiteral": [texts.regex, texts.subject],
    "mustRegexReplaceAllLiteral": [texts.regex, texts.subject],
    "regexSplit": [texts.regex, texts.subject],
    "mustRegexSplit": [texts.regex, texts.subject],
    "fromYaml": [texts.yaml_text],
    "fromYamlArray": [texts.yaml_text],
    "fromJson": [lambda rng: json.dumps(texts.value(rng))],
    "fromJsonArray": [lambda rng: json.dumps([texts.value(rng)])],
    "toDate": [
        lambda rng: rng.choice(["2006-01-02", "02 Jan 06 15:04 MST", "2006-01-02T15:04:05Z07:00"]),
        lambda rng: rng.choice(["2020-02-29", "01 Jan 20 10:11 UTC", "2021-03-04T05:06:07+02:00"]),
    ],
    "duration": [lambda rng: rng.choice(["95", "3600", "86400", "x", "-5"])],
    "durationRound": [lambda rng: rng.choice(["2h10m5s", "100h", "9000h", "x", "1.5s"])],
    "repeat": [lambda rng: rng.choice([0, 1, 3, -1])],
    "until": [lambda rng: rng.choice([0, 1, 5, -3])],
    "indent": [lambda rng: rng.choice([0, 2, 4])],
    "nindent": [lambda rng: rng.choice([0, 2, 4])],
}

#: Huge results, which Go would compute.
_BOUNDED_INTEGERS = {
    "repeat",
    "until",
    "untilStep",
    "seq",
    "indent",
    "nindent",
    "trunc",
    "abbrev",
    "abbrevboth",
    "wrap",
    "wrapWith",
    "initials",
}


@dataclass(frozen=True)
class Signature:
    """A function's parameters and first result, as Go types; ``variadic`` when the last parameter repeats."""

    params: Sequence[str]
    variadic: bool
    result: str


@dataclass
class Generator:
    """Generate templates from a seeded random source.

    :param functions: name -> signature; excluded functions are dropped.
    """

    rng: random.Random
    functions: Mapping[str, Signature]
    variables: list[str] = field(default_factory=list)
    in_range: int = 0
    in_body: int = 0

    def __post_init__(self) -> None:
        self.functions = {name: s for name, s in self.functions.items() if name not in _EXCLUDED}
        self._names = sorted(self.functions)
        self._by_result: dict[str, list[str]] = {}
        for name in self._names:
            self._by_result.setdefault(self.functions[name].result, []).append(name)

    # -- expressions ---------------------------------------------------------------------------------------------

    def operand(self, kind: str, depth: int) -> str:
        """Return an operand that is of Go type ``kind`` most of the time."""
        rng = self.rng
        if rng.random() < 0.06:
            kind = rng.choice(["string", "int", "bool", "interface{}", "[]interface{}", "map[string]interface{}"])
        if depth and rng.random() < 0.35:
            return "(" + self.call(kind, depth - 1) + ")"
        if kind == "string":
            return rng.choice(
                [
                    self.literal_string,
                    lambda: ".Values.s" if not self.in_body else "$.Values.s",
                    lambda: "$.Values.s",
                    self.literal_string,
                    self.literal_string,
                    lambda: rng.choice(["$.Release.Name", "$.Chart.Name", "$.Template.Name"]),
                ]
            )()
        if kind in ("int", "int64", "uint", "uint8", "int32"):
            return rng.choice([str(rng.choice([0, 1, 2, 3, 5, -1, 10])), "(int $.Values.n)", "(len $.Values.l)", "'a'"])
        if kind == "float64":
            return rng.choice(["1.5", "2", "0.1", "$.Values.n", "-3.25", "1e3"])
        if kind == "bool":
            return rng.choice(["true", "false", "$.Values.b"])
        if kind in ("[]interface{}", "[]string"):
            return rng.choice(
                [
                    "$.Values.l",
                    "$.Values.words",
                    "$.Values.numbers",
                    '(list 1 "a" nil)',
                    '(splitList "," "a,b")',
                    "list",
                ]
            )
        if kind.startswith("map["):
            return rng.choice(["$.Values.m", "$.Values", '(dict "a" 1 "b" "x")', "dict"])
        return self.anything()

    def literal_string(self) -> str:
        """Return a string literal of Go, quoted or raw."""
        text = self.rng.choice(texts.SCALARS)
        if "`" not in text and self.rng.random() < 0.2:
            return f"`{text}`"
        return json.dumps(text, ensure_ascii=self.rng.random() < 0.5 and max(map(ord, text), default=0) < 0x10000)

    def anything(self) -> str:
        """Return an operand of any type."""
        rng = self.rng
        choices = [
            "$.Values." + rng.choice(["s", "n", "b", "l", "m", "o", "any", "words", "numbers", "missing"]),
            "$.Values." + rng.choice(["m", "any", "o", "s", "missing"]) + "." + rng.choice(["a", "b", "key", "x"]),
            "$.Values.m." + rng.choice(["a", "b"]) + "." + rng.choice(["a", "b"]),
            rng.choice(["1", "0", "-7", "1.5", "1e6", "0x1F", "'x'", "true", "false", "1_000", "0777", "1i"]),
            self.literal_string(),
            rng.choice(
                ["$.Release.Name", "$.Chart.Version", "$.Release.IsInstall", "$.Chart.Missing", "$.Release.Revision"]
            ),
            rng.choice(["nil", "list", "dict", "(list)", "(dict)"])
            if rng.random() < 0.5
            else '(list 1 2.5 "s" nil true)',
        ]
        if self.in_body:
            choices.append(".")
        if self.variables:
            choices += [rng.choice(self.variables)] * 2
        return rng.choice(choices)

    def call(self, kind: str, depth: int) -> str:
        """Return a call of a function, without parentheses; its result is of ``kind`` when one has that."""
        rng = self.rng
        names = self._by_result.get(kind)
        name = rng.choice(names if names and rng.random() < 0.7 else self._names)
        return self.call_of(name, depth)

    def call_of(self, name: str, depth: int) -> str:
        """Return a call of the named function."""
        rng = self.rng
        signature = self.functions[name]
        kinds = list(signature.params)
        if signature.variadic:
            kinds = kinds[:-1] + [kinds[-1]] * rng.choice([0, 1, 1, 2, 3])
        if rng.random() < 0.03 and kinds:
            kinds.pop()
        special = _SPECIAL.get(name, [])
        words = [name]
        for i, kind in enumerate(kinds):
            if i < len(special) and rng.random() < 0.9:
                made = special[i](rng)
                words.append(json.dumps(made, ensure_ascii=False) if isinstance(made, str) else str(made))
            elif name in _BOUNDED_INTEGERS and kind in ("int", "interface{}"):
                words.append(str(rng.choice([0, 1, 2, 5, 12, -1])))
            else:
                words.append(self.operand(kind, depth))
        return " ".join(words)

    def pipeline(self, depth: int = 2) -> str:
        """Return a pipeline of one to three commands."""
        rng = self.rng
        pick = rng.random()
        if pick < 0.25:
            head = self.anything()
            if head == "nil":
                head = "list"
        else:
            head = self.call("string", depth)
        stages = [head]
        while rng.random() < 0.35 and len(stages) < 3:
            name = rng.choice(self._names)
            signature = self.functions[name]
            if not signature.params or name in _BOUNDED_INTEGERS and signature.params[-1].endswith("int"):
                continue
            words = self.call_of(name, 1).split(" ")
            # The piped value replaces the last argument; dropping part of a longer operand makes a syntax error, which
            # is a case too.
            if len(signature.params) == 1 and not signature.variadic:
                words = [name]
            stages.append(" ".join(words[:-1]) if len(words) > 1 and rng.random() < 0.5 else name)
        return " | ".join(stages)

    # -- statements ----------------------------------------------------------------------------------------------

    def action(self, inside: str) -> str:
        """Wrap the content of an action in delimiters, sometimes with trim markers."""
        rng = self.rng
        left = "{{- " if rng.random() < 0.25 else rng.choice(["{{", "{{ "])
        right = " -}}" if rng.random() < 0.25 else rng.choice(["}}", " }}"])
        return left + inside + right

    def text(self) -> str:
        """Return literal text."""
        return self.rng.choice(["", " ", "\n", "x", "a: ", "\n  b: ", "- ", "\t", "é", "  \n\n"])

    def body(self, depth: int) -> str:
        """Return a list of statements."""
        return "".join(self.text() + self.statement(depth) for _ in range(self.rng.randrange(1, 3))) + self.text()

    def inner(self, depth: int, *, dot: bool = False) -> str:
        """Return the body of a block, which is the scope of its variables."""
        kept = list(self.variables)
        self.in_body += dot
        made = self.body(depth)
        self.in_body -= dot
        self.variables = kept
        return made

    def statement(self, depth: int) -> str:
        """Return one action or block."""
        rng = self.rng
        pick = rng.random()
        if depth == 0 or pick < 0.45:
            return self.action(self.pipeline())
        depth -= 1
        if pick < 0.55:
            name = f"$v{rng.randrange(4)}"
            if name in self.variables and rng.random() < 0.5:
                return self.action(f"{name} = {self.pipeline()}")
            made = self.action(f"{name} := {self.pipeline()}")
            self.variables.append(name)
            return made
        if pick < 0.68:
            made = self.action("if " + self.pipeline()) + self.inner(depth)
            if rng.random() < 0.3:
                made += self.action("else if " + self.pipeline()) + self.inner(depth)
            if rng.random() < 0.4:
                made += self.action("else") + self.inner(depth)
            return made + self.action("end")
        if pick < 0.76:
            made = self.action("with " + self.pipeline()) + self.inner(depth, dot=True)
            if rng.random() < 0.2:
                made += self.action("else with " + self.pipeline()) + self.inner(depth, dot=True)
            if rng.random() < 0.4:
                made += self.action("else") + self.inner(depth)
            return made + self.action("end")
        if pick < 0.88:
            return self.range(depth)
        if pick < 0.93:
            what = rng.choice(["h1", "h2", "missing"]) if rng.random() < 0.1 else rng.choice(["h1", "h2"])
            data = rng.choice(["$", "$.Values", "$.Values.m", self.operand("interface{}", 0)])
            if rng.random() < 0.5:
                return self.action(f'template "{what}" {data if data != "nil" else "$"}')
            return self.action(f'include "{what}" {data} | {rng.choice(["trim", "quote", "nindent 2", "upper"])}')
        if pick < 0.96:
            text = rng.choice(
                [
                    "{{ .Values.s }}",
                    "{{ . }}",
                    "{{ .a.b }}",
                    "{{ quote .Values.n }}{{ fail `x` }}",
                    "{{ include `h1` . }}",
                    "{{",
                    "a{{/* c */}}b",
                    "{{ define `h9` }}z{{ end }}",
                ]
            )
            return self.action(f"tpl {json.dumps(text)} {rng.choice(['$', '$.Values', '$.Values.m'])}")
        return rng.choice(
            [
                "{{/* note */}}",
                "{{- /* note */ -}}",
                self.action('required "need it" $.Values.o'),
                self.action('fail "stop"'),
                '{{ block "h7" $ }}blk{{ .Values.s }}{{ end }}',
            ]
        )

    def range(self, depth: int) -> str:
        """Return a range block, with no, one or two variables."""
        rng = self.rng
        over = rng.choice(
            [
                "$.Values.l",
                "$.Values.m",
                "$.Values.any",
                "$.Values.o",
                "$.Values.words",
                "(until 3)",
                "3",
                '(dict "x" 1 "y" 2)',
                '(list 1 "a")',
                "$.Values.s",
            ]
        )
        kept = list(self.variables)
        names: list[str] = rng.choice([[], ["$i"], ["$k", "$x"]])
        self.variables += names
        declared = f"{', '.join(names)} := " if names else ""
        self.in_range += 1
        inner = self.inner(depth, dot=True)
        if rng.random() < 0.2:
            inner += (
                self.action("if " + self.pipeline(1))
                + self.action(rng.choice(["break", "continue"]))
                + self.action("end")
                + self.text()
            )
        self.in_range -= 1
        self.variables = kept
        made = self.action(f"range {declared}{over}") + inner
        if rng.random() < 0.3:
            made += self.action("else") + self.inner(depth)
        return made + self.action("end")

    def template(self) -> dict[str, str]:
        """Return the templates of a chart: one that is rendered, one with two helpers."""
        helpers = ""
        for name in ("h1", "h2"):
            self.variables = []
            self.in_body = 1
            helpers += (
                f'{{{{ define "{name}" }}}}'
                + self.rng.choice(
                    [
                        "",
                        "lit",
                        "{{ . }}",
                        "{{ .a }}",
                        "{{ .Values.s }}",
                        "{{ len . }}",
                        "{{ toYaml .Values }}",
                        "{{ toYaml .m }}",
                    ]
                )
                + "{{ end }}\n"
            )
        self.variables = []
        self.in_body = 0
        return {"templates/t.yaml": self.body(3), "templates/_h.tpl": helpers}
