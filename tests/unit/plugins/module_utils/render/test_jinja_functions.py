# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions of Helm and Jinja2 in Jinja2 templates, called as functions and as filters."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from unit.plugins.module_utils.render import jinja_support

OUTPUTS = {
    # Helm's functions, called
    "quote": ('{{ quote("a", 1) }}', '"a" "1"'),
    "printf": ('{{ printf("%05.1f|%s|%v", Values.ratio, "x", [1, true]) }}', "000.5|x|[1 true]"),
    "trunc": ('{{ trunc(3, "abcdef") }}', "abc"),
    "trunc-by-value": ("{{ trunc(Values.list[0], 'abcdef') }}", "abc"),
    "list": ("{{ list(1, 'a') | toJson }}", '[1,"a"]'),
    "dict-pairs": ("{{ dict('a', 1, 'b', 2) | toJson }}", '{"a":1,"b":2}'),
    "dict-named": ("{{ dict(a=1, b=Values.on) | toJson }}", '{"a":1,"b":true}'),
    "get": ("{{ get(Values.table, 'z') }}", "last"),
    "hasKey": ("{{ hasKey(Values.table, 'q') }}", "false"),
    "index": ("{{ index(Values, 'table', 'a', 'b') }}", "deep"),
    "dig": ("{{ dig('a', 'c', 'fallback', Values.table) }}", "fallback"),
    "ternary": ("{{ ternary('yes', 'no', Values.on) }}", "yes"),
    "semverCompare": ('{{ semverCompare(">=1.0.0", "1.2.3") }}', "true"),
    "regexReplaceAll": ('{{ regexReplaceAll("a(b)", "abab", "<${1}>") }}', "<b><b>"),
    "add": ("{{ add(1, 2, Values.port) }}", "8083"),
    "div": ("{{ div(7, 2) }}", "3"),
    "len-counts-bytes": ("{{ len('é') }}", "2"),
    "eq-of-go": ("{{ eq(1, 1, 2) }}", "true"),
    "slice": ("{{ slice([1, 2, 3], 1) | toJson }}", "[2,3]"),
    "round": ("{{ round(1.2345, 2) }}", "1.23"),
    "max": ("{{ max(1, 3, 2) }}", "3"),
    "until": ("{{ until(3) | toJson }}", "[0,1,2]"),
    "splitList": ('{{ splitList(",", "a,b") | toJson }}', '["a","b"]'),
    "split": ('{{ split(",", "a,b")._1 }}', "b"),
    "fromYaml": ("{{ fromYaml('a: [1, x]').a[1] }}", "x"),
    "lookup-without-a-cluster": ('{{ lookup("v1", "Secret", "ns", "s") | toJson }}', "{}"),
    "set-changes": ("{% set d = dict() %}{% do set(d, 'a', 1) %}{{ d.a }}", "1"),
    "coalesce": ("{{ coalesce(Values.nowhere, Values.nothing, '', 'last') }}", "last"),
    "empty": ("{{ empty(Values.nowhere) }} {{ empty(Values.name) }}", "true false"),
    "required": ("{{ required('a name', Values.name) }}", "web"),
    "kindOf": ("{{ kindOf(1) }} {{ kindOf(Values.port) }} {{ kindOf(Values.table) }}", "int float64 map"),
    "merge": ("{{ merge({'a': 1}, {'a': 2, 'b': 3}) | toJson }}", '{"a":1,"b":3}'),
    "method": ('{{ Files.Get("config/motd.txt") }}', "Fair winds.\n"),
    "method-with-a-result-with-methods": ('{{ Files.Glob("config/*").AsConfig() }}', "motd.txt: |\n  Fair winds."),
    "method-of-capabilities": ('{{ Capabilities.APIVersions.Has("v1") }}', "true"),
    "method-of-a-map": ('{{ Values.Table("table").z }}', "last"),
    # as filters the piped value is the last argument
    "filter-default": ("{{ Values.nowhere | default('x') }}", "x"),
    "filter-default-of-zero": ("{{ 0 | default(5) }} {{ Values.off | default(true) }}", "5 true"),
    "filter-default-as-jinja-has-it": ("{{ '' | default('x', true) }}{{ '' | d('y', boolean=true) }}", "xy"),
    "filter-trunc": ("{{ 'abcdef' | trunc(2) }}", "ab"),
    "filter-replace": ("{{ 'a-b' | replace('-', '_') }}", "a_b"),
    "filter-indent": ("{{ 'a\nb' | indent(2) }}", "  a\n  b"),
    "filter-nindent": ("{{ Values.table.a | toYaml | nindent(2) }}", "\n  b: deep"),
    "filter-join": ("{{ Values.words | join('-') }} {{ Values.list | join }}", "b-a-C 312"),
    "filter-required": ("{{ Values.name | required('a name') }}", "web"),
    "filter-ternary": ("{{ Values.on | ternary('yes', 'no') }}", "yes"),
    "filter-sub": ("{{ 10 | sub(3) }}", "-7"),
    "filter-b64": ("{{ 'x' | b64enc | b64dec }}", "x"),
    "filter-tojson": ("{{ {'a': '<b>'} | tojson }}", '{"a":"\\u003cb\\u003e"}'),
    "filter-without": ("{{ 1 | has([1, 2]) if false }}{{ [1, 2] | has(1) }}", "true"),
    # where the piped value comes first
    "filter-round": ("{{ 1.2345 | round(2) }} {{ 2.6 | round }}", "1.23 3"),
    "filter-slice": ("{{ [1, 2, 3] | slice(1, 2) | toJson }}", "[2]"),
    "filter-tpl": ("{{ '{{ Values.name }}!' | tpl }}", "web!"),
    # names that Jinja2 has too
    "filter-list-collects": (
        "{{ 'ab' | list | toJson }} {{ {'b': 1, 'a': 2} | list | toJson }}",
        '["a","b"] ["a","b"]',
    ),
    "filter-list-makes": ("{{ 2 | list(1) | toJson }}", "[1,2]"),
    "filter-max": (
        "{{ Values.list | max }} {{ 1 | max(2) }} {{ Values.people | max(attribute='age') | toJson }}",
        '3 2 {"age":40,"name":"Ann"}',
    ),
    "filter-min": ("{{ Values.list | min }}", "1"),
    "filter-first-last": ("{{ Values.words | first }}{{ Values.words | last }}", "bC"),
    "filter-reverse": ("{{ Values.list | reverse | toJson }} {{ 'abc' | reverse }}", "[2,1,3] cba"),
    "filter-int-float": ("{{ '12' | int + 1 }} {{ '1.5' | float }}", "13 1.5"),
    "filter-title-trim": ("{{ ' a b ' | trim | title }}", "A B"),
    # Jinja2's own
    "filter-length": ("{{ 'é' | length }} {{ Values.list | count }}", "1 3"),
    "filter-abs": ("{{ -2 | abs }}", "2"),
    "filter-sum": ("{{ Values.list | sum }} {{ Values.people | sum(attribute='age') }}", "6 110"),
    "filter-sort": ("{{ Values.words | sort | join }} {{ Values.list | sort(reverse=true) | join }}", "abC 321"),
    "filter-sort-attribute": (
        "{{ Values.people | sort(attribute='age') | map(attribute='name') | join }}",
        "BobAnnCid",
    ),
    "filter-map": ("{{ Values.words | map('upper') | map('quote') | join(',') }}", '"B","A","C"'),
    "filter-map-arguments": ("{{ Values.words | map('replace', 'a', 'x') | join }}", "bxC"),
    "filter-map-default": ("{{ [{'a': 1}, {}] | map(attribute='a', default=0) | join }}", "10"),
    "filter-select": ("{{ [0, 1, ''] | select | toJson }} {{ [1, 2, 3] | select('gt', 1) | toJson }}", "[1] [2,3]"),
    "filter-reject": ("{{ [1, 2, 3] | reject('odd') | toJson }}", "[2]"),
    "filter-selectattr": ("{{ Values.people | selectattr('age', 'eq', 40) | map(attribute='name') | join }}", "AnnCid"),
    "filter-rejectattr": ("{{ Values.people | rejectattr('age', 'eq', 40) | map(attribute='name') | join }}", "Bob"),
    "filter-selectattr-defined": ("{{ [{'a': 1}, {}] | selectattr('a', 'defined') | length }}", "1"),
    "filter-groupby": (
        "{% for age, group in Values.people | groupby('age') %}{{ age }}:{{ group | length }};{% endfor %}",
        "30:1;40:2;",
    ),
    "filter-unique": (
        "{{ [1, 2, 1, [3], [3]] | unique | toJson }} {{ ['a', 'A'] | unique | toJson }}",
        '[1,2,[3]] ["a"]',
    ),
    "filter-batch": ("{{ [1, 2, 3] | batch(2, 0) | toJson }}", "[[1,2],[3,0]]"),
    "filter-items": ("{% for k, v in Values.table.a | items %}{{ k }}={{ v }}{% endfor %}", "b=deep"),
    "filter-dictsort": ("{{ {'b': 1, 'A': 2} | dictsort | toJson }}", '[["A",2],["b",1]]'),
    "filter-dictsort-value": (
        "{{ {'b': 1, 'A': 2} | dictsort(by='value', reverse=true) | toJson }}",
        '[["A",2],["b",1]]',
    ),
    "filter-string": ("{{ (1.0 | string) ~ (none | string) }}", "1"),
    "filter-texts": ("{{ 'ab' | capitalize }}{{ 'x' | center(3) }}{{ 'a b c' | wordcount }}", "Ab x 3"),
    "filter-truncate": ("{{ 'one two three' | truncate(10) }}", "one..."),
    "filter-urlencode": ("{{ 'a b/c?é' | urlencode }}", "a%20b/c%3F%C3%A9"),
    "range": (
        "{{ range(3) | toJson }} {{ range(1, 6, 2) | toJson }} {{ range(Values.list[2]) | toJson }}",
        "[0,1,2] [1,3,5] [0,1]",
    ),
    "namespace": (
        "{% set n = namespace(a=1) %}{% for i in range(3) %}{% set n.a = n.a + i %}{% endfor %}{{ n.a }}",
        "4",
    ),
    "cycler": ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}", "aba"),
    "joiner": ("{% set comma = joiner(',') %}{% for i in range(3) %}{{ comma() }}{{ i }}{% endfor %}", "0,1,2"),
    # methods of texts, lists and mappings
    "text-methods": (
        "{{ 'a,b'.split(',') | toJson }} {{ 'ab'.upper() }} {{ 'ab'.startswith('a') }}",
        '["a","b"] AB true',
    ),
    "text-replace": ("{{ 'aa'.replace('a', 'b') }} {{ '-'.join(Values.list) }}", "bb 3-1-2"),
    "text-partition": ("{{ 'a=b'.partition('=') | toJson }}", '["a","=","b"]'),
    "list-methods": ("{{ [1, 2, 1].count(1) }}{{ [1, 2].index(2) }}", "21"),
    "mapping-methods": ("{{ Values.table.a.keys() | toJson }}{{ Values.table.a.values() | toJson }}", '["b"]["deep"]'),
    "mapping-get": ("{{ Values.get('nowhere', 'x') }}{{ Values.table.get('z') }}", "xlast"),
    "a-key-wins-over-a-method": ("{{ Values.table.items }}", "a key"),
    "items-in-the-order-of-keys": ("{% for k, v in {'b': 1, 'a': 2}.items() %}{{ k }}{{ v }}{% endfor %}", "a2b1"),
    # tests
    "test-defined": (
        "{{ Values.nowhere is defined }} {{ Values.name is defined }} {{ a.b is undefined }}",
        "false true true",
    ),
    "test-kinds": (
        "{{ 'a' is string }}{{ {} is mapping }}{{ [] is sequence }}"
        "{{ 1 is number }}{{ true is number }}{{ none is none }}",
        "truetruetruetruefalsetrue",
    ),
    "test-integer-of-a-value": ("{{ Values.port is integer }} {{ Values.ratio is integer }}", "true false"),
    "test-numbers": ("{{ 4 is even }}{{ Values.list[0] is odd }}{{ 6 is divisibleby(3) }}", "truetruetrue"),
    "test-in": ("{{ 'a' is in(['a']) }}", "true"),
    "test-empty": ("{{ [] is empty }} {{ Values.name is empty }}", "true false"),
}


