# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates that nest deeper than Python code can, and templates that exceed a limit."""

from __future__ import annotations

import signal
import sys
import threading
import time
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import limits
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.exec_errors import ExecError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import FunctionError, make_function
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.limits import LimitError, Limits, run_deep
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet

#: name, template, output for {"l": [1], "q": 3}
NESTED = [
    ("ifs", "{{if 1}}" * 120 + "x" + "{{end}}" * 120, "x"),
    ("ranges", "{{range $.l}}" * 60 + "x" + "{{end}}" * 60, "x"),
    ("break of the innermost range", "{{range $.l}}" * 40 + "x{{break}}y" + "z{{end}}" * 40, "x" + "z" * 39),
    ("break through ifs", "{{range $.l}}" + "{{if 1}}" * 90 + "{{break}}" + "{{end}}" * 90 + "x{{end}}y", "y"),
    (
        "continue through ifs",
        "{{range 3}}{{.}}" + "{{if 1}}" * 90 + "{{continue}}" + "{{end}}" * 90 + "x{{end}}",
        "012",
    ),
    (
        "assignment from within",
        "{{$x := 1}}" + "{{with $.l}}" * 90 + "{{$x = 5}}" + "{{end}}" * 90 + "{{$x}}",
        "5",
    ),
    (
        "assignment from within two levels of functions",
        "{{$x := 1}}" + "{{if 1}}" * 100 + "{{$y := 2}}{{$x = $y}}" + "{{end}}" * 100 + "{{$x}}",
        "2",
    ),
    (
        "variables of every level",
        "".join(["{{with $v" + str(level) + " := $.q}}" for level in range(80)]) + "{{$v0}}{{$v79}}" + "{{end}}" * 80,
        "33",
    ),
    ("else ifs", "{{if 0}}" + "{{else if eq .q 0.0}}a" * 400 + "{{else}}b{{end}}", "b"),
    ("else withs", "{{with 0}}" + "{{else with .no}}a" * 200 + "{{else with .q}}{{.}}{{end}}", "3"),
    ("parentheses", "{{" + "(" * 60 + "1" + ")" * 60 + "}}", "1"),
    ("calls", "{{" + "(print " * 90 + "1" + ")" * 90 + "}}", "1"),
    ("logic", "{{" + "(or .no " * 90 + '"a"' + ")" * 90 + "}}", "a"),
    ("logic as a string", "{{printf " + "(or .no " * 90 + '"a"' + ")" * 90 + "}}", "a"),
    ("stages of a pipeline", "{{1" + " | print" * 200 + "}}", "1"),
    ("arguments", "{{print " + "1 " * 2000 + "}}", " ".join("1" * 2000)),
    ("a declaration inside", "{{" + "(print " * 30 + "($z := 7)" + ")" * 30 + "}}{{$z}}", "77"),
    ("many actions", "{{.q}}" * 500, "3" * 500),
]


@pytest.mark.parametrize(("template", "output"), [pytest.param(*row[1:], id=row[0]) for row in NESTED])
def test_nesting(template: str, output: str) -> None:
    value = {"l": [1], "q": 3.0}
    assert run_deep(lambda: TemplateSet({}).parse("m", template).execute(value)) == output


@pytest.mark.parametrize("depth", [15, 45, 120])
def test_an_error_has_a_position_at_any_depth(depth: int) -> None:
    template = "{{if 1}}" * depth + "{{print (print (len .q))}}" + "{{end}}" * depth
    with pytest.raises(ExecError) as caught:
        run_deep(lambda: TemplateSet({}).parse("m", template).execute({"q": 3}))
    column = 8 * depth + 16
    assert str(caught.value) == f'template: m:1:{column}: executing "m" at <len .q>: error calling len: len of type int'


@pytest.mark.parametrize("depth", [5, 30, 80])
def test_an_error_has_a_position_inside_parentheses(depth: int) -> None:
    template = "{{" + "(print " * depth + "(len 3)" + ")" * depth + "}}"
    with pytest.raises(ExecError) as caught:
        run_deep(lambda: TemplateSet({}).parse("m", template).execute({}))
    assert (caught.value.node, caught.value.column) == ("len 3", 3 + 7 * depth)


def recursive_set(cap: int = 1000, **options: Any) -> TemplateSet:
    """Return a set whose ``include`` has Helm's recursion limit."""
    seen: dict[str, int] = {}

    def include(name: str, value: Any) -> str:
        if seen.get(name, 0) > cap:
            raise FunctionError("nested too often")
        seen[name] = seen.get(name, 0) + 1
        try:
            return templates.execute(name, value)
        finally:
            seen[name] -= 1

    table = {"include": make_function("include", include, "string", "interface{}", result="string")}
    templates = TemplateSet(table, **options)
    return templates


