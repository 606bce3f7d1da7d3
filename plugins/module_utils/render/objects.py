# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that a template's dot holds: ``.Chart``, ``.Values``, ``.Release`` and the rest, for each dialect."""

from __future__ import annotations

from typing import Any

from ..chart.chart import Chart, Dependency
from ..data import yaml_out
from ..dialect import Dialect
from ..errors import CoxswainError
from ..gotemplate.functions import FunctionError, Panic, method
from ..gotemplate.kinds import (
    GoStruct,
    Int32,
    Int64,
    NilList,
    NilMap,
    SharedMap,
    StringList,
    StringMap,
    TypedList,
    Values,
)
from ..gotemplate.strconv import quote
from ..sprig.sources import Sources
from .facts import ReleaseFacts

# ------------------------------------------------------------------------------------------------------- values


class _ValuesMethods(Values):
    """Helm's type of values, whose methods beat keys of the same name."""

    @method("AsMap", result="map[string]interface{}")
    def go_as_map(self) -> Any:
        return SharedMap(self) if self else {}

    @method("YAML", result="string")
    def go_yaml(self) -> str:
        try:
            return yaml_out.marshal(self)
        except CoxswainError as error:
            raise FunctionError(error.what) from error

    @method("Table", "string", result="common.Values")
    def go_table(self, path: str) -> Any:
        table: Any = self
        for key in path.split("."):
            table = table.get(key)
            if not isinstance(table, dict):
                raise FunctionError(f"{quote(key)} is not a table")
        return _TABLES[self.go_type](table)

    @method("PathValue", "string", result="interface{}")
    def go_path_value(self, path: str) -> Any:
        if not path:
            raise FunctionError("YAML path cannot be empty")
        *above, key = path.split(".")
        table: Any = self
        for name in above:
            table = table.get(name)
            if not isinstance(table, dict):
                raise FunctionError(f"{quote(key)} is not a value")
        if key not in table or isinstance(table[key], dict):
            raise FunctionError(f"{quote(key)} is not a value")
        return table[key]

    @method("Encode", "io.Writer", result="interface{}")
    def go_encode(self, _writer: None) -> Any:
        # Nothing that a template can get hold of is a writer, but nil may stand for one.
        raise Panic("runtime error: invalid memory address or nil pointer dereference")


class Values4(_ValuesMethods):
    """Values in Helm 4."""

    go_type = "common.Values"


class Values3(_ValuesMethods):
    """Values in Helm 2 and 3."""

    go_type = "chartutil.Values"


class _Table4(SharedMap, Values4):
    """A part of the values in Helm 4: a change of it is a change of the values."""


class _Table3(SharedMap, Values3):
    """A part of the values in Helm 2 and 3."""


_TABLES: dict[str, Any] = {Values4.go_type: _Table4, Values3.go_type: _Table3}


def values_type(dialect: Dialect) -> type[_ValuesMethods]:
    """The class of a dialect's values."""
    return Values4 if dialect.major >= 4 else Values3


# -------------------------------------------------------------------------------------------------------- chart


class _NilStringMap(NilMap):
    """A nil map[string]string."""

    go_type = "map[string]string"
    go_elem = "string"


class _NilStringList(NilList, StringList):
    """A nil []string."""

    go_type = "[]string"
    go_elem = "string"


def _strings(entries: Any) -> StringList:
    return StringList(entries) if entries else _NilStringList()


def _annotations(chart: Chart) -> Any:
    annotations = chart.metadata.get("annotations")
    return StringMap(annotations) if annotations else _NilStringMap()


class _Maintainer(GoStruct):
    go_type = "*chart.Maintainer"
    go_fields = {"Name": "string", "Email": "string", "URL": "string"}
    json_fields = {"Name": "name,omitempty", "Email": "email,omitempty", "URL": "url,omitempty"}

    def __init__(self, maintainer: dict[str, str]) -> None:
        self.Name = maintainer.get("name", "")
        self.Email = maintainer.get("email", "")
        self.URL = maintainer.get("url", "")


class _Maintainer2(_Maintainer):
    go_fields = {"Name": "string", "Email": "string", "Url": "string"}
    json_fields = {"Name": "name,omitempty", "Email": "email,omitempty", "Url": "url,omitempty"}

    def __init__(self, maintainer: dict[str, str]) -> None:
        super().__init__(maintainer)
        self.Url = self.URL


class _Maintainers(TypedList):
    go_type = "[]*chart.Maintainer"
    go_elem = "*chart.Maintainer"


