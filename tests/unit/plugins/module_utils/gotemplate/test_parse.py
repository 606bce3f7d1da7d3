# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What parses and what does not.

The errors are those of Go 1.26's text/template/parse.
"""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.parser import ParseError, parse
from unit.plugins.module_utils.gotemplate.objects import make_set

#: name, template, error
ERRORS = [
    ("unclosed action", "hello{{range", "template: main:1: unclosed action"),
    ("unmatched end", "{{end}}", "template: main:1: unexpected {{end}}"),
    ("unmatched else", "{{else}}", "template: main:1: unexpected {{else}}"),
    ("unmatched else after if", "{{if .x}}hello{{end}}{{else}}", "template: main:1: unexpected {{else}}"),
    ("multiple else", "{{if .x}}hello{{else}}a{{else}}b{{end}}", "template: main:1: expected end; found {{else}}"),
    ("missing end", "hello{{range .x}}", "template: main:1: unexpected EOF"),
    ("missing end after else", "hello{{range .x}}{{else}}", "template: main:1: unexpected EOF"),
    ("undefined function", "hello{{undefined}}", 'template: main:1: function "undefined" not defined'),
    ("undefined variable", "{{$x}}", 'template: main:1: undefined variable "$x"'),
    ("variable undefined after end", "{{with $x := 4}}{{end}}{{$x}}", 'template: main:1: undefined variable "$x"'),
    ("variable undefined in template", "{{template $v}}", 'template: main:1: unexpected "$v" in template clause'),
    ("declare with field", "{{with $x.Y := 4}}{{end}}", 'template: main:1: undefined variable "$x"'),
    ("template with field ref", "{{template .X}}", 'template: main:1: unexpected ".X" in template clause'),
    ("template with var", "{{template $v}}", 'template: main:1: unexpected "$v" in template clause'),
    ("invalid punctuation", "{{printf 3, 4}}", 'template: main:1: unexpected "," in operand'),
    ("multidecl outside range", "{{with $v, $u := 3}}{{end}}", "template: main:1: too many declarations in with"),
    ("too many decls in range", "{{range $u, $v, $w := 3}}{{end}}", "template: main:1: too many declarations in range"),
    (
        "range with a field as second",
        "{{range $u, .x := 3}}{{end}}",
        "template: main:1: range can only initialize variables",
    ),
    ("dot applied to parentheses", "{{printf (printf .).}}", "template: main:1: unexpected <.> in operand"),
    ("adjacent args", "{{printf 3`x`}}", 'template: main:1: unexpected "`x`" in operand'),
    ("adjacent args with dot", "{{printf `x`.}}", "template: main:1: unexpected <.> in operand"),
    ("break outside range", "{{range .}}{{end}} {{break}}", "template: main:1: {{break}} outside {{range}}"),
    ("continue outside range", "{{range .}}{{end}} {{continue}}", "template: main:1: {{continue}} outside {{range}}"),
    ("break in range else", "{{range .}}{{else}}{{break}}{{end}}", "template: main:1: {{break}} outside {{range}}"),
    (
        "break in a define inside a range",
        '{{range .}}{{block "x" .}}{{break}}{{end}}{{end}}',
        "template: main:1: {{break}} outside {{range}}",
    ),
    ("break with a name", "{{range .}}{{break label}}{{end}}", 'template: main:1: unexpected "label" in {{break}}'),
    ("bad number", "{{1.2.3}}", 'template: main:1: unexpected ".3" in operand'),
    ("a number too large", "{{99999999999999999999}}", 'template: main:1: integer overflow: "99999999999999999999"'),
    ("a float too large", "{{1e999}}", 'template: main:1: illegal number syntax: "1e999"'),
    ("a number with letters", "{{3k}}", 'template: main:1: bad number syntax: "3k"'),
    ("a bad octal", "{{08}}", 'template: main:1: integer overflow: "08"'),
    ("a bad complex", "{{1+2}}", 'template: main:1: bad number syntax: "1+2"'),
    ("unclosed string", '{{"x}}', "template: main:1: unterminated quoted string"),
    ("string with a newline", '{{"x\n"}}', "template: main:1: unterminated quoted string"),
    ("unclosed raw string", "{{`x}}", "template: main:1: unterminated raw quoted string"),
    ("unclosed character", "{{'x}}", "template: main:1: unterminated character constant"),
    ("a character of two", "{{'xy'}}", "template: main:1: malformed character constant: 'xy'"),
    ("a bad escape", '{{"\\z"}}', "template: main:1: invalid syntax"),
    ("a bad rune escape", '{{"\\uD800"}}', "template: main:1: invalid syntax"),
    ("unclosed parenthesis", "{{(1}}", "template: main:1: unclosed left paren"),
    ("unopened parenthesis", "{{1)}}", "template: main:1: unexpected right paren"),
    ("parenthesis closed late", "{{if (1)) }}{{end}}", "template: main:1: unexpected right paren"),
    ("empty action", "{{}}", "template: main:1: missing value for command"),
    ("empty parentheses", "{{()}}", "template: main:1: missing value for parenthesized pipeline"),
    ("pipe first", "{{ | print}}", 'template: main:1: unexpected "|" in command'),
    ("double pipe", "{{1 || print}}", 'template: main:1: unexpected "|" in command'),
    ("constant in second stage", "{{1 | 2}}", "template: main:1: non executable command in pipeline stage 2"),
    ("string in second stage", '{{.x | "a"}}', "template: main:1: non executable command in pipeline stage 2"),
    ("dot in third stage", "{{.x | print | .}}", "template: main:1: non executable command in pipeline stage 3"),
    ("nil in second stage", "{{.x | nil}}", "template: main:1: non executable command in pipeline stage 2"),
    ("true in second stage", "{{.x | true}}", "template: main:1: non executable command in pipeline stage 2"),
    ("if without a pipeline", "{{if}}{{end}}", "template: main:1: missing value for if"),
    ("range without a pipeline", "{{range}}{{end}}", "template: main:1: missing value for range"),
    ("with without a pipeline", "{{with}}{{end}}", "template: main:1: missing value for with"),
    ("declaration without a value", "{{$x :=}}", "template: main:1: missing value for command"),
    ("declaration with one colon", "{{$x : 1}}", 'template: main:1: undefined variable "$x"'),
    ("equals alone", "{{= 1}}", 'template: main:1: unexpected "=" in command'),
    ("assignment of a constant", "{{1 = 2}}", 'template: main:1: unexpected "=" in operand'),
    ("field of a constant", "{{1.x}}", 'template: main:1: bad number syntax: "1.x"'),
    ("field of a string", '{{"a".x}}', 'template: main:1: unexpected . after term "\\"a\\""'),
    ("field of true", "{{true.x}}", 'template: main:1: unexpected . after term "true"'),
    ("field of nil", "{{nil.x}}", 'template: main:1: unexpected . after term "nil"'),
    ("a bad character after a name", "{{print+1}}", "template: main:1: bad character U+002B '+'"),
    ("a bad character after a variable", "{{$x+1}}", "template: main:1: bad character U+002B '+'"),
    ("a bad character after a field", "{{.x!}}", "template: main:1: bad character U+0021 '!'"),
    ("an unknown character", "{{\\x01}}", 'template: main:1: unexpected "\\\\" in command'),
    ("an unknown character beyond ASCII", "{{☃}}", "template: main:1: unrecognized character in action: U+2603 '☃'"),
    ("a brace", "{{ { }}", 'template: main:1: unexpected "{" in command'),
    ("a comment that is not closed", "{{/* x }}", "template: main:1: unclosed comment"),
    ("a comment with something after it", "{{/* x */ 1}}", "template: main:1: comment ends before closing delimiter"),
    ("a comment with a space before it", "{{ /* x */}}", 'template: main:1: unexpected "/" in command'),
    (
        "a trimmed comment not closed with a space",
        "{{- /* x */-}}",
        "template: main:1: comment ends before closing delimiter",
    ),
    ("define without a name", "{{define}}{{end}}", 'template: main:1: unexpected "}}" in define clause'),
    ("define with a variable", "{{define $x}}{{end}}", 'template: main:1: unexpected "$x" in define clause'),
    ("define with a number", "{{define 3}}{{end}}", 'template: main:1: unexpected "3" in define clause'),
    ("define with two names", '{{define "a" "b"}}{{end}}', 'template: main:1: unexpected "\\"b\\"" in define clause'),
    ("define inside if", '{{if 1}}{{define "x"}}{{end}}{{end}}', "template: main:1: unexpected <define> in command"),
    ("define without end", '{{define "x"}}', "template: main:1: unexpected EOF"),
    ("define with else", '{{define "x"}}{{else}}{{end}}', "template: main:1: unexpected {{else}} in define clause"),
    (
        "duplicate define",
        '{{define "x"}}1{{end}}{{define "x"}}2{{end}}',
        'template: main:1: template: multiple definition of template "x"',
    ),
    (
        "duplicate block",
        '{{block "x" .}}1{{end}}{{block "x" .}}2{{end}}',
        'template: main:1: template: multiple definition of template "x"',
    ),
    (
        "define of the file's own name",
        '{{define "main"}}1{{end}}2',
        'template: main:1: template: multiple definition of template "main"',
    ),
    ("block without data", '{{block "x"}}{{end}}', "template: main:1: missing value for block clause"),
    ("block without end", '{{block "x" .}}', "template: main:1: unexpected EOF"),
    ("template without a name", "{{template}}", 'template: main:1: unexpected "}}" in template clause'),
    ("end with something", "{{if 1}}{{end 1}}", 'template: main:1: unexpected "1" in end'),
    ("else with something", "{{if 1}}{{else 1}}{{end}}", 'template: main:1: unexpected "1" in else'),
    ("else range", "{{if 1}}{{else range .}}{{end}}{{end}}", "template: main:1: unexpected <range> in else"),
    ("else if in a with", "{{with 1}}{{else if 2}}{{end}}{{end}}", "template: main:1: unexpected <if> in input"),
    ("else if after else", "{{if 1}}{{else}}{{else if 2}}{{end}}", "template: main:1: expected end; found {{else}}"),
    ("the error's line", "a\nb\n{{if}}", "template: main:3: missing value for if"),
    ("the action began on an earlier line", "a\n{{print\n1\n", "template: main:4: unclosed action started at main:2"),
    (
        "the string began on an earlier line",
        '{{print\n"x',
        "template: main:2: unterminated quoted string in action started at main:1",
    ),
    ("an unclosed if names the last line", "{{if 1}}\n\n\nx", "template: main:4: unexpected EOF"),
    (
        "a parenthesis across lines",
        "{{\n(print\n1\n}}",
        "template: main:4: unclosed left paren in action started at main:1",
    ),
    ("range over declared without a value", "{{range $k, $v}}{{end}}", 'template: main:1: undefined variable "$v"'),
    ("a comma in a call", "{{print 1,2}}", 'template: main:1: unexpected "," in operand'),
    ("a keyword as a value", "{{print if}}", "template: main:1: unexpected <if> in operand"),
    ("end as a value", "{{print end}}", "template: main:1: unexpected <end> in operand"),
    ("a dollar name with a digit", "{{$1 := 2}}{{$1}}{{$2}}", 'template: main:1: undefined variable "$2"'),
    ("imaginary in hexadecimal", "{{print 0x10i}}", 'template: main:1: illegal number syntax: "0x10i"'),
    (
        "a define inside a define",
        '{{define "o"}}{{define "i"}}I{{end}}O{{template "i"}}{{end}}{{template "o"}}',
        "template: main:1: unexpected <define> in command",
    ),
    (
        "a negative constant that overflows",
        "{{print -9223372036854775809}}",
        'template: main:1: integer overflow: "-9223372036854775809"',
    ),
]

#: template, how Go prints its tree
TREES = [
    ("{{/* gone */}}x", "x"),
    ("{{ .X }}", "{{.X}}"),
    ("{{.X.Y.Z}}", "{{.X.Y.Z}}"),
    ("{{printf}}", "{{printf}}"),
    ("{{$}}", "{{$}}"),
    ("{{with $x := 3}}{{$x 23}}{{end}}", "{{with $x := 3}}{{$x 23}}{{end}}"),
    ("{{$x := 1}}{{$x.I}}{{$x.I.J}}", "{{$x := 1}}{{$x.I}}{{$x.I.J}}"),
    ("{{printf `%d` 23}}", "{{printf `%d` 23}}"),
    ("{{.X|.Y}}", "{{.X | .Y}}"),
    ("{{$x := .X|.Y}}{{$x}}", "{{$x := .X | .Y}}{{$x}}"),
    ("{{.X (.Y .Z) (.A | .B .C) (.E)}}", "{{.X (.Y .Z) (.A | .B .C) (.E)}}"),
    ("{{(.Y .Z).Field}}", "{{(.Y .Z).Field}}"),
    ("{{(now2).Name.x}}", "{{(now2).Name.x}}"),
    ("{{if .X}}hello{{end}}", "{{if .X}}hello{{end}}"),
    ("{{if .X}}true{{else}}false{{end}}", "{{if .X}}true{{else}}false{{end}}"),
    ("{{if .X}}true{{else if .Y}}false{{end}}", "{{if .X}}true{{else}}{{if .Y}}false{{end}}{{end}}"),
    (
        "+{{if .X}}X{{else if .Y}}Y{{else if .Z}}Z{{end}}+",
        "+{{if .X}}X{{else}}{{if .Y}}Y{{else}}{{if .Z}}Z{{end}}{{end}}{{end}}+",
    ),
    ("{{with .X}}hello{{else with .Y}}goodbye{{end}}", "{{with .X}}hello{{else}}{{with .Y}}goodbye{{end}}{{end}}"),
    ("{{range .X}}hello{{end}}", "{{range .X}}hello{{end}}"),
    ("{{range .X.Y.Z}}hello{{end}}", "{{range .X.Y.Z}}hello{{end}}"),
    ("{{range .X}}hello{{range .Y}}goodbye{{end}}{{end}}", "{{range .X}}hello{{range .Y}}goodbye{{end}}{{end}}"),
    ("{{range .X}}true{{else}}false{{end}}", "{{range .X}}true{{else}}false{{end}}"),
    ("{{range .X|.M}}true{{else}}false{{end}}", "{{range .X | .M}}true{{else}}false{{end}}"),
    ("{{range .}}{{.}}{{end}}", "{{range .}}{{.}}{{end}}"),
    ("{{range .}}{{break}}{{continue}}{{end}}", "{{range .}}{{break}}{{continue}}{{end}}"),
    ("{{range 1_000}}{{end}}", "{{range 1_000}}{{end}}"),
    ("{{range $x := .SI}}{{.}}{{end}}", "{{range $x := .SI}}{{.}}{{end}}"),
    ("{{range $x, $y := .SI}}{{.}}{{end}}", "{{range $x, $y := .SI}}{{.}}{{end}}"),
    ("{{range $x, $y = .SI}}{{.}}{{end}}", "{{range $x, $y = .SI}}{{.}}{{end}}"),
    ("{{range .SI 1 -3.2i true false 'a' nil}}{{end}}", "{{range .SI 1 -3.2i true false 'a' nil}}{{end}}"),
    ("{{template `x`}}", '{{template "x"}}'),
    ("{{template `x` .Y}}", '{{template "x" .Y}}'),
    ("{{with .X}}hello{{end}}", "{{with .X}}hello{{end}}"),
    ("{{with .X}}hello{{else}}goodbye{{end}}", "{{with .X}}hello{{else}}goodbye{{end}}"),
    ("x   {{- 3 -}}  y", "x{{3}}y"),
    ("x  {{- /* hi */ -}} y", "xy"),
    ('{{block "foo" .}}hello{{end}}', '{{template "foo" .}}'),
    ('{{(print 1 | printf "%d").x | print}}', '{{(print 1 | printf "%d").x | print}}'),
    ('{{"a\\tb"}}{{`raw "x"`}}', '{{"a\\tb"}}{{`raw "x"`}}'),
    ("{{print 0x10 'a' 1+2i -3}}", "{{print 0x10 'a' 1+2i -3}}"),
    ("{{$x := (print 1)}}{{$x = 2}}", "{{$x := (print 1)}}{{$x = 2}}"),
]


class _Anything:
    """Knows every function."""

    def __contains__(self, name: object) -> bool:
        return name not in ("break", "continue")


@pytest.mark.parametrize(
    ("template", "message"), [pytest.param(template, message, id=name) for name, template, message in ERRORS]
)
def test_error(template: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        make_set().parse("main", template)
    assert str(caught.value) == message


@pytest.mark.parametrize(("template", "tree"), TREES)
def test_tree(template: str, tree: str) -> None:
    parsed = parse("main", template, _Anything())
    assert str(parsed.trees[-1].root) == tree


def test_error_has_parts() -> None:
    with pytest.raises(ParseError) as caught:
        make_set().parse("some/file.yaml", "a\nb\n{{nope}}")
    assert (caught.value.template, caught.value.line) == ("some/file.yaml", 3)
    assert caught.value.message == 'function "nope" not defined'


def test_break_and_continue_may_be_functions() -> None:
    names = frozenset(("break", "continue"))
    assert str(parse("main", "{{break}}{{continue 1}}", names).trees[-1].root) == "{{break}}{{continue 1}}"


def test_other_delimiters() -> None:
    parsed = parse("main", "{{x}} <<.a>> <<- .b ->> c", frozenset(), "<<", ">>")
    assert str(parsed.trees[-1].root) == "{{x}} {{.a}}{{.b}}c"


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ParseError, match="max expression depth exceeded|nested too deeply"):
        parse("main", "{{" + "(" * 5000 + "1" + ")" * 5000 + "}}", frozenset())
    with pytest.raises(ParseError, match="nested too deeply"):
        parse("main", "{{if 1}}" * 5000 + "{{end}}" * 5000, frozenset())
