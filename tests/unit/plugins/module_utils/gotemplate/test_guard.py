# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that consist of one ``if`` behave as if they were compiled as a whole, although mostly they are not."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import guard
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import template as template_module
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.builtins import BUILTINS
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.codecache import CodeCache
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import make_function
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.parser import parse
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet
from unit.plugins.module_utils.gotemplate import test_exec, test_exec_errors
from unit.plugins.module_utils.gotemplate.objects import FUNCTIONS, data, make_set

BODY = "{{.a}} and {{.b}}"

#: name: (template, whether it has a guard)
FORMS = {
    "one if": ("{{if .x}}" + BODY + "{{end}}", True),
    "text around it": ("one\n{{if .x}}" + BODY + "{{end}}\ntwo", True),
    "a variable before it": ("{{$y := .x}}{{if $y}}" + BODY + "{{$y}}{{end}}", True),
    "a value before it": ("{{.y}}{{if .x}}" + BODY + "{{end}}", True),
    "a variable in its condition": ("{{if $y := .x}}" + BODY + "{{$y}}{{end}}", True),
    "functions that only give a value": ("{{if and (eq .x 1) (not (len .y))}}" + BODY + "{{end}}", True),
    "a method": ("{{if .x.Has 1}}" + BODY + "{{end}}", True),
    "a chain": ("{{if (index .x 1).y}}" + BODY + "{{end}}", True),
    "a comment before it": ("{{/* why */}}{{if .x}}" + BODY + "{{end}}", True),
    "an else": ("{{if .x}}" + BODY + "{{else}}1{{end}}", False),
    "an else if": ("{{if .x}}" + BODY + "{{else if .y}}1{{end}}", False),
    "two of them": ("{{if .x}}" + BODY + "{{end}}{{if .x}}" + BODY + "{{end}}", False),
    "something behind it": ("{{if .x}}" + BODY + "{{end}}{{.x}}", False),
    "with": ("{{with .x}}" + BODY + "{{end}}", False),
    "range": ("{{range .x}}" + BODY + "{{end}}", False),
    "a loop before it": ("{{range .x}}{{.}}{{end}}{{if .x}}" + BODY + "{{end}}", False),
    "a template before it": ('{{template "t"}}{{if .x}}' + BODY + "{{end}}", False),
    "a define beside it": ('{{define "t"}}1{{end}}{{if .x}}' + BODY + "{{end}}", False),
    "a block in it": ('{{if .x}}{{block "t" .}}1{{end}}{{end}}', False),
    "a function that does something": ("{{if touch .x}}" + BODY + "{{end}}", False),
    "one in parentheses": ("{{if (and (touch .x) .y).z}}" + BODY + "{{end}}", False),
    "one before it": ("{{touch .x}}{{if .x}}" + BODY + "{{end}}", False),
    "an assignment": ("{{$y := 1}}{{if .x}}{{$y = 2}}{{end}}", False),
    "no if": (BODY, False),
}


@pytest.fixture(autouse=True)
def _always(monkeypatch):
    """Guard short texts, too, and start each test like a new process."""
    monkeypatch.setattr(guard, "MIN_LENGTH", 0)
    template_module._memory.clear()
    yield
    template_module._memory.clear()


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_which_files_have_a_guard(text, expected):
    parsed = parse("m", text, {**FUNCTIONS, **BUILTINS, "touch": None})
    assert (guard.guard_of(parsed, text) is not None) == expected


def test_a_short_file_has_no_guard(monkeypatch):
    monkeypatch.setattr(guard, "MIN_LENGTH", 400)
    text = "{{if .x}}" + BODY + "{{end}}"
    assert guard.guard_of(parse("m", text, BUILTINS), text) is None


def outcome(text):
    """Return the output of a template, or its error."""
    template_module._memory.clear()
    try:
        return make_set().parse("main", text).execute(data())
    except TemplateError as error:
        return f"{type(error).__name__}: {error}"


def test_rows_of_all_tables_have_the_same_outcome(monkeypatch):
    """Use each template of the other tables as the body, as the condition and before the branch."""
    texts = [
        template
        for groups in (test_exec.GROUPS, test_exec_errors.GROUPS)
        for rows in groups.values()
        for _name, template, *_rest in rows
        if "define" not in template and "block" not in template
    ]
    actions = [text[2:-2] for text in texts if text.startswith("{{") and text.find("}}") == len(text) - 2]
    wrapped = [form % text for text in texts for form in ("é\n{{if true}}%s{{end}}\n", "{{if false}}%s{{end}}-")]
    wrapped += [form % action for action in actions for form in ("{{if %s}}\n1{{end}}-", "\n{{%s}}{{if true}}1{{end}}")]
    assert len(texts) > 700 and len(actions) > 400
    ours = [outcome(text) for text in wrapped]
    monkeypatch.setattr(guard, "MIN_LENGTH", 1 << 30)
    for text, one in zip(wrapped, ours, strict=True):
        assert one == outcome(text), text


def test_the_body_is_compiled_when_it_is_needed(tmp_path, monkeypatch):
    """It is also cached: a later process finds the whole code, whatever its condition."""
    sources = []
    original = template_module.FileCompiler

    def compiler(parsed, text, options):
        sources.append(original(parsed, text, options))
        return sources[-1]

    monkeypatch.setattr(template_module, "FileCompiler", compiler)
    text = "<{{if .x}}[{{.y}}]{{end}}>"

    def run(**values):
        template_module._memory.clear()
        before = len(sources)
        printed = TemplateSet({}, cache=CodeCache(str(tmp_path / "cache"))).parse("m", text).execute(values)
        return printed, [".y" in source.source or "'y'" in source.source for source in sources[before:]]

    assert run(x=False, y=1) == ("<>", [False])
    assert run(x=False, y=2) == ("<>", [])
    assert run(x=True, y=3) == ("<[3]>", [True])
    assert run(x=True, y=4) == ("<[4]>", [])
    assert run(x=False, y=5) == ("<>", [])


def test_one_set_runs_it_with_either_condition():
    template = TemplateSet({}).parse("m", "{{if .x}}[{{.y}}]{{end}}")
    assert [template.execute({"x": x, "y": y}) for x, y in ((0, 1), (1, 2), (0, 3), (1, 4))] == ["", "[2]", "", "[4]"]


def test_a_condition_with_side_effects_is_evaluated_once():
    calls = []
    record = make_function("touch", lambda value: calls.append(value) or True, "interface{}", result="bool")
    text = "{{if touch .x}}" + BODY + "{{end}}"
    assert TemplateSet({"touch": record}).parse("m", text).execute({"x": 1, "a": 2, "b": 3}) == "2 and 3"
    assert calls == [1]


def test_a_clone_and_a_set_with_other_functions_run_it():
    templates = TemplateSet({})
    templates.parse("m", "{{if .x}}{{.y}}{{end}}")
    assert templates.clone().execute("m", {"x": 1, "y": 2}) == "2"
    assert templates.execute("m", {"x": 0, "y": 2}) == ""
