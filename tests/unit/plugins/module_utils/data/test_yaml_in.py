# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoding YAML: the values and errors of sigs.k8s.io/yaml."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import pyyaml, yaml_in, yaml_out
from ansible_collections.coxswain.helm.plugins.module_utils.data.merge import deep_copy
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError

VALUES = [
    ("an empty text", "", None),
    ("null", "null", None),
    ("a tilde", "~", None),
    ("a comment only", "# c\n", None),
    ("a word", "word", "word"),
    ("bare yes", "yes", True),
    ("bare y", "y", True),
    ("bare N", "N", False),
    ("bare on", "on", True),
    ("bare Off", "Off", False),
    ("odd case of yes", "yEs", "yEs"),
    ("quoted yes", '"yes"', "yes"),
    ("an int", "42", 42.0),
    ("a negative int", "-7", -7.0),
    ("a signed int", "+7", 7.0),
    ("hex", "0x1F", 31.0),
    ("new octal", "0o17", 15.0),
    ("old octal", "017", 15.0),
    ("no octal", "08", 8.0),
    ("binary", "0b101", 5.0),
    ("binary with a sign inside", "0b-1", -1.0),
    ("negative binary", "-0b11", -3.0),
    ("underscores", "1_000", 1000.0),
    ("underscores anywhere", "1__0_", 10.0),
    ("a leading underscore", "_1", "_1"),
    ("uint64", "18446744073709551615", 1.8446744073709552e19),
    ("beyond uint64", "18446744073709551616", 1.8446744073709552e19),
    ("beyond 2 to the 53", "9007199254740993", 9007199254740992.0),
    ("a float", "1.5", 1.5),
    ("a float with an exponent", "1e3", 1000.0),
    ("a capital exponent", "1E-3", 0.001),
    ("a float without a leading zero", ".5", 0.5),
    ("a float that ends with a point", "1.", 1.0),
    ("a lone point", ".", "."),
    ("beyond float64", "1e400", "1e400"),
    ("minus zero", "-0.0", -0.0),
    ("minus zero int", "-0", 0.0),
    ("sexagesimal", "12:30:45", "12:30:45"),
    ("a date", "2001-01-01", "2001-01-01"),
    ("a time", "2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
    ("a literal", "|\n  a\n   b\n\n", "a\n b\n"),
    ("a literal, stripped", "|-\n  a\n\n", "a"),
    ("a literal, kept", "|+\n  a\n\n", "a\n\n"),
    ("a folded text", ">\n  a\n  b\n\n  c\n", "a b\nc\n"),
    ("single quotes", "'it''s'", "it's"),
    ("double quotes", '"\\n\\x41\\u00e9\\U0001F600"', "\nAé😀"),
    ("quotes over lines", '"a\n  b\n\n  c"', "a b\nc"),
    ("plain over lines", "a\n b\n\n c", "a b\nc"),
    ("a flow map", '{a: 1, b: [x, {c: d}], "e":f}', {"a": 1.0, "b": ["x", {"c": "d"}], "e": "f"}),
    ("a flow set", "{a, b}", {"a": None, "b": None}),
    (
        "a block",
        "a:\n  b: 1\n  c:\n  - x\n  - y: z\n    w: v\n",
        {"a": {"b": 1.0, "c": ["x", {"true": "z", "w": "v"}]}},
    ),
    ("indented sequence", "a:\n  - 1\n  - 2\n", {"a": [1.0, 2.0]}),
    ("an explicit key", "? a\n: b\n", {"a": "b"}),
    ("bare true key", "y: 1\nno: 2\n", {"false": 2.0, "true": 1.0}),
    ("an int key", "1: a\n0x10: b\n", {"1": "a", "16": "b"}),
    ("a float key", "1.50: a\n1e10: b\n123456789.0: c\n", {"1.2345679e+08": "c", "1.5": "a", "1e+10": "b"}),
    ("infinite key", ".inf: a\n", {".inf": "a"}),
    ("empty values", 'a:\nb: ~\nc: ""\n', {"a": None, "b": None, "c": ""}),
    ("the last duplicate wins", "a: 1\nb: 2\na: 3\n", {"a": 3.0, "b": 2.0}),
    ("an anchor", "a: &x {b: 1}\nc: *x\n", {"a": {"b": 1.0}, "c": {"b": 1.0}}),
    (
        "a merge key",
        "a: &x {b: 1, c: 2}\nd:\n  c: 3\n  <<: *x\n",
        {"a": {"b": 1.0, "c": 2.0}, "d": {"b": 1.0, "c": 2.0}},
    ),
    (
        "a merge key first",
        "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n",
        {"a": {"b": 1.0, "c": 2.0}, "d": {"b": 1.0, "c": 3.0}},
    ),
    (
        "merge of several",
        "a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne:\n  <<: [*x, *y]\n",
        {"a": {"b": 1.0}, "c": {"b": 2.0, "d": 3.0}, "e": {"b": 1.0, "d": 3.0}},
    ),
    ("a quoted merge key", '"<<": {a: 1}\n', {"<<": {"a": 1.0}}),
    ("a redefined anchor", "- &a 1\n- *a\n- &a 2\n- *a\n", [1.0, 1.0, 2.0, 2.0]),
    ("tagged string", "!!str 1", "1"),
    ("tagged int", '!!int "3"', 3.0),
    ("tagged float", "!!float 1", 1.0),
    ("tagged null", '!!null ""', None),
    ("tagged bool", "!!bool yes", True),
    ("binary text", "!!binary aGVsbG8=", "hello"),
    ("binary that is not text", "!!binary /w==", "�"),
    ("an unknown tag", "!foo 1", "1"),
    ("an unknown tag on a map", "!foo {a: !bar b}", {"a": "b"}),
    ("a bare tag", "! 1", "1"),
    ("tagged set", "!!set {a, b}", {"a": None, "b": None}),
    ("only the first document", "a: 1\n---\nb: 2\n", {"a": 1.0}),
    ("an end marker", "a: 1\n...\nb: [", {"a": 1.0}),
    ("a directive", "%YAML 1.1\n---\na: 1\n", {"a": 1.0}),
    ("carriage returns", "a: 1\r\nb:\r\n- c\r\n", {"a": 1.0, "b": ["c"]}),
    ("a byte order mark", "\ufeffa: 1", {"a": 1.0}),
    ("a tab after a colon", "a:\t1", {"a": 1.0}),
]

ERRORS = [
    ("infinity", ".inf", "error converting YAML to JSON: json: unsupported value: +Inf"),
    ("not a number", "a: .NaN", "error converting YAML to JSON: json: unsupported value: NaN"),
    (
        "merge of a scalar",
        "<<: 1\n",
        "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value",
    ),
    ("an unknown anchor", "a: *x\n", "error converting YAML to JSON: yaml: unknown anchor 'x' referenced"),
    ("an anchor in itself", "&a [*a]", "error converting YAML to JSON: yaml: anchor 'a' value contains itself"),
    ("wrong tagged int", "!!int a", "error converting YAML to JSON: yaml: cannot decode !!str `a` as a !!int"),
    ("wrong tagged float", "!!float x", "error converting YAML to JSON: yaml: cannot decode !!str `x` as a !!float"),
    ("wrong tagged null", "!!null x", "error converting YAML to JSON: yaml: cannot decode !!str `x` as a !!null"),
    ("wrong binary", "!!binary a", "error converting YAML to JSON: yaml: !!binary value contains invalid base64 data"),
    (
        "a wrong directive",
        "%YAML 2.0\n---\na: 1\n",
        "error converting YAML to JSON: yaml: found incompatible YAML document",
    ),
    (
        "mapping values",
        "a: b: c\n",
        "error converting YAML to JSON: yaml: mapping values are not allowed in this context",
    ),
    (
        "mapping values on line 3",
        "x: 1\ny: 2\na: b: c\n",
        "error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context",
    ),
    ("a missing colon", "a: 1\nb\nc: 2\n", "error converting YAML to JSON: yaml: line 3: could not find expected ':'"),
    (
        "a tab for indentation",
        "a:\n\tb: 1\n",
        "error converting YAML to JSON: yaml: line 2: found character that cannot start any token",
    ),
    (
        "a bad dash",
        "a: - b\n",
        "error converting YAML to JSON: yaml: block sequence entries are not allowed in this context",
    ),
    ("a bad list", "- a\nb: c\n", "error converting YAML to JSON: yaml: line 1: did not find expected '-' indicator"),
    (
        "an open bracket",
        "a: [1, 2\nb: 3\n",
        "error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'",
    ),
    ("an open brace", "a: {b: 1\n", "error converting YAML to JSON: yaml: line 1: did not find expected ',' or '}'"),
    ("an open quote", 'a: "b\nc: d\n', "error converting YAML to JSON: yaml: line 3: found unexpected end of stream"),
    ("an unknown escape", 'a: "\\z"\n', "error converting YAML to JSON: yaml: found unknown escape character"),
    (
        "a reserved character",
        "a: @b\n",
        "error converting YAML to JSON: yaml: found character that cannot start any token",
    ),
    ("a percent sign", "a: %b\n", "error converting YAML to JSON: yaml: found character that cannot start any token"),
    (
        "a map as key",
        "{{ .Values.x }}",
        (
            'error converting YAML to JSON: yaml: invalid map key: map[interface {}]interface {}{".'
            'Values.x":interface {}(nil)}'
        ),
    ),
    (
        "a map as key below",
        "a:\n  b: {{ c }}\n",
        ('error converting YAML to JSON: yaml: invalid map key: map[interface {}]interface {}{"c":interface {}(nil)}'),
    ),
    ("a list as key", "[a, 1]: b\n", 'error converting YAML to JSON: yaml: invalid map key: []interface {}{"a", 1}'),
    (
        "a null key",
        "~: 1\n",
        "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: 1",
    ),
    (
        "a null key of a map",
        "~: {a: 1, b: [x, ~]}\n",
        (
            "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, va"
            'lue: map[interface {}]interface {}{"a":1, "b":[]interface {}{"x", interface {}(nil)}}'
        ),
    ),
    (
        "a uint64 key",
        "18446744073709551615: 1.5\n",
        ("error converting YAML to JSON: unsupported map key of type: uint64, key: 0xffffffffffffffff, value: 1.5"),
    ),
    ("a control character", "a: \x01\n", "error converting YAML to JSON: yaml: control characters are not allowed"),
    ("delete", "a: \x7f\n", "error converting YAML to JSON: yaml: control characters are not allowed"),
    ("not UTF-8", "a: \udcff\n", "error converting YAML to JSON: yaml: invalid leading UTF-8 octet"),
    (
        "a bad indentation",
        "a:\n  b: 1\n c: 2\n",
        "error converting YAML to JSON: yaml: line 2: did not find expected key",
    ),
    (
        "excessive aliasing",
        (
            "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b"
            ",*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*"
            "d,*d,*d]\n"
        ),
        "error converting YAML to JSON: yaml: document contains excessive aliasing",
    ),
]

EXACT = [
    (
        "ints",
        "[1, -1, 0x10, 9223372036854775807, -9223372036854775808]",
        [1, -1, 16, 9223372036854775807, -9223372036854775808],
    ),
    (
        "beyond int64",
        "[9223372036854775808, 18446744073709551615, 123456789012345678901]",
        [9.223372036854776e18, 1.8446744073709552e19, 1.2345678901234568e20],
    ),
    ("whole floats", "[1.0, 1e6, 1e18, 1e19, -0.0, -2.50]", [1, 1000000, 1000000000000000000, 1e19, 0, -2.5]),
    ("floats", "[1.5, 1e-7]", [1.5, 1e-07]),
    ("nested", "a: {b: [1, {c: 2}]}\n", {"a": {"b": [1, {"c": 2}]}}),
]

STRICT_ERRORS = [
    (
        "a duplicate",
        "a: 1\nb: 2\na: 3\n",
        'error converting YAML to JSON: yaml: unmarshal errors:\n  line 3: key "a" already set in map',
    ),
    (
        "two duplicates",
        "a: 1\na: 3\nb: {c: 1, c: 2}\n",
        (
            'error converting YAML to JSON: yaml: unmarshal errors:\n  line 2: key "a" already set '
            'in map\n  line 3: key "c" already set in map'
        ),
    ),
]

MAPS = [
    ("a map", "a: 1", {"a": 1.0}),
    ("nothing", "", {}),
    ("null", "null", {}),
]

NO_MAPS = [
    (
        "a list",
        "- a",
        (
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go val"
            "ue of type map[string]interface {}"
        ),
    ),
    (
        "a string",
        "a",
        (
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go va"
            "lue of type map[string]interface {}"
        ),
    ),
    (
        "a number",
        "1",
        (
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go va"
            "lue of type map[string]interface {}"
        ),
    ),
    (
        "a boolean",
        "true",
        (
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal bool into Go valu"
            "e of type map[string]interface {}"
        ),
    ),
]

LISTS = [
    ("a list", "- a\n- 1\n", ["a", 1.0]),
    ("nothing", "", []),
]

NO_LISTS = [
    (
        "a map",
        "a: 1",
        (
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go va"
            "lue of type []interface {}"
        ),
    ),
    (
        "a string",
        "a",
        (
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go va"
            "lue of type []interface {}"
        ),
    ),
]


def same(one: object, other: object) -> bool:
    """Return whether values are equal and of the same types: 1 differs from 1.0, and 0.0 from -0.0."""
    return repr(one) == repr(other)


def by_name(value):
    """Return a value with sorted mappings."""
    if isinstance(value, dict):
        return {key: by_name(value[key]) for key in sorted(value)}
    return [by_name(item) for item in value] if isinstance(value, list) else value


def refusal(function, *arguments, **options) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments, **options)
    return str(caught.value)


