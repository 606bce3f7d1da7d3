# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart.yaml: types, sanitizing and validation; the results are those of Helm's packages."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import metadata
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError, DataError

#: YAML and the fields that Helm 4 decodes.
DECODED = [
    (
        "numbers become texts",
        "name: 1.0\nversion: 12345678\nappVersion: 1.10",
        {"name": "1", "version": "12345678", "appVersion": "1.1"},
    ),
    ("booleans become texts", "appVersion: true", {"appVersion": "true"}),
    ("dates stay texts", "description: 2020-01-01", {"description": "2020-01-01"}),
    ("exponents", "kubeVersion: 1e3", {"kubeVersion": "1000"}),
    ("octal and hexadecimal", "icon: 0x10\nhome: 010", {"home": "8", "icon": "16"}),
    ("too large for an integer", "name: 18446744073709551616", {"name": "1.8446744e+19"}),
    ("in a list", "keywords: [1, 2.50, true, null]", {"keywords": ["1", "2.5", "true", ""]}),
    ("in a mapping", "annotations: {a: 1, b: true, c: null}", {"annotations": {"a": "1", "b": "true", "c": ""}}),
    ("yes is true", "deprecated: yes", {"deprecated": True}),
    ("null leaves a field out", "name: null\nsources: ~\ndependencies: null", {}),
    ("keys of any case, the later one wins", "NAME: x\nName: z", {"name": "z"}),
    ("unknown fields", "engine: gotpl\nname: a\n1: 2", {"name": "a"}),
    ("nothing", "", {}),
    ("null entries", "maintainers: [null]", {"maintainers": [None]}),
    ("the order is the struct's", "version: 1.0.0\nname: a", {"name": "a", "version": "1.0.0"}),
]

#: YAML and Helm 4's error.
REFUSED = [
    ("name: [a]", "json: cannot unmarshal array into Go struct field Metadata.name of type string"),
    ("name: {a: b}", "json: cannot unmarshal object into Go struct field Metadata.name of type string"),
    ("keywords: a", "json: cannot unmarshal string into Go struct field Metadata.keywords of type []string"),
    (
        "maintainers: [a]",
        "json: cannot unmarshal string into Go struct field Metadata.maintainers of type v2.Maintainer",
    ),
    (
        "maintainers: [{name: [1]}]",
        "json: cannot unmarshal array into Go struct field Maintainer.maintainers.name of type string",
    ),
    (
        "dependencies: [{condition: {a: b}}]",
        "json: cannot unmarshal object into Go struct field Dependency.dependencies.condition of type string",
    ),
    (
        "dependencies: [{enabled: 1}]",
        "json: cannot unmarshal number into Go struct field Dependency.dependencies.enabled of type bool",
    ),
    ("annotations: {a: [1]}", "json: cannot unmarshal array into Go struct field Metadata.annotations of type string"),
    (
        "annotations: [1]",
        "json: cannot unmarshal array into Go struct field Metadata.annotations of type map[string]string",
    ),
    ("deprecated: 'yes'", "json: cannot unmarshal string into Go struct field Metadata.deprecated of type bool"),
    ("[1]", "json: cannot unmarshal array into Go value of type v2.Metadata"),
    ("foo", "json: cannot unmarshal string into Go value of type v2.Metadata"),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in DECODED], ids=[row[0] for row in DECODED])
def test_decode(text: str, expected: dict[str, Any]) -> None:
    decoded = metadata.decode(yaml_in.decode(text), HELM4)
    assert decoded == expected
    assert list(decoded) == list(expected)


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_decode_refuses(text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        metadata.decode(yaml_in.decode(text), HELM4)
    assert caught.value.what == f"error unmarshaling JSON: while decoding JSON: {message}"


def test_each_helm_has_its_own_fields() -> None:
    text = yaml_in.decode("name: a\nengine: gotpl\ntillerVersion: '>2'\ntype: library\ndependencies: [{name: b}]")
    assert metadata.decode(text, HELM2) == {"name": "a", "engine": "gotpl", "tillerVersion": ">2"}
    assert metadata.decode(text, HELM3) == {"name": "a", "dependencies": [{"name": "b"}], "type": "library"}


GOOD = {"apiVersion": "v2", "name": "boat", "version": "1.0.0"}

#: A change to valid metadata, and Helm's error.
INVALID = [
    ("no API version", {"apiVersion": ""}, "chart.metadata.apiVersion is required"),
    ("no name", {"name": ""}, "chart.metadata.name is required"),
    ("a name of line breaks", {"name": "\x00\x01"}, "chart.metadata.name is required"),
    ("a dot for a name", {"name": "."}, 'chart.metadata.name "." is not allowed'),
    ("dots for a name", {"name": ".."}, 'chart.metadata.name ".." is not allowed'),
    ("a path for a name", {"name": "../boat"}, 'chart.metadata.name "../boat" is invalid'),
    ("no version", {"version": ""}, "chart.metadata.version is required"),
    ("no semantic version", {"version": "one"}, 'chart.metadata.version "one" is invalid'),
    ("a type of its own", {"type": "vessel"}, "chart.metadata.type must be application or library"),
    ("a maintainer that is null", {"maintainers": [None]}, "maintainers must not contain empty or null nodes"),
    ("a dependency that is null", {"dependencies": [None]}, "dependencies must not contain empty or null nodes"),
    (
        "an alias with a dot",
        {"dependencies": [{"name": "sail", "alias": "main.sail"}]},
        'dependency "sail" has disallowed characters in the alias',
    ),
    (
        "a name twice",
        {"dependencies": [{"name": "sail"}, {"name": "jib", "alias": "sail"}]},
        'more than one dependency with name or alias "sail"',
    ),
]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in INVALID], ids=[row[0] for row in INVALID])
def test_validate_refuses(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ChartError) as caught:
        metadata.validate({**GOOD, **change})
    assert caught.value.what == f"validation: {message}"


def test_validate_cleans() -> None:
    fields: dict[str, Any] = {
        **GOOD,
        "version": "1.0",
        "description": "one\ntwo\tthree\x07\u200bfour\u00a0five",
        "keywords": ["a\nb"],
        "maintainers": [{"name": "An\nna"}],
        "dependencies": [{"name": "sa\x00il", "tags": ["x\ry"]}],
    }
    metadata.validate(fields)
    assert fields["description"] == "one two threefour five"
    assert fields["keywords"] == ["a b"]
    assert fields["maintainers"] == [{"name": "An na"}]
    assert fields["dependencies"] == [{"name": "sail", "tags": ["x y"]}]
