# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings of the engine fuzzer: reduced cases, with the answers of Helm 4.3.1's own packages."""

# ruff: noqa: E501 - the texts are verbatim

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.coalesce import coalesce_values
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import read_values
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import ClusterQueries
from ansible_collections.coxswain.helm.plugins.module_utils.render.engine import render_templates
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_functions import function_table
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

NAME = "c/templates/t.yaml"

TEMPLATES = [
    (
        "nil as TOML",
        "{{ toToml nil }}",
        'template: c/templates/t.yaml:1:3: executing "c/templates/t.yaml" at <toToml nil>: error calling toToml: reflect: call of reflect.Value.Type on zero Value',
    ),
    (
        "nil as TOML, must",
        "{{ mustToToml .Values.o }}",
        'template: c/templates/t.yaml:1:3: executing "c/templates/t.yaml" at <mustToToml .Values.o>: error calling mustToToml: reflect: call of reflect.Value.Type on zero Value',
    ),
    ("complex as TOML", "{{ toToml 1i }}", "unsupported type for key '': complex128"),
    ("complex in TOML", '{{ toToml (dict "a" 1i) }}', "unsupported type: complex128"),
    (
        "complex as TOML, must",
        "{{ mustToToml 1i }}",
        "template: c/templates/t.yaml:1:3: executing \"c/templates/t.yaml\" at <mustToToml 1i>: error calling mustToToml: unsupported type for key '': complex128",
    ),
    (
        "complex as pretty YAML",
        "{{ toYamlPretty 1i }}",
        'template: c/templates/t.yaml:1:3: executing "c/templates/t.yaml" at <toYamlPretty 1i>: error calling toYamlPretty: cannot marshal type: complex128',
    ),
    (
        "cycle as raw JSON",
        '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ toRawJson $d }}',
        'template: c/templates/t.yaml:1:44: executing "c/templates/t.yaml" at <toRawJson $d>: error calling toRawJson: json: unsupported value: encountered a cycle via map[string]interface {}',
    ),
    (
        "cycle through a list as raw JSON",
        '{{ $d := dict }}{{ $_ := set $d "a" (list 1 $d) }}{{ toRawJson $d }}',
        'template: c/templates/t.yaml:1:53: executing "c/templates/t.yaml" at <toRawJson $d>: error calling toRawJson: json: unsupported value: encountered a cycle via []interface {}',
    ),
    (
        "cycle through a list as JSON",
        '{{ $d := dict }}{{ $_ := set $d "a" (list 1 $d) }}{{ mustToJson $d }}',
        'template: c/templates/t.yaml:1:53: executing "c/templates/t.yaml" at <mustToJson $d>: error calling mustToJson: json: unsupported value: encountered a cycle via map[string]interface {}',
    ),
    (
        "cycle of values",
        '{{ $_ := set .Values "a" .Values }}{{ mustToPrettyJson .Values }}',
        'template: c/templates/t.yaml:1:38: executing "c/templates/t.yaml" at <mustToPrettyJson .Values>: error calling mustToPrettyJson: json: unsupported value: encountered a cycle via common.Values',
    ),
    (
        "cycle as YAML",
        '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ mustToYaml $d }}',
        'template: c/templates/t.yaml:1:44: executing "c/templates/t.yaml" at <mustToYaml $d>: error calling mustToYaml: error marshaling into JSON: json: unsupported value: encountered a cycle via map[string]interface {}',
    ),
    ("cycle as JSON that may fail", '{{ $d := dict }}{{ $_ := set $d "a" $d }}[{{ toJson $d }}]', "[]"),
    (
        "else in a block",
        '{{ block "x" . }}\n{{ else }}{{ end }}',
        "parse error at (c/templates/t.yaml:1): unexpected {{else}} in block clause",
    ),
    (
        "else in a block of two lines",
        '\n{{ block "x" .\n}}\n{{ else }}{{ end }}',
        "parse error at (c/templates/t.yaml:3): unexpected {{else}} in block clause",
    ),
    ("type of merged values", '{{ printf "%T %T" (merge .Values) .Values }}', "map[string]interface {} common.Values"),
    (
        "merged values as a text",
        "{{ repeat 3 (merge .Values) }}",
        'c/templates/t.yaml:1:19\n  executing "c/templates/t.yaml" at <.Values>:\n    wrong type for value; expected string; got map[string]interface {}',
    ),
    (
        "values that are set are the same values",
        '{{ $x := set .Values "k" 1 }}{{ .Values.k }}{{ $_ := unset .Values "k" }}{{ hasKey $x "k" }}',
        "1false",
    ),
    ("merged values have no methods", "{{ $x := merge .Values }}[{{ $x.YAML }}]", "[]"),
    (
        "merged values put back",
        '{{ $_ := set . "Values" (mergeOverwrite .Values (dict "q" 1)) }}{{ .Values.q }} {{ printf "%T" .Values }} {{ toJson .Values }}',
        '1 map[string]interface {} {"m":{"z":2},"q":1}',
    ),
    (
        "a version by a verb for numbers",
        '{{ printf "%d %#v" (semver "1.2.3-a") (semver "1.2.3") }}',
        '&{1 2 3 %!d(string=a) %!d(string=) %!d(string=1.2.3-a)} &semver.Version{major:0x1, minor:0x2, patch:0x3, pre:"", metadata:"", original:"1.2.3"}',
    ),
    (
        "an unexported field",
        '{{ (semver "1.2.3").major }}',
        'c/templates/t.yaml:1:11\n  executing "c/templates/t.yaml" at <"1.2.3">:\n    major is an unexported field of struct type *semver.Version',
    ),
    (
        "a method with three results",
        '{{ (toDate "2006-01-02" "2021-03-04").Clock }}',
        'c/templates/t.yaml:1:24\n  executing "c/templates/t.yaml" at <"2021-03-04">:\n    function Clock has 3 return values; should be 1 or 2',
    ),
    (
        "a method with two results",
        '{{ (toDate "2006-01-02" "2021-03-04").Zone }}',
        'c/templates/t.yaml:1:24\n  executing "c/templates/t.yaml" at <"2021-03-04">:\n    invalid function signature for Zone: second return value should be error; is int',
    ),
    (
        "a method with two results and an argument",
        '{{ (toDate "2006-01-02" "2021-03-04").Zone 1 }}',
        'c/templates/t.yaml:1:24\n  executing "c/templates/t.yaml" at <"2021-03-04">:\n    wrong number of args for Zone: want 0 got 1',
    ),
    (
        "a time as bytes",
        '{{ (toDate "2006-01-02T15:04:05Z07:00" "2021-03-04T05:06:07+02:00").MarshalBinary }}',
        "[1 0 0 0 14 215 210 69 159 0 0 0 0 0 120]",
    ),
    (
        "a method that fails at the end of a chain",
        '{{ (dateModify "-30000h" (toDate "2006-01-02" "0001-01-02")).MarshalJSON }}',
        'template: c/templates/t.yaml:1:60: executing "c/templates/t.yaml" at <(dateModify "-30000h" (toDate "2006-01-02" "0001-01-02")).MarshalJSON>: error calling MarshalJSON: Time.MarshalJSON: year outside of range [0,9999]',
    ),
    (
        "a time that JSON does not have",
        '{{ mustToJson (dateModify "-30000h" (toDate "2006-01-02" "0001-01-02")) }}',
        'template: c/templates/t.yaml:1:3: executing "c/templates/t.yaml" at <mustToJson (dateModify "-30000h" (toDate "2006-01-02" "0001-01-02"))>: error calling mustToJson: json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range [0,9999]',
    ),
    ("html of several values", '{{ html 1 nil (semver "1.2.3") true "a" 3 }}', "1&lt;no value&gt;1.2.3 truea3"),
    (
        "a time as pretty YAML",
        '{{ toYamlPretty (dict "a" (toDate "2006-01-02T15:04:05Z07:00" "2021-03-04T05:06:07+02:00")) }}',
        "a: 2021-03-04T05:06:07+02:00",
    ),
    ("no match as TOML", '{{ toToml (regexFindAll "a" "b" -1) }}', "[]"),
]

