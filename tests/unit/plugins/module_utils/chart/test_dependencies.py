# SPDX-License-Identifier: GPL-3.0-or-later
"""Processing dependencies: tags, conditions, aliases and imported values."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart
from ansible_collections.coxswain.helm.plugins.module_utils.chart.dependencies import check, compatible, process
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError

from .trees import tree

ALL = (HELM2, HELM3, HELM4)


def dependency(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "version": "1.x", "repository": "", **fields}


def boat(dialect: Dialect, *dependencies: dict[str, Any], values: dict[str, Any] | None = None) -> Chart:
    """Return a chart with three subcharts."""
    held = [tree(name, {}, dialect=dialect) for name in ("sail", "rudder", "anchor")]
    return tree("boat", values or {}, *held, dependencies=list(dependencies), dialect=dialect)


def names(chart: Chart) -> list[str]:
    return sorted(held.name for held in chart.dependencies)


#: Fields of the dependency on sail, user values, and whether it is enabled.
ENABLED = [
    ("nothing said", {}, {}, True),
    ("condition true", {"condition": "sail.on"}, {"sail": {"on": True}}, True),
    ("condition false", {"condition": "sail.on"}, {"sail": {"on": False}}, False),
    ("condition without a value", {"condition": "sail.on"}, {}, True),
    ("the first condition decides", {"condition": "a,b"}, {"a": False, "b": True}, False),
    ("the first that is there decides", {"condition": "a,b"}, {"b": False}, False),
    ("a condition on a table says nothing", {"condition": "a"}, {"a": {"b": False}}, True),
    ("tag true", {"tags": ["x"]}, {"tags": {"x": True}}, True),
    ("tag false", {"tags": ["x"]}, {"tags": {"x": False}}, False),
    ("one of the tags true", {"tags": ["x", "y"]}, {"tags": {"x": False, "y": True}}, True),
    ("a tag that is no boolean", {"tags": ["x"]}, {"tags": {"x": "no"}}, True),
    ("a condition wins over tags", {"tags": ["x"], "condition": "a"}, {"tags": {"x": False}, "a": True}, True),
    ("tags are no table", {"tags": ["x"]}, {"tags": False}, True),
]


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(
    ("fields", "values", "expected"), [row[1:] for row in ENABLED], ids=[row[0] for row in ENABLED]
)
def test_enabled(fields: dict[str, Any], values: dict[str, Any], expected: bool, dialect: Dialect) -> None:
    chart = boat(dialect, dependency("sail", **fields), dependency("rudder"))
    settled = process(chart, values, dialect)
    assert ("sail" in names(settled)) is expected
    # Undeclared subcharts and those without a condition are enabled.
    assert {"anchor", "rudder"} <= set(names(settled))


def test_condition_that_is_not_boolean() -> None:
    """Helm 3 and 4 continue with the next condition, Helm 2 does not."""
    fields = {"condition": "a,b"}
    values = {"a": "maybe", "b": False}
    assert "sail" not in names(process(boat(HELM4, dependency("sail", **fields)), values, HELM4))
    assert "sail" not in names(process(boat(HELM3, dependency("sail", **fields)), values, HELM3))
    assert "sail" in names(process(boat(HELM2, dependency("sail", **fields)), values, HELM2))


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
def test_version_does_not_match(dialect: Dialect) -> None:
    """The dependency matches no chart, and the chart is undeclared."""
    chart = boat(dialect, dependency("sail", version="2.x", condition="on"))
    assert names(process(chart, {"on": True}, dialect)) == ["anchor", "rudder", "sail"]
    assert names(process(chart, {"on": False}, dialect)) == ["anchor", "rudder"]


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
def test_aliases(dialect: Dialect) -> None:
    chart = boat(
        dialect,
        dependency("sail", alias="jib"),
        dependency("sail", alias="main", condition="main.on"),
        dependency("sail"),
    )
    settled = process(chart, {}, dialect)
    assert names(settled) == ["anchor", "jib", "main", "rudder", "sail"]
    assert sorted(held.full_path for held in settled.dependencies)[1] == "boat/charts/jib"
    assert names(process(chart, {"main": {"on": False}}, dialect)) == ["anchor", "jib", "rudder", "sail"]
    assert names(chart) == ["anchor", "rudder", "sail"]


def test_conditions_of_subcharts_begin_with_their_paths() -> None:
    sail = tree("sail", {}, tree("batten"), dependencies=[dependency("batten", condition="batten.on")])
    chart = tree("boat", {}, sail, dependencies=[dependency("sail")])
    assert names(process(chart, {"sail": {"batten": {"on": False}}}).dependencies[0]) == []
    assert names(process(chart, {"batten": {"on": False}}).dependencies[0]) == ["batten"]


def test_chart_is_not_changed() -> None:
    chart = boat(HELM4, dependency("sail", alias="jib", **{"import-values": ["x"]}))
    process(chart, {}, HELM4)
    assert chart.declared is not None
    assert chart.declared[0].name == "sail"
    assert chart.declared[0].import_values == ["x"]
    assert not chart.declared[0].enabled
    assert all(held.parent is chart for held in chart.dependencies)


# -------------------------------------------------------------------------------------------------- imported values

SAIL = {"exports": {"data": {"color": "white", "area": 10.0}}, "rig": {"mast": {"height": 12.0}}}


def importing(dialect: Dialect, entries: list[Any], values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the values of a chart after importing from its subchart."""
    sail = tree("sail", SAIL, dialect=dialect)
    chart = tree(
        "boat", values or {}, sail, dependencies=[dependency("sail", **{"import-values": entries})], dialect=dialect
    )
    settled = process(chart, {}, dialect)
    return {key: value for key, value in settled.values.items() if key != "sail"}


