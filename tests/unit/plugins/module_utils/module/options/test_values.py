# SPDX-License-Identifier: GPL-3.0-or-later
"""Values from files, from the task and in the syntax of --set."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ValuesError
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import values


@pytest.fixture
def merged(task):
    def merge(**params):
        return values.values_from(task(values.SPEC, **params).params)

    return merge


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content)
        return str(path)

    return write


def test_no_values(merged):
    assert merged() == {}


def test_later_files_take_precedence_key_by_key(merged, file):
    one = file("1.yaml", "a: 1\nm: {x: 1, k: 1}\nl: [1, 2]\n")
    two = file("2.yaml", "m: {k: 2}\nl: [3]\n")
    assert merged(values_files=[one, two]) == {"a": 1, "m": {"x": 1, "k": 2}, "l": [3]}


def test_precedence(merged, file):
    one = file("1.yaml", "m: {x: 1, k: 1, z: 1}\n")
    result = merged(values_files=[one], values={"m": {"k": 2, "z": 2}}, set_values=[{"value": "m.z=3"}])
    assert result == {"m": {"x": 1, "k": 2, "z": 3}}


def test_a_null_of_the_task_is_kept(merged):
    assert merged(values={"a": None}) == {"a": None}


def test_types_of_set(merged, file):
    path = file("v.txt", "line\n")
    sets = [
        {"value": "a=1"},
        {"value": "b=1", "value_type": "string"},
        {"value": 'c={"x": [true]}', "value_type": "json"},
        {"value": f"d={path}", "value_type": "file"},
        {"value": "e=x,y={z}", "value_type": "literal"},
    ]
    assert merged(set_values=sets) == {"a": 1, "b": "1", "c": {"x": [True]}, "d": "line\n", "e": "x,y={z}"}


def test_json_is_evaluated_before_raw(merged):
    sets = [{"value": "a=1"}, {"value": "a=2", "value_type": "json"}]
    assert merged(set_values=sets) == {"a": 1}


NUMBERS = {"int": (3, 3.0), "float": (1.5, 1.5), "large": (2**53 + 1, float(2**53)), "bool": (True, True)}


@pytest.mark.parametrize(("given", "read"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_are_those_of_a_values_file(merged, given, read):
    value = merged(values={"a": [given]})["a"][0]
    assert value == read
    assert type(value) is type(read)


def test_numbers_that_are_not_valid_in_json(merged):
    for number in (float("inf"), float("nan"), 10**400):
        with pytest.raises(ValuesError, match="a number that is not valid in JSON"):
            merged(values={"a": number})


BROKEN = {
    "a tab": ("a: 1\nb:\n\t- x\n", "is not valid YAML: line 3: found character that cannot start any token"),
    "an open bracket": ("a: 1\nb: [1, 2\n", "is not valid YAML: line 2: did not find expected ',' or ']'"),
    "a list": ("- a\n", "must be a mapping, not: array"),
    "text": ("just text\n", "must be a mapping, not: string"),
    "a web page": ("<html>\n<body>a: b</body>\n", "is not valid YAML: line 2: mapping values are not allowed"),
    "a second document": ("a: 1\n---\n- b\n", "must be a mapping, not: array"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_an_invalid_file(merged, file, content, message):
    path = file("broken.yaml", content)
    with pytest.raises(ValuesError) as caught:
        merged(values_files=[path])
    assert str(caught.value).startswith(f"values file {path}: {message}")
    assert str(caught.value).endswith("Correct the file.")


def test_an_empty_file(merged, file):
    assert merged(values_files=[file("empty.yaml", "")]) == {}


def test_a_missing_file(merged, tmp_path):
    with pytest.raises(ValuesError, match=r"none\.yaml: cannot be read: No such file or directory. Check the path"):
        merged(values_files=[str(tmp_path / "none.yaml")])


def test_a_missing_file_of_set(merged, tmp_path):
    with pytest.raises(ValuesError, match="cannot be read: No such file"):
        merged(set_values=[{"value": f"a={tmp_path}/none", "value_type": "file"}])


def test_an_encrypted_file(merged, file):
    path = file("vault.yaml", "$ANSIBLE_VAULT;1.1;AES256\n3031\n")
    with pytest.raises(ValuesError, match="is encrypted with Ansible Vault.*release_values"):
        merged(values_files=[path])


def test_an_invalid_set_value(merged):
    with pytest.raises(ValuesError, match="^set_values: failed parsing --set data"):
        merged(set_values=[{"value": "a.b"}])
