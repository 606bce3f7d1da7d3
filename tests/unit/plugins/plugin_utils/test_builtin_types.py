# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversion of Ansible's values to builtin types."""

from __future__ import annotations

import collections
import datetime

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.plugin_utils.builtin_types import to_builtins


def types(value):
    """Return the exact types in a value, recursively."""
    if type(value) is dict:
        return {name for pair in value.items() for entry in pair for name in types(entry)} | {"dict"}
    if type(value) is list:
        return {name for entry in value for name in types(entry)} | {"list"}
    return {type(value).__name__}


class Text(str):
    pass


class Number(int):
    pass


class Fraction(float):
    pass


VALUES = {
    "a string of a subclass": (Text("a"), "a"),
    "a number of a subclass": (Number(3), 3),
    "a fraction of a subclass": (Fraction(1.5), 1.5),
    "bytes": (b"a", "a"),
    "a date": (datetime.date(2026, 5, 1), "2026-05-01"),
    "a time": (datetime.datetime(2026, 5, 1, 10), "2026-05-01T10:00:00"),
    "a mapping": (collections.OrderedDict([(Text("k"), Text("v"))]), {"k": "v"}),
    "a tuple": ((Text("a"), 1), ["a", 1]),
    "a set": ({Text("a")}, ["a"]),
    "a generator": ((entry for entry in [Text("a")]), ["a"]),
    "keys that are no texts": ({2: "a", True: "b", None: "c"}, {"2": "a", "true": "b", "null": "c"}),
    "none": (None, None),
    "a flag": (True, True),
}


@pytest.mark.parametrize(("given", "expected"), VALUES.values(), ids=VALUES)
def test_values(given, expected):
    assert to_builtins(given) == expected
    assert types(to_builtins(given)) <= {"dict", "list", "str", "int", "float", "bool", "NoneType"}


def test_a_vault_string_is_decrypted():
    class EncryptedString:
        def __str__(self):
            return "geheim"

    assert to_builtins({"a": EncryptedString()}) == {"a": "geheim"}


def test_unsupported_types():
    with pytest.raises(AnsibleFilterError, match="a value of type object cannot be represented in YAML"):
        to_builtins([object()])


def test_a_value_that_contains_itself():
    value = []
    value.append(value)
    with pytest.raises(AnsibleFilterError, match="nested too deeply"):
        to_builtins(value)