class _Dependency(GoStruct):
    go_type = "*chart.Dependency"
    go_fields = {
        "Name": "string",
        "Version": "string",
        "Repository": "string",
        "Condition": "string",
        "Tags": "[]string",
        "Enabled": "bool",
        "ImportValues": "[]interface {}",
        "Alias": "string",
    }
    json_fields = {
        "Name": "name",
        "Version": "version,omitempty",
        "Repository": "repository",
        "Condition": "condition,omitempty",
        "Tags": "tags,omitempty",
        "Enabled": "enabled,omitempty",
        "ImportValues": "import-values,omitempty",
        "Alias": "alias,omitempty",
    }

    def __init__(self, dependency: Dependency) -> None:
        self.Name = dependency.name
        self.Version = dependency.version
        self.Repository = dependency.repository
        self.Condition = dependency.condition
        self.Tags = _strings(dependency.tags)
        self.Enabled = dependency.enabled
        self.ImportValues = list(dependency.import_values) or NilList()
        self.Alias = dependency.alias


class _Dependencies(TypedList):
    go_type = "[]*chart.Dependency"
    go_elem = "*chart.Dependency"


_METADATA_FIELDS = {
    "Name": "string",
    "Home": "string",
    "Sources": "[]string",
    "Version": "string",
    "Description": "string",
    "Keywords": "[]string",
    "Maintainers": "[]*chart.Maintainer",
    "Icon": "string",
    "APIVersion": "string",
    "Condition": "string",
    "Tags": "string",
    "AppVersion": "string",
    "Deprecated": "bool",
    "Annotations": "map[string]string",
    "KubeVersion": "string",
    "Dependencies": "[]*chart.Dependency",
    "Type": "string",
}


class _Metadata(GoStruct):
    """Helm 3's chart.Metadata."""

    go_type = "chart.Metadata"
    go_fields = _METADATA_FIELDS
    json_fields = {
        "Name": "name,omitempty",
        "Home": "home,omitempty",
        "Sources": "sources,omitempty",
        "Version": "version,omitempty",
        "Description": "description,omitempty",
        "Keywords": "keywords,omitempty",
        "Maintainers": "maintainers,omitempty",
        "Icon": "icon,omitempty",
        "APIVersion": "apiVersion,omitempty",
        "Condition": "condition,omitempty",
        "Tags": "tags,omitempty",
        "AppVersion": "appVersion,omitempty",
        "Deprecated": "deprecated,omitempty",
        "Annotations": "annotations,omitempty",
        "KubeVersion": "kubeVersion,omitempty",
        "Dependencies": "dependencies,omitempty",
        "Type": "type,omitempty",
    }

    def __init__(self, chart: Chart) -> None:
        metadata = chart.metadata
        self.Name = chart.name
        self.Home = metadata.get("home", "")
        self.Sources = _strings(metadata.get("sources"))
        self.Version = chart.version
        self.Description = metadata.get("description", "")
        self.Keywords = _strings(metadata.get("keywords"))
        self.Maintainers = _Maintainers(_Maintainer(entry) for entry in metadata.get("maintainers", ()))
        self.Icon = metadata.get("icon", "")
        self.APIVersion = chart.api_version
        self.Condition = metadata.get("condition", "")
        self.Tags = metadata.get("tags", "")
        self.AppVersion = chart.app_version
        self.Deprecated = chart.deprecated
        self.Annotations = _annotations(chart)
        self.KubeVersion = chart.kube_version
        self.Dependencies = _Dependencies(_Dependency(entry) for entry in chart.declared or ())
        self.Type = chart.type


class _Chart3(_Metadata):
    """Helm 3's chart: a struct with the metadata embedded, whose fields it offers as its own."""

    go_type = "struct { chart.Metadata; IsRoot bool }"
    go_fields = {"Metadata": "chart.Metadata", "IsRoot": "bool"}
    go_promoted = _METADATA_FIELDS
    json_fields = {**_Metadata.json_fields, "IsRoot": "IsRoot"}

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.Metadata = _Metadata(chart)
        self.IsRoot = chart.is_root


