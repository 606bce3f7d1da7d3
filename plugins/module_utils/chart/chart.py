# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart model: metadata, templates, files, values and dependencies."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_MANIFEST_SUFFIXES = (".yaml", ".yml", ".json")


class File(NamedTuple):
    """A file of a chart: its path in the chart, with slashes, and its content."""

    name: str
    data: bytes


@dataclass
class Dependency:
    """A declared dependency.

    :param condition: paths of values, separated by commas; the first boolean value decides.
    :param import_values: each entry is a string, or a mapping with ``child`` and ``parent``.
    """

    name: str = ""
    version: str = ""
    repository: str = ""
    condition: str = ""
    tags: list[str] = field(default_factory=list)
    enabled: bool = False
    import_values: list[Any] = field(default_factory=list)
    alias: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the dependency as in Chart.yaml, without empty fields other than name and repository."""
        result: dict[str, Any] = {"name": self.name}
        if self.version:
            result["version"] = self.version
        result["repository"] = self.repository
        for key, value in (
            ("condition", self.condition),
            ("tags", list(self.tags)),
            ("enabled", self.enabled),
            ("import-values", list(self.import_values)),
            ("alias", self.alias),
        ):
            if value:
                result[key] = value
        return result


class CustomResourceFile(NamedTuple):
    """A file in ``crds/``: its path in its own chart, its path in the root chart, and its content."""

    name: str
    path: str
    data: bytes


@dataclass(eq=False)
class Chart:
    """A chart in memory.

    :param metadata: the fields of Chart.yaml that Helm knows, decoded and sanitized like Helm does, in Helm's order and
        without empty ones. ``dependencies`` is in ``declared`` instead.
    :param source_metadata: the parsed Chart.yaml, including unknown fields.
    :param templates: the files in ``templates/``.
    :param files: the other files, as in ``.Files``.
    :param raw: all files of the chart except those in ``charts/``.
    :param values: the parsed values.yaml.
    :param values_text: the content of values.yaml, or None if there is none.
    :param has_values: whether values.yaml exists and is not empty.
    :param values_error: why values.yaml is invalid; Helm 2 reports it when the values are used.
    :param schema: the content of values.schema.json, or None if there is none.
    :param lock: the parsed lock file, or None if there is none.
    :param declared: the dependencies in Chart.yaml or requirements.yaml, or None if there are none.
    :param dependencies: the subcharts in ``charts/``.
    :param parent: the chart that contains this one, or None.
    """

    metadata: dict[str, Any] = field(default_factory=dict)
    source_metadata: dict[str, Any] = field(default_factory=dict)
    templates: list[File] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    raw: list[File] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    values_text: bytes | None = None
    has_values: bool = False
    values_error: str | None = None
    schema: bytes | None = None
    lock: dict[str, Any] | None = None
    declared: list[Dependency] | None = None
    dependencies: list[Chart] = field(default_factory=list)
    parent: Chart | None = None

    @property
    def name(self) -> str:
        """Return the name of the chart; after dependencies are processed, its alias if it has one."""
        return str(self.metadata.get("name", ""))

    @property
    def version(self) -> str:
        return str(self.metadata.get("version", ""))

    @property
    def app_version(self) -> str:
        return str(self.metadata.get("appVersion", ""))

    @property
    def api_version(self) -> str:
        """Return ``v1`` or ``v2``."""
        return str(self.metadata.get("apiVersion", ""))

    @property
    def kube_version(self) -> str:
        """Return the constraint for the version of Kubernetes, or nothing."""
        return str(self.metadata.get("kubeVersion", ""))

    @property
    def type(self) -> str:
        """Return ``application``, ``library`` or nothing."""
        return str(self.metadata.get("type", ""))

    @property
    def deprecated(self) -> bool:
        return bool(self.metadata.get("deprecated", False))

    @property
    def is_library(self) -> bool:
        return self.type.lower() == "library"

    @property
    def is_root(self) -> bool:
        return self.parent is None

    @property
    def full_path(self) -> str:
        """Return the path of the chart from its root chart, such as ``parent/charts/child``."""
        if self.parent is None:
            return self.name
        return f"{self.parent.full_path}/charts/{self.name}"

    def set_dependencies(self, charts: list[Chart]) -> None:
        """Replace the subcharts."""
        self.dependencies = []
        for chart in charts:
            self.add_dependency(chart)

    def add_dependency(self, chart: Chart) -> None:
        chart.parent = self
        self.dependencies.append(chart)

    def shallow_copy(self) -> Chart:
        """Return a copy with its own metadata and list of subcharts, but shared files, values and subcharts."""
        copied = copy.copy(self)
        copied.metadata = dict(self.metadata)
        copied.dependencies = list(self.dependencies)
        return copied

    def deep_copy(self) -> Chart:
        """Return a copy with its own subcharts, so that processing its dependencies does not change this chart.

        Files and values are shared, because nothing changes them in place.
        """
        copied = self.shallow_copy()
        if self.declared is not None:
            copied.declared = [copy.copy(dependency) for dependency in self.declared]
        copied.set_dependencies([chart.deep_copy() for chart in self.dependencies])
        return copied

    def walk(self) -> Iterator[Chart]:
        """Yield this chart and all its subcharts, parents first."""
        yield self
        for chart in self.dependencies:
            yield from chart.walk()

    @property
    def crds(self) -> list[CustomResourceFile]:
        """Return the files in ``crds/`` of this chart, then those of its subcharts."""
        found = [
            CustomResourceFile(file.name, f"{self.full_path}/{file.name}", file.data)
            for file in self.files
            if file.name.startswith("crds/") and file.name.lower().endswith(_MANIFEST_SUFFIXES)
        ]
        for chart in self.dependencies:
            found.extend(chart.crds)
        return found

    def record(self) -> dict[str, Any]:
        """Return the metadata in the format of a release record: with the declared dependencies in Helm's order."""
        result = {key: value for key, value in self.metadata.items() if key != "type"}
        if self.declared:
            result["dependencies"] = [dependency.as_dict() for dependency in self.declared]
        if self.type:
            result["type"] = self.type
        return result
