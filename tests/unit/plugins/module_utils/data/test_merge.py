# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging of values as in Helm 3 and 4, and as in Helm 2."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import merge
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import StringMap

# dest, source, coalesced, merged (nulls kept), coalesced by Helm 2
TABLES = [
    ("add", {"a": 1.0}, {"b": 2.0}, {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.0}),
    ("dest wins", {"a": 1.0}, {"a": 2.0}, {"a": 1.0}, {"a": 1.0}, {"a": 1.0}),
    (
        "nested",
        {"a": {"b": 1.0}},
        {"a": {"b": 2.0, "c": 3.0}},
        {"a": {"b": 1.0, "c": 3.0}},
        {"a": {"b": 1.0, "c": 3.0}},
        {"a": {"b": 1.0, "c": 3.0}},
    ),
    ("list replaced", {"a": [1.0]}, {"a": [2.0, 3.0]}, {"a": [1.0]}, {"a": [1.0]}, {"a": [1.0]}),
    ("null removes a default", {"a": None}, {"a": 1.0}, {}, {"a": None}, {}),
    ("null of nothing stays", {"a": None}, {}, {"a": None}, {"a": None}, {}),
    ("null of null stays", {"a": None}, {"a": None}, {"a": None}, {"a": None}, {}),
    (
        "null below removes",
        {"a": {"b": None}},
        {"a": {"b": 1.0, "c": 2.0}},
        {"a": {"c": 2.0}},
        {"a": {"b": None, "c": 2.0}},
        {"a": {"c": 2.0}},
    ),
    ("null default comes in", {}, {"a": None}, {"a": None}, {"a": None}, {"a": None}),
    (
        "null default below comes in",
        {"x": {}},
        {"x": {"a": None}},
        {"x": {"a": None}},
        {"x": {"a": None}},
        {"x": {"a": None}},
    ),
    ("a scalar over a table", {"a": 1.0}, {"a": {"b": 1.0}}, {"a": 1.0}, {"a": 1.0}, {"a": 1.0}),
    ("a table over a scalar", {"a": {"b": 1.0}}, {"a": 1.0}, {"a": {"b": 1.0}}, {"a": {"b": 1.0}}, {"a": {"b": 1.0}}),
    ("a table over null", {"a": {"b": 1.0}}, {"a": None}, {"a": {"b": 1.0}}, {"a": {"b": 1.0}}, {"a": {"b": 1.0}}),
    ("empties", {}, {}, {}, {}, {}),
    (
        "false stays",
        {"a": False, "b": "", "c": 0.0},
        {"a": True, "b": "x", "c": 1.0},
        {"a": False, "b": "", "c": 0.0},
        {"a": False, "b": "", "c": 0.0},
        {"a": False, "b": "", "c": 0.0},
    ),
]


@pytest.mark.parametrize(
    ("dest", "source", "coalesced", "merged", "old"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES]
)
def test_two_tables(dest, source, coalesced, merged, old):
    assert merge.coalesce_tables(merge.deep_copy(dest), merge.deep_copy(source)) == coalesced
    assert merge.merge_tables(merge.deep_copy(dest), merge.deep_copy(source)) == merged
    assert merge.coalesce_tables(merge.deep_copy(dest), merge.deep_copy(source), dialect=HELM2) == old


def test_a_missing_side():
    assert merge.coalesce_tables({"a": None}, None) == {"a": None}
    assert merge.coalesce_tables(None, {"a": None}) == {"a": None}


WARNINGS = [
    (
        "a scalar over a table",
        {"a": 1.0},
        {"a": {}},
        HELM4,
        "warning: cannot overwrite table with non table for p.a ({})",
    ),
    (
        "a table over a scalar",
        {"a": {}},
        {"a": 1.0},
        HELM4,
        "warning: destination for p.a is a table. Ignoring non-table value (1.0)",
    ),
    (
        "Helm 2",
        {"a": {}},
        {"a": 1.0},
        HELM2,
        "Warning: Merging destination map for chart 'p'. The destination item 'a' is a table and"
        " ignoring the source 'a' as it has a non-table value of: 1.0",
    ),
]


@pytest.mark.parametrize(
    ("dest", "source", "dialect", "warning"), [row[1:] for row in WARNINGS], ids=[row[0] for row in WARNINGS]
)
def test_a_type_mismatch_is_a_warning(dest, source, dialect, warning):
    told = []
    merge.coalesce_tables(dest, source, "p", dialect=dialect, warn=told.append)
    assert told == [warning]


def test_a_deep_copy_shares_nothing_and_keeps_types():
    value = {"a": [{"b": [1.0]}], "m": StringMap({"k": "v"})}
    copy = merge.deep_copy(value)
    assert copy == value
    copy["a"][0]["b"].append(2.0)
    copy["m"]["k"] = "w"
    assert value == {"a": [{"b": [1.0]}], "m": {"k": "v"}}
    assert type(copy["m"]) is StringMap


def test_nulls_are_removed_from_tables_but_not_from_lists():
    value = {"a": None, "b": {"c": None, "d": [None, {"e": None}]}}
    merge.remove_nulls(value)
    assert value == {"b": {"d": [None, {"e": None}]}}


def test_values_files_are_merged():
    base = {"a": {"b": 1.0, "c": [1.0]}, "d": 1.0}
    assert merge.merge_maps(base, {"a": {"c": [2.0], "e": None}, "d": {"x": 1.0}}) == {
        "a": {"b": 1.0, "c": [2.0], "e": None},
        "d": {"x": 1.0},
    }
    assert base == {"a": {"b": 1.0, "c": [1.0]}, "d": 1.0}


GLOBALS = [
    ("added", {}, {"global": {"a": 1.0}}, {"global": {"a": 1.0}}),
    ("the parent wins", {"global": {"a": 1.0, "b": 2.0}}, {"global": {"a": 3.0}}, {"global": {"a": 3.0, "b": 2.0}}),
    (
        "tables are merged",
        {"global": {"t": {"a": 1.0, "b": 2.0}}},
        {"global": {"t": {"a": 3.0}}},
        {"global": {"t": {"a": 3.0, "b": 2.0}}},
    ),
    ("no globals", {"x": 1.0}, {}, {"x": 1.0, "global": {}}),
    ("the subchart's global is not a table", {"global": 1.0}, {"global": {"a": 1.0}}, {"global": 1.0}),
    ("the parent's global is not a table", {"x": 1.0}, {"global": 1.0}, {"x": 1.0}),
    ("a table over a scalar", {"global": {"t": 1.0}}, {"global": {"t": {}}}, {"global": {"t": 1.0}}),
    ("a scalar over a table", {"global": {"t": {}}}, {"global": {"t": 1.0}}, {"global": {"t": {}}}),
]


@pytest.mark.parametrize(("dest", "source", "result"), [row[1:] for row in GLOBALS], ids=[row[0] for row in GLOBALS])
def test_globals_are_merged_into_subcharts(dest, source, result):
    assert merge.coalesce_globals(dest, source) == result