@pytest.mark.parametrize(("text", "expected"), OUTPUTS.values(), ids=OUTPUTS)
def test_output(text: str, expected: str) -> None:
    assert jinja_support.render(text) == expected


ERRORS = {
    "kind-of-argument": ("{{ trunc('a', 'b') }}", "argument 1 of trunc: expected int, got string"),
    "number-with-a-fraction": ("{{ trunc(1.5, 'b') }}", "argument 1 of trunc: expected int, got number"),
    "number-too-large": ("{{ derivePassword(-1, 'long', 'a', 'b', 'c') }}", "-1 overflows uint32"),
    "mapping-expected": ("{{ hasKey('a', 'b') }}", "argument 1 of hasKey: expected mapping, got string"),
    "filter-with-the-mapping-piped": (
        "{{ Values | hasKey('b') }}",
        "argument 1 of hasKey: expected mapping, got string",
    ),
    "nil-for-a-string": ("{{ trim(none) }}", "argument 1 of trim: expected string, got null"),
    "too-few": ("{{ trunc(1) }}", "trunc takes 2 arguments, 1 given"),
    "too-many": ("{{ trim('a', 'b') }}", "trim takes 1 argument, 2 given"),
    "too-few-of-many": ("{{ index() }}", "index takes at least 1 argument, 0 given"),
    "named": ("{{ trunc(length=1) }}", "trunc takes no keyword arguments"),
    "error-of-a-function": ("{{ index([1], 5) }}", "error calling index: "),
    "error-of-toDate": ("{{ mustToDate('2006-01-02', 'x') }}", "error calling mustToDate: "),
    "missing-argument": ("{{ upper(Values.nowhere) }}", "Values.nowhere is undefined"),
    "missing-inside-a-list": ("{{ [Values.nowhere] | toJson }}", "Values.nowhere is undefined"),
    "missing-inside-a-mapping": ("{{ dict(a=Values.nowhere) | toJson }}", "Values.nowhere is undefined"),
    "function-as-a-value": ("{{ quote(toYaml) }}", "toYaml is a function; call it with ()"),
    "function-inside-a-list": ("{{ [toYaml] | toJson }}", "toYaml is a function; call it with ()"),
    "macro-as-a-value": ("{% macro m() %}{% endmacro %}{{ [m] | toJson }}", "a macro cannot be used as a value"),
    "method-not-called": ("{{ Files.Get }}", "Get is a function; call it with ()"),
    "method-with-the-wrong-kind": ("{{ Files.Get(1) }}", "argument 1 of Get: expected string, got number"),
    "call-of-a-text": ("{{ Values.name() }}", "a string cannot be called"),
    "key-that-is-no-text": ("{{ {1: 2} }}", "the keys of a mapping must be strings, not a number"),
    "append": ("{% do Values.list.append(1) %}", "append would modify a list in place, which is not allowed"),
    "format": ("{{ '{}'.format(1) }}", "the method format of strings is not available; use printf"),
    "percent": ("{{ '%s' % 1 }}", "% does not format strings; use printf"),
    "plus-of-kinds": ("{{ 'a' + 1 }}", "unsupported operands for +: string and number"),
    "minus-of-lists": ("{{ [1] - [1] }}", "unsupported operands for -: list and list"),
    "division": ("{{ 1 / 0 }}", "division by zero"),
    "in-of-kinds": ("{{ 1 in 'a' }}", "in requires a string on the left of a string, not a number"),
    "loop-over-a-number": (
        "{% for i in 3 %}{% endfor %}",
        "cannot loop over a number; use range for numbers",
    ),
    "range-of-a-fraction": ("{{ range(1.5) }}", "range takes integers, not a number"),
    "sum-of-texts": ("{{ ['a'] | sum }}", "expected number, got string"),
    "max-of-nothing": ("{{ [] | max }}", "max of an empty list"),
    "length-of-a-number": ("{{ 1 | length }}", "a number has no length"),
    "map-with-no-filter": ("{{ [1] | map('nosuch') }}", "no filter named 'nosuch'"),
    "select-with-no-test": ("{{ [1] | select('nosuch') }}", "no test named 'nosuch'"),
    "test-of-a-missing-value": ("{{ Values.nowhere is string }}", "Values.nowhere is undefined"),
    "cycler-of-nothing": ("{{ cycler() }}", "at least one item has to be provided"),
}


@pytest.mark.parametrize(("text", "message"), ERRORS.values(), ids=ERRORS)
def test_error(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        jinja_support.render(text)
    found = str(caught.value)
    assert found.startswith("execution error at (web/templates/page.yaml:1): ")
    assert message in found


@pytest.mark.parametrize("name", ["env", "expandenv"])
def test_functions_that_helm_removes(name: str) -> None:
    with pytest.raises(TemplateError, match=f"{name} is undefined"):
        jinja_support.render(f"{{{{ {name}('HOME') }}}}")


def test_every_function_is_a_filter() -> None:
    # Go functions whose names are keywords of Jinja2 are left out; its operators replace them.
    names = sorted(set(jinja_support.functions()) - {"tpl"})
    text = "{% for name in Values.names %}{{ name is filter }},{% endfor %}"
    assert set(jinja_support.render(text, values={"names": [*names]}).split(",")) == {"true", ""}