REFUSED_YAML = [
    ("[-?", "error converting YAML to JSON: yaml: did not find expected ',' or ']'"),
    ("{<?", "error converting YAML to JSON: yaml: did not find expected ',' or '}'"),
    ("[}%", "error converting YAML to JSON: yaml: did not find expected node content"),
    ("[}?", "error converting YAML to JSON: yaml: did not find expected node content"),
    ("-\n1 #\n@", "error converting YAML to JSON: yaml: line 3: found character that cannot start any token"),
    ('\n  1: \n  "trail "\n  ', "error converting YAML to JSON: yaml: line 5: could not find expected ':'"),
    ("{...:{", "error converting YAML to JSON: yaml: did not find expected ',' or '}'"),
    ("{]'", "error converting YAML to JSON: yaml: did not find expected node content"),
    ("list: .nan\n1: .inf", "error converting YAML to JSON: json: unsupported value: +Inf"),
]


def answer(template: str) -> str:
    """Return the output of the template, or the text of its error."""
    dialect = DIALECTS["helm4"]
    chart = Chart(metadata={"apiVersion": "v2", "name": "c", "version": "1.2.3"})
    chart.templates = [File("templates/t.yaml", template.encode())]
    chart.values = {"m": {"z": 2.0}, "o": None}
    values = coalesce_values(chart, {}, dialect, lambda _text: None)
    try:
        functions = function_table(dialect, Entropy(), ClusterQueries())
        return render_templates(chart, {"Release": {}, "Capabilities": {}, "Values": values}, functions, dialect)[NAME]
    except CoxswainError as error:
        return error.what


@pytest.mark.parametrize(("template", "expected"), [row[1:] for row in TEMPLATES], ids=[row[0] for row in TEMPLATES])
def test_template(template: str, expected: str) -> None:
    assert answer(template) == expected


@pytest.mark.parametrize("function", ["merge", "mergeOverwrite"])
def test_merges_that_crash_helm_fail(function: str) -> None:
    held = '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $e := dict }}{{ $_ := set $e "a" $e }}'
    assert answer(held + "{{ " + function + " $d $e }}").endswith("values nest too deeply to be merged")


@pytest.mark.parametrize("call", ["$d", "toYamlPretty $d", "toToml $d", "mustToToml $d", "deepCopy $d"])
def test_encoding_what_crashes_helm_fails(call: str) -> None:
    assert "too deeply" in answer('{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ ' + call + " }}")


@pytest.mark.parametrize(("text", "expected"), REFUSED_YAML, ids=[repr(row[0]) for row in REFUSED_YAML])
def test_invalid_yaml(text: str, expected: str) -> None:
    with pytest.raises(CoxswainError) as caught:
        yaml_in.unmarshal(text)
    assert caught.value.what == expected


def test_values_file_without_a_final_newline() -> None:
    with pytest.raises(CoxswainError) as caught:
        read_values(b'"')
    assert caught.value.what == (
        "cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: found unexpected end of stream"
    )


def test_a_document_is_read_before_the_next_separator_is() -> None:
    with pytest.raises(CoxswainError) as caught:
        read_values(b"-\n---\n---d")
    assert caught.value.what.startswith("cannot unmarshal yaml document: error unmarshaling JSON")


def test_a_document_ends_before_a_fault_that_is_not_read() -> None:
    assert yaml_in.unmarshal(">\n[]-") == ""
