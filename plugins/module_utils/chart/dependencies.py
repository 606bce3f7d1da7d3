# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which subcharts take part, under which names, and the values that a chart imports from them."""

from __future__ import annotations

from typing import Any

from ..data import semver, yaml_in
from ..data.merge import coalesce_tables, deep_copy, merge_tables
from ..dialect import HELM2, HELM4, Dialect
from ..errors import ChartError, DataError, ValuesError
from ..gotemplate.kinds import StringMap
from . import metadata
from .chart import Chart, Dependency
from .coalesce import coalesce_values, merge_values


def process(chart: Chart, values: dict[str, Any], dialect: Dialect = HELM4) -> Chart:
    """A copy of the chart with its dependencies settled: tags, conditions, aliases and imported values.

    :param values: the user's values.
    :raises ValuesError: the values for a subchart are no mapping.
    :raises ChartError: an alias or a requirements file cannot be used.
    """
    result = chart.twin()
    if dialect.major == 2:
        _Helm2(dialect).process(result, values)
        return result
    _settle(result, values, "", dialect)
    _import_all(result, dialect)
    return result


def check(chart: Chart, dialect: Dialect = HELM4) -> None:
    """Refuse a chart that lacks a chart which it declares as a dependency.

    :raises ChartError: in Helm's words.
    """
    if dialect.major == 2:
        declared, where = _requirements(chart) or [], "requirements.yaml"
    else:
        declared, where = chart.declared or [], "Chart.yaml"
    present = {subchart.name for subchart in chart.dependencies}
    missing = [dependency.name for dependency in declared if dependency.name not in present]
    if not missing:
        return
    text = f"found in {where}, but missing in charts/ directory: {', '.join(missing)}"
    if dialect.major == 4:
        text = (
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
            f"fetch missing dependencies: {text}"
        )
    elif dialect.major == 3:
        text = (
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to "
            f"fetch missing dependencies: {text}"
        )
    raise ChartError(text)


def compatible(constraint: str, version: str, dialect: Dialect = HELM4) -> bool:
    """Whether a version fits a constraint; what cannot be parsed does not fit."""
    try:
        generation = 1 if dialect.major == 2 else 3
        return semver.Constraint(constraint, generation).check(semver.parse(version, generation))
    except DataError:
        return False


# ------------------------------------------------------------------------------------------- tables and their paths


def table_at(values: Any, path: str) -> dict[str, Any] | None:
    """The mapping at a dotted path, or ``None``."""
    for key in path.split("."):
        if not isinstance(values, dict):
            return None
        values = values.get(key)
    return values if isinstance(values, dict) else None


_MISSING = object()


def value_at(values: dict[str, Any], path: str) -> Any:
    """The value at a dotted path that is no mapping, or :data:`_MISSING`."""
    above, _mark, key = path.rpartition(".")
    table = table_at(values, above) if above else values
    if table is None or key not in table or isinstance(table[key], dict):
        return _MISSING
    return table[key]


def _wrap(path: str, table: dict[str, Any]) -> dict[str, Any]:
    """A mapping put at a dotted path of a new one."""
    if path == ".":
        return table
    for key in reversed(path.split(".")):
        table = {key: table}
    return table


# ------------------------------------------------------------------------------------------------- Helm 3 and 4


def _apply_tags(declared: list[Dependency], values: dict[str, Any]) -> None:
    tags = values.get("tags")
    if not isinstance(tags, dict):
        return
    for dependency in declared:
        said = [tags[tag] for tag in dependency.tags if isinstance(tags.get(tag), bool)]
        dependency.enabled = True in said or not said


def _apply_conditions(declared: list[Dependency], values: dict[str, Any], path: str) -> None:
    for dependency in declared:
        for condition in dependency.condition.strip().split(","):
            if not condition:
                continue
            value = value_at(values, path + condition)
            if isinstance(value, bool):
                dependency.enabled = value
                break


def _candidate(charts: list[Chart], dependency: Dependency, dialect: Dialect) -> Chart | None:
    """The chart that a dependency means, as a copy under its alias."""
    for chart in charts:
        if chart.name != dependency.name or not compatible(dependency.version, chart.version, dialect):
            continue
        result = chart.shallow_copy()
        if dialect.major >= 4:
            if chart.declared is not None:
                result.declared = [_copy_dependency(entry) for entry in chart.declared]
            result.set_dependencies([subchart.shallow_copy() for subchart in chart.dependencies])
        if dependency.alias:
            result.metadata["name"] = dependency.alias
        return result
    return None


def _copy_dependency(dependency: Dependency) -> Dependency:
    return Dependency(**vars(dependency))


def _settle(chart: Chart, values: dict[str, Any], path: str, dialect: Dialect) -> None:
    if chart.declared is None:
        return
    declared = chart.declared
    chosen = [
        existing
        for existing in chart.dependencies
        if not any(
            existing.name == wanted.name and compatible(wanted.version, existing.version, dialect)
            for wanted in declared
        )
    ]
    for wanted in declared:
        candidate = _candidate(chart.dependencies, wanted, dialect)
        if candidate is not None:
            chosen.append(candidate)
        if wanted.alias:
            wanted.name = wanted.alias
    chart.set_dependencies(chosen)
    for wanted in declared:
        wanted.enabled = True
    combined = coalesce_values(chart, values, dialect)
    _apply_tags(declared, combined)
    _apply_conditions(declared, combined, path)
    disabled = {wanted.name for wanted in declared if not wanted.enabled}
    kept = [subchart for subchart in chart.dependencies if subchart.name not in disabled]
    for subchart in kept:
        _settle(subchart, combined, f"{path}{subchart.name}.", dialect)
    # Helm turns an empty list of dependencies into none at all here, and reads "none" as "nothing to do" later.
    chart.declared = [wanted for wanted in declared if wanted.name not in disabled] or None
    chart.set_dependencies(kept)


