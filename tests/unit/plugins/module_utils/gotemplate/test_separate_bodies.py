# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies of branches compiled when they first run behave as if they were compiled with the code around them."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import compiler
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import template as template_module
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.builtins import BUILTINS
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.codecache import CodeCache
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.compiler import FileCompiler, Options
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import make_function
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.parser import parse
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet
from unit.plugins.module_utils.gotemplate import test_exec, test_exec_errors
from unit.plugins.module_utils.gotemplate.objects import FUNCTIONS, data, make_set

BODY = "{{.a}} and {{.b}}"

#: name: (template, the texts at which separate bodies start)
FORMS = {
    "an if": ("x{{if .x}}<1{{.a}}{{end}}", ["<1"]),
    "with": ("{{with .x}}<1{{.a}}{{end}}", ["<1"]),
    "range": ("{{range .x}}<1{{.a}}{{end}}", ["<1"]),
    "each branch": ("{{if .x}}<1{{.a}}{{else if .y}}<2{{.a}}{{else}}<3{{.a}}{{end}}", ["<1", "<2", "<3"]),
    "else of with and range": (
        "{{with .x}}<1{{.a}}{{else}}<2{{.a}}{{end}}{{range .x}}<3{{.a}}{{else}}<4{{.a}}{{end}}",
        ["<1", "<2", "<3", "<4"],
    ),
    "without text": ("{{if .x}}{{.a}}{{end}}", ["{{.a}}"]),
    "a body in a body": ("{{if .x}}<1{{if .y}}<2{{.a}}{{end}}{{end}}", ["<1"]),
    "in a define": ('{{define "t"}}{{if .x}}<1{{.a}}{{end}}{{end}}', ["<1"]),
    "in a block": ('{{block "t" .}}{{if .x}}<1{{.a}}{{end}}{{end}}', ["<1"]),
    "variables": ("{{$y := 1}}{{if $z := .x}}<1{{$y}}{{$z}}{{end}}", ["<1"]),
    "assigns to a variable of its own": ("{{if .x}}<1{{$y := 1}}{{$y = 2}}{{end}}", ["<1"]),
    "assigns to a variable around it": ("{{$y := 1}}{{if .x}}<1{{$y = 2}}{{end}}", []),
    "a body in it assigns": ("{{$y := 1}}{{if .x}}<1{{if .y}}<2{{$y = 2}}{{end}}{{end}}", []),
    "a loop in it assigns": ("{{$y := 1}}{{if .x}}<1{{range $y = .a}}{{end}}{{end}}", []),
    "assigns to the dollar": ("{{if .x}}<1{{$ = 2}}{{end}}", []),
    "ends a loop": ("{{range .x}}<1{{if .a}}<2{{.}}{{break}}{{end}}{{end}}", []),
    "continues a loop": ("{{range .x}}<1{{if .a}}<2{{.}}{{continue}}{{end}}{{end}}", []),
    "ends a loop of its own": ("{{if .x}}<1{{range .x}}<2{{break}}{{end}}{{end}}", ["<1"]),
    "else of a loop ends another": ("{{range .x}}<1{{range .y}}<2{{.}}{{else}}<3{{break}}{{end}}{{end}}", ["<2"]),
    "a variable that may be skipped": ("{{if and .x ($y := .a)}}<1{{$y}}{{end}}", []),
    "such a variable, not used": ("{{if and .x ($y := .a)}}<1{{.b}}{{end}}", ["<1"]),
    "a variable in a method's argument": ("{{.x.M ($y := .a)}}{{if .x}}<1{{.a}}{{end}}", []),
    "only constants": ('{{if .x}}<1{{"a"}}{{end}}', []),
    "empty": ("{{if .x}}{{end}}", []),
}


@pytest.fixture(autouse=True)
def _always(monkeypatch):
    """Compile short bodies separately, too, and start each test like a new process."""
    monkeypatch.setattr(compiler, "MIN_ACTIONS", 1)
    template_module._memory.clear()
    yield
    template_module._memory.clear()


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_which_bodies_are_separate(text, expected):
    functions = {**FUNCTIONS, **BUILTINS}
    made = FileCompiler(parse("m", text, functions), text, Options(FUNCTIONS, BUILTINS))
    assert [text.find(start) for start in expected] == sorted(made.bodies)


def test_a_body_in_bodies_is_found_by_its_position():
    text = "{{if .x}}<1{{if .p}}<2{{.q}}{{end}}{{if .y}}<3{{.r}}{{if .z}}<4{{.s}}{{end}}{{end}}{{end}}"
    made = FileCompiler(parse("m", text, BUILTINS), text, Options({}, BUILTINS))
    assert "'s'" in made.body(text.index("<4"), Options({}, BUILTINS))[0]


def test_a_small_body_is_not_separate(monkeypatch):
    monkeypatch.setattr(compiler, "MIN_ACTIONS", 3)
    text = "{{if .x}}" + BODY + "{{end}}"
    assert not FileCompiler(parse("m", text, BUILTINS), text, Options({}, BUILTINS)).bodies


def outcome(text):
    """Return the output of a template, or its error."""
    template_module._memory.clear()
    try:
        return make_set().parse("main", text).execute(data())
    except TemplateError as error:
        return f"{type(error).__name__}: {error}"


