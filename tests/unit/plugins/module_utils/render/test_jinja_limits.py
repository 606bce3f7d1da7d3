# SPDX-License-Identifier: GPL-3.0-or-later
"""Jinja2 templates that would hang or exhaust memory end soon in one error."""

from __future__ import annotations

import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.limits import LimitError, Limits
from ansible_collections.coxswain.helm.plugins.module_utils.render.jinja_limits import JinjaLimits, JinjaMeter
from unit.plugins.module_utils.render import jinja_support

#: A value of 2^60 elements in sixty lists.
WIDE = (
    "{% set ns = namespace(x=[1], y=[1]) %}"
    "{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}"
)
NESTS = "{% set ns = namespace(x=[]) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% endfor %}"
LONG = "y" * 1000
RING = "{% set d = dict() %}{% do set(d, 'd', d) %}"

CASES = {
    # texts
    "string-times": ("{{ 'a' * 10 ** 9 }}", "string of 1000000000 characters"),
    "number-times-string": ("{{ 10 ** 9 * 'a' }}", "string of 1000000000 characters"),
    "doubled-by-plus": (
        "{% set n = namespace(s='ab') %}{% for i in range(40) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "string of",
    ),
    "doubled-by-tilde": (
        "{% set n = namespace(s='ab') %}{% for i in range(40) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "string of",
    ),
    "encoded-again": (
        "{% set n = namespace(s='ab') %}{% for i in range(90) %}{% set n.s = b64enc(n.s) %}{% endfor %}",
        "string of",
    ),
    "center": ("{{ 'a'.center(10 ** 9) }}", "string of"),
    "center-filter": ("{{ 'a' | center(10 ** 9) }}", "string of"),
    "ljust": ("{{ 'a'.ljust(10 ** 9) }}", "string of"),
    "rjust": ("{{ 'a'.rjust(10 ** 9) }}", "string of"),
    "urlencode": ("{{ ('%' * 4000000) | urlencode }}", "string of"),
    "looked-for": ("{{ 'a' * 4000000 in 'a' * 4000000 }}", "cannot search for"),
    "zfill": ("{{ 'a'.zfill(10 ** 9) }}", "string of"),
    "replace": ("{{ ('a' * 1000000) | replace('a', 'b' * 1000000) }}", "string of"),
    "replace-method": ("{{ ('a' * 1000000).replace('', 'b' * 1000000) }}", "string of"),
    "join": ("{{ range(100000) | join('a' * 1000000) }}", "string of"),
    "join-method": ("{{ ('a' * 1000000).join(['b'] * 100000) }}", "string of"),
    "join-shared": ("{{ (['b' * 1000000] * 100000) | join }}", "in total"),
    "repeat": ("{{ repeat(10 ** 9, 'a') }}", "string of"),
    "indent": ("{{ 'a' | indent(10 ** 9) }}", "string of"),
    "nindent": ("{{ ('a\\n' * 1000000) | nindent(1000) }}", "string of"),
    "printf-width": ("{{ printf('%1000000d' * 10000, 1) }}", "string of"),
    "printf-star": ("{{ printf('%*d' * 10000, 1000000, 1) }}", "string of"),
    "printf-index": ("{{ printf('%[1]s' * 100000, 'a' * 1000000) }}", "string of"),
    "wrap": ("{{ wrapWith(1, 'b' * 1000000, 'a' * 1000000) }}", "string of"),
    "regular-expression": ("{{ regexReplaceAll('a*', 'a' * 1000000, 'b' * 1000000) }}", "string of"),
    "random": ("{{ randAlpha(10 ** 9) }}", "string of"),
    "captured": ("{% set x %}{% for i in range(100000) %}" + LONG + "{% endfor %}{% endset %}", "string of"),
    "macro": (
        "{% macro m() %}{% for i in range(100000) %}" + LONG + "{% endfor %}{% endmacro %}{{ m() }}",
        "string of",
    ),
    "kept": (
        "{% set n = namespace(l=[]) %}{% for i in range(9999) %}{% set n.l = [n.l, 'a' * 1000000] %}{% endfor %}",
        "expressions created",
    ),
    "printed": (
        "{% for i in range(1000) %}{% for j in range(1000) %}" + LONG + "{% endfor %}{% endfor %}",
        "printed more than",
    ),
    # lists
    "list-times": ("{{ [1] * 10 ** 9 }}", "list of 1000000000 elements"),
    "range": ("{{ range(10 ** 9) }}", "range would return more"),
    "range-too-large-for-python": ("{{ range(10 ** 18) }}", "range would return more"),
    "range-downwards": ("{{ range(0, -(10 ** 9), -1) }}", "range would return more"),
    "until": ("{{ until(10 ** 9) }}", "until would return more"),
    "untilStep": ("{{ untilStep(0, 10 ** 9, 1) }}", "untilStep would return more"),
    "seq": ("{{ seq(1, 10 ** 9) }}", "seq would return more"),
    "batch": ("{{ [1] | batch(10 ** 9, 0) }}", "list of"),
    "letters": ("{{ ('a' * 2000000) | list }}", "list of"),
    "split": ("{{ ('a,' * 2000000).split(',') }}", "elements"),
    "doubled-list": (
        "{% set x = namespace(l=[1]) %}{% for i in range(60) %}{% set x.l = x.l + x.l %}{% endfor %}",
        "elements",
    ),
    "compared-as-they-grow": ("{{ [[1] * 1000] * 1000 == [[1] * 1000] * 1000 }}", "in total"),
    "compared-with-each-other": ("{{ uniq(range(100000)) }}", "too many for uniq to compare"),
    # values that are practically endless when traversed
    "wide-printed": (WIDE + "{{ ns.x }}", "in total"),
    "wide-compared": (WIDE + "{{ ns.x == ns.y }}", "in total"),
    "wide-ordered": (WIDE + "{{ ns.x < ns.y }}", "in total"),
    "wide-in": (WIDE + "{{ ns.x in [ns.y] }}", "in total"),
    "wide-tested": (WIDE + "{{ ns.x is eq(ns.y) }}", "in total"),
    "wide-sorted": (WIDE + "{{ [ns.x, ns.y] | sort }}", "in total"),
    "wide-unique": (WIDE + "{{ [ns.x, ns.y] | unique }}", "in total"),
    "wide-index": (WIDE + "{{ [ns.x].index(ns.y) }}", "in total"),
    "wide-changed": (WIDE + "{% for i in [ns.x, ns.y] %}{{ loop.changed(i) }}{% endfor %}", "in total"),
    "wide-yaml": (WIDE + "{{ ns.x | toYaml }}", "in total"),
    "wide-json": (WIDE + "{{ toJson(ns.x) }}", "in total"),
    "wide-merged": (WIDE + "{{ merge({}, {'x': ns.x}) }}", "in total"),
    "wide-concat": (WIDE + "{{ 'a' ~ ns.x }}", "in total"),
    "wide-arguments": (
        "{% macro m() %}{% set ns.t = varargs %}{% endmacro %}{% set ns = namespace(t=[1]) %}"
        "{% for i in range(60) %}{{ m(ns.t, ns.t) }}{% endfor %}{{ ns.t in {} }}",
        "in total",
    ),
    "deep-printed": (NESTS + "{{ ns.x }}", "nested more than 200"),
    "deep-compared": (NESTS + "{{ ns.x == [1] }}", "nested more than 200"),
    "ring-printed": (RING + "{{ d }}", "nested more than 200"),
    "ring-json": (RING + "{{ d | toJson }}", "nested more than 200"),
    # numbers
    "power": ("{{ 2 ** 10 ** 9 }}", "too large"),
    "power-of-power": ("{{ 9 ** 9 ** 9 ** 9 }}", "too large"),
    "product": (
        "{% set n = namespace(i=3) %}{% for i in range(100) %}{% set n.i = n.i * n.i %}{% endfor %}",
        "64 bits",
    ),
    "float-power": ("{{ 10.0 ** 400 }}", "too large"),
    # loops and recursion
    "loops": (
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "more than 2000000",
    ),
    "macro-recursion": ("{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}", "nested more than 100 levels deep"),
    "caller-recursion": (
        "{% macro m() %}{{ caller() }}{% endmacro %}"
        "{% macro r() %}{% call m() %}{{ r() }}{% endcall %}{% endmacro %}{{ r() }}",
        "nested more than 100 levels deep",
    ),
    "loop-recursion": ("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "nested more than 100 levels deep"),
    "include-recursion": ("{% include 'page.yaml' %}", "nested more than 100 levels deep"),
    "include-list-recursion": ("{% include ['page.yaml'] %}", "nested more than 100 levels deep"),
    "include-function-recursion": ("{{ include('page.yaml') }}", "nested more than 100 levels deep"),
    "import-recursion": ("{% import 'page.yaml' as page %}", "nested more than 100 levels deep"),
    "include-in-a-circle": ("{% include '_other.j2' %}", "nested more than 100 levels deep"),
    "tpl-recursion": (
        "{% macro m(t) %}{{ tpl(t, {'t': t}) }}{% endmacro %}{{ m('{{ tpl(t) }}') }}",
        "nested more than 100 levels deep",
    ),
}


@pytest.mark.parametrize(("text", "message"), CASES.values(), ids=CASES)
def test_a_limit(text: str, message: str) -> None:
    began = time.monotonic()
    with pytest.raises(LimitError, match=message) as caught:
        jinja_support.render(text, {"_other.j2": "{% include 'page.yaml' %}"})
    assert "(web/templates/" in str(caught.value)
    assert time.monotonic() - began < 20


SYNTAX = {
    "parentheses": "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "brackets": "{{ " + "[" * 3000 + "]" * 3000 + " }}",
    "not": "{{ " + "not " * 3000 + "1 }}",
    "minus": "{{ " + "-" * 3000 + "1 }}",
    "plus": "{{ " + "1+" * 3000 + "1 }}",
    "dots": "{{ a" + ".b" * 3000 + " }}",
    "filters": "{{ 'a'" + "|upper" * 3000 + " }}",
    "if": "{% if 1 %}" * 1000 + "{% endif %}" * 1000,
    "for": "{% for a in [1] %}" * 40 + "{% endfor %}" * 40,
    "conditions": "{{ " + "1 if 1 else " * 3000 + "1 }}",
    "digits": "{{ " + "9" * 1_000_000 + " }}",
    "words": "{{ 1 }}" * 50_000,
    "large-number": "{{ 99999999999999999999 }}",
    "infinite-number": "{{ 1e999 }}",
}


@pytest.mark.parametrize("text", SYNTAX.values(), ids=SYNTAX)
def test_syntax_that_overloads_the_compiler(text: str) -> None:
    with pytest.raises(TemplateError, match=r"parse error at \(web/templates/page.yaml:1\): "):
        jinja_support.render(text)


def test_time() -> None:
    text = "{% for a in range(100000) %}{% for b in range(100) %}{{ sha256sum(a) if false }}{% endfor %}{% endfor %}"
    began = time.monotonic()
    with pytest.raises(LimitError, match="templates ran for more than 0.2 seconds"):
        jinja_support.render(text, limits=Limits(seconds=0.2))
    assert time.monotonic() - began < 5


def test_time_of_slow_functions() -> None:
    began = time.monotonic()
    with pytest.raises(LimitError, match="templates ran for more than 0.3 seconds"):
        text = "{% for a in range(1000) %}{{ derivePassword(1, 'long', 'p', 'u', 's') }}{% endfor %}"
        jinja_support.render(text, limits=Limits(seconds=0.3))
    assert time.monotonic() - began < 10


def test_limits_of_go_templates_apply() -> None:
    assert JinjaLimits.within(None) == JinjaLimits()
    found = JinjaLimits.within(Limits(output=10, steps=20, depth=30, seconds=None))
    assert (found.output, found.steps, found.depth, found.seconds) == (10, 20, 30, JinjaLimits.seconds)
    with pytest.raises(LimitError, match="printed more than 10 characters"):
        jinja_support.render("{{ 'x' * 11 }}", limits=Limits(output=10))


def test_ordinary_charts_are_within_the_limits() -> None:
    text = "{% for i in range(2000) %}{% for j in range(20) %}{{ i * j | int }},{% endfor %}{% endfor %}"
    assert jinja_support.render(text).count(",") == 40_000
    nested = "{% macro m(n) %}{{ n }}{% if n > 1 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(50) }}"
    assert jinja_support.render(nested).startswith("504948")


def test_measure_recognizes_go_values() -> None:
    meter = JinjaMeter(JinjaLimits())
    assert meter.measure({"a": [1, {"b": None}]}) is True
    assert meter.measure({"a": [(1, 2)]}) is False