@pytest.fixture(params=["libyaml", "python"])
def any_parser(request, monkeypatch):
    """Run a test with each of PyYAML's parsers."""
    if request.param == "python":
        monkeypatch.setattr(pyyaml, "CParser", None)


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_decode(any_parser, text, value):
    assert same(by_name(yaml_in.unmarshal(text)), value)


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in EXACT], ids=[row[0] for row in EXACT])
def test_objects_keep_integers(text, value):
    assert same(by_name(yaml_in.unmarshal_exact(text)), value)


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in MAPS], ids=[row[0] for row in MAPS])
def test_decode_mapping(any_parser, text, value):
    assert yaml_in.unmarshal_map(text) == value


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_decode_sequence(any_parser, text, value):
    assert yaml_in.unmarshal_list(text) == value


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_invalid_documents_have_gos_errors(text, message):
    assert refusal(yaml_in.unmarshal, text) == message


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in STRICT_ERRORS], ids=[row[0] for row in STRICT_ERRORS])
def test_strict_decoding_rejects_duplicate_keys(text, message):
    assert refusal(yaml_in.unmarshal, text, strict=True) == message


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NO_MAPS], ids=[row[0] for row in NO_MAPS])
def test_other_values_than_a_mapping_are_rejected(text, message):
    assert refusal(yaml_in.unmarshal_map, text) == message


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NO_LISTS], ids=[row[0] for row in NO_LISTS])
def test_other_values_than_a_sequence_are_rejected(text, message):
    assert refusal(yaml_in.unmarshal_list, text) == message


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_the_python_parser_rejects_the_same_documents(monkeypatch, text, message):
    monkeypatch.setattr(pyyaml, "CParser", None)
    assert refusal(yaml_in.unmarshal, text).startswith("error converting YAML to JSON: ")


