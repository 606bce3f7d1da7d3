# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a live object what was declared?"""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.compare import (
    differences,
    overlaid,
    same,
    united,
    without,
)

# name, declared, live, differences
ROWS = [
    ("the same", "{data: {a: b}}", "{data: {a: b}}", []),
    ("a value", "{data: {a: b}}", "{data: {a: c}}", ["/data/a"]),
    ("a value that is missing", "{data: {a: b}}", "{data: {}}", ["/data/a"]),
    ("a part that is missing", "{data: {a: b}}", "{}", ["/data"]),
    ("more than is declared", "{data: {a: b}}", "{data: {a: b, c: d}, status: {x: y}}", []),
    ("null asks for the default", "{spec: {a: null}}", "{spec: {a: 5}}", []),
    ("an empty value that the server leaves out", "{spec: {a: '', b: {}, c: [], d: false, e: 0}}", "{spec: {}}", []),
    ("a true value that is missing", "{spec: {a: true}}", "{spec: {}}", ["/spec/a"]),
    ("true is not one", "{spec: {a: true}}", "{spec: {a: 1}}", ["/spec/a"]),
    ("true is not one in a list either", "{spec: {a: [true]}}", "{spec: {a: [1]}}", ["/spec/a/0"]),
    ("no entries are declared", "{spec: {a: []}}", "{spec: {a: [{name: x}]}}", []),
    ("quantities", "{spec: {cpu: 1000m, mem: 1024Mi, n: 0.5}}", "{spec: {cpu: '1', mem: 1Gi, n: 500m}}", []),
    ("other quantities", "{spec: {cpu: 1000m}}", "{spec: {cpu: '2'}}", ["/spec/cpu"]),
    ("numbers and texts that are no quantities", "{spec: {a: x1}}", "{spec: {a: x01}}", ["/spec/a"]),
    ("lists in order", "{spec: {args: [a, b]}}", "{spec: {args: [a, b]}}", []),
    ("lists in another order", "{spec: {args: [a, b]}}", "{spec: {args: [b, a]}}", ["/spec/args/0", "/spec/args/1"]),
    ("a list that is longer", "{spec: {args: [a]}}", "{spec: {args: [a, b]}}", ["/spec/args"]),
    (
        "entries by name in any order, and more of them",
        "{spec: {env: [{name: A, value: x}]}}",
        "{spec: {env: [{name: B, value: y}, {name: A, value: x}]}}",
        [],
    ),
    (
        "an entry by name that differs",
        "{spec: {env: [{name: A, value: x}]}}",
        "{spec: {env: [{name: A, value: y}]}}",
        ["/spec/env/0/value"],
    ),
    (
        "an entry by name that is missing",
        "{spec: {env: [{name: A, value: x}]}}",
        "{spec: {env: [{name: B, value: x}]}}",
        ["/spec/env/0"],
    ),
    (
        "entries whose key comes twice",
        "{spec: {p: [{port: 1, proto: a}, {port: 1, proto: b}]}}",
        "{spec: {p: [{port: 1, proto: a}, {port: 1, proto: c}]}}",
        ["/spec/p/1/proto"],
    ),
    ("stringData", "{kind: Secret, stringData: {a: hi}}", "{kind: Secret, data: {a: aGk=}}", []),
    ("stringData that differs", "{kind: Secret, stringData: {a: hi}}", "{kind: Secret, data: {a: eA==}}", ["/data/a"]),
    ("metadata of the server", "{metadata: {uid: a, creationTimestamp: null}}", "{metadata: {uid: b}}", []),
    ("labels", "{metadata: {labels: {a/b: c}}}", "{metadata: {labels: {}}}", ["/metadata/labels/a~1b"]),
    ("the status is nobody's business", "{status: {a: b}}", "{status: {a: c}}", []),
]


@pytest.mark.parametrize(("declared", "live", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_differences(declared, live, expected):
    assert differences(yaml.safe_load(declared), yaml.safe_load(live)) == expected


SAME = [
    ("counters", "{metadata: {resourceVersion: '1', generation: 1}}", "{metadata: {resourceVersion: '2'}}", True),
    ("status", "{metadata: {}, status: {a: b}}", "{metadata: {}}", True),
    ("labels", "{metadata: {labels: {a: b}}}", "{metadata: {}}", False),
    ("data", "{data: {a: b}}", "{data: {a: c}}", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_same(one, other, expected):
    assert same(yaml.safe_load(one), yaml.safe_load(other)) is expected


def test_there_and_not_there():
    assert same(None, None) is True
    assert same(None, {}) is False


WITHOUT = [
    ("a field", [("spec", "replicas")], {"spec": {"a": 1}}),
    ("what gets empty goes too", [("spec", "replicas"), ("spec", "a")], {}),
    ("a field that is not there", [("spec", "x", "y")], {"spec": {"a": 1, "replicas": 2}}),
]


@pytest.mark.parametrize(("fields", "expected"), [row[1:] for row in WITHOUT], ids=[row[0] for row in WITHOUT])
def test_without(fields, expected):
    document = {"spec": {"a": 1, "replicas": 2}}
    assert without(document, fields) == expected
    assert document == {"spec": {"a": 1, "replicas": 2}}


UNITED = [
    ("mappings", {"a": 1, "c": {"d": 1}}, {"a": 2, "b": 3, "c": {"e": 2}}, {"a": 1, "b": 3, "c": {"d": 1, "e": 2}}),
    ("lists by name", [{"name": "a"}], [{"name": "b"}, {"name": "a", "x": 1}], [{"name": "a"}, {"name": "b"}]),
    ("other lists", [1, 2], [3], [1, 2]),
    ("another kind of value", {"a": [1]}, {"a": {"b": 1}}, {"a": [1]}),
]


@pytest.mark.parametrize(("one", "other", "expected"), [row[1:] for row in UNITED], ids=[row[0] for row in UNITED])
def test_united(one, other, expected):
    assert united(one, other) == expected


def test_live_values_of_some_fields():
    declared = {"spec": {"replicas": 1, "paused": False}}
    live = {"spec": {"replicas": 3, "paused": True}}
    assert overlaid(declared, live, [("spec", "replicas"), ("none", "x")]) == {"spec": {"replicas": 3, "paused": False}}
    assert declared == {"spec": {"replicas": 1, "paused": False}}
