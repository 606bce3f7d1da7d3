# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action whose text was seen before gives the same result as if it was parsed again, including errors and positions.

The reference is the parser without known actions, which the other tables check against Go's.
"""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.builtins import BUILTINS
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.compiler import FileCompiler, Options
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.lexer import ACTION, Action, tokenize
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.parser import ParseError, parse
from unit.plugins.module_utils.gotemplate import test_exec, test_exec_errors, test_parse
from unit.plugins.module_utils.gotemplate.objects import FUNCTIONS, data, make_set

KNOWN = {**FUNCTIONS, **BUILTINS}

#: what may precede a text, so that its actions are at other positions
PREFIXES = ["", "é\n\n  ", "{{/* one */ -}}\n\t"]

NESTED = "{{" + "(" * 30 + ".a" + ")" * 30 + "}}"

#: name: (texts parsed before, text)
CASES = {
    "a field": (["{{.a.b}}"], "x\n{{.a.b}} {{.a.b}}\n{{.a.b}}"),
    "a variable that is not there": (["{{$x := 1}}{{$x}}"], "\n{{$x}}"),
    "a variable that is gone": ([], "{{with $x := 1}}{{$x}}{{end}}\n{{$x}}"),
    "a variable of the action itself": (["{{($y := 1)}}"], "{{($y := 1)}}{{$y}}{{$y}}"),
    "a variable of an outer one or itself": (["{{$y := 1}}{{print $y ($y := 2)}}"], "{{print $y ($y := 2)}}"),
    "declared again": (["{{$x := 1}}"], "{{$x := 1}}{{if .a}}{{$x := 1}}{{$x}}{{end}}{{$x}}"),
    "assigned again": (["{{$x := 1}}{{$x = 2}}"], "{{$x := 1}}{{$x = 2}}\n{{range .a}}{{$x = 2}}{{end}}{{$x}}"),
    "assigned without a declaration": (["{{$x := 1}}{{$x = 2}}"], "\n{{$x = 2}}"),
    "a loop's variables": (["{{range $i, $e := .a}}{{$i}}{{end}}"], "{{range $i, $e := .a}}{{$i}}{{$e}}{{end}}{{$i}}"),
    "a loop assigns": ([], "{{$x := 1}}{{range $x = .a}}{{end}}{{$x.y}}{{range $x = .a}}{{$x.y}}{{end}}"),
    "trimmed on one side": (["{{- .a -}}  x"], "  {{- .a -}}  {{ .a -}}  {{- .a }}  {{.a -}} x {{- .a}} x"),
    "the same branches": (["{{if .a}}1{{else}}2{{end}}"], "{{if .a}}{{if .a}}1{{else}}2{{end}}{{else}}3{{end}}"),
    "else if": (["{{if .a}}{{else if .b}}{{end}}"], "{{if .b}}{{else if .b}}{{else if .a}}{{end}}"),
    "else with": (["{{with .a}}{{else with .b}}{{end}}"], "{{with .b}}{{else with .b}}{{.}}{{end}}"),
    "a second else": (["{{if .a}}{{else}}{{end}}"], "{{if .a}}{{else}}\n{{else}}{{end}}"),
    "an end too many": (["{{if .a}}{{end\n\n}}"], "{{if .a}}{{end\n\n}}\n{{end\n\n}}"),
    "an end too few": (["{{if .a}}{{end}}"], "{{if .a}}\n{{if .a}}\n{{end}}\n"),
    "break outside": (["{{range .a}}{{break}}{{end}}"], "\n{{break}}"),
    "break inside": (["{{range .a}}{{break}}{{end}}"], "{{range .a}}{{break}}{{continue}}{{end}}"),
    "templates": (['{{template "t" .a}}{{template "t"}}'], '{{template "t" .a}}\n{{template "t"}}{{template "t" .a}}'),
    "defined twice": (['{{define "t"}}1{{end}}'], '{{define "t"}}1{{end}}\n{{define "t"}}1{{end}}'),
    "block": (['{{block "t" .a}}1{{end}}'], '\n{{block "t" .a}}{{.b}}{{end}}{{template "t" .a}}'),
    "delimiters in a string": (['{{"}}"}}'], '{{"}}"}}{{"{{"}}{{"}}"}}{{`}}`}}'),
    "spaces before": (["{{ .a}}"], "{{.a}}{{  .a}}{{- .a}}{{-  .a}}{{ .a}}\n{{ .a}}{{nope}}"),
    "nothing": (["{{ .a -}}"], "{{ -}}"),
    "nothing twice": (["{{ -}}"], "{{ -}}"),
    "a dash": (["{{ - }}"], "{{- - }}"),
    "an error in between": (["{{.a}}{{nope}}{{.b}}"], "\n{{.b}}{{.a}}\n{{.b}}{{nope}}"),
    "an action over lines": (["{{print\n.a\n.b}}"], "{{print\n.a\n.b}}\n{{print\n.a\n.b}}{{nope}}"),
    "an unclosed action": (["{{.a}}"], "{{.a}}\n{{.a"),
    "arguments that are wrong": (["{{len}}"], "\n{{if .a}}{{len}}{{else}} {{len}}{{end}}"),
    "and, or": (["{{and .a .b.c}}"], "\n{{and .a .b.c}}{{if and .a .b.c}}{{and .a .b.c}}{{end}}"),
    "methods": (["{{.a.m 1 .b}}"], "\n{{.a.m 1 .b}} {{.a.m 1 .b}}"),
    "nested deeply": ([NESTED], "\n" + 2 * NESTED),
}


def everything(text: str, known: dict[str, Action] | None) -> Any:
    """Return the complete result of parsing and compiling, or the error."""
    try:
        parsed = parse("main", text, KNOWN, known=known)
    except ParseError as error:
        return str(error)
    compiled = FileCompiler(parsed, text, Options(FUNCTIONS, BUILTINS), locate=True)
    trees = [(tree.name, tree.empty, str(tree.root)) for tree in parsed.trees]
    blames = compiled.blames
    rows = [
        (line, blames.row(line, number))
        for line, action in enumerate(blames.lines, 1)
        for number in range(1, len(blames.actions[action][0]) + 1 if blames.actions else 1)
    ]
    assert FileCompiler(parsed, text, Options(FUNCTIONS, BUILTINS)).source == compiled.source
    return trees, parsed.end_line, compiled.source, rows, blames.call_lines


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_named(case: tuple[list[str], str]) -> None:
    before, text = case
    for prefix in PREFIXES:
        known: dict[str, Action] = {}
        for other in before:
            everything(prefix + other, known)
        assert everything(text, known) == everything(text, None)


def test_rows_of_all_tables() -> None:
    """Check every template of the other tables after all of them were parsed elsewhere."""
    texts = [template for _name, template, _message in test_parse.ERRORS]
    texts += [template for template, _tree in test_parse.TREES]
    for groups in (test_exec.GROUPS, test_exec_errors.GROUPS):
        texts += [template for rows in groups.values() for _name, template, _expected in rows]
    known: dict[str, Action] = {}
    for text in texts:
        everything(PREFIXES[1] + text, known)
    assert len(known) > 500
    for text in texts:
        assert everything(text, known) == everything(text, None), text


def test_an_action_becomes_one_token() -> None:
    known: dict[str, Action] = {}
    tokenize("{{ .a }}{{.b -}}", known=known)
    assert [token.kind for token in tokenize("x{{.b -}} {{ .a }}", known=known)].count(ACTION) == 2


def test_the_error_names_the_second_of_two() -> None:
    text = "{{if false}}{{index .SI 9}}{{end}}\n  {{index .SI 9}}"
    with pytest.raises(Exception, match="main:2:4: executing"):
        make_set().parse("main", text).execute(data())
