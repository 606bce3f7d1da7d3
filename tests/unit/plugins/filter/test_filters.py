# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters, called through Ansible's own templating with its lazy and tagged values.

The expected YAML comes from sigs.k8s.io/yaml 1.6.
"""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from ansible_collections.coxswain.helm.plugins.filter.from_go_yaml import from_go_yaml
from ansible_collections.coxswain.helm.plugins.filter.gotemplate import gotemplate
from ansible_collections.coxswain.helm.plugins.filter.merge_values import merge_values
from ansible_collections.coxswain.helm.plugins.filter.to_go_yaml import to_go_yaml

MERGED = {
    "nothing over it": (({"a": 1},), {"a": 1}),
    "keys at every depth": (({"m": {"x": 1, "y": 1}}, {"m": {"y": 2}}), {"m": {"x": 1, "y": 2}}),
    "lists are replaced": (({"l": [1, 2]}, {"l": [3]}), {"l": [3]}),
    "null stays": (({"a": 1}, {"a": None}), {"a": None}),
    "three": (({"a": 1}, {"a": 2}, {"a": 3}), {"a": 3}),
    "a list of dictionaries": (([{"a": 1}, {"b": 2}], {"c": 3}), {"a": 1, "b": 2, "c": 3}),
    "nothing counts as empty": ((None, {"a": 1}, None), {"a": 1}),
}


@pytest.mark.parametrize(("arguments", "expected"), MERGED.values(), ids=MERGED)
def test_merge_values(arguments, expected):
    assert merge_values(*arguments) == expected


def test_merge_values_does_not_modify_its_input():
    base = {"m": {"x": 1}}
    merge_values(base, {"m": {"x": 2}})
    assert base == {"m": {"x": 1}}


def test_merge_values_rejects_anything_but_dictionaries():
    with pytest.raises(AnsibleError, match="merge_values: item 2 of 2 must be a dictionary, not str"):
        merge_values({}, "a")


WRITTEN = {
    "sorted keys": ({"b": 1, "a": {"d": 1, "c": 1}}, "a:\n  c: 1\n  d: 1\nb: 1"),
    "a list is not indented": ({"l": ["x", {"a": 1}]}, "l:\n- x\n- a: 1"),
    "what looks like a flag is quoted": (["yes", "on", "true"], '- "yes"\n- "on"\n- "true"'),
    "what looks like a number is quoted": (["1", "1e3", "0x10"], '- "1"\n- "1e3"\n- "0x10"'),
    "lines": ("a\nb\n", "|\n  a\n  b"),
    "empty": ({"a": {}, "b": [], "c": None, "d": ""}, 'a: {}\nb: []\nc: null\nd: ""'),
    "a whole number": ({"count": 1000000, "n": 1}, 'count: 1000000\n"n": 1'),
}


@pytest.mark.parametrize(("value", "text"), WRITTEN.values(), ids=WRITTEN)
def test_to_go_yaml(value, text):
    assert to_go_yaml(value) == text


READ = {
    "flags of YAML 1.1": ("a: yes\nb: n\n", {"a": True, "b": False}),
    "numbers": ("a: 010\nb: 1.5\nc: 1e3\nd: 2.0\n", {"a": 8, "b": 1.5, "c": 1000, "d": 2}),
    "dates and times stay texts": ("a: 2026-05-01\nb: 1:30\n", {"a": "2026-05-01", "b": "1:30"}),
    "keys become texts": ("1: a\ntrue: b\n", {"1": "a", "true": "b"}),
    "the first document": ("a: 1\n---\na: 2\n", {"a": 1}),
    "empty": ("", None),
}


@pytest.mark.parametrize(("text", "value"), READ.values(), ids=READ)
def test_from_go_yaml(text, value):
    assert from_go_yaml(text) == value


def test_from_go_yaml_all():
    assert from_go_yaml("a: 1\n---\n---\n- b\n", all=True) == [{"a": 1}, ["b"]]


def test_from_go_yaml_rejects():
    with pytest.raises(AnsibleError, match="from_go_yaml: .*line 1"):
        from_go_yaml("a: [1\n")
    with pytest.raises(AnsibleError, match="from_go_yaml: the input must be a string, not dict"):
        from_go_yaml({"a": 1})


RENDERED = {
    "the dot": ("Hello {{ .name | upper }}!", {"name": "ann"}, {}, "Hello ANN!"),
    "a list": ("{{ range . }}{{ . }};{{ end }}", [1, 2], {}, "1;2;"),
    "nothing": ("{{ if . }}a{{ else }}b{{ end }}", None, {}, "b"),
    "a function of Helm": ("{{ toYaml . }}", {"b": 1, "a": [True]}, {}, "a:\n- true\nb: 1"),
    "define and include": ('{{ define "a" }}<{{ . }}>{{ end }}{{ include "a" .x }}', {"x": "y"}, {}, "<y>"),
    "tpl": ("{{ tpl .t . }}", {"t": "{{ .v }}", "v": 1}, {}, "1"),
    "a missing key": ("[{{ .missing }}]", {}, {}, "[]"),
    "whole numbers": ("{{ .n }} {{ add .n 1 }} {{ eq .n 1000000 }}", {"n": 1000000}, {}, "1000000 1000001 true"),
    "numbers as in values": ("{{ .n }}", {"n": 1000000}, {"numbers": "helm"}, "1e+06"),
    "another dialect": ("{{ hasKey . `a` }}", {"a": 1}, {"dialect": "helm2"}, "true"),
}


@pytest.mark.parametrize(("text", "data", "options", "expected"), RENDERED.values(), ids=RENDERED)
def test_gotemplate(text, data, options, expected):
    assert gotemplate(text, data, **options) == expected


REFUSED = {
    "a text that does not parse": ("{{ if }}", {}, "template"),
    "a function that is not there": ("{{ nope }}", {}, 'function "nope" not defined'),
    "a text that fails": ('{{ fail "stop here" }}', {}, "stop here"),
    "not a string": (["a"], {}, "gotemplate: the template must be a string, not list"),
    "an unknown dialect": ("a", {"dialect": "helm1"}, "dialect must be one of helm2, helm3, helm4, not 'helm1'"),
    "an unknown value of numbers": ("a", {"numbers": "roman"}, "numbers must be exact or helm"),
}


@pytest.mark.parametrize(("text", "options", "message"), REFUSED.values(), ids=REFUSED)
def test_gotemplate_rejects(text, options, message):
    with pytest.raises(AnsibleError, match=message):
        gotemplate(text, {}, **options)


THROUGH_ANSIBLE = {
    "merge_values": ("base | coxswain.helm.merge_values(over)", {"a": 1, "m": {"x": "one", "y": 2}}),
    "to_go_yaml": ("base | coxswain.helm.to_go_yaml", "a: 1\nm:\n  x: one"),
    "from_go_yaml": ("'a: yes' | coxswain.helm.from_go_yaml", {"a": True}),
    "to_go_yaml with lists, numbers and templates": (
        "{'l': [one, 2.5, true, none, {'d': '2026-05-01' | to_datetime('%Y-%m-%d')}]} | coxswain.helm.to_go_yaml",
        "l:\n- one\n- 2.5\n- true\n- null\n- d: 2026-05-01T00:00:00",
    ),
    "gotemplate": ("text | coxswain.helm.gotemplate(base)", "one"),
}


@pytest.mark.parametrize(("expression", "expected"), THROUGH_ANSIBLE.values(), ids=THROUGH_ANSIBLE)
def test_through_ansible(template, expression, expected):
    variables = {
        "one": "one",
        "base": {"a": 1, "m": {"x": "{{ one }}"}},
        "over": {"m": {"y": 2}},
        "text": "{{ '{{ .m.x }}' }}",
    }
    assert template(expression, **variables) == expected


#: variables from a file: tagged strings, dates, numbers, templates, and an encrypted string
FILE = """\
base:
  name: web
  count: 3
  ratio: 0.5
  live: true
  none: null
  day: 2026-05-01
  list: [one, "{{ word }}", {deep: "{{ word }}"}]
  2: a number as key
