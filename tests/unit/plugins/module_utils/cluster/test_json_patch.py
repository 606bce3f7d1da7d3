# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON patches: the examples in the appendix of RFC 6902, and cases that it leaves open."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.json_patch import apply_operations
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError

DONE = [
    ("add a key", {"a": 1}, [{"op": "add", "path": "/b", "value": 2}], {"a": 1, "b": 2}),
    ("add over a key", {"a": 1}, [{"op": "add", "path": "/a", "value": 2}], {"a": 2}),
    ("add into a list", {"l": [1, 3]}, [{"op": "add", "path": "/l/1", "value": 2}], {"l": [1, 2, 3]}),
    ("add to the end", {"l": [1]}, [{"op": "add", "path": "/l/-", "value": [2]}], {"l": [1, [2]]}),
    ("add at the index of the end", {"l": [1]}, [{"op": "add", "path": "/l/1", "value": 2}], {"l": [1, 2]}),
    ("add the whole document", {"a": 1}, [{"op": "add", "path": "", "value": []}], []),
    ("remove a key", {"a": 1, "b": 2}, [{"op": "remove", "path": "/b"}], {"a": 1}),
    ("remove an entry", [1, 2, 3], [{"op": "remove", "path": "/1"}], [1, 3]),
    ("replace", {"a": [1, 2]}, [{"op": "replace", "path": "/a/0", "value": None}], {"a": [None, 2]}),
    ("move", {"a": {"b": 1}, "c": {}}, [{"op": "move", "from": "/a/b", "path": "/c/d"}], {"a": {}, "c": {"d": 1}}),
    ("move in a list", [1, 2, 3], [{"op": "move", "from": "/0", "path": "/2"}], [2, 3, 1]),
    ("copy", {"a": [1]}, [{"op": "copy", "from": "/a", "path": "/b"}], {"a": [1], "b": [1]}),
    ("test", {"a": {"b": [1, "x"]}}, [{"op": "test", "path": "/a", "value": {"b": [1, "x"]}}], {"a": {"b": [1, "x"]}}),
    ("escapes", {"a/b": {"c~d": 1}}, [{"op": "replace", "path": "/a~1b/c~0d", "value": 2}], {"a/b": {"c~d": 2}}),
    ("~01 is ~1", {"~1": 1}, [{"op": "remove", "path": "/~01"}], {}),
    ("an empty key", {"": 1}, [{"op": "remove", "path": "/"}], {}),
    ("unknown fields are ignored", {"a": 1}, [{"op": "add", "path": "/b", "value": 2, "xyz": 1}], {"a": 1, "b": 2}),
    (
        "several operations",
        {},
        [{"op": "add", "path": "/a", "value": {}}, {"op": "add", "path": "/a/b", "value": 1}],
        {"a": {"b": 1}},
    ),
]


@pytest.mark.parametrize(
    ("document", "operations", "expected"), [row[1:] for row in DONE], ids=[row[0] for row in DONE]
)
def test_operations(document, operations, expected):
    given = copy.deepcopy(document)
    assert apply_operations(document, operations) == expected
    assert document == given


REFUSED = [
    ("remove a missing key", {"a": 1}, {"op": "remove", "path": "/b"}, "/b does not exist"),
    ("replace a missing key", {}, {"op": "replace", "path": "/b", "value": 1}, "/b does not exist"),
    ("a missing parent", {}, {"op": "add", "path": "/a/b", "value": 1}, "/a/b does not exist"),
    ("a parent that is a string", {"a": "x"}, {"op": "add", "path": "/a/b", "value": 1}, "/a/b does not exist"),
    ("beyond the end", {"l": [1]}, {"op": "add", "path": "/l/2", "value": 1}, "/l/2 is beyond the end"),
    ("not a number", {"l": [1]}, {"op": "remove", "path": "/l/x"}, "'x' in /l/x is not a list index"),
    ("a leading zero", {"l": [1, 2]}, {"op": "remove", "path": "/l/01"}, "'01' in /l/01 is not a list index"),
    ("remove the end", {"l": [1]}, {"op": "remove", "path": "/l/-"}, "'-' in /l/- is not a list index"),
    ("a failed test", {"a": 1}, {"op": "test", "path": "/a", "value": True}, "test failed, the value at /a differs"),
    (
        "move into itself",
        {"a": {"b": 1}},
        {"op": "move", "from": "/a", "path": "/a/b/c"},
        "cannot be moved into itself",
    ),
    ("no slash", {"a": 1}, {"op": "remove", "path": "a"}, "does not start with a slash"),
    ("no path", {}, {"op": "remove"}, "path is missing"),
    ("no value", {}, {"op": "add", "path": "/a"}, "value is missing"),
    ("no from", {}, {"op": "copy", "path": "/a"}, "from is missing"),
    ("an unknown operation", {}, {"op": "append", "path": "/a"}, "op is 'append', expected one of add, remove"),
    ("not an operation", {}, "add", "is not a mapping"),
    ("remove the whole document", {}, {"op": "remove", "path": ""}, "cannot remove the whole document"),
]


@pytest.mark.parametrize(
    ("document", "operation", "message"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_refused(document, operation, message):
    given = copy.deepcopy(document)
    with pytest.raises(DataError) as caught:
        apply_operations(document, [{"op": "test", "path": "", "value": document}, operation])
    assert message in caught.value.what
    assert caught.value.what.startswith("operation 2: ")
    assert document == given