def _import_all(chart: Chart, dialect: Dialect) -> None:
    for subchart in chart.dependencies:
        _import_all(subchart, dialect)
    if chart.declared is None:
        return
    combined = merge_values(chart, None, dialect)
    imported: dict[str, Any] = {}
    for dependency in chart.declared:
        settled: list[Any] = []
        for entry in dependency.import_values:
            if isinstance(entry, StringMap):
                # Helm 3's copies of a chart under several aliases share their dependencies, and what is settled for
                # the first of them means nothing to the others.
                continue
            if isinstance(entry, dict):
                child, parent = _import_path(entry.get("child")), _import_path(entry.get("parent"))
            elif isinstance(entry, str):
                child, parent = f"exports.{entry}", "."
            else:
                continue
            settled.append(StringMap(child=child, parent=parent))
            table = table_at(combined, f"{dependency.name}.{child}")
            if table is not None:
                imported = merge_tables(imported, _wrap(parent, table)) or {}
        dependency.import_values = settled
    chart.values = merge_tables(deep_copy(combined), imported) or {}


def _import_path(value: Any) -> str:
    """A path as Go's ``%v`` prints it."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# ------------------------------------------------------------------------------------------------------- Helm 2


def _requirements(chart: Chart) -> list[Dependency] | None:
    """What requirements.yaml declares; ``None`` when there is none.

    :raises ChartError: it is not YAML, or not what it should be.
    """
    data = next((file.data for file in reversed(chart.files) if file.name == "requirements.yaml"), b"")
    if not data:
        return None
    try:
        return metadata.decode_requirements(yaml_in.decode(data.decode("utf-8", "surrogateescape")))
    except DataError as error:
        raise ChartError(f"cannot load requirements: {error.what}") from error


class _Helm2:
    """Requirements as Helm 2 processes them: they stay a file, read anew at each step."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def process(self, chart: Chart, values: dict[str, Any]) -> None:
        self._settle(chart, values, "")
        for parent in reversed(self._parents(chart, [])):
            self._import(parent)

    def _settle(self, chart: Chart, values: dict[str, Any], path: str) -> None:
        try:
            declared = _requirements(chart)
        except ChartError:
            # Below the root chart, which was read before, Helm 2 passes over requirements that it cannot read.
            return
        if declared is None:
            return
        chosen = [
            existing
            for existing in chart.dependencies
            if not any(
                existing.name == wanted.name and compatible(wanted.version, existing.version, self.dialect)
                for wanted in declared
            )
        ]
        for wanted in declared:
            candidate = _candidate(chart.dependencies, wanted, self.dialect)
            if candidate is not None:
                chosen.append(candidate)
            if wanted.alias:
                if not metadata.valid_alias(wanted.alias):
                    raise ChartError(f'illegal alias name in "{wanted.name}"')
                wanted.name = wanted.alias
        chart.set_dependencies(chosen)
        for wanted in declared:
            wanted.enabled = True
        combined = coalesce_values(chart, values, self.dialect)
        self._tags(declared, combined)
        self._conditions(declared, combined, path)
        disabled = {wanted.name for wanted in declared if not wanted.enabled}
        kept = [subchart for subchart in chart.dependencies if subchart.name not in disabled]
        for subchart in kept:
            try:
                self._settle(subchart, combined, f"{path}{subchart.name}.")
            except (ChartError, ValuesError):
                continue
        chart.set_dependencies(kept)

    @staticmethod
    def _tags(declared: list[Dependency], values: dict[str, Any]) -> None:
        _apply_tags([dependency for dependency in declared if dependency.tags], values)

    @staticmethod
    def _conditions(declared: list[Dependency], values: dict[str, Any], path: str) -> None:
        for dependency in declared:
            text = dependency.condition
            conditions = text.strip().split(",") if "," in text else [text.strip()]
            for condition in conditions:
                value = value_at(values, path + condition) if condition else _MISSING
                if value is _MISSING or value is None:
                    continue
                # The first value that is there decides, even when it is no boolean and so says nothing.
                if isinstance(value, bool):
                    dependency.enabled = value
                break

    def _parents(self, chart: Chart, found: list[Chart]) -> list[Chart]:
        if not found:
            found = [chart]
        for subchart in chart.dependencies:
            if subchart.dependencies:
                found.append(subchart)
                found = self._parents(subchart, found)
        return found

    def _import(self, chart: Chart) -> None:
        try:
            declared = _requirements(chart)
            combined = coalesce_values(chart, {}, self.dialect)
        except (ChartError, ValuesError):
            # Helm 2 passes over this here, and stumbles over it again when it renders.
            return
        if declared is None:
            return
        imported: dict[str, Any] = {}
        for dependency in declared:
            name = dependency.name
            found = False
            for subchart in chart.dependencies:
                if subchart.name == dependency.name:
                    found = True
                if subchart.name == dependency.alias:
                    found = True
                    name = dependency.alias
            if not found:
                continue
            for entry in dependency.import_values:
                if isinstance(entry, dict):
                    child, parent = entry.get("child"), entry.get("parent")
                    if not isinstance(child, str) or not isinstance(parent, str):
                        raise ChartError(f"import-values of {dependency.name} must name child and parent as strings")
                elif isinstance(entry, str):
                    child, parent = f"exports.{entry}", "."
                else:
                    continue
                table = table_at(combined, f"{name}.{child}")
                if table is not None:
                    imported = coalesce_tables(imported, _wrap(parent, table), dialect=HELM2) or {}
        chart.values = coalesce_tables(imported, combined, dialect=HELM2) or {}
        chart.has_values = True
        chart.values_error = None