def test_helms_recursion_limit_is_reached_before_pythons() -> None:
    templates = recursive_set()
    templates.parse("m", '{{define "a"}}{{include "a" .}}{{end}}{{include "a" .}}')
    with pytest.raises(ExecError, match="nested too often") as caught:
        run_deep(templates.execute, "m", {})
    assert str(caught.value).count("executing") == 1002


def test_without_a_deep_stack_recursion_is_still_an_error() -> None:
    templates = recursive_set()
    templates.parse("m", '{{define "a"}}{{include "a" .}}{{end}}{{include "a" .}}')
    with pytest.raises(TemplateError):
        templates.execute("m", {})


def test_a_template_that_invokes_itself_fails_as_in_go() -> None:
    templates = TemplateSet({})
    templates.parse("m", '{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}')
    with pytest.raises(ExecError) as caught:
        run_deep(templates.execute, "m", {})
    assert str(caught.value) == (
        'template: m:1:25: executing "a" at <{{template "a" .}}>: exceeded maximum template depth (100000)'
    )


#: name, template, part of the error
GREEDY = [
    ("iterations", "{{range 1000}}{{range 1000}}{{end}}{{end}}", "loop iterations"),
    ("one huge loop", "{{range 9000000000000000000}}{{end}}", "loop iterations"),
    (
        "invocations",
        '{{define "a"}}{{if .}}{{template "a" (slice . 1)}}{{template "a" (slice . 1)}}{{end}}{{end}}'
        '{{template "a" (printf "%64d" 1)}}',
        "loop iterations",
    ),
    ("output", "{{range 10000}}" + "x" * 1000 + "{{end}}", "printed more than"),
    ("a string that doubles", '{{$s := "xxxxxxxx"}}{{range 60}}{{$s = print $s $s}}{{end}}', "more than"),
    ("wide numbers", '{{range 9000}}{{printf "%1000000d" 1}}{{end}}', "printed more than"),
]


@pytest.mark.parametrize(("template", "message"), [pytest.param(*row[1:], id=row[0]) for row in GREEDY])
def test_limits(template: str, message: str) -> None:
    templates = TemplateSet({}, limits=Limits(steps=100_000, output=5_000_000, seconds=60))
    with pytest.raises(LimitError, match=message):
        run_deep(lambda: templates.parse("m", template).execute({}))


def test_time_is_limited() -> None:
    templates = TemplateSet({}, limits=Limits(seconds=0.0))
    text = "{{range 500}}{{range 100}}{{range 1000}}{{end}}{{end}}{{end}}"
    with pytest.raises(LimitError, match="seconds"):
        templates.parse("m", text).execute({})


def test_limits_are_shared_with_clones() -> None:
    templates = TemplateSet({}, limits=Limits(steps=100))
    templates.parse("m", "{{range 60}}{{end}}").execute({})
    with pytest.raises(LimitError):
        templates.clone().parse("m", "{{range 60}}{{end}}").execute({})
    templates.meter.reset()
    templates.clone().parse("m", "{{range 60}}{{end}}").execute({})


def test_no_function_call_catches_a_limit_error() -> None:
    templates = recursive_set(limits=Limits(steps=100))
    templates.parse("m", '{{define "a"}}{{range 200}}{{end}}{{end}}{{include "a" .}}')
    with pytest.raises(LimitError):
        templates.execute("m", {})


def test_a_value_that_contains_itself_is_an_error() -> None:
    value: dict[str, Any] = {}
    value["self"] = value
    with pytest.raises(TemplateError):
        TemplateSet({}).parse("m", "{{.}}").execute(value)


def test_run_deep_passes_results_and_errors_on() -> None:
    before = sys.getrecursionlimit()
    assert run_deep(lambda value: value * 2, 21) == 42
    with pytest.raises(KeyError):
        run_deep({}.__getitem__, "x")
    assert sys.getrecursionlimit() == before


def test_run_deep_inside_run_deep_is_a_plain_call() -> None:
    outer = run_deep(lambda: (threading.get_ident(), run_deep(threading.get_ident)))
    assert outer[0] == outer[1] != threading.get_ident()
    assert not limits.is_deep()


def test_guard_rejects_a_huge_value() -> None:
    limits.guard(limits.MAX_TEXT)
    with pytest.raises(LimitError):
        limits.guard(limits.MAX_TEXT + 1)


def test_an_interrupted_caller_stops_the_templates() -> None:
    """In a process that goes on, as in a loop of tasks, they would take the processor from the next one."""
    begun, ended = threading.Event(), threading.Event()

    def forever() -> None:
        begun.set()
        try:
            while True:
                time.sleep(0.001)
        finally:
            ended.set()

    def interrupt() -> None:
        begun.wait(20.0)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        run_deep(forever)
    assert ended.wait(10.0)
