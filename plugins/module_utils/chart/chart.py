# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a chart is: its metadata, templates, files, values and the charts that it depends on."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_MANIFEST_ENDINGS = (".yaml", ".yml", ".json")


class File(NamedTuple):
    """A file of a chart: its path from the chart's top folder, with slashes, and its bytes."""

    name: str
    data: bytes


@dataclass
class Dependency:
    """A dependency that a chart declares.

    :param condition: paths of values, separated by commas; the first that is a boolean decides.
    :param import_values: entries as declared: a string, or a mapping with ``child`` and ``parent``.
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
        """The dependency with the names of Chart.yaml; what is empty is left out, bar name and repository."""
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
    """A file below ``crds/``: its name in its own chart, its path below the root chart, and its bytes."""

    name: str
    path: str
    data: bytes


@dataclass(eq=False)
class Chart:
    """A chart in memory.

    :param metadata: what Chart.yaml says, with the fields that Helm knows, typed and cleaned as Helm does it, in
        Helm's order; fields that are empty are left out. ``dependencies`` is not among them, see ``declared``.
    :param source_metadata: Chart.yaml as it stands there, unknown fields included.
    :param templates: the files below ``templates/``.
    :param files: the other files, as ``.Files`` shows them.
    :param raw: every file of the chart itself, those of ``charts/`` left out.
    :param values: the parsed values.yaml.
    :param values_text: values.yaml as it stands there, or ``None``.
    :param has_values: there are values of its own, even if they are an empty mapping.
    :param values_error: why values.yaml cannot be used, where that is told only when it is needed (Helm 2).
    :param schema: values.schema.json.
    :param lock: the parsed lock file.
    :param declared: the dependencies that Chart.yaml or requirements.yaml names; ``None`` when it names none.
    :param dependencies: the charts that it holds below ``charts/``.
    :param parent: the chart that holds this one.
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
        """The chart's name, or its alias once dependencies are processed."""
        return str(self.metadata.get("name", ""))

    @property
    def version(self) -> str:
        return str(self.metadata.get("version", ""))

    @property
    def app_version(self) -> str:
        return str(self.metadata.get("appVersion", ""))

    @property
    def api_version(self) -> str:
        """``v1`` or ``v2``."""
        return str(self.metadata.get("apiVersion", ""))

    @property
    def kube_version(self) -> str:
        """The versions of Kubernetes that it wants, as a constraint, or nothing."""
        return str(self.metadata.get("kubeVersion", ""))

    @property
    def type(self) -> str:
        """``application``, ``library`` or nothing."""
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
        """The path of the chart below its root, such as ``parent/charts/child``."""
        if self.parent is None:
            return self.name
        return f"{self.parent.full_path}/charts/{self.name}"

    def set_dependencies(self, charts: list[Chart]) -> None:
        """Make ``charts`` the ones that this chart holds."""
        self.dependencies = []
        for chart in charts:
            self.add_dependency(chart)

    def add_dependency(self, chart: Chart) -> None:
        chart.parent = self
        self.dependencies.append(chart)

    def shallow_copy(self) -> Chart:
        """A chart with its own metadata and lists, that shares files, values and the charts that it holds."""
        twin = copy.copy(self)
        twin.metadata = dict(self.metadata)
        twin.dependencies = list(self.dependencies)
        return twin

    def twin(self) -> Chart:
        """A copy down to the last subchart, so that processing dependencies leaves this chart as it is.

        Files and values are shared: nothing changes them in place.
        """
        twin = self.shallow_copy()
        if self.declared is not None:
            twin.declared = [copy.copy(dependency) for dependency in self.declared]
        twin.set_dependencies([chart.twin() for chart in self.dependencies])
        return twin

    def walk(self) -> Iterator[Chart]:
        """This chart and every one below it, parents first."""
        yield self
        for chart in self.dependencies:
            yield from chart.walk()

    @property
    def crds(self) -> list[CustomResourceFile]:
        """The files below ``crds/`` of this chart, then those of the charts that it holds."""
        found = [
            CustomResourceFile(file.name, f"{self.full_path}/{file.name}", file.data)
            for file in self.files
            if file.name.startswith("crds/") and file.name.lower().endswith(_MANIFEST_ENDINGS)
        ]
        for chart in self.dependencies:
            found.extend(chart.crds)
        return found

    def record(self) -> dict[str, Any]:
        """The metadata as a release record holds it: ``metadata`` with the declared dependencies in their place."""
        result = {key: value for key, value in self.metadata.items() if key != "type"}
        if self.declared:
            result["dependencies"] = [dependency.as_dict() for dependency in self.declared]
        if self.type:
            result["type"] = self.type
        return result
