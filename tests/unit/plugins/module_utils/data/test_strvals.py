# SPDX-License-Identifier: GPL-3.0-or-later
"""The syntax of --set and related options."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import strvals
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import Int64

SET = [
    ("a value", "a=b", {"a": "b", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("two", "a=1,b=x", {"a": Int64(1), "b": "x", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("nested", "a.b.c=1", {"a": {"b": {"c": Int64(1)}}, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an index", "a[0]=x,a[2]=y", {"a": ["x", None, "y"], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    (
        "an index of a map",
        "a[0].b=1,a[0].c=2",
        {"a": [{"b": Int64(1), "c": Int64(2)}], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"},
    ),
    ("nested indexes", "a[1][0]=x", {"a": [None, ["x"]], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a list", "a={x,1,true}", {"a": ["x", Int64(1), True], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an empty list", "a={}", {"a": [""], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a list with an escape", "a={x\\,y,z}", {"a": ["x,y", "z"], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("behind a list", "a={x},b=1", {"a": ["x"], "b": Int64(1), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("escaped comma", "a=x\\,y", {"a": "x,y", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("escaped point", "a\\.b=1", {"a.b": Int64(1), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("escaped equals", "a\\=b=1", {"a=b": Int64(1), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an equals sign in a value", "a=b=c", {"a": "b=c", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an empty value", "a=", {"a": "", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an empty value before", "a=,b=1", {"a": "", "b": Int64(1), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("null", "a=null", {"a": None, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    (
        "odd case",
        "a=TRUE,b=Null,c=fAlse",
        {"a": True, "b": None, "c": False, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"},
    ),
    ("zero", "a=0", {"a": Int64(0), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a leading zero", "a=007", {"a": "007", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a float", "a=1.5", {"a": "1.5", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    (
        "the largest",
        "a=9223372036854775807",
        {"a": Int64(9223372036854775807), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"},
    ),
    ("too large", "a=9223372036854775808", {"a": "9223372036854775808", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("negative", "a=-5", {"a": Int64(-5), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("spaces", " a = b ", {" a ": " b ", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an empty key", "=1", {"l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a trailing comma", "a=1,", {"a": Int64(1), "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a trailing point", "a.", {"l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("nothing", "", {"l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a backslash last", "a=b\\", {"a": "b", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an open index", "a[0", {"l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("extend a list", "l[1]=z", {"l": ["p", "z"], "m": {"x": Int64(1)}, "s": "x"}),
    ("replace a scalar in a list", "l[0].x=z", {"l": [{"x": "z"}], "m": {"x": Int64(1)}, "s": "x"}),
    ("override a map", "m=1", {"l": ["p"], "m": Int64(1), "s": "x"}),
    ("add to a map", "m.y=2", {"l": ["p"], "m": {"x": Int64(1), "y": Int64(2)}, "s": "x"}),
]

SET_ERRORS = [
    ("no value", "a", 'key "a" has no value'),
    ("no value before a comma", "a,b=1", 'key "a" has no value (cannot end with ,)'),
    ("an empty map", "a.=1", 'key map "a" has no value'),
    ("an open list", "a={x", "list must terminate with '}'"),
    ("no index", "a[]=1", 'error parsing index: strconv.Atoi: parsing "": invalid syntax'),
    ("a wrong index", "a[x]=1", 'error parsing index: strconv.Atoi: parsing "x": invalid syntax'),
    ("a negative index", "a[-1]=1", "negative -1 index not allowed"),
    ("a large index", "a[65537]=1", "index of 65537 is greater than maximum supported index of 65536"),
    ("text after an index", "a[0]b=1", "unexpected data at end of array index: ['b']"),
    (
        "an index of a string",
        "s[0]=1",
        "unable to parse key: interface conversion: interface {} is string, not []interface {}",
    ),
    (
        "a name in a string",
        "s.x=1",
        "unable to parse key: interface conversion: interface {} is string, not map[string]interface {}",
    ),
    (
        "a name in a list",
        "l.x=1",
        ("unable to parse key: interface conversion: interface {} is []interface {}, not map[string]interface {}"),
    ),
    (
        "too many names",
        "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1",
        "value name nested level is greater than maximum supported nested level of 30",
    ),
]

SET_STRING = [
    ("numbers", "a=1,b=true,c=null", {"a": "1", "b": "true", "c": "null", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a list", "a={1,2}", {"a": ["1", "2"], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
]

SET_FILE = [
    ("a path", "a=p,b.c=q", {"a": "<p>", "b": {"c": "<q>"}, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a list of paths", "a={p,q}", {"a": ["<p>", "<q>"], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
]

SET_FILE_ERRORS = [
    ("a bad path", "a=bad", "cannot read bad"),
]

SET_JSON = [
    ("a value", 'a={"b":[1,null,true]}', {"a": {"b": [1.0, None, True]}, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("two", 'a=1,b="x"', {"a": 1.0, "b": "x", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("spaces", "a= [1] , b= {}", {" b": {}, "a": [1.0], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("nothing", "a=", {"a": None, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("nothing before", "a=,b=1", {"a": None, "b": 1.0, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an index", 'a[1]={"x":1}', {"a": [None, {"x": 1.0}], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("nested", 'a.b[0].c="x,y"', {"a": {"b": [{"c": "x,y"}]}, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("null", "m=null", {"l": ["p"], "m": None, "s": "x"}),
]

SET_JSON_ERRORS = [
    ("a bad value", "a={x}", "invalid character 'x' looking for beginning of object key string"),
    ("cut off", 'a={"x":1', "unexpected EOF"),
    ("a bare word", "a=b", "invalid character 'b' looking for beginning of value"),
]

SET_LITERAL = [
    ("all of it", "a=b,c=d{x}\\n", {"a": "b,c=d{x}\\n", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("nested", "a.b=1,2", {"a": {"b": "1,2"}, "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("an index", "a[0]=x=y", {"a": ["x=y"], "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("a comma in a key", "a,b=1", {"a,b": "1", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
    ("nothing", "a=", {"a": "", "l": ["p"], "m": {"x": Int64(1)}, "s": "x"}),
]

SET_LITERAL_ERRORS = [
    ("no value", "a", 'key "a" has no value'),
]


def begin():
    return {"s": "x", "l": ["p"], "m": {"x": Int64(1)}}


def read(path):
    if path.startswith("bad"):
        raise DataError(f"cannot read {path}")
    return f"<{path}>"


def refusal(function, *arguments) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments)
    return str(caught.value)


def by_name(value):
    """Return a value with sorted mappings."""
    if isinstance(value, dict):
        return {key: by_name(value[key]) for key in sorted(value)}
    return [by_name(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("text", "values"), [row[1:] for row in SET], ids=[row[0] for row in SET])
def test_set(text, values):
    dest = begin()
    strvals.parse_into(text, dest)
    assert repr(by_name(dest)) == repr(values)


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in SET_ERRORS], ids=[row[0] for row in SET_ERRORS])
def test_set_rejects(text, message):
    assert refusal(strvals.parse_into, text, begin()) == message


@pytest.mark.parametrize(("text", "values"), [row[1:] for row in SET_STRING], ids=[row[0] for row in SET_STRING])
def test_set_string(text, values):
    dest = begin()
    strvals.parse_string_into(text, dest)
    assert repr(by_name(dest)) == repr(values)


@pytest.mark.parametrize(("text", "values"), [row[1:] for row in SET_FILE], ids=[row[0] for row in SET_FILE])
def test_set_file(text, values):
    dest = begin()
    strvals.parse_file_into(text, dest, read)
    assert repr(by_name(dest)) == repr(values)


@pytest.mark.parametrize(
    ("text", "message"), [row[1:] for row in SET_FILE_ERRORS], ids=[row[0] for row in SET_FILE_ERRORS]
)
def test_set_file_rejects(text, message):
    assert refusal(strvals.parse_file_into, text, begin(), read) == message


@pytest.mark.parametrize(("text", "values"), [row[1:] for row in SET_JSON], ids=[row[0] for row in SET_JSON])
def test_set_json(text, values):
    dest = begin()
    strvals.parse_json_into(text, dest)
    assert repr(by_name(dest)) == repr(values)


@pytest.mark.parametrize(
    ("text", "message"), [row[1:] for row in SET_JSON_ERRORS], ids=[row[0] for row in SET_JSON_ERRORS]
)
def test_set_json_rejects(text, message):
    assert refusal(strvals.parse_json_into, text, begin()) == message


@pytest.mark.parametrize(("text", "values"), [row[1:] for row in SET_LITERAL], ids=[row[0] for row in SET_LITERAL])
def test_set_literal(text, values):
    dest = begin()
    strvals.parse_literal_into(text, dest)
    assert repr(by_name(dest)) == repr(values)


@pytest.mark.parametrize(
    ("text", "message"), [row[1:] for row in SET_LITERAL_ERRORS], ids=[row[0] for row in SET_LITERAL_ERRORS]
)
def test_set_literal_rejects(text, message):
    assert refusal(strvals.parse_literal_into, text, begin()) == message


def test_thirty_dots_are_allowed():
    dest = {}
    strvals.parse_into(".".join("a" * 31) + "=1", dest)
    for _ in range(31):
        dest = dest["a"]
    assert dest == 1


def test_the_largest_index():
    dest = {}
    strvals.parse_into("a[65536]=x", dest)
    assert len(dest["a"]) == 65537


def test_helm3_rejects_an_unclosed_index():
    assert refusal(strvals.parse_into, "a[0", {}, HELM3) == "error parsing index: EOF"


def test_helm2_converts_integers_to_floats():
    dest = {}
    strvals.parse_into("a=1,b=x,c={2}", dest, HELM2)
    assert repr(dest) == "{'a': 1.0, 'b': 'x', 'c': [2.0]}"


def test_helm2_allows_more_than_thirty_dots():
    dest = {}
    strvals.parse_into(".".join("a" * 40) + "=1", dest, HELM2)
    assert dest["a"]["a"]


def test_helm2_rejects_a_map_that_stays_empty():
    assert refusal(strvals.parse_into, "a.", {}, HELM2) == 'key map "a" has no value'


@pytest.mark.parametrize("text", ["a" + "[0]" * 5000 + "=1", "a." * 5000 + "a=1"], ids=["indexes", "names"])
@pytest.mark.parametrize("dialect", [HELM2, HELM3, HELM4], ids=["helm2", "helm3", "helm4"])
def test_endless_nesting_is_rejected(text, dialect):
    refusal(strvals.parse_into, text, {}, dialect)
