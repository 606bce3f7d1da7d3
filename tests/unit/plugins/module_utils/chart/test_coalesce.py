# SPDX-License-Identifier: GPL-3.0-or-later
"""Coalescing values by the rules of each Helm."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.coalesce import coalesce_values, merge_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ValuesError

from .trees import tree

ALL = (HELM2, HELM3, HELM4)

#: Default values, user values, and the results of Helm 2, 3 and 4.
ROOT = [
    ("defaults alone", {"a": 1.0}, {}, [{"a": 1.0}] * 3),
    ("the user wins", {"a": 1.0, "b": 2.0}, {"a": 3.0}, [{"a": 3.0, "b": 2.0}] * 3),
    ("tables are merged", {"a": {"b": 1.0, "c": 2.0}}, {"a": {"b": 3.0}}, [{"a": {"b": 3.0, "c": 2.0}}] * 3),
    ("lists are replaced", {"a": [1.0, 2.0]}, {"a": [3.0]}, [{"a": [3.0]}] * 3),
    ("a null takes a key away", {"a": 1.0, "b": 2.0}, {"a": None}, [{"b": 2.0}] * 3),
    ("a null takes a table away", {"a": {"b": 1.0}}, {"a": None}, [{}] * 3),
    ("a null in a table", {"a": {"b": 1.0, "c": 2.0}}, {"a": {"b": None}}, [{"a": {"c": 2.0}}] * 3),
    ("a null for nothing", {}, {"a": None}, [{}, {"a": None}, {"a": None}]),
    (
        "a null for nothing in a table",
        {"a": {}},
        {"a": {"b": None}},
        [{"a": {}}, {"a": {"b": None}}, {"a": {"b": None}}],
    ),
    ("a null by default", {"a": None}, {}, [{"a": None}, {"a": None}, {}]),
    ("a null by default in a table", {"a": {"b": None}}, {}, [{"a": {"b": None}}, {"a": {"b": None}}, {"a": {}}]),
    (
        "a null by default beside",
        {"a": {"b": None}},
        {"a": {"c": 1.0}},
        [{"a": {"b": None, "c": 1.0}}] * 2 + [{"a": {"c": 1.0}}],
    ),
    ("a table over a scalar", {"a": 1.0}, {"a": {"b": 2.0}}, [{"a": {"b": 2.0}}] * 3),
    ("a scalar over a table", {"a": {"b": 1.0}}, {"a": 2.0}, [{"a": 2.0}] * 3),
]


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(("defaults", "given", "expected"), [row[1:] for row in ROOT], ids=[row[0] for row in ROOT])
def test_root(
    defaults: dict[str, Any], given: dict[str, Any], expected: list[dict[str, Any]], dialect: Dialect
) -> None:
    chart = tree("boat", defaults, dialect=dialect)
    assert coalesce_values(chart, given, dialect) == expected[dialect.major - 2]


def test_inputs_are_not_changed() -> None:
    chart = tree("boat", {"a": {"b": 1.0}}, tree("sail", {"c": {"d": 1.0}}))
    given = {"sail": {"c": {"e": 2.0}}, "global": {"g": {"h": 1.0}}}
    result = coalesce_values(chart, given)
    result["sail"]["c"]["d"] = result["a"]["b"] = "changed"
    assert given == {"sail": {"c": {"e": 2.0}}, "global": {"g": {"h": 1.0}}}
    assert chart.values == {"a": {"b": 1.0}}
    assert chart.dependencies[0].values == {"c": {"d": 1.0}}


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
def test_subchart_values_are_below_their_names(dialect: Dialect) -> None:
    sail = tree(
        "sail",
        {"area": 10.0, "color": "white", "own": 1.0},
        tree("batten", {"count": 3.0}, dialect=dialect),
        dialect=dialect,
    )
    chart = tree("boat", {"sail": {"color": "red", "batten": {"length": 2.0}}}, sail, dialect=dialect)
    assert coalesce_values(chart, {"sail": {"area": 20.0}}, dialect) == {
        "sail": {
            "area": 20.0,
            "color": "red",
            "own": 1.0,
            "global": {},
            "batten": {"count": 3.0, "length": 2.0, "global": {}},
        },
    }


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
def test_globals_are_passed_to_subcharts(dialect: Dialect) -> None:
    sail = tree("sail", {"global": {"deep": {"y": 2.0}, "own": 1.0}}, dialect=dialect)
    chart = tree("boat", {"global": {"deep": {"x": 1.0}, "name": "b"}}, sail, dialect=dialect)
    result = coalesce_values(chart, {"global": {"name": "c"}}, dialect)
    assert result["sail"]["global"] == {"deep": {"x": 1.0, "y": 2.0}, "own": 1.0, "name": "c"}
    assert result["global"] == {"deep": {"x": 1.0}, "name": "c"}


def test_a_null_for_a_value_of_a_subchart() -> None:
    """In Helm 4, a parent can remove a key of its subchart; templates of the subchart do not see the null."""
    expected = {HELM2: {"global": {}, "b": 1.0}, HELM3: {"global": {}, "b": 1.0}, HELM4: {"global": {}, "b": 1.0}}
    for dialect in ALL:
        chart = tree("boat", {}, tree("sail", {"a": 1.0, "b": 1.0}, dialect=dialect), dialect=dialect)
        assert coalesce_values(chart, {"sail": {"a": None}}, dialect)["sail"] == expected[dialect], dialect.name


def test_merging_keeps_nulls() -> None:
    chart = tree("boat", {"a": None, "b": {"c": None}}, dialect=HELM3)
    assert merge_values(chart, {"d": None}, HELM3) == {"a": None, "b": {"c": None}, "d": None}


#: Values for a subchart that are not a table, and Helm's error.
MISMATCHES = [
    (5.0, "%!t(float64=5)"),
    ("x", "%!t(string=x)"),
    (True, "true"),
    ([1.0], "[%!t(float64=1)]"),
]


@pytest.mark.parametrize(("value", "shown"), MISMATCHES, ids=[str(row[0]) for row in MISMATCHES])
@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
def test_subchart_values_must_be_tables(value: Any, shown: str, dialect: Dialect) -> None:
    chart = tree("boat", {}, tree("sail", {}, dialect=dialect), dialect=dialect)
    with pytest.raises(ValuesError) as caught:
        coalesce_values(chart, {"sail": value}, dialect)
    assert caught.value.what == f"type mismatch on sail: {shown}"


def test_a_null_for_a_whole_subchart() -> None:
    def chart(dialect: Dialect) -> Any:
        return tree("boat", {"x": 1.0}, tree("sail", {"a": 1.0}, dialect=dialect), dialect=dialect)

    for dialect in (HELM3, HELM4):
        with pytest.raises(ValuesError, match=r"type mismatch on sail: %!t\(<nil>\)"):
            coalesce_values(chart(dialect), {"sail": None}, dialect)
    assert coalesce_values(chart(HELM2), {"sail": None}, HELM2) == {"x": 1.0, "sail": {"a": 1.0, "global": {}}}


def test_warnings() -> None:
    chart = tree("boat", {"a": {"b": {"c": 1.0}}, "d": {"e": 2.0}})
    warnings: list[str] = []
    coalesce_values(chart, {"a": {"b": 5.0}, "d": 3.0}, HELM4, warnings.append)
    assert warnings == ["warning: cannot overwrite table with non table for boat.a.b (map[c:1])"]
