# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of templates: definitions, clones, functions, missing keys and errors with positions."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.exec_errors import ExecError, NoTemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import (
    Function,
    FunctionError,
    make_function,
)
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import NO_VALUE
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.parser import ParseError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet
from unit.plugins.module_utils.gotemplate.objects import FUNCTIONS, data, make_set


def test_the_last_definition_wins_across_files() -> None:
    templates = make_set()
    templates.parse("a", '{{define "x"}}1{{end}}')
    templates.parse("b", '{{define "x"}}2{{end}}{{template "x"}}')
    assert templates.execute("b", None) == "2"


@pytest.mark.parametrize("empty", ["", "  \n", "{{/* c */}}", " {{- /* c */ -}} \n", "\u00a0\u2003"])
def test_an_empty_definition_does_not_replace_another(empty: str) -> None:
    templates = make_set()
    templates.parse("a", '{{define "x"}}1{{end}}')
    templates.parse("b", '{{define "x"}}' + empty + '{{end}}{{template "x"}}')
    assert templates.execute("b", None) == "1"


def test_an_empty_file_does_not_replace_the_template_of_its_name() -> None:
    templates = make_set()
    templates.parse("a", "full")
    handle = templates.parse("a", " {{/* c */}} ")
    assert templates.execute("a", None) == "full"
    assert handle.execute(None) == "  "


def test_a_define_of_the_files_own_name_replaces_an_empty_file() -> None:
    templates = make_set()
    templates.parse("a", '{{define "a"}}inner{{end}} ')
    assert templates.execute("a", None) == "inner"


def test_a_file_replaces_an_empty_define_of_its_own_name() -> None:
    templates = make_set()
    templates.parse("a", '{{define "a"}} {{end}}outer')
    assert templates.execute("a", None) == "outer"


def test_a_file_that_does_not_parse_changes_nothing() -> None:
    templates = make_set()
    templates.parse("a", '{{define "x"}}1{{end}}')
    with pytest.raises(ParseError):
        templates.parse("b", '{{define "x"}}2{{end}}{{nope}}')
    assert templates.names() == ["a", "x"]
    assert templates.execute("x", None) == "1"


def test_names_and_has() -> None:
    templates = make_set()
    templates.parse("b", '{{define "a"}}1{{end}}')
    assert templates.names() == ["a", "b"]
    assert templates.has("a")
    assert not templates.has("c")
    assert templates.get("c") is None


def test_undefined_template() -> None:
    with pytest.raises(NoTemplateError) as caught:
        make_set().execute('a"b', None)
    assert str(caught.value) == 'template: no template "a\\"b" associated with template "gotpl"'


def test_definitions_of_a_clone_do_not_leak() -> None:
    templates = make_set()
    templates.parse("a", '{{define "x"}}1{{end}}{{template "x"}}')
    clone = templates.clone()
    clone.parse("b", '{{define "x"}}2{{end}}{{define "y"}}3{{end}}')
    assert clone.execute("a", None) == "2"
    assert templates.execute("a", None) == "1"
    assert not templates.has("y")


def test_a_clone_has_the_earlier_but_not_the_later_templates() -> None:
    templates = make_set()
    templates.parse("a", '{{define "x"}}1{{end}}')
    clone = templates.clone()
    templates.parse("b", '{{define "x"}}2{{end}}{{define "late"}}{{end}}')
    assert clone.execute("x", None) == "1"
    assert not clone.has("late")


def test_functions_are_rebound_in_a_clone_only() -> None:
    def who(name: str) -> Function:
        return make_function("who", lambda: name, result="string")

    templates = TemplateSet({"who": who("first")})
    templates.parse("a", '{{who}}{{template "b"}}')
    templates.parse("b", "{{who}}")
    clone = templates.with_functions({"who": who("second")})
    assert clone.execute("a", None) == "secondsecond"
    assert templates.execute("a", None) == "firstfirst"
    templates.set_functions({"who": who("third")})
    assert templates.execute("a", None) == "thirdthird"
    assert clone.execute("a", None) == "secondsecond"