def test_an_alias_is_a_copy():
    value = yaml_in.unmarshal("a: &x {b: [1]}\nc: *x\n")
    value["a"]["b"].append(2)
    assert value["c"] == {"b": [1.0]}


def test_values_of_two_documents_share_nothing():
    first, second = yaml_in.unmarshal("a: {}\nb: []\n"), yaml_in.unmarshal("a: {}\nb: []\n")
    first["a"]["x"] = 1
    first["b"].append(1)
    assert second == {"a": {}, "b": []}


DEEP = [
    ("flow sequences", "[" * 100000),
    ("flow mappings", "{a: " * 100000),
    ("block sequences", "- " * 100000 + "a"),
    ("behind an anchor", "&a " + "[" * 100000),
    ("aliases", "- [" + "x," * 2000 + "]\n- &a0 x\n" + "".join(f"- &a{n + 1} [*a{n}]\n" for n in range(400))),
]


@pytest.mark.parametrize("text", [row[1] for row in DEEP], ids=[row[0] for row in DEEP])
def test_deep_nesting_is_rejected(any_parser, text):
    assert refusal(yaml_in.unmarshal, text) == "error converting YAML to JSON: yaml: exceeded max depth of 300"


def test_less_deep_nesting_can_be_decoded_copied_and_encoded():
    value = yaml_in.unmarshal("[" * 299 + "]" * 299)
    assert yaml_in.unmarshal(yaml_out.marshal(deep_copy(value))) == value