#: Entries of import-values, the parent's values, and its resulting values.
IMPORTS = [
    ("an export", ["data"], {}, {"color": "white", "area": 10.0}),
    ("an export that is not there", ["nothing"], {"a": 1.0}, {"a": 1.0}),
    ("a child and a parent", [{"child": "rig.mast", "parent": "here.mast"}], {}, {"here": {"mast": {"height": 12.0}}}),
    ("into the top", [{"child": "rig", "parent": "."}], {}, {"mast": {"height": 12.0}}),
    ("beside what is there", ["data"], {"own": 1.0}, {"own": 1.0, "color": "white", "area": 10.0}),
]


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(
    ("entries", "values", "expected"), [row[1:] for row in IMPORTS], ids=[row[0] for row in IMPORTS]
)
def test_import_values(entries: list[Any], values: dict[str, Any], expected: dict[str, Any], dialect: Dialect) -> None:
    assert importing(dialect, entries, values) == expected


def test_precedence_of_imported_values() -> None:
    """The parent's value wins in Helm 3 and 4, the imported one in Helm 2."""
    for dialect, color in ((HELM4, "red"), (HELM3, "red"), (HELM2, "white")):
        assert importing(dialect, ["data"], {"color": "red"})["color"] == color, dialect.name


def test_two_aliases_share_imports_in_helm_3_only() -> None:
    """In Helm 3, the two charts share a declaration, which only the first one processes."""
    entries = [{"child": "rig", "parent": "rig"}]
    for dialect, expected in ((HELM4, True), (HELM3, False)):
        sail = tree("sail", SAIL, dialect=dialect)
        hull = tree("hull", {}, sail, dependencies=[dependency("sail", **{"import-values": entries})], dialect=dialect)
        aliases = [dependency("hull", alias="one"), dependency("hull", alias="two")]
        settled = process(tree("boat", {}, hull, dependencies=aliases, dialect=dialect), {}, dialect)
        assert ["rig" in held.values for held in settled.dependencies] == [True, expected], dialect.name


# ------------------------------------------------------------------------------------------------------ the rest


@pytest.mark.parametrize(
    ("dialect", "message"),
    [
        (
            HELM4,
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency "
            "build' to fetch "
            "missing dependencies: found in Chart.yaml, but missing in charts/ directory: keel, oar",
        ),
        (
            HELM3,
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency "
            "build` to fetch "
            "missing dependencies: found in Chart.yaml, but missing in charts/ directory: keel, oar",
        ),
        (HELM2, "found in requirements.yaml, but missing in charts/ directory: keel, oar"),
    ],
    ids=["helm4", "helm3", "helm2"],
)
def test_missing_charts(dialect: Dialect, message: str) -> None:
    chart = boat(dialect, dependency("keel"), dependency("sail"), dependency("oar", condition="off"))
    with pytest.raises(ChartError) as caught:
        check(chart, dialect)
    assert caught.value.what == message
    check(boat(dialect, dependency("sail", version="9.x")), dialect)


def test_invalid_requirements() -> None:
    chart = tree("boat", dialect=HELM2, files={"requirements.yaml": "dependencies: [1]"})
    with pytest.raises(ChartError, match="cannot load requirements: error unmarshaling JSON"):
        check(chart, HELM2)


@pytest.mark.parametrize(
    ("constraint", "version", "expected"),
    [
        (">=1.0.0-0", "1.36.3", True),
        (">=1.40", "1.36.3", False),
        ("*", "1.0.0-rc.1", False),
        ("1.x.x", "1.2.3", True),
        ("", "1.0.0", False),
        ("nonsense", "1.0.0", False),
        ("*", "nonsense", False),
    ],
)
def test_compatible(constraint: str, version: str, expected: bool) -> None:
    assert compatible(constraint, version) is expected