def test_functions_can_be_added_and_change_their_signature() -> None:
    templates = TemplateSet({})
    with pytest.raises(ParseError, match='function "twice" not defined'):
        templates.parse("a", "{{twice 2}}")
    templates.set_functions({"twice": make_function("twice", lambda value: value * 2, "int", result="int")})
    assert templates.parse("a", "{{twice 2}}").execute(None) == "4"
    templates.set_functions({"twice": make_function("twice", lambda value: value * 2, "string", result="string")})
    with pytest.raises(ExecError, match="expected string; found 2"):
        templates.parse("a", "{{twice 2}}").execute(None)


def test_functions_override_those_of_go() -> None:
    shout = make_function("print", lambda value: f"{value}!", "interface{}", result="string")
    same = make_function("and", lambda first, second: [first, second], "interface{}", "interface{}")
    templates = TemplateSet({"print": shout, "and": same})
    assert templates.parse("a", "{{print 1}}{{and 0 2}}").execute(None) == "1![0 2]"


@pytest.mark.parametrize("name", ["größe", "名前", "_x1", "F_1"])
def test_functions_with_any_name(name: str) -> None:
    templates = TemplateSet({name: make_function(name, lambda: "ok", result="string")})
    assert templates.parse("a", "{{" + name + "}}").execute(None) == "ok"


def test_eager_logic_evaluates_every_argument() -> None:
    lazy, eager = TemplateSet(FUNCTIONS), TemplateSet(FUNCTIONS, eager_logic=True)
    text = '{{or 1 (errf "x")}}'
    assert lazy.parse("a", text).execute(None) == "1"
    with pytest.raises(ExecError, match="error calling errf: boom x"):
        eager.parse("a", text).execute(None)
    assert eager.parse("a", "{{or 0 2 3}}{{and 1 0 3}}").execute(None) == "20"


#: template, missingkey=zero, default, error; from Go's own tests of the option
MISSING = [
    ("{{.x}}", "<no value>", "<no value>", 'map has no entry for key "x"'),
    ("{{.x.y}}", "nil pointer evaluating interface {}.y", "<no value>", 'map has no entry for key "x"'),
    ("{{(.x).y}}", "<no value>", "<no value>", 'map has no entry for key "x"'),
    ("[{{.sm.x}}]", "[]", "[<no value>]", 'map has no entry for key "x"'),
    ("{{.im.x}}", "0", "<no value>", 'map has no entry for key "x"'),
    ("{{print .x}}", "<nil>", "<nil>", 'map has no entry for key "x"'),
    ("{{if .x}}T{{else}}F{{end}}", "F", "F", 'map has no entry for key "x"'),
    ("{{$v := .x}}{{print $v}}", "<nil>", "<nil>", 'map has no entry for key "x"'),
    ("{{$v := .n}}{{$v.y}}", "<no value>", "<no value>", 'nil data; no entry for key "y"'),
    (
        "{{trunc 1 .x}}",
        "wrong type for value; expected string; got interface {}",
        "invalid value; expected string",
        'map has no entry for key "x"',
    ),
    ("{{len .x}}", "len of nil pointer", "call of reflect.Value.Type on zero Value", 'map has no entry for key "x"'),
    ("{{with .x}}{{else}}F{{end}}", "F", "F", 'map has no entry for key "x"'),
    ("{{index .em 1}}", "value has type int; should be string", "value has type int", "value has type int"),
]


@pytest.mark.parametrize(("template", "zero", "default", "error"), MISSING)
def test_missing_keys(template: str, zero: str, default: str, error: str) -> None:
    for missing_key, expected in (("zero", zero), ("default", default), ("invalid", default), ("error", error)):
        parsed = make_set(missing_key=missing_key).parse("main", template)
        try:
            output = parsed.execute(data())
        except ExecError as failure:
            output = str(failure)
            assert expected in output
        else:
            assert output == expected


def test_an_unknown_value_of_missing_key_is_rejected() -> None:
    with pytest.raises(ValueError, match="missing_key"):
        TemplateSet({}, missing_key="keep")


def test_functions_never_see_an_invalid_value() -> None:
    seen: list[Any] = []
    look = make_function("look", lambda *values: seen.extend(values), "...interface{}")
    for missing_key in ("zero", "default"):
        templates = TemplateSet({"look": look}, missing_key=missing_key)
        templates.parse("a", "{{look .x (.x) .x.y | print}}{{.x | look}}{{$v := .x}}{{look $v}}").execute({"x": {}})
        templates.parse("b", "{{look .y (.y)}}{{.y | look}}{{$v := .y}}{{look $v}}{{look .}}").execute({})
        templates.parse("c", "{{look .}}").execute(NO_VALUE)
    assert NO_VALUE not in seen
    assert None in seen


