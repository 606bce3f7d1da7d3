# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of the results of two runs finds what differs, and nothing else."""

from __future__ import annotations

import pytest
from tooling.result_comparison import differences

A, B = "a" * 64, "b" * 64

# name: two results that are alike
ALIKE = {
    "the same": ({"changed": True, "list": [1, None, "x"]}, {"changed": True, "list": [1, None, "x"]}),
    "another moment": ({"at": "2026-11-28T07:00:00.25Z"}, {"at": "2026-11-28T07:01:02Z"}),
    "another pod": ({"msg": "log of web-7586dddbc4-8cbjl/web"}, {"msg": "log of web-7586dddbc4-lq589/web"}),
    "other digests, equal where they were equal": ({"a": A, "b": [A]}, {"a": B, "b": [B]}),
    "another order of states": (
        {"stdout": "wait\nService n/a: exists\nJob n/b: done\n"},
        {"stdout": "wait\nJob n/b: done\n"},
    ),
    "another moment of a wait": (
        {"msg": "not ready:\n  condition Progressing=True A: b\n", "conditions": ["a"]},
        {"msg": "not ready:\n", "conditions": []},
    ),
    "another value of the server": ({"spec": {"clusterIP": "10.96.0.1"}}, {"spec": {"clusterIP": "10.96.0.2"}}),
}

# name: two results that differ, and where
DIFFERENT = {
    "another value": ({"changed": True}, {"changed": False}, "t.changed"),
    "another type": ({"n": 1}, {"n": True}, "t.n"),
    "an integer and a float": ({"n": 1}, {"n": 1.0}, "t.n"),
    "a missing key": ({"a": 1}, {}, "t.a: only in the first run"),
    "an additional key": ({}, {"a": 1}, "t.a: only in the second run"),
    "a longer list": ({"l": [1]}, {"l": [1, 2]}, "t.l"),
    "digests that were equal": ({"a": A, "b": A}, {"a": A, "b": B}, "t.b"),
    "a missing value of the server": ({"uid": "x"}, {"uid": None}, "t.uid"),
    "another step": ({"stdout": "wait\n"}, {"stdout": "patch\n"}, "t.stdout"),
}


def compare(one, other):
    return differences([{"task": "t", "result": one}], [{"task": "t", "result": other}])


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_alike(one, other):
    assert compare(one, other) == []


@pytest.mark.parametrize(("one", "other", "where"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(one, other, where):
    [found] = compare(one, other)
    assert found.startswith(where)


def test_other_tasks():
    assert "not the same tasks" in differences([{"task": "t", "result": {}}], [])[0]
