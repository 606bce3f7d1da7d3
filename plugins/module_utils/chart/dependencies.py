# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Process the dependencies of a chart: conditions, tags, aliases and imported values."""

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
from .values import MISSING, table_at, value_at


def process(chart: Chart, values: dict[str, Any], dialect: Dialect = HELM4) -> Chart:
    """Return a copy of the chart with its dependencies processed: conditions, tags, aliases and imported values.

    :param values: the user's values.
    :raises ValuesError: the values for a subchart are not a mapping.
    :raises ChartError: an alias or a requirements file is invalid.
    """
    result = chart.deep_copy()
    if dialect.major == 2:
        _Helm2(dialect).process(result, values)
        return result
    _process_enabled(result, values, "", dialect)
    _process_import_values(result, dialect)
    return result


def check(chart: Chart, dialect: Dialect = HELM4) -> None:
    """Check that all declared dependencies are in ``charts/``.

    :raises ChartError: one is missing; with Helm's text.
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
    """Return whether a version satisfies a constraint; False if either is invalid."""
    try:
        generation = 1 if dialect.major == 2 else 3
        return semver.Constraint(constraint, generation).check(semver.parse(version, generation))
    except DataError:
        return False


def _wrap(path: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return a new mapping with ``table`` at a dotted path."""
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
        states = [tags[tag] for tag in dependency.tags if isinstance(tags.get(tag), bool)]
        dependency.enabled = True in states or not states


def _apply_conditions(declared: list[Dependency], values: dict[str, Any], path: str) -> None:
    for dependency in declared:
        for condition in dependency.condition.strip().split(","):
            if not condition:
                continue
            value = value_at(values, path + condition)
            if isinstance(value, bool):
                dependency.enabled = value
                break


def _find_subchart(charts: list[Chart], dependency: Dependency, dialect: Dialect) -> Chart | None:
    """Return a copy of the chart that matches a dependency, under its alias."""
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


def _process_enabled(chart: Chart, values: dict[str, Any], path: str, dialect: Dialect) -> None:
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
        candidate = _find_subchart(chart.dependencies, wanted, dialect)
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
        _process_enabled(subchart, combined, f"{path}{subchart.name}.", dialect)
    # Here, Helm replaces an empty list of dependencies by nil, which later means that there is nothing to process.
    chart.declared = [wanted for wanted in declared if wanted.name not in disabled] or None
    chart.set_dependencies(kept)


def _process_import_values(chart: Chart, dialect: Dialect) -> None:
    for subchart in chart.dependencies:
        _process_import_values(subchart, dialect)
    if chart.declared is None:
        return
    combined = merge_values(chart, None, dialect)
    imported: dict[str, Any] = {}
    for dependency in chart.declared:
        processed: list[Any] = []
        for entry in dependency.import_values:
            if isinstance(entry, StringMap):
                # In Helm 3, the copies of a chart under several aliases share their dependencies, and entries that were
                # processed for the first alias are ignored for the others.
                continue
            if isinstance(entry, dict):
                child, parent = _import_path(entry.get("child")), _import_path(entry.get("parent"))
            elif isinstance(entry, str):
                child, parent = f"exports.{entry}", "."
            else:
                continue
            processed.append(StringMap(child=child, parent=parent))
            table = table_at(combined, f"{dependency.name}.{child}")
            if table is not None:
                imported = merge_tables(imported, _wrap(parent, table)) or {}
        dependency.import_values = processed
    chart.values = merge_tables(deep_copy(combined), imported) or {}


def _import_path(value: Any) -> str:
    """Return a path as Go's ``%v`` formats it."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# ------------------------------------------------------------------------------------------------------- Helm 2


def _requirements(chart: Chart) -> list[Dependency] | None:
    """Return the dependencies in requirements.yaml, or None if there is no such file.

    :raises ChartError: it is invalid.
    """
    data = next((file.data for file in reversed(chart.files) if file.name == "requirements.yaml"), b"")
    if not data:
        return None
    try:
        return metadata.decode_requirements(yaml_in.decode(data.decode("utf-8", "surrogateescape")))
    except DataError as error:
        raise ChartError(f"cannot load requirements: {error.what}") from error


class _Helm2:
    """Processes requirements like Helm 2, which parses the file again at each step."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def process(self, chart: Chart, values: dict[str, Any]) -> None:
        self._process_enabled(chart, values, "")
        for parent in reversed(self._parents(chart, [])):
            self._import(parent)

    def _process_enabled(self, chart: Chart, values: dict[str, Any], path: str) -> None:
        try:
            declared = _requirements(chart)
        except ChartError:
            # Helm 2 ignores invalid requirements of subcharts; those of the root chart were already parsed.
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
            candidate = _find_subchart(chart.dependencies, wanted, self.dialect)
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
                self._process_enabled(subchart, combined, f"{path}{subchart.name}.")
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
                value = value_at(values, path + condition) if condition else MISSING
                if value is MISSING or value is None:
                    continue
                # The first existing value is decisive, even if it is not a boolean and thus has no effect.
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
            # Helm 2 ignores the error here; it occurs again during rendering.
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