def test_an_error_has_its_parts() -> None:
    templates = make_set()
    templates.parse("file.yaml", '{{define "inner"}}\n ü {{.x.y}}{{end}}{{template "inner" .}}')
    with pytest.raises(ExecError) as caught:
        templates.execute("file.yaml", {})
    error = caught.value
    assert (error.template, error.file, error.line, error.column) == ("inner", "file.yaml", 2, 8)
    assert error.node == ".x.y"
    assert error.message == "nil pointer evaluating interface {}.y"
    assert error.cause is None
    assert isinstance(error, TemplateError)
    # Modules read these of every error.
    assert (error.where, error.remedy, error.steps, error.diagnostics, error.result) == (None, None, (), (), {})


def test_an_error_wraps_what_the_function_raised() -> None:
    templates = make_set()
    templates.parse("a", '{{define "t"}}{{.x.y}}{{end}}{{include "t" . | print}}')
    with pytest.raises(ExecError) as caught:
        templates.execute("a", {})
    inner = caught.value.cause
    assert isinstance(inner, ExecError)
    assert (inner.template, inner.node) == ("t", ".x.y")
    assert str(caught.value).endswith(f"error calling include: {inner}")
    with pytest.raises(ExecError) as caught:
        templates.parse("b", '{{errf "x"}}').execute({})
    assert isinstance(caught.value.cause, FunctionError)
    with pytest.raises(ExecError) as caught:
        templates.parse("c", '{{.obj.Err "x"}}').execute(data())
    assert isinstance(caught.value.cause, FunctionError)


def test_a_bug_in_a_function_is_an_error_of_the_template() -> None:
    broken = make_function("broken", lambda value: value.nope, "interface{}")
    with pytest.raises(ExecError, match="error calling broken: AttributeError") as caught:
        TemplateSet({"broken": broken}).parse("a", "{{broken 1}}").execute(None)
    assert isinstance(caught.value.cause, AttributeError)


def test_the_same_text_under_two_names_reports_each_name() -> None:
    templates = make_set()
    for name in ("one", "two"):
        with pytest.raises(ExecError, match=f'template: {name}:1:4: executing "{name}" at'):
            templates.parse(name, "{{.x.y}}").execute({})


def test_the_same_text_under_two_names_reports_each_name_from_within_a_clone() -> None:
    templates = make_set()
    templates.parse("one", "{{.x.y}}")
    clone = templates.clone()
    clone.parse("two", '{{template "one" .}}')
    with pytest.raises(ExecError, match='template: one:1:4: executing "one" at <.x.y>'):
        clone.execute("two", {})


def test_data_may_be_of_any_type() -> None:
    templates = make_set()
    assert templates.parse("a", "{{.}}").execute(3) == "3"
    assert templates.parse("a", "{{.}}").execute(None) == "<no value>"
    assert templates.parse("a", "{{range .}}{{.}};{{end}}").execute(["x", 1.5]) == "x;1.5;"
    assert templates.parse("a", "{{.Name}}").execute(data()["obj"]) == "ob"


def test_maps_may_be_subclasses_of_dict() -> None:
    class Ordered(dict):  # type: ignore[type-arg]
        pass

    value = Ordered(b=Ordered(c=1), a=2)
    text = "{{.b.c}}{{.nope}}{{len .}}{{range $k, $v := .}}{{$k}}{{end}}{{index . `a`}}{{mp .}}"
    assert make_set().parse("a", text).execute(value) == "1<no value>2ab22"


def test_text_of_templates_never_becomes_code() -> None:
    hostile = '\'"""\\\n\r\t{x}%s\x00\x01\x02\x03\udcff#'
    text = hostile + "{{define `" + hostile.replace("\r", "") + "`}}D{{end}}{{`" + hostile.replace("\r", "") + "`}}"
    assert make_set().parse("a", text).execute(None) == hostile + hostile.replace("\r", "")
