# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simple actions, parsed without tokens, give the same result as by tokens, including errors and positions."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import parser as parser_module
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import simple_parser
from unit.plugins.module_utils.gotemplate import test_exec, test_exec_errors, test_parse
from unit.plugins.module_utils.gotemplate.test_known_actions import everything

DEEP = "(" * 60 + ".a" + ")" * 60

#: name: (template, the number of actions that are parsed without tokens)
CASES = {
    "a field": ("x\n{{.a}}{{ .a }}{{- .a -}}  y", 3),
    "fields": ("\n{{ .a.b.c }}{{.a.b}}", 2),
    "the cursor": ("{{.}}{{ print . }}", 2),
    "the dollar": ("{{$}}{{ $.a.b }}", 2),
    "a variable": ("{{ $x := .a }}{{$x}} {{ $x.b.c }}", 3),
    "a declaration without spaces": ("{{$x:=.a}}{{$x}}", 2),
    "a declaration reads itself": ("{{$x := $x}}", 1),
    "a function": ('{{ print .a  1\n\t`b` "c" }}', 1),
    "a pipeline": ("{{.a|print 1|print 2}}{{ .a | print 1 }}", 2),
    "parentheses": ("{{print (print .a) ((print .b) | print)}}{{(.a)}}", 2),
    "constants": ('{{true}}{{false}}{{12}}{{`a\rb`}}{{"é"}}', 5),
    "an octal number": ("{{017}}{{print 0 10}}", 2),
    "a number that is too large": ("{{99999999999999999999}}", 0),
    "if, with": ("{{if .a}}{{with $x := .b}}{{$x}}{{end}}{{end}}", 3),
    "range": ("{{range .a}}{{end}}{{range $e := .a}}{{$e}}{{end}}{{range $i , $e:=.a}}{{$i}}{{end}}", 5),
    "a keyword before a parenthesis": ("{{if(.a)}}{{end}}", 0),
    "two variables without range": ("{{with $i, $e := .a}}{{end}}", 0),
    "an assignment": ("{{$x := 1}}{{$x = 2}}", 1),
    "a declaration in parentheses": ("{{print ($x := 1)}}", 0),
    "else if": ("{{if .a}}{{else if .b}}{{end}}", 1),
    "other keywords": ('{{define "t"}}{{end}}{{template "t" .}}{{block "u" .}}{{end}}{{range .a}}{{break}}{{end}}', 1),
    "words that begin like keywords": ("{{endx}}", 0),
    "a keyword as an argument": ("{{print if}}", 0),
    "nil": ("{{nil}}{{print nil}}", 0),
    "a chain": ("{{(.a).b}}", 0),
    "a field of a function": ("{{print.a}}", 0),
    "a field of a string": ('{{"a".b}}', 0),
    "two strings side by side": ('{{"a""b"}}', 0),
    "two dots": ("{{..a}}", 0),
    "an escape": (r'{{"a\n"}}', 0),
    "other numbers": ("{{1.5}}{{-1}}{{0x1}}{{1i}}{{'a'}}", 0),
    "a name beyond ASCII": ("{{.é}}", 0),
    "a function that does not exist": ("\n{{nope .a}}", 0),
    "a variable that does not exist": ("\n{{print $x}}", 0),
    "a constant behind a pipe": ("{{.a | 1}}{{.a}}", 0),
    "the cursor behind a pipe": ("{{.a | .}}", 0),
    "nothing behind a pipe": ("{{.a | }}", 0),
    "nothing before a pipe": ("{{| print}}", 0),
    "nothing in parentheses": ("{{print ()}}", 0),
    "too many parentheses": ("{{.a}}\n{{print (.a)) }}{{.b}}", 1),
    "too few parentheses": ("{{.a}}\n{{print ((.a) }}{{.b}}", 1),
    "parentheses side by side": ("{{print (.a)(.b)}}", 0),
    "deep parentheses": (f"{{{{{DEEP}}}}}", 0),
    "a dash without a space": ("{{.a-}}", 0),
    "unclosed": ("{{.a}}{{.b", 1),
    "a delimiter in a string": ('{{print "}}" .a}}', 0),
    "spaces only": ("{{  }}", 0),
    "a comma": ("{{print .a, .b}}", 0),
}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the actions that were parsed without tokens."""
    seen: list[str] = []
    original = simple_parser.parse

    def parse(match, variables, functions):  # type: ignore[no-untyped-def]
        result = original(match, variables, functions)
        if result is not None:
            seen.append(match.group())
        return result

    monkeypatch.setattr(parser_module.simple_parser, "parse", parse)
    return seen


@pytest.mark.parametrize(("text", "simple"), CASES.values(), ids=CASES)
def test_named(parsed: list[str], text: str, simple: int) -> None:
    assert everything(text, {}) == everything(text, None)
    assert len(parsed) == simple


def test_rows_of_all_tables(parsed: list[str]) -> None:
    texts = [template for _name, template, _message in test_parse.ERRORS]
    texts += [template for template, _tree in test_parse.TREES]
    for groups in (test_exec.GROUPS, test_exec_errors.GROUPS):
        texts += [template for rows in groups.values() for _name, template, _expected in rows]
    for text in texts:
        for prefix in ("", "é\n {{.a}}"):
            assert everything(prefix + text, {}) == everything(prefix + text, None), text
    assert len(parsed) > 1000


def test_long_runs_of_spaces_take_linear_time() -> None:
    """Quadratic time would be hours."""
    spaces = " " * 1_000_000
    for text in ("{{%s+ }}", "{{ .a%s+ }}", "{{if%s+ }}", "{{$x%s+ }}", "{{range $x ,%s+ }}", "{{$x :=%s+ }}"):
        assert everything(text.replace("%s", spaces), {}) == everything(text.replace("%s", spaces), None)