#: what may surround a template of another table
SURROUNDINGS = [
    "é\n{{if true}}%s{{end}}\n",
    "{{if false}}%s{{end}}-",
    "{{range $i, $e := (list 1 2)}}{{with $}}%s{{end}}{{$i}}{{$e}}{{end}}",
    "{{$p := 1}}{{if true}}{{if $p}}{{with $}}%s{{$p}}{{end}}{{end}}{{end}}",
]


def test_rows_of_all_tables_have_the_same_outcome(monkeypatch):
    """Use each template of the other tables as the body of branches, and as the condition."""
    texts = [
        template
        for groups in (test_exec.GROUPS, test_exec_errors.GROUPS)
        for rows in groups.values()
        for _name, template, *_rest in rows
        if "define" not in template and "block" not in template
    ]
    actions = [text[2:-2] for text in texts if text.startswith("{{") and text.find("}}") == len(text) - 2]
    wrapped = [form.replace("%s", text) for text in texts for form in SURROUNDINGS]
    wrapped += ["{{if " + action + "}}\n1{{.s}}{{end}}-" for action in actions]
    assert len(texts) > 700 and len(actions) > 400
    ours = [outcome(text) for text in wrapped]
    monkeypatch.setattr(compiler, "MIN_ACTIONS", 1 << 30)
    for text, one in zip(wrapped, ours, strict=True):
        assert one == outcome(text), text


@pytest.fixture
def compiled(monkeypatch):
    """Return the list of the sources that were compiled."""
    sources = []

    def record(source, *rest, **options):
        sources.append(source)
        return compile(source, *rest, **options)

    monkeypatch.setattr(template_module, "compile", record, raising=False)
    return sources


def test_a_body_is_compiled_when_it_is_needed(tmp_path, compiled):
    """It is also cached: a later process finds its code."""
    text = "<{{if .x}}[{{.y}}]{{end}}>"

    def run(**values):
        template_module._memory.clear()
        compiled.clear()
        printed = TemplateSet({}, cache=CodeCache(str(tmp_path / "cache"))).parse("m", text).execute(values)
        return printed, ["'y'" in source for source in compiled]

    assert run(x=False, y=1) == ("<>", [False])
    assert run(x=False, y=2) == ("<>", [])
    assert run(x=True, y=3) == ("<[3]>", [True])
    assert run(x=True, y=4) == ("<[4]>", [])
    assert run(x=False, y=5) == ("<>", [])


def test_all_is_stored_and_freed_after_a_rendering(tmp_path, compiled):
    text = "{{if .x}}1{{.a}}{{end}}{{if .y}}2{{.a}}{{end}}"
    folder = tmp_path / "cache"

    def run(**values):
        template_module._memory.clear()
        compiled.clear()
        templates = TemplateSet({}, cache=CodeCache(str(folder)))
        with templates.rendering():
            template = templates.parse("m", text)
            printed = template.execute({"a": "a", **values})
            stored = len(list(folder.iterdir())) if folder.exists() else 0
        assert template.compiled.compiler is None
        return printed, len(compiled), stored

    assert run(x=1, y=0) == ("1a", 2, 0)
    assert run(x=1, y=1) == ("1a2a", 1, 1)
    assert run(x=1, y=1) == ("1a2a", 0, 1)


def test_a_body_of_a_loop_runs_for_each_element():
    text = "{{$t := .t}}{{range $i, $e := .l}}{{$i}}{{$e}}{{.}}{{$t}}{{$.t}} {{end}}"
    assert TemplateSet({}).parse("m", text).execute({"t": "t", "l": ["a", "b"]}) == "0aatt 1bbtt "


def test_one_template_runs_with_either_condition():
    template = TemplateSet({}).parse("m", "{{if .x}}[{{.y}}]{{end}}")
    assert [template.execute({"x": x, "y": y}) for x, y in ((0, 1), (1, 2), (0, 3), (1, 4))] == ["", "[2]", "", "[4]"]


def test_a_condition_is_evaluated_once():
    calls = []
    record = make_function("touch", lambda value: calls.append(value) or True, "interface{}", result="bool")
    text = "{{if touch .x}}" + BODY + "{{end}}"
    assert TemplateSet({"touch": record}).parse("m", text).execute({"x": 1, "a": 2, "b": 3}) == "2 and 3"
    assert calls == [1]


def test_a_clone_runs_the_body_with_its_own_functions():
    templates = TemplateSet({"who": make_function("who", lambda: "parent", result="string")})
    templates.parse("m", "{{if .x}}{{who}}{{.x}}{{end}}")
    clone = templates.clone({"who": make_function("who", lambda: "clone", result="string")})
    assert [each.execute("m", {"x": 1}) for each in (templates, clone, templates)] == ["parent1", "clone1", "parent1"]
    assert templates.execute("m", {"x": 0}) == ""


def test_nesting_beyond_the_blocks_of_one_python_function():
    deep = "{{if .t}}" * 60 + "{{print (print (print .s))}}" + "{{end}}" * 60
    assert make_set().parse("main", deep).execute(data()) == "str"