word: templated
over: {list: ["{{ secret }}"], token: "{{ secret }}"}
text: "{{ '{{ .name }}-{{ .token }}-{{ range .list }}{{ . }}{{ end }}' }}"
yaml: "a: [yes, '{{ word }}']"
"""

OF_A_FILE = {
    "merge_values": (
        "base | coxswain.helm.merge_values(over, {'count': 4})",
        {
            "name": "web",
            "count": 4,
            "ratio": 0.5,
            "live": True,
            "none": None,
            "day": "2026-05-01",
            "list": ["geheim"],
            "2": "a number as key",
            "token": "geheim",
        },
    ),
    "merge_values of an encrypted text": (
        "{'a': secret} | coxswain.helm.merge_values({'b': word})",
        {"a": "geheim", "b": "templated"},
    ),
    "to_go_yaml": (
        "base | coxswain.helm.to_go_yaml",
        '"2": a number as key\ncount: 3\nday: "2026-05-01"\nlist:\n- one\n- templated\n- deep: templated\n'
        "live: true\nname: web\nnone: null\nratio: 0.5",
    ),
    "to_go_yaml of an encrypted text": ("[secret, word] | coxswain.helm.to_go_yaml", "- geheim\n- templated"),
    "from_go_yaml": ("yaml | coxswain.helm.from_go_yaml", {"a": [True, "templated"]}),
    "from_go_yaml of an encrypted text": ("secret_yaml | coxswain.helm.from_go_yaml", {"user": "ann", "id": 1}),
    "gotemplate": (
        "text | coxswain.helm.gotemplate(base | coxswain.helm.merge_values(over))",
        "web-geheim-geheim",
    ),
    "gotemplate with an encrypted template": (
        "secret_template | coxswain.helm.gotemplate({'word': word, 'list': base.list})",
        "templated: [one templated map[deep:templated]]",
    ),
    "gotemplate with an encrypted dot": ("('{' ~ '{ . }' ~ '}') | coxswain.helm.gotemplate(secret)", "geheim"),
}


@pytest.mark.parametrize(("expression", "expected"), OF_A_FILE.values(), ids=OF_A_FILE)
def test_variables_from_a_file(template, expression, expected):
    secrets = {
        "secret": "geheim",
        "secret_yaml": "user: ann\nid: 1\n",
        "secret_template": "{{ .word }}: {{ .list }}",
    }
    assert template(expression, FILE, secrets) == expected