class _Chart2(GoStruct):
    """Helm 2's chart: a protobuf message."""

    go_type = "*chart.Metadata"
    go_fields = {
        "Name": "string",
        "Home": "string",
        "Sources": "[]string",
        "Version": "string",
        "Description": "string",
        "Keywords": "[]string",
        "Maintainers": "[]*chart.Maintainer",
        "Engine": "string",
        "Icon": "string",
        "ApiVersion": "string",
        "Condition": "string",
        "Tags": "string",
        "AppVersion": "string",
        "Deprecated": "bool",
        "TillerVersion": "string",
        "Annotations": "map[string]string",
        "KubeVersion": "string",
    }
    json_fields = {field: f"{field[0].lower()}{field[1:]},omitempty" for field in go_fields}

    def __init__(self, chart: Chart) -> None:
        metadata = chart.metadata
        for field, kind in self.go_fields.items():
            value = metadata.get(field[0].lower() + field[1:])
            if kind == "string":
                setattr(self, field, value or "")
            elif kind == "[]string":
                setattr(self, field, _strings(value))
        self.Deprecated = chart.deprecated
        self.Maintainers = _Maintainers(_Maintainer2(entry) for entry in metadata.get("maintainers", ()) if entry)
        self.Annotations = _annotations(chart)

    @method("String", result="string")
    def go_string(self) -> str:
        parts = []
        for field in self.go_fields:
            value = getattr(self, field)
            name = field[0].lower() + field[1:]
            if isinstance(value, str) and value:
                parts.append(f"{name}:{quote(value)} ")
            elif isinstance(value, StringList):
                parts.extend(f"{name}:{quote(entry)} " for entry in value)
            elif value is True:
                parts.append(f"{name}:true ")
        return "".join(parts)


def _chart4(chart: Chart) -> dict[str, Any]:
    """Helm 4's chart: a mapping by the names of Go's fields, so that a name it does not have is no error."""
    metadata = chart.metadata
    return {
        "Name": chart.name,
        "Home": metadata.get("home", ""),
        "Sources": list(metadata.get("sources", ())),
        "Version": chart.version,
        "Description": metadata.get("description", ""),
        "Keywords": list(metadata.get("keywords", ())),
        "Maintainers": [
            {"Name": entry.get("name", ""), "Email": entry.get("email", ""), "URL": entry.get("url", "")}
            for entry in metadata.get("maintainers", ())
        ],
        "Icon": metadata.get("icon", ""),
        "APIVersion": chart.api_version,
        "Condition": metadata.get("condition", ""),
        "Tags": metadata.get("tags", ""),
        "AppVersion": chart.app_version,
        "Deprecated": chart.deprecated,
        "Annotations": _annotations(chart),
        "KubeVersion": chart.kube_version,
        "Dependencies": [
            {
                "Name": entry.name,
                "Version": entry.version,
                "Repository": entry.repository,
                "Condition": entry.condition,
                "Tags": list(entry.tags),
                "Enabled": entry.enabled,
                "ImportValues": list(entry.import_values),
                "Alias": entry.alias,
            }
            for entry in chart.declared or ()
        ],
        "Type": chart.type,
        "IsRoot": chart.is_root,
    }


def chart_object(chart: Chart, dialect: Dialect) -> Any:
    """The value of ``.Chart``."""
    if dialect.major >= 4:
        return _chart4(chart)
    return _Chart3(chart) if dialect.major == 3 else _Chart2(chart)


# ------------------------------------------------------------------------------------------------------ release


class _Timestamp(GoStruct):
    """Helm 2's time of rendering."""

    go_type = "*timestamp.Timestamp"
    go_fields = {"Seconds": "int64", "Nanos": "int32"}
    json_fields = {"Seconds": "seconds,omitempty", "Nanos": "nanos,omitempty"}

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._nanoseconds: int | None = None

    def _now(self) -> int:
        if self._nanoseconds is None:
            self._nanoseconds = self._sources.now()
        return self._nanoseconds

    @property
    def Seconds(self) -> Int64:
        return Int64(self._now() // 1_000_000_000)

    @property
    def Nanos(self) -> Int32:
        return Int32(self._now() % 1_000_000_000)

    @method("String", result="string")
    def go_string(self) -> str:
        return f"seconds:{int(self.Seconds)} nanos:{int(self.Nanos)} "


def release_object(facts: ReleaseFacts, dialect: Dialect, sources: Sources) -> dict[str, Any]:
    """The value of ``.Release``."""
    release: dict[str, Any] = {
        "Name": facts.name,
        "Namespace": facts.namespace,
        "IsUpgrade": facts.is_upgrade,
        "IsInstall": facts.is_install,
        "Revision": facts.revision,
        "Service": dialect.service,
    }
    if dialect.major == 2:
        release["Time"] = _Timestamp(sources)
    return release