SPLITS = [
    ("one document", "a: 1\n", ["a: 1\n"]),
    ("nothing", "", []),
    ("two documents", "a: 1\n---\nb: 2\n", ["a: 1\n", "b: 2\n"]),
    ("a marker first", "---\na: 1\n", ["---\na: 1\n"]),
    ("a comment after the separator", "a: 1\n--- # c\nb: 2", ["a: 1\n", "b: 2\n"]),
    ("carriage returns", "a: 1\r\n---\r\nb: 2\r\n", ["a: 1\n", "b: 2\n"]),
    ("a marker inside a line", "a: x---\n", ["a: x---\n"]),
]


@pytest.mark.parametrize(("text", "documents"), [row[1:] for row in SPLITS], ids=[row[0] for row in SPLITS])
def test_split_documents(text, documents):
    assert yaml_in.split_documents(text) == documents


def test_all_documents_of_a_values_file():
    assert yaml_in.unmarshal_all("a: 1\n---\nb: x\n") == [{"a": 1.0}, {"b": "x"}]
    assert yaml_in.unmarshal_all("") == []


def test_text_after_a_separator_is_rejected():
    message = refusal(yaml_in.unmarshal_all, "a: 1\n---b: 2\n")
    assert message == "error reading yaml document: invalid Yaml document separator: b: 2"


def test_documents_of_a_values_file_must_be_mappings():
    message = refusal(yaml_in.unmarshal_all, "a: 1\n---\n- b\n")
    assert message == (
        "cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: "
        "json: cannot unmarshal array into Go value of type map[string]interface {}"
    )


def test_load_objects():
    text = "# none\n---\nkind: A\nx: 1\n---\n---\nkind: B\nx: 1.5\n"
    assert same(yaml_in.load_objects(text), [{"kind": "A", "x": 1}, {"kind": "B", "x": 1.5}])


FIELDS = [
    ("a float", "1.10", "1.1"),
    ("an int", "0x10", "16"),
    ("a boolean", "yes", "true"),
    ("a large float", "1e21", "1e+21"),
]


@pytest.mark.parametrize(("text", "field"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_a_scalar_for_a_field_of_type_string(text, field):
    assert yaml_in.scalar_text(yaml_in.decode(text)) == field
